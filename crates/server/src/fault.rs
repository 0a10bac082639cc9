use std::fmt::Display;
use std::process::ExitCode;

/// Why a command ended without doing its work: a sentence that says what to do, and what the shell is told.
#[derive(Debug)]
pub struct Fault {
    message: String,
    exit: Exit,
}

/// The exit codes, as `docs/operate.md` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command ran, and its answer is no: findings, a refused import, a user who exists.
    No = 1,
    /// Wrong usage or settings; nothing was begun.
    Usage = 2,
    /// The root key is missing, wrong or in a bad place.
    Keys = 3,
    /// The database cannot be reached, written, or is newer than this program.
    Database = 4,
    /// The data folder or the port is in use.
    InUse = 5,
}

impl Exit {
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::No => 1,
            Self::Usage => 2,
            Self::Keys => 3,
            Self::Database => 4,
            Self::InUse => 5,
        })
    }
}

pub type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { message: message.into(), exit }
    }
    pub fn no(message: impl Into<String>) -> Self {
        Self::new(Exit::No, message)
    }
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
    pub fn exit(&self) -> Exit {
        self.exit
    }
    /// The same fault, as another command would report it.
    pub fn with_exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
impl std::error::Error for Fault {}

impl From<db::DbError> for Fault {
    fn from(error: db::DbError) -> Self {
        Self::new(Exit::Database, error.to_string())
    }
}
impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::usage(error.to_string())
    }
}
impl From<identity::IdentityRefusal> for Fault {
    fn from(refusal: identity::IdentityRefusal) -> Self {
        match refusal {
            identity::IdentityRefusal::Db(error) => error.into(),
            other => Self::no(other.to_string()),
        }
    }
}
impl From<orders::OrderError> for Fault {
    fn from(error: orders::OrderError) -> Self {
        match error {
            orders::OrderError::Db(error) => error.into(),
            other => Self::no(other.to_string()),
        }
    }
}
