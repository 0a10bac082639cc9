use kernel::{
    Currency, MerchantId, Money, OrderId, SupplierDifferenceId, SupplierId, SupplierStatementId, Time,
};
use ports::SupplyLineKind;
use std::str::FromStr;

/// What does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// Both have it, with two amounts.
    AmountDiffers,
    /// They charged for what we hold failed.
    ChargedFailed,
    /// They charged for what nobody has told us the end of.
    ChargedOpen,
    /// They charged for what we never ordered there.
    ChargedUnknown,
    /// They charged for it more than once.
    ChargedTwice,
    /// We booked it, and no statement tells of it.
    MissingThere,
    /// They gave something back that we do not know of.
    RefundUnknown,
    /// They tell of a deposit that is not noted here.
    DepositUnknown,
    /// We booked a line of theirs, and a corrected statement does not have it any more.
    Withdrawn,
    /// What lay there at the end of the day.
    BalanceDiffers,
}

impl DifferenceKind {
    pub const ALL: [Self; 10] = [
        Self::AmountDiffers,
        Self::ChargedFailed,
        Self::ChargedOpen,
        Self::ChargedUnknown,
        Self::ChargedTwice,
        Self::MissingThere,
        Self::RefundUnknown,
        Self::DepositUnknown,
        Self::Withdrawn,
        Self::BalanceDiffers,
    ];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::AmountDiffers => "amount_differs",
            Self::ChargedFailed => "charged_failed",
            Self::ChargedOpen => "charged_open",
            Self::ChargedUnknown => "charged_unknown",
            Self::ChargedTwice => "charged_twice",
            Self::MissingThere => "missing_there",
            Self::RefundUnknown => "refund_unknown",
            Self::DepositUnknown => "deposit_unknown",
            Self::Withdrawn => "withdrawn",
            Self::BalanceDiffers => "balance_differs",
        }
    }
}

impl FromStr for DifferenceKind {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// What moved, or what lay there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    Line(SupplyLineKind),
    Balance,
}

impl Movement {
    pub fn code(self) -> &'static str {
        match self {
            Self::Line(kind) => kind.code(),
            Self::Balance => "balance",
        }
    }
    /// Which way it moves the deposit.
    pub(crate) fn sign(self) -> i64 {
        match self {
            Self::Line(SupplyLineKind::Charge) => -1,
            Self::Line(SupplyLineKind::Refund | SupplyLineKind::Deposit) => 1,
            Self::Balance => 0,
        }
    }
}

impl FromStr for Movement {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        if code == "balance" { Ok(Self::Balance) } else { code.parse().map(Self::Line) }
    }
}

/// How a difference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceState {
    Open,
    /// It is being settled with the supplier.
    Disputed,
    /// The supplier's figure counts: our books have it now.
    Booked,
    Closed,
}

impl DifferenceState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Disputed, Self::Booked, Self::Closed];

    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Disputed => "disputed",
            Self::Booked => "booked",
            Self::Closed => "closed",
        }
    }
    /// Somebody has to do something.
    pub fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Disputed)
    }
}

impl FromStr for DifferenceState {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// How a difference is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The supplier's figure is booked.
    Book,
    /// The supplier is asked to correct it.
    Dispute,
    /// It is right as it is, and somebody knows why: no money moves.
    Known,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Book, Self::Dispute, Self::Known];

    pub fn code(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Dispute => "dispute",
            Self::Known => "known",
        }
    }
}

/// Something that does not agree, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub id: SupplierDifferenceId,
    pub merchant: MerchantId,
    pub supplier: SupplierId,
    pub statement: SupplierStatementId,
    pub kind: DifferenceKind,
    pub movement: Movement,
    pub(crate) subject: String,
    pub(crate) party: String,
    /// Our number of the order there, and theirs; empty where it is not known.
    pub order_no: String,
    pub reference: String,
    /// Our order, where it is one of ours.
    pub order: Option<OrderId>,
    /// Minor units.
    pub theirs: i64,
    pub ours: i64,
    pub currency: Currency,
    pub happened_at: Time,
    pub state: DifferenceState,
    /// Of closed ones: `agreed`, `gone` or `known`.
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    /// What was booked into the deposit; less than nothing: out of it.
    pub moved: i64,
    pub created_at: Time,
}

impl Difference {
    /// What booking the supplier's figure moves into the deposit; less than nothing: out of it.
    pub fn effect(&self) -> Money {
        Money::new(self.movement.sign() * (self.theirs - self.ours), self.currency)
    }

    /// How it may be dealt with now.
    pub fn ways(&self) -> Vec<Way> {
        // An order whose end is not known is booked with its end; what lay there follows from all the rest.
        let books = !matches!(self.kind, DifferenceKind::ChargedOpen | DifferenceKind::BalanceDiffers);
        let mut ways = Vec::with_capacity(3);
        if self.state.waits() && books {
            ways.push(Way::Book);
        }
        if self.state == DifferenceState::Open {
            ways.push(Way::Dispute);
        }
        if self.state.waits() {
            ways.push(Way::Known);
        }
        ways
    }
}

/// Which differences of a merchant's are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DifferenceFilter {
    pub supplier: Option<SupplierId>,
    pub statement: Option<SupplierStatementId>,
    /// Those that wait for somebody, or those that do not.
    pub waits: Option<bool>,
}
