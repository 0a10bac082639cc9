use db::DbError;
use kernel::BadText;
use ports::KeyError;

/// Why the vault refuses, or what failed below it. The sentences hold names and numbers, never goods.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error(
        "this database was sealed with root key {wrapped_by}, but this server holds {held}: start it with the right key \
         file (--key-file) or passphrase; nothing was changed. Without that key its stock cannot be opened by anybody"
    )]
    WrongRootKey { wrapped_by: String, held: String },
    #[error("{what} does not open: it was changed, or it belongs elsewhere. Run `cardamom audit`")]
    Tampered { what: String },
    #[error("this key was destroyed for good, together with its batch: ask the merchant for another one")]
    Shredded,
    #[error("this SKU holds goods of the kind {found}: import them as that, or choose another SKU")]
    KindMismatch { found: &'static str },
    #[error("use_limit: say how often the first version of a loop secret may be sold, 1 to 1,000,000,000")]
    UseLimitMissing,
    #[error("use_limit: only loop secrets have one, 1 to 1,000,000,000")]
    BadUseLimit,
    #[error("a loop SKU takes one secret at a time: import a file with one line")]
    OneVersionAtATime,
    #[error("{field}: {why}")]
    BadText { field: &'static str, why: BadText },
    #[error(
        "canaries need one-time keys of a form with many possibilities (a trillion and more), and are at most 1000: import \
         without them"
    )]
    CanariesImpossible,
    #[error("this item is a canary: it is not for anybody, and that it was opened has been reported")]
    Canary,
    #[error("there is no such batch of yours: check its id")]
    NoSuchBatch,
    #[error(
        "this import was closed meanwhile; what it had stored is in stock: import the rest of the file again"
    )]
    ImportClosed,
    #[error("this batch is still being imported: wait for its end")]
    ImportUnderWay,
    #[error("{units} units of this batch are still in stock: withdraw it first")]
    StillInStock { units: i64 },
    #[error(
        "another change of the root key is under way, from {from} to {to}: finish it with those two keys before you begin \
         the next"
    )]
    RotationUnderWay { from: String, to: String },
    #[error("the new root key is the one that is in use: give another key file or passphrase")]
    SameRootKey,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl VaultError {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongRootKey { .. } => "wrong_root_key",
            Self::Tampered { .. } => "tampered",
            Self::Shredded => "shredded",
            Self::KindMismatch { .. } => "kind_mismatch",
            Self::UseLimitMissing => "use_limit_missing",
            Self::BadUseLimit => "bad_use_limit",
            Self::OneVersionAtATime => "one_version_at_a_time",
            Self::BadText { .. } => "bad_text",
            Self::CanariesImpossible => "canaries_impossible",
            Self::Canary => "canary",
            Self::NoSuchBatch => "no_such_batch",
            Self::ImportClosed => "import_closed",
            Self::ImportUnderWay => "import_under_way",
            Self::StillInStock { .. } => "still_in_stock",
            Self::RotationUnderWay { .. } => "rotation_under_way",
            Self::SameRootKey => "same_root_key",
            Self::Key(_) => "key_service",
            Self::Db(_) => "database",
        }
    }
}
