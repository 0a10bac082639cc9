use admission::AdmissionRefusal;
use db::DbError;
use identity::IdentityRefusal;
use kernel::Money;
use merchants::MerchantRefusal;
use orders::OrderError;

pub type Result<T> = std::result::Result<T, PrivacyRefusal>;

/// Why something was refused, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum PrivacyRefusal {
    #[error(
        "you have an order or a top-up that waits for payment: pay it, cancel it, or wait until it expires"
    )]
    OpenOrder,
    #[error("a dispute about an order of yours is open: withdraw it, or wait until it is decided")]
    OpenDispute,
    #[error("there is {0} in your wallet, or on its way: spend it, or have it paid out first")]
    MoneyLeft(Money),
    #[error("you owe {0} for a payment that your bank took back: fill your wallet with as much first")]
    DebtLeft(Money),
    #[error(
        "you work here as {0}: leave the staff first; whoever lets people in must name somebody else before"
    )]
    HasDuty(&'static str),
    #[error("your application to sell is being looked at: wait for the answer")]
    ApplicationOpen,
    #[error("this is asked too often: try again in {retry_after} seconds")]
    TooOften { retry_after: i64 },
    #[error(transparent)]
    Identity(#[from] IdentityRefusal),
    #[error(transparent)]
    Orders(#[from] OrderError),
    #[error(transparent)]
    Merchant(MerchantRefusal),
    #[error(transparent)]
    Admission(#[from] AdmissionRefusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl PrivacyRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OpenOrder => "deletion_open_order",
            Self::OpenDispute => "deletion_open_dispute",
            Self::MoneyLeft(_) => "deletion_money_left",
            Self::DebtLeft(_) => "deletion_debt_left",
            Self::HasDuty(_) => "deletion_has_duty",
            Self::ApplicationOpen => "deletion_application_open",
            Self::TooOften { .. } => "too_many_attempts",
            Self::Identity(refusal) => refusal.code(),
            Self::Orders(OrderError::Refused(refusal)) => refusal.code(),
            Self::Merchant(refusal) => refusal.code(),
            Self::Admission(refusal) => refusal.code(),
            Self::Orders(_) | Self::Db(_) => "database",
        }
    }
}

impl From<MerchantRefusal> for PrivacyRefusal {
    fn from(refusal: MerchantRefusal) -> Self {
        match refusal {
            MerchantRefusal::NotOpen => Self::ApplicationOpen,
            other => Self::Merchant(other),
        }
    }
}
