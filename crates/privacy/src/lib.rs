//! Personal data (PIPL): which fields there are and how long they are kept, what people agreed to, what they are given
//! when they ask, and what becomes of it when they go.

/// Why something was refused.
mod refusal;
pub use refusal::{PrivacyRefusal, Result};
/// What an operator may set.
mod settings;
pub use settings::Settings;
/// Everything together: what the edges hold.
mod service;
pub use service::Privacy;
/// Every personal field, reviewed.
mod fields;
pub use fields::{FIELDS, Field};
/// What people agreed to.
mod consent;
pub use consent::{Agreed, Consent, DocumentKind, Need, Way};
/// An account that goes.
mod deletion;
/// All that the shop holds about somebody.
mod export;
/// What is forgotten after its time.
mod retention;
/// The SQL.
mod store;
