use kernel::{Money, Time};

/// What a line of a supplier's statement tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SupplyLineKind {
    /// It took what an order cost.
    Charge,
    /// It gave something back: of an order that failed, or for keys that do not work.
    Refund,
    /// We paid in; less than nothing: took out.
    Deposit,
}

impl SupplyLineKind {
    pub const ALL: [Self; 3] = [Self::Charge, Self::Refund, Self::Deposit];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Refund => "refund",
            Self::Deposit => "deposit",
        }
    }
}

impl std::str::FromStr for SupplyLineKind {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// Whether its money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SupplyLineState {
    Done,
    /// Not yet, or nobody knows.
    Pending,
    /// It did not, and will not.
    Failed,
}

impl SupplyLineState {
    pub const ALL: [Self; 3] = [Self::Done, Self::Pending, Self::Failed];

    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Pending => "pending",
            Self::Failed => "failed",
        }
    }
}

impl std::str::FromStr for SupplyLineState {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// One movement of our deposit, as the supplier tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplyLine {
    /// Our number of the order there; empty: it does not say.
    pub order_no: String,
    /// The supplier's own, of the movement or of the order; empty: it has none.
    pub reference: String,
    pub kind: SupplyLineKind,
    /// Above zero, but for what was taken out of the deposit. The kind says which way it went.
    pub amount: Money,
    pub at: Time,
    pub state: SupplyLineState,
}

/// A day, as the supplier tells of it. One on which nothing happened has no lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupplyStatement {
    pub lines: Vec<SupplyLine>,
    /// What lay there at its end, where it says so.
    pub closing: Option<Money>,
}
