//! What is agreed with a partner beside prices (渠道协议): how many units of which goods it may buy, and clauses that do by
//! themselves what was agreed for the day on which goods turn up elsewhere. Counted and refused where an order is placed,
//! in its transaction, whichever way it came.

/// Set, shown, removed; frozen and lifted.
mod book;
/// What an order takes of allocations.
mod desk;
/// A clause fires.
mod fire;
/// Units come back.
mod give_back;
/// How a partner buys.
mod pattern;
/// Days and months.
mod period;
/// Why something is refused.
mod refusal;
/// Who has an agreement, as a node remembers it.
mod remembered;
/// Partners are looked at, once a day.
mod watch;
/// The words.
mod words;

pub use book::{Allowed, Partnered, put_agreement, put_allocations, remove_agreement};
pub(crate) use desk::{Allowances, Taken};
pub(crate) use fire::case_opened;
pub use give_back::{Back, take_back};
pub use pattern::{Mark, PatternDay, PatternFigures, PatternSign};
pub use period::Period;
pub use refusal::AgreementRefusal;
pub(crate) use remembered::Remembered;
pub use watch::{PartnerRow, Pattern};
pub(crate) use words::Count;
pub use words::{Agreement, Allocation, Clause, Clauses, Does, Fired, Frozen, Goods, NewAllocation, Stops};
