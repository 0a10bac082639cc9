pub type Result<T> = std::result::Result<T, DbError>;

/// A fault of the database, or a constraint that said no.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index refused a row; the name is `table__column_column` on both engines.
    #[error("the unique index {0} refused a row")]
    Unique(String),
    /// Another writer was in the way: the whole transaction may be tried again.
    #[error("another transaction was in the way: {0}")]
    Conflict(String),
    /// The engine cannot be reached now; trying later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The disk is full or cannot be written.
    #[error("the database cannot write: {0}")]
    Full(String),
    /// A row does not have the shape that the code expects.
    #[error("a row has another shape than expected: {0}")]
    Decode(String),
    /// A state was not the expected one, or a row that must be there was not.
    #[error("the database holds another state than expected: {0}")]
    State(String),
    #[error("database: {0}")]
    Other(String),
}

impl DbError {
    /// Whether the same transaction may succeed when tried again at once.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
    /// Whether that unique index refused.
    pub fn is_unique(&self, name: &str) -> bool {
        matches!(self, Self::Unique(constraint) if constraint == name)
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::ConstraintViolation) => match text.split_once("UNIQUE constraint failed: ") {
                Some((_, columns)) => Self::Unique(sqlite_index_name(columns)),
                None => Self::Other(text),
            },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Conflict(text),
            Some(Code::DiskFull | Code::ReadOnly | Code::SystemIoFailure) => Self::Full(text),
            Some(Code::CannotOpen) => Self::Unavailable(text),
            _ => Self::Other(text),
        }
    }
}

/// SQLite names the columns (`t.a, t.b`), not the index: ours are called after their columns (`t__a_b`).
fn sqlite_index_name(columns: &str) -> String {
    let mut table = "";
    let mut names = Vec::new();
    for column in columns.split(", ") {
        if let Some((t, c)) = column.trim().split_once('.') {
            table = t;
            names.push(c);
        }
    }
    format!("{table}__{}", names.join("_"))
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let text = error.to_string();
            return if error.is_closed() || text.contains("connect") || text.contains("communicating") {
                Self::Unavailable(text)
            } else {
                Self::Other(text)
            };
        };
        let text = db.to_string();
        match db.code().code() {
            // A primary key is called `t_pkey` here, and after its columns on SQLite: only unique indexes are told apart.
            "23505" => Self::Unique(db.constraint().unwrap_or("?").to_owned()),
            "40001" | "40P01" | "55P03" => Self::Conflict(text),
            "53100" => Self::Full(text),
            // It ended a transaction that had stood still for too long, ours or its own doing.
            "25P03" | "25P04" | "57014" => Self::Unavailable(text),
            code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
                Self::Unavailable(text)
            }
            _ => Self::Other(text),
        }
    }
}

impl From<deadpool_postgres::PoolError> for DbError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => match Self::from(error) {
                Self::Other(text) => Self::Unavailable(text),
                known => known,
            },
            other => Self::Unavailable(other.to_string()),
        }
    }
}
