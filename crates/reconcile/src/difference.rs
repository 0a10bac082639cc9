use crate::Way;
use kernel::{DifferenceId, Money, StatementId, Time};
use ports::LineKind;

/// What does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// The channel tells of it, and our books do not.
    MissingHere,
    /// Our books have it, and the statement of its day does not.
    MissingThere,
    AmountDiffers,
    /// The channel tells of it more than once.
    Doubled,
    /// The buyer's bank took the money back.
    Chargeback,
    ChargebackWon,
    /// What had gone back to the buyer came again.
    RefundFailed,
}

impl DifferenceKind {
    pub const ALL: [Self; 7] = [
        Self::MissingHere,
        Self::MissingThere,
        Self::AmountDiffers,
        Self::Doubled,
        Self::Chargeback,
        Self::ChargebackWon,
        Self::RefundFailed,
    ];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingHere => "missing_here",
            Self::MissingThere => "missing_there",
            Self::AmountDiffers => "amount_differs",
            Self::Doubled => "doubled",
            Self::Chargeback => "chargeback",
            Self::ChargebackWon => "chargeback_won",
            Self::RefundFailed => "refund_failed",
        }
    }
}

impl std::str::FromStr for DifferenceKind {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// How a difference ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A later look found it: it was only late.
    MatchedLater,
    /// The channel was asked again, and told of it.
    Booked,
    /// Somebody saw that the refund arrived, and said so.
    RefundArrived,
    /// It is right as it is, and somebody knows why.
    Known,
    WrittenOff,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Self::MatchedLater => "matched_later",
            Self::Booked => "booked",
            Self::RefundArrived => "refund_arrived",
            Self::Known => "known",
            Self::WrittenOff => "written_off",
        }
    }
}

/// Something that does not agree, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub id: DifferenceId,
    pub channel: String,
    pub kind: DifferenceKind,
    /// What moved.
    pub movement: LineKind,
    pub statement: StatementId,
    /// In the statement's file; none where it is not in it.
    pub line: Option<i64>,
    /// The channel's number of the payment.
    pub reference: String,
    /// Our number, of the payment or of the refund, where it is known; it may be nobody's.
    pub ours_id: String,
    /// The merchant, or the user whose wallet it was for, and the order or top-up.
    pub book: Option<String>,
    pub name: Option<String>,
    pub theirs: Option<Money>,
    pub ours: Option<Money>,
    pub happened_at: Time,
    pub is_open: bool,
    /// The code of an [`Outcome`].
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub settled_by: Option<String>,
    pub settled_at: Option<Time>,
    pub created_at: Time,
}

impl Difference {
    /// How it may be settled.
    pub fn ways(&self) -> Vec<Way> {
        if !self.is_open {
            return Vec::new();
        }
        let named = self.book.is_some() && !self.ours_id.is_empty();
        let mut ways = Vec::with_capacity(4);
        if named && self.kind == DifferenceKind::MissingHere {
            ways.push(Way::Ask);
            if self.movement == LineKind::Refund {
                ways.push(Way::RefundArrived);
            }
        }
        ways.extend([Way::Known, Way::WriteOff]);
        ways
    }
}

/// Which differences are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DifferenceFilter {
    pub open: Option<bool>,
    pub channel: Option<String>,
    pub kind: Option<DifferenceKind>,
    pub statement: Option<StatementId>,
}

/// Differences of a channel and kind that are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub channel: String,
    pub kind: DifferenceKind,
    pub count: i64,
    pub oldest: Time,
}
