use db::DbError;
use kernel::BadText;

pub type Result<T> = std::result::Result<T, IdentityRefusal>;

/// Why something was refused, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum IdentityRefusal {
    /// Says not which of the two is wrong, nor that somebody is blocked.
    #[error("the e-mail address or the password is wrong")]
    BadCredentials,
    #[error("somebody has signed up with this e-mail address: log in instead")]
    EmailTaken,
    #[error("this is not an e-mail address that can be written to: it looks like name@example.com")]
    BadEmail,
    #[error("the password needs at least {min} characters")]
    PasswordTooShort { min: usize },
    #[error("the password may have at most {max} characters")]
    PasswordTooLong { max: usize },
    #[error("this password is among the first that are guessed: choose another")]
    PasswordTooCommon,
    /// Seconds until the next attempt is heard.
    #[error("too many attempts: try again in {retry_after} seconds")]
    TooManyAttempts { retry_after: i64 },
    #[error("this set-up link was used, replaced or is too old: start the server again for a new one")]
    SetupLinkUsed,
    #[error("the session has ended: log in again")]
    NotLoggedIn,
    #[error("the API key is unknown or was revoked: make a new one")]
    BadApiKey,
    #[error("there is no scope called {0}")]
    UnknownScope(String),
    #[error("the scope {0} is for the staff of a merchant only")]
    ScopeNotAllowed(&'static str),
    #[error("an API key needs at least one scope")]
    NoScope,
    #[error("the name is not acceptable: {0}")]
    BadName(BadText),
    #[error("the role merchant needs a merchant, and no other role has one")]
    RoleAndMerchant,
    #[error("there is no such user")]
    NoSuchUser,
    #[error("there is no such API key that could be revoked")]
    NoSuchApiKey,
    /// Somebody is blocked already, or not blocked at all.
    #[error("the user is not in the state that this would change")]
    WrongState,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl IdentityRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadCredentials => "bad_credentials",
            Self::EmailTaken => "email_taken",
            Self::BadEmail => "bad_email",
            Self::PasswordTooShort { .. } => "password_too_short",
            Self::PasswordTooLong { .. } => "password_too_long",
            Self::PasswordTooCommon => "password_too_common",
            Self::TooManyAttempts { .. } => "too_many_attempts",
            Self::SetupLinkUsed => "setup_link_used",
            Self::NotLoggedIn => "not_logged_in",
            Self::BadApiKey => "bad_api_key",
            Self::UnknownScope(_) => "unknown_scope",
            Self::ScopeNotAllowed(_) => "scope_not_allowed",
            Self::NoScope => "no_scope",
            Self::BadName(_) => "bad_name",
            Self::RoleAndMerchant => "role_and_merchant",
            Self::NoSuchUser => "no_such_user",
            Self::NoSuchApiKey => "no_such_api_key",
            Self::WrongState => "wrong_state",
            Self::Db(_) => "database",
        }
    }
}
