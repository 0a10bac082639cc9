use crate::words::{How, Reason, Remedy, Side, State};
use kernel::{Currency, DisputeId, MerchantId, Money, OrderId, Time, UserId};

/// A dispute about an order (售后纠纷).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub merchant: MerchantId,
    pub id: DisputeId,
    pub order: OrderId,
    /// Of the order; none of a guest's, or where the account was deleted.
    pub buyer: Option<UserId>,
    /// Numbers of the order's lines; empty: all of them.
    pub lines: Vec<i64>,
    pub reason: Reason,
    pub remedy: Remedy,
    /// Of a part: how much.
    pub wanted: i64,
    /// What the lines cost, in minor units.
    pub amount: i64,
    pub currency: Currency,
    pub state: State,
    pub how: Option<How>,
    pub due_at: Option<Time>,
    pub reminded: bool,
    /// Escrow holds the money for this case.
    pub frozen: bool,
    pub offer_no: i64,
    /// 0: there is none. Where units are offered, what goes back if none is left by then.
    pub offer: i64,
    /// Numbers of the deliveries that are to be replaced by the offer; empty: it is money.
    pub offer_units: Vec<i64>,
    pub ruled_by: Option<String>,
    /// How much goes back by the first ruling; where units are to be replaced, if none is left by then.
    pub ruled: Option<i64>,
    /// As of the offer.
    pub ruled_units: Vec<i64>,
    pub appealed_by: Option<Side>,
    pub taken_by: Option<String>,
    pub refunded: i64,
    /// How many units were replaced by this case.
    pub replaced: i64,
    pub opened_at: Time,
    pub answered_at: Option<Time>,
    pub platform_at: Option<Time>,
    pub changed_at: Time,
    pub closed_at: Option<Time>,
}

impl Case {
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
    pub fn is_open(&self) -> bool {
        self.state != State::Closed
    }
    /// Whether the first ruling left the buyer something to appeal against.
    pub fn may_appeal_as_buyer(&self) -> bool {
        match self.ruled_units.is_empty() {
            true => self.ruled.is_some_and(|ruled| ruled < self.amount),
            false => self.remedy != Remedy::Replace,
        }
    }
}

/// What a buyer complains of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    pub order: OrderId,
    /// Empty: all of them.
    pub lines: Vec<i64>,
    pub reason: Reason,
    pub remedy: Remedy,
    /// Of a part, in minor units; 0 otherwise.
    pub wanted: i64,
    pub text: String,
}

/// Who acts. The caller has made sure that they are.
#[derive(Clone, Copy, Debug)]
pub enum Party<'a> {
    /// The user who bought.
    Account(UserId),
    /// Whoever holds the order's link or its query code.
    Link(OrderId),
    /// One of the merchant's people, by the id of a user or API key.
    Merchant(MerchantId, &'a str),
    /// One of the operator's people.
    Platform(UserId),
}

impl Party<'_> {
    pub fn side(&self) -> Side {
        match self {
            Self::Account(_) | Self::Link(_) => Side::Buyer,
            Self::Merchant(..) => Side::Merchant,
            Self::Platform(_) => Side::Platform,
        }
    }

    /// As entries call them. Of buyers nothing is kept that would outlive their account.
    pub(crate) fn who(&self) -> String {
        match self {
            Self::Account(_) => "account".to_owned(),
            Self::Link(_) => "link".to_owned(),
            Self::Merchant(_, who) => (*who).to_owned(),
            Self::Platform(user) => user.to_string(),
        }
    }

    /// To others a case does not exist.
    pub(crate) fn may_see(&self, case: &Case) -> bool {
        match self {
            Self::Account(user) => case.buyer == Some(*user),
            Self::Link(order) => case.order == *order,
            Self::Merchant(merchant, _) => case.merchant == *merchant,
            Self::Platform(_) => true,
        }
    }
}
