use aftercare::CareRefusal;
use db::DbError;
use identity::IdentityRefusal;
use kernel::BadText;
use orders::{AgreementRefusal, OrderError, OrderRefusal};
use settlement::SettlementRefusal;

pub type Result<T> = std::result::Result<T, DockRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DockRefusal {
    // Keys.
    #[error("this merchant lets no partners dock: ask the merchant")]
    DockingOff,
    #[error("there is no such merchant")]
    NoSuchMerchant,
    #[error("there is no such docking key")]
    NoSuchKey,
    #[error("call the key something: one line of up to 60 characters")]
    BadName(BadText),
    #[error("nobody can be told anything at this address: give one of the public internet, by https")]
    BadAddress,
    #[error("you have as many docking keys as one may have: use one of these")]
    TooManyKeys,
    #[error("the key is so already, or cannot become so")]
    WrongState,
    // Who calls.
    #[error("the request is not signed: send the headers of this protocol")]
    NotSigned,
    #[error("the time of the request is no time")]
    BadTimestamp,
    #[error("the request is too old, or of the future: set the clock")]
    Stale,
    #[error("the signature is not this key's over this request")]
    BadSignature,
    #[error("there is no such key, or it is switched off")]
    UnknownKey,
    #[error("the account of this key is blocked")]
    UserBlocked,
    #[error("this request was made before: sign each one anew")]
    Replayed,
    #[error("too many requests: wait {retry_after} seconds")]
    TooFast { retry_after: i64 },
    // What is asked for.
    #[error("{0}")]
    BadRequest(String),
    #[error("an order number is 1 to 64 visible characters without blanks")]
    BadNumber,
    #[error("nobody can be told anything at the callback address: give one of the public internet")]
    BadCallback,
    #[error("this number was used for another order: give a new one")]
    NumberUsed,
    #[error("there are no such goods, or they are not on sale to you")]
    NoSuchGoods,
    #[error("there is no order under this number")]
    NoSuchOrder,
    #[error("it cannot be taken back as it stands")]
    CancelNotAllowed,
    #[error("there is no complaint under this number")]
    NoSuchClaim,
    #[error("a complaint is about 1 to {most} units")]
    BadClaim { most: i64 },
    #[error(transparent)]
    Order(OrderRefusal),
    #[error(transparent)]
    Care(CareRefusal),
    #[error("the server is busy or stopping: try again")]
    Busy,
    #[error("{0}")]
    Fault(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl DockRefusal {
    /// Stable; part of the protocols.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DockingOff => "docking_off",
            Self::NoSuchMerchant => "no_such_merchant",
            Self::NoSuchKey => "no_such_docking_key",
            Self::BadName(_) => "bad_docking_name",
            Self::BadAddress => "bad_report_url",
            Self::TooManyKeys => "too_many_docking_keys",
            Self::WrongState => "wrong_docking_state",
            Self::NotSigned => "not_signed",
            Self::BadTimestamp => "bad_timestamp",
            Self::Stale => "stale_timestamp",
            Self::BadSignature => "bad_signature",
            Self::UnknownKey => "unknown_key",
            Self::UserBlocked => "user_blocked",
            Self::Replayed => "replayed",
            Self::TooFast { .. } => "rate_limited",
            Self::BadRequest(_) => "bad_request",
            Self::BadNumber => "bad_order_no",
            Self::BadCallback => "bad_callback_url",
            Self::NumberUsed => "order_no_used",
            Self::NoSuchGoods => "no_such_product",
            Self::NoSuchOrder => "order_not_found",
            Self::CancelNotAllowed => "cancel_not_allowed",
            Self::NoSuchClaim => "claim_not_found",
            Self::BadClaim { .. } => "bad_claim",
            Self::Order(refusal) => refusal.code(),
            Self::Care(refusal) => refusal.code(),
            Self::Busy => "busy",
            Self::Fault(_) => "internal",
            Self::Db(DbError::Unavailable(_) | DbError::Conflict(_) | DbError::Full(_)) => "busy",
            Self::Db(_) => "internal",
        }
    }

    /// Whether it is a matter of this house: the same request may succeed a little later.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Busy | Self::Fault(_) | Self::Db(_))
            || matches!(self, Self::Order(OrderRefusal::Overloaded { .. }))
    }

    /// What may be told to a partner: nothing of the inside.
    pub fn said(&self) -> String {
        match self {
            Self::Fault(_) | Self::Db(_) => "something went wrong on our side: try again".to_owned(),
            other => other.to_string(),
        }
    }
}

impl From<OrderRefusal> for DockRefusal {
    fn from(refusal: OrderRefusal) -> Self {
        match refusal {
            OrderRefusal::UnknownOffer(_) | OrderRefusal::OffSale(_) => Self::NoSuchGoods,
            OrderRefusal::NotFound => Self::NoSuchOrder,
            OrderRefusal::IdempotencyReused => Self::NumberUsed,
            OrderRefusal::RevealsTooFast { retry_after } => Self::TooFast { retry_after },
            other => Self::Order(other),
        }
    }
}

impl From<AgreementRefusal> for DockRefusal {
    fn from(refusal: AgreementRefusal) -> Self {
        match refusal {
            AgreementRefusal::Db(error) => Self::Db(error),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<OrderError> for DockRefusal {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Refused(refusal) => refusal.into(),
            OrderError::Db(error) => Self::Db(error),
            OrderError::ShuttingDown => Self::Busy,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<CareRefusal> for DockRefusal {
    fn from(refusal: CareRefusal) -> Self {
        match refusal {
            CareRefusal::Db(error) => Self::Db(error),
            CareRefusal::Fault(fault) => Self::Fault(fault),
            CareRefusal::Order(refusal) => refusal.into(),
            CareRefusal::NoSuchCase => Self::NoSuchClaim,
            other => Self::Care(other),
        }
    }
}

impl From<IdentityRefusal> for DockRefusal {
    fn from(refusal: IdentityRefusal) -> Self {
        match refusal {
            IdentityRefusal::Db(error) => Self::Db(error),
            IdentityRefusal::NoSuchUser => Self::UserBlocked,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<SettlementRefusal> for DockRefusal {
    fn from(refusal: SettlementRefusal) -> Self {
        match refusal {
            SettlementRefusal::Db(error) => Self::Db(error),
            other => Self::Fault(other.to_string()),
        }
    }
}
