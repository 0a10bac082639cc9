use db::DbError;
use kernel::{BadText, Money, Time};
use merchants::MerchantRefusal;

pub type Result<T> = std::result::Result<T, SettlementRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettlementRefusal {
    #[error("there is no such order")]
    OrderNotFound,
    #[error("the order is not delivered, so its money cannot be released, held or given back")]
    NotDelivered,
    #[error("the money of this order is held while somebody looks into it: wait for the answer")]
    Frozen,
    #[error("the money of this order is not held")]
    NotFrozen,
    #[error("the money of this order was released already: a refund takes it from the merchant's balance")]
    AlreadyReleased,
    #[error("an amount is a whole number of minor units, and at least 1")]
    BadAmount,
    #[error("more would go back than was paid: {left} of this order can still be refunded")]
    MoreThanPaid { left: Money },
    #[error(
        "the order has no line {line}, or fewer units of it that can still be refunded: read the order again"
    )]
    NoSuchLine { line: i64 },
    #[error("the order belongs to no user, so there is no wallet: refund to the origin")]
    NoWallet,
    #[error("the merchant's balance holds less than that: ask for less, or wait until more is released")]
    BalanceTooLow,
    #[error("the merchant's bond holds less than that")]
    BondTooLow,
    #[error("say why: one line of up to 300 characters")]
    BadReason(BadText),
    #[error("name the account that money is paid out to first")]
    NoPayoutAccount,
    #[error("the account was changed lately: money is paid out to it from {} on", .from.rfc3339())]
    AccountTooNew { from: Time },
    #[error("{field}: {why}")]
    BadAccount { field: &'static str, why: &'static str },
    #[error("the smallest payout is {least}")]
    BelowMinimum { least: Money },
    #[error("the merchant is suspended: nothing is paid out until that ends")]
    Suspended,
    #[error("there is no such payout")]
    NoSuchPayout,
    #[error("the payout is {state}: read it again")]
    WrongPayoutState { state: &'static str },
    #[error("whoever asked for a payout cannot agree to it: somebody else must")]
    OwnPayout,
    #[error("you have agreed to this payout already: somebody else must, too")]
    AgreedAlready,
    #[error("no payout waits to be sent")]
    NothingToSend,
    #[error("a schedule is daily or weekly, keeps money 0 to 90 days, and pays out at least {least}")]
    BadSchedule { least: Money },
    #[error("a statement ends after it begins, and covers at most 366 days")]
    BadPeriod,
    #[error("more refunds and confirmations are waiting than can be served: try again in a second")]
    Overloaded,
    #[error(transparent)]
    Merchant(MerchantRefusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl SettlementRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OrderNotFound => "order_not_found",
            Self::NotDelivered => "order_not_delivered",
            Self::Frozen => "order_frozen",
            Self::NotFrozen => "order_not_frozen",
            Self::AlreadyReleased => "already_released",
            Self::BadAmount => "bad_amount",
            Self::MoreThanPaid { .. } => "more_than_paid",
            Self::NoSuchLine { .. } => "no_such_line",
            Self::NoWallet => "no_wallet",
            Self::BalanceTooLow => "balance_too_low",
            Self::BondTooLow => "bond_too_low",
            Self::BadReason(_) => "bad_reason",
            Self::NoPayoutAccount => "no_payout_account",
            Self::AccountTooNew { .. } => "payout_account_too_new",
            Self::BadAccount { .. } => "bad_payout_account",
            Self::BelowMinimum { .. } => "below_payout_minimum",
            Self::Suspended => "merchant_suspended",
            Self::NoSuchPayout => "no_such_payout",
            Self::WrongPayoutState { .. } => "wrong_payout_state",
            Self::OwnPayout => "own_payout",
            Self::AgreedAlready => "agreed_already",
            Self::NothingToSend => "nothing_to_send",
            Self::BadSchedule { .. } => "bad_payout_schedule",
            Self::BadPeriod => "bad_statement_period",
            Self::Overloaded => "overloaded",
            Self::Merchant(refusal) => refusal.code(),
            Self::Db(_) => "database",
        }
    }
}

impl From<MerchantRefusal> for SettlementRefusal {
    fn from(refusal: MerchantRefusal) -> Self {
        match refusal {
            MerchantRefusal::Db(error) => Self::Db(error),
            other => Self::Merchant(other),
        }
    }
}
