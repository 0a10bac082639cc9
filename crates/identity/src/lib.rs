//! People and credentials: who somebody is, how they prove it, what they may do, and who did what.

/// Why something was refused.
mod refusal;
pub use refusal::{IdentityRefusal, Result};

/// An e-mail address as it is stored and compared.
mod email;
pub use email::Email;

/// What somebody is.
mod role;
pub use role::{Role, UnknownRole};

/// Somebody with a password.
mod user;
pub use user::{NewUser, User, UserState};

/// What may be chosen as a password, and its hash.
mod password;

/// Random texts that prove something, of which only the hash is kept.
mod token;

/// What was read lately, so that a page costs no read.
mod cache;

/// How often somebody may try.
mod throttle;
pub use throttle::{Rate, Throttle, Verdict};

/// Everything together: what the edges hold.
mod identity;
pub use identity::{Identity, Limits};

/// New people.
mod sign_up;

/// From an e-mail address and a password to a session.
mod log_in;

/// Somebody who is logged in.
mod session;
pub use session::{Session, SessionToken};

/// A new password, and the end of all other sessions.
mod change_password;

/// Keeping somebody out, and letting them in again.
mod block;

/// From buyer to owner of a merchant.
mod become_owner;
pub use become_owner::become_owner;

/// Proof that a form was sent from our own page.
mod csrf;
pub use csrf::{Csrf, GuestCsrf};

/// What an API key may do.
mod scope;
pub use scope::{Scope, Scopes};

/// Keys for programs.
mod api_key;
pub use api_key::{ApiKey, NewApiKey};

/// From a key to its caller.
mod authenticate;
pub use authenticate::Caller;

/// The first operator.
mod setup;

/// Who did what: an append-only chain.
mod trail;
pub use trail::{Entry, trail};

/// Proof that nothing in the trail was changed.
mod audit;
pub use audit::{Finding, audit};

/// The SQL.
mod store;
