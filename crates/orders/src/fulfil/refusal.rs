use crate::OrderRefusal;
use kernel::OfferId;

/// Why goods that are credited are not ordered, or something about them is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RechargeRefusal {
    #[error("a supplier is asked for the goods of {0}: order them by themselves, one line an order")]
    Alone(OfferId),
    #[error("none of these goods asks for an account: leave it out")]
    AccountNotAsked,
    #[error("the account cannot be right: look at the field {}", .0.field)]
    BadAccount(catalog::BadAccount),
    #[error("there is no such account, or these goods are not for it: look at the field {field}")]
    AccountNotFound { field: String },
    #[error("no supplier has the offer {0} just now: choose another one, or come back later")]
    NoSupplier(OfferId),
    #[error("there is no such remembered account: look at your list once more")]
    NoSuchSavedAccount,
    #[error("a deposit is booked in parts of 1 to 1,000,000,000,000 minor units")]
    BadDeposit,
    #[error("less is deposited there than is to be taken out")]
    DepositTooLow,
    #[error("give {wanted} different keys, each in one line; goods that are credited have none")]
    WrongKeys { wanted: i64 },
    #[error("more would come back than was ever spent there: book it as a deposit instead")]
    NeverSpent,
    #[error("weights are 0 to 100 each; 1 to 90 days are played again")]
    BadWeights,
    #[error("none of these keys was bought from a supplier and shown, or all are claimed back already")]
    NothingToClaim,
    #[error("at most {most} minor units of it can have come back")]
    PaidBackTooMuch { most: i64 },
    #[error("no supplier is asked about this any more: look at how it stands now")]
    AttemptDecided,
}

impl RechargeRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Alone(_) => "recharge_alone",
            Self::AccountNotAsked => "account_not_asked",
            Self::BadAccount(_) => "bad_account",
            Self::AccountNotFound { .. } => "account_not_found",
            Self::NoSupplier(_) => "no_supplier",
            Self::NoSuchSavedAccount => "saved_account_not_found",
            Self::BadDeposit => "bad_deposit",
            Self::DepositTooLow => "deposit_too_low",
            Self::WrongKeys { .. } => "wrong_keys",
            Self::NeverSpent => "never_spent",
            Self::BadWeights => "bad_weights",
            Self::NothingToClaim => "nothing_to_claim",
            Self::PaidBackTooMuch { .. } => "paid_back_too_much",
            Self::AttemptDecided => "attempt_decided",
        }
    }
}

impl From<RechargeRefusal> for crate::OrderError {
    fn from(refusal: RechargeRefusal) -> Self {
        OrderRefusal::Recharge(refusal).into()
    }
}
