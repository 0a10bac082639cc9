//! People and credentials: who somebody is, how they prove it, what they may do, and who did what.

/// Why something was refused.
mod refusal;
pub use refusal::{IdentityRefusal, Result};

/// An e-mail address as it is stored and compared.
mod email;
pub use email::Email;

/// A telephone number as it is stored and compared.
mod phone;
pub use phone::Phone;

/// What somebody is.
mod role;
pub use role::{Role, UnknownRole};

/// What somebody of the staff does, and what that gives a right to.
mod duty;
pub use duty::{Duty, UnknownDuty};

/// Somebody with an account.
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
pub use throttle::{Rate, Throttle, Verdict, address_key};

/// Everything together: what the edges hold.
mod identity;
pub use identity::{Identity, Limits, Parts};

/// New people.
mod sign_up;

/// Where somebody comes from.
mod place;
pub use place::Place;

/// What carries codes to people.
mod couriers;
pub use couriers::Couriers;

/// A code by mail or SMS, to log in with or to prove a contact.
mod one_time_code;
pub use one_time_code::Verified;

/// From where somebody has logged in before, and the mail about a new place.
mod known_place;
pub use known_place::{MAIL_LOG_IN, NewPlace};

/// The mail about a change of somebody's ways to log in.
mod own_change;
pub use own_change::{Changed, MAIL_OWN_CHANGE, OwnChange};

/// Somebody is asked to join a staff.
mod invitation;
pub use invitation::{Invitation, MAIL_INVITATION, NewInvitation};

/// Who works for whom, and what they do.
mod staff;
pub use staff::{Member, Standing, Team};

/// From a name and a password to a session.
mod log_in;

/// Somebody who is logged in.
mod session;
pub use session::{Session, SessionToken, SessionView};

/// A new password, and the end of all other sessions.
mod change_password;

/// Keeping somebody out, and letting them in again.
mod block;

/// What is left of somebody who goes: an id.
mod erase;

/// Proof that a form was sent from our own page.
mod csrf;
pub use csrf::{Csrf, GuestCsrf};

/// What an API key or a person may do.
mod scope;
pub use scope::{Scope, Scopes};

/// Keys for programs.
mod api_key;
pub use api_key::{ApiKey, NewApiKey};

/// From a key or a session to its caller.
mod authenticate;
pub use authenticate::{By, Caller};

/// Acts that a second person may have to agree to.
mod sensitive;
pub use sensitive::Sensitive;

/// Something that waits for a second person.
mod proposal;
pub use proposal::{NewProposal, Proposal, ProposalState};

/// Whether a caller may do something now, or what they must prove first.
mod judge;
pub use judge::{FRESH_PROOF, SecondFactor};

/// Keys that are not in the database, and what is sealed under them.
mod seal;

/// Where people are reached: sealed, and found by a keyed digest.
mod contacts;
use contacts::Contacts;

/// Rows from before contacts were sealed.
mod seal_old;

/// Codes of an app.
mod totp;

/// A second proof: an app, or a recovery code.
mod second_factor;
pub use second_factor::{NewTotp, RECOVERY_CODES, SecondFactorView};

/// Ways to log in besides a password, as they are set up.
mod ways;
pub use ways::Ways;

/// Passkeys: two factors in one.
mod passkeys;
pub use passkeys::{Passkey, PasskeyChallenge, PasskeyProof};

/// Log-ins with others who say who somebody is.
mod links;
pub use links::{CameBack, Departure, Link, Stranger};

/// What one changes of one's own account.
mod own_account;

/// The names of cookies, and how they are read and written.
pub mod cookies;

/// The first operator.
mod setup;

/// What stands in the trail.
mod acts;
pub use acts::ACTS;

/// Who did what: an append-only chain.
mod trail;
pub use trail::{Doer, Entry, TrailFilter, TrailRow, trail};

/// Proof that nothing in the trail was changed.
mod audit;
pub use audit::{Finding, audit};

/// The SQL.
mod store;
