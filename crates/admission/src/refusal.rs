use catalog::CatalogRefusal;
use channels::ChannelRefusal;
use db::DbError;
use identity::IdentityRefusal;
use kernel::Money;
use merchants::MerchantRefusal;
use ports::{BlobError, ScreeningError};

pub type Result<T> = std::result::Result<T, AdmissionRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AdmissionRefusal {
    #[error(transparent)]
    Merchant(#[from] MerchantRefusal),
    #[error(transparent)]
    Catalog(#[from] CatalogRefusal),
    #[error(transparent)]
    Channel(#[from] ChannelRefusal),
    #[error(transparent)]
    Identity(#[from] IdentityRefusal),
    #[error("only buyers and partners can apply: your account works for the platform or a merchant already")]
    CannotApply,
    #[error(
        "the brand {brand} is sold only with its authorisation: hand one in, and wait until it is approved"
    )]
    AuthorisationNeeded { brand: String },
    #[error("the authorisation of the brand allows no price below {minimum}: raise the price")]
    PriceBelowMinimum { minimum: Money },
    #[error("the store for documents does not answer: try again in a minute")]
    Blobs(BlobError),
    #[error("what was stored of this document is not what was handed in: this was reported")]
    Damaged,
    #[error("the lists of those with whom no business may be done cannot be read: try again later")]
    Screening(#[from] ScreeningError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl AdmissionRefusal {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Merchant(refusal) => refusal.code(),
            Self::Catalog(refusal) => refusal.code(),
            Self::Identity(refusal) => refusal.code(),
            Self::Channel(refusal) => refusal.code(),
            Self::CannotApply => "cannot_apply",
            Self::AuthorisationNeeded { .. } => "authorisation_needed",
            Self::PriceBelowMinimum { .. } => "price_below_minimum",
            Self::Blobs(_) => "documents_unavailable",
            Self::Damaged => "document_damaged",
            Self::Screening(_) => "screening_unavailable",
            Self::Db(_) => "database",
        }
    }
}

impl From<BlobError> for AdmissionRefusal {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::NotFound | BlobError::BadName => Self::Damaged,
            other @ BlobError::Unavailable(_) => Self::Blobs(other),
        }
    }
}
