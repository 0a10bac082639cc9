use kernel::{Currency, StatementId, Time};
use ports::LineKind;
use serde::{Deserialize, Serialize};

/// How a file came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Upload,
    Fetched,
}

impl Source {
    pub fn code(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Fetched => "fetched",
        }
    }
}

/// A statement that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: StatementId,
    pub channel: String,
    /// The code of a [`Source`].
    pub source: String,
    pub name: String,
    /// All its lines have been held against what is here.
    pub is_read: bool,
    pub from: Time,
    /// Before then.
    pub to: Time,
    pub lines: i64,
    pub bad_lines: i64,
    /// The first of them.
    pub errors: Vec<Bad>,
    /// Differences that were found in it: all, and those that are open.
    pub differences: i64,
    pub open: i64,
    pub created_at: Time,
    pub created_by: String,
}

/// A line that could not be read, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bad {
    pub line: i64,
    pub column: String,
    pub zh: String,
    pub en: String,
}

impl From<&ports::LineError> for Bad {
    fn from(error: &ports::LineError) -> Self {
        let ports::LineError { line, column, zh, en } = error.clone();
        Self { line, column, zh, en }
    }
}

/// What a statement says and what we say, in one currency, in minor units. Lines that stood in another statement before are
/// in neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    pub currency: Currency,
    /// What came to the channel: payments, less what went back, was taken back by banks, or came again.
    pub theirs: i64,
    pub ours: i64,
    /// Theirs less ours.
    pub difference: i64,
    /// What the channel kept: of payments, and for itself.
    pub fees: i64,
    /// What it sent to our bank.
    pub payouts: i64,
    pub kinds: Vec<OfKind>,
}

/// The same of one kind of line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfKind {
    pub kind: LineKind,
    pub count: i64,
    pub theirs: i64,
    pub ours: i64,
}

/// Which way a kind moves what the channel owes us; none for what is no buyer's money.
pub(crate) fn sign(kind: LineKind) -> Option<i64> {
    match kind {
        LineKind::Payment | LineKind::RefundFailed | LineKind::ChargebackWon => Some(1),
        LineKind::Refund | LineKind::Chargeback => Some(-1),
        LineKind::Fee | LineKind::Payout | LineKind::Other => None,
    }
}

/// Counted of one kind in one currency: theirs by the lines, ours by what they were held against and what is missing there.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub kind: LineKind,
    pub currency: Currency,
    pub count: i64,
    pub theirs: i64,
    pub ours: i64,
    pub fees: i64,
}

pub(crate) fn sums(counted: &[Counted]) -> Vec<Sums> {
    let mut currencies: Vec<Currency> = counted.iter().map(|one| one.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies.into_iter().map(|currency| in_one(currency, counted)).collect()
}

fn in_one(currency: Currency, counted: &[Counted]) -> Sums {
    let mut sums =
        Sums { currency, theirs: 0, ours: 0, difference: 0, fees: 0, payouts: 0, kinds: Vec::new() };
    for kind in LineKind::ALL {
        let mut of = OfKind { kind, count: 0, theirs: 0, ours: 0 };
        for one in counted.iter().filter(|one| one.kind == kind && one.currency == currency) {
            of.count += one.count;
            of.theirs += one.theirs;
            of.ours += one.ours;
            sums.fees += one.fees;
        }
        match (kind, sign(kind)) {
            (_, Some(sign)) => {
                sums.theirs += sign * of.theirs;
                sums.ours += sign * of.ours;
            }
            (LineKind::Fee, None) => sums.fees += of.theirs,
            (LineKind::Payout, None) => sums.payouts += of.theirs,
            _ => {}
        }
        if of.count > 0 || of.ours != 0 {
            sums.kinds.push(of);
        }
    }
    sums.difference = sums.theirs - sums.ours;
    sums
}
