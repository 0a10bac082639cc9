use kernel::{Currency, MerchantId, Money, SupplierId, SupplierStatementId, Time};
use ports::{StatementDay, SupplyLineKind, SupplyStatement};

/// A day by a supplier's calendar.
pub type Day = StatementDay;

/// How a statement came here.
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

/// A day's statement, as it is brought.
pub struct NewStatement {
    pub merchant: MerchantId,
    pub supplier: SupplierId,
    /// `2026-11-27`
    pub day: String,
    pub told: SupplyStatement,
    pub source: Source,
    /// As the file was called.
    pub name: String,
    /// The id of a user, or `system`.
    pub by: String,
}

/// A statement that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: SupplierStatementId,
    pub supplier: SupplierId,
    pub day: String,
    pub from: Time,
    /// Before then.
    pub to: Time,
    pub(crate) digest: String,
    /// The code of a [`Source`].
    pub source: String,
    pub name: String,
    pub currency: Currency,
    pub lines: i64,
    /// What lay there at its end: as the supplier says, as we do, and what of ours was under way.
    pub closing: Option<Money>,
    pub closing_ours: Option<Money>,
    pub closing_held: Option<Money>,
    /// How often another one took its place.
    pub revision: i64,
    /// What of ours is missing in it has been looked for.
    pub is_swept: bool,
    pub brought_at: Time,
    pub brought_by: String,
    pub sums: Sums,
    /// Differences: all, and those that wait for somebody.
    pub differences: i64,
    pub open: i64,
}

/// What a statement says and what we say, in minor units. Lines that moved no money, or stand in another statement, are in
/// neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub charges: Pair,
    pub refunds: Pair,
    pub deposits: Pair,
}

/// The same, by both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    pub count: i64,
    pub theirs: i64,
    pub ours: i64,
}

impl Sums {
    pub(crate) fn of(&mut self, kind: SupplyLineKind) -> &mut Pair {
        match kind {
            SupplyLineKind::Charge => &mut self.charges,
            SupplyLineKind::Refund => &mut self.refunds,
            SupplyLineKind::Deposit => &mut self.deposits,
        }
    }
    /// What their figures would leave more (or less) in the deposit than ours.
    pub fn difference(&self) -> i64 {
        let apart = |pair: Pair| pair.theirs - pair.ours;
        apart(self.refunds) + apart(self.deposits) - apart(self.charges)
    }
}
