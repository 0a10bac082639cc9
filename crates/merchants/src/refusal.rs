use db::DbError;
use kernel::BadText;

pub type Result<T> = std::result::Result<T, MerchantRefusal>;

/// Why something was refused, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum MerchantRefusal {
    #[error("a name is needed in at least one language: one line, at most 80 characters ({0})")]
    BadName(BadText),
    #[error("the description may have at most 2000 characters and no control characters ({0})")]
    BadAbout(BadText),
    #[error("a fee is 0 to 10000 basis points")]
    BadFee,
    #[error(
        "the address of a store is 2 to 40 lower-case letters, digits and single hyphens, such as night-market"
    )]
    BadSlug,
    #[error("another store has this address: choose another")]
    SlugTaken,
    #[error("there is no such merchant")]
    NoSuchMerchant,
    /// Suspended already, or not suspended at all.
    #[error("the merchant is not in the state that this would change")]
    WrongState,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl MerchantRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadName(_) => "bad_name",
            Self::BadAbout(_) => "bad_about",
            Self::BadFee => "bad_fee",
            Self::BadSlug => "bad_slug",
            Self::SlugTaken => "slug_taken",
            Self::NoSuchMerchant => "no_such_merchant",
            Self::WrongState => "wrong_state",
            Self::Db(_) => "database",
        }
    }
}
