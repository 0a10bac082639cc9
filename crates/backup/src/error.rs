use db::DbError;
use ports::KeyError;
use std::path::Path;

/// Why a backup is refused, or what failed below it.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{path} is no backup of Cardamom")]
    NotABackup { path: String },
    #[error(
        "this backup has format {found}, this program knows {known}: use the newer program that wrote it"
    )]
    NewerFormat { found: u32, known: u32 },
    #[error("the backup is damaged: {what}. Use another one; nothing was restored from this one")]
    Damaged { what: String },
    #[error("this backup opens with {wrapped_by}, but {held} was given: name the right key")]
    WrongKey { wrapped_by: String, held: String },
    #[error("this backup opens with a passphrase: give it in CARDAMOM_BACKUP_PASSPHRASE")]
    PassphraseMissing,
    #[error(
        "the backup has schema {found}, which this program does not know: use the newer program that wrote it"
    )]
    NewerSchema { found: i64 },
    #[error("{what} holds data already: restore into an empty place, and move what is there aside first")]
    NotEmpty { what: String },
    #[error("{path} is there already: name another file, or move it aside")]
    Exists { path: String },
    #[error("another backup is under way here: wait for its end")]
    UnderWay,
    #[error("the backup does not prove: {} findings, the first: {}", .0.len(), .0.first().map_or("", String::as_str))]
    Findings(Vec<String>),
    #[error("the backup does not prove: its rows came back with root {found}, the snapshot had {expected}")]
    RootDiffers { expected: String, found: String },
    #[error("backup.schedule: {0}")]
    BadSchedule(String),
    #[error("backup.to: {0}")]
    BadPlace(String),
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    #[error("the documents of merchants cannot be read or kept: {0}")]
    Documents(ports::BlobError),
    #[error("the store does not take it: {0}")]
    Store(#[from] object_store::Error),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl BackupError {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABackup { .. } => "not_a_backup",
            Self::NewerFormat { .. } => "newer_format",
            Self::Damaged { .. } => "damaged",
            Self::WrongKey { .. } | Self::PassphraseMissing => "wrong_backup_key",
            Self::NewerSchema { .. } => "newer_schema",
            Self::NotEmpty { .. } => "not_empty",
            Self::Exists { .. } => "exists",
            Self::UnderWay => "under_way",
            Self::Findings(_) => "findings",
            Self::RootDiffers { .. } => "root_differs",
            Self::BadSchedule(_) => "bad_schedule",
            Self::BadPlace(_) => "bad_place",
            Self::File { .. } => "file",
            Self::Documents(_) => "documents",
            Self::Store(_) => "store",
            Self::Key(_) => "key_service",
            Self::Db(_) => "database",
        }
    }

    /// Whether the backup itself is bad, not the circumstances.
    pub fn is_bad_backup(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Findings(_) | Self::RootDiffers { .. })
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |error| match error.downcast::<Self>() {
            // The envelope's own words, on their way through readers that know only such errors.
            Ok(own) => own,
            Err(error) => Self::File { path, error },
        }
    }
}
