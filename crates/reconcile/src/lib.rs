//! Payment channels' statements against our own books: what is in both, what is missing here or there, what differs,
//! what stands there twice. Each difference is a row with its ways to settle it, and none is settled by silence.

/// What an operator may set.
mod settings;
pub use settings::Settings;
/// Why something is refused.
mod refusal;
pub use refusal::{ReconcileRefusal, Result};
/// A statement as it is kept, and its sums.
mod statement;
pub use statement::{Bad, Kept, OfKind, Source, Sums};
/// A difference, and how it may be settled.
mod difference;
/// What of a line is known here: pure.
mod judge;
pub use difference::{Difference, DifferenceFilter, DifferenceKind, Open, Outcome};
/// The whole service, as the API and the clock call it.
mod service;
pub use service::Reconcile;
/// Take a file in.
mod take;
pub use take::{Look, NewFile};
/// Hold its lines against what is here.
mod hold;
/// Say what became of a difference.
mod settle;
pub use settle::{Settled, Way};
/// A day without a statement.
mod remind;
pub use remind::{MAIL_STATEMENT_MISSING, Reminder};
/// What is open, for whoever proves the books.
mod audit;
pub use audit::{Finding, audit, open};
/// The SQL.
mod store;
