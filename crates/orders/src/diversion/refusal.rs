use crate::OrderError;
use db::DbError;
use kernel::BadText;
use vault::{ImportError, SOUGHT_MAX, VaultError};

/// Why something is refused: a stable code, and a sentence that says what to do. None holds anything of a key.
#[derive(Debug, thiserror::Error)]
pub enum DiversionRefusal {
    #[error("what was found cannot be read: {0}")]
    BadKeys(ImportError),
    #[error("at most {SOUGHT_MAX} keys are looked for at once: take them in parts")]
    TooManyKeys,
    #[error("there is no such unit of these goods: look the found key up first")]
    NoSuchUnit,
    #[error("there is no such case")]
    NoSuchCase,
    #[error("{field}: {why}")]
    BadText { field: &'static str, why: BadText },
    #[error("an address begins with http:// or https://, and has at most 500 characters")]
    BadUrl,
    #[error("it cannot have been found in the future")]
    BadTime,
    #[error("a key of these goods' merchant stands in the words: leave it out, a case holds none")]
    KeyInWords,
    #[error("a case about this unit is open already: go on with that one")]
    AlreadyOpen,
    #[error("the case is closed already")]
    AlreadyClosed,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl DiversionRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadKeys(_) => "bad_found_keys",
            Self::TooManyKeys => "too_many_found_keys",
            Self::NoSuchUnit => "no_such_unit",
            Self::NoSuchCase => "no_such_diversion",
            Self::BadText { .. } => "bad_diversion_text",
            Self::BadUrl => "bad_diversion_url",
            Self::BadTime => "bad_diversion_time",
            Self::KeyInWords => "key_in_words",
            Self::AlreadyOpen => "diversion_open_already",
            Self::AlreadyClosed => "diversion_closed",
            Self::Order(OrderError::Refused(refusal)) => refusal.code(),
            Self::Order(_) => "fault",
            Self::Db(_) => "database",
        }
    }
}

impl From<VaultError> for DiversionRefusal {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Db(error) => Self::Db(error),
            other => Self::Order(OrderError::Vault(other.to_string())),
        }
    }
}
