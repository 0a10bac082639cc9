use crate::{Account, Refusal};
use kernel::Time;

/// Steps that are applied all together or not at all, each seeing what those before it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The merchant (or `platform`) under which the ids are unique.
    pub book: String,
    /// What it is for, e.g. the order id.
    pub reference: String,
    pub steps: Vec<Step>,
}

/// One transfer asked for. Ids are the caller's, unique within the book; `<reference>/<what>` keeps the transfers of
/// a reference together (see [`crate::transfers_of`]). Amounts are in the smallest unit of the accounts' asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Moves at once.
    Post { id: String, debit: Account, credit: Account, amount: i64 },
    /// Holds an amount until it is posted, voided, or its time has come. Asked again, it needs the same `expires_at`.
    Reserve { id: String, debit: Account, credit: Account, amount: i64, expires_at: Time },
    /// Posts what is held: all of it (`None`), or a part, and the rest is released. Only before its time.
    PostPending { id: String, pending: String, amount: Option<i64> },
    /// Releases what is held; also when its time has come but nobody has expired it yet.
    VoidPending { id: String, pending: String },
    /// Releases what is held because its time has come, not earlier.
    ExpirePending { id: String, pending: String },
    /// Moves what a `Post` or `PostPending` moved back again, once.
    Reverse { id: String, of: String },
}

impl Step {
    pub fn id(&self) -> &str {
        match self {
            Self::Post { id, .. }
            | Self::Reserve { id, .. }
            | Self::PostPending { id, .. }
            | Self::VoidPending { id, .. }
            | Self::ExpirePending { id, .. }
            | Self::Reverse { id, .. } => id,
        }
    }
    /// The transfer of the same book that it resolves or reverses.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Post { .. } | Self::Reserve { .. } => None,
            Self::PostPending { pending, .. }
            | Self::VoidPending { pending, .. }
            | Self::ExpirePending { pending, .. } => Some(pending),
            Self::Reverse { of, .. } => Some(of),
        }
    }
    /// The accounts it names itself: debit, credit.
    pub fn accounts(&self) -> Option<(&Account, &Account)> {
        match self {
            Self::Post { debit, credit, .. } | Self::Reserve { debit, credit, .. } => Some((debit, credit)),
            _ => None,
        }
    }
}

/// What became of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All its transfers stand.
    Applied,
    /// All its transfers stood already, with the same content.
    Repeated,
    /// None of its transfers stands; the step (from 0) that was refused, and why.
    Refused { step: usize, why: Refusal },
}
