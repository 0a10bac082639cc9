//! Suppliers' statements against our own books, day by day: what is in both, what they charged and we hold failed or never
//! sent, what we booked and they do not tell of. What does not agree is a row with its ways out; those that move money do
//! it by a transfer of the ledger, once, in the transaction that decides.

/// Why something is refused.
mod refusal;
pub use refusal::{BadLine, Result, TallyRefusal};
/// The words: a statement as it is kept, its sums.
mod statement;
pub use statement::{Day, Kept, NewStatement, Pair, Source, Sums};
/// What does not agree, and how it may end.
mod difference;
pub use difference::{Difference, DifferenceFilter, DifferenceKind, DifferenceState, Movement, Way};
/// Statements as tables that a person brings.
mod table;
pub use table::{TEMPLATE, read_table};
/// What a line is to our books; pure.
mod judge;
/// The whole service, as the edges call it.
mod service;
pub use service::{Parts, Settings, Tally};
/// Take one in.
mod take;
pub use take::Taken;
/// What lay there at the end of a day.
mod balance;
/// Say what becomes of a difference.
mod decide;
/// What was paid in.
mod deposits;
/// Suppliers that can tell are asked.
mod fetch;
/// Hold parties of lines against what is ours.
mod hold;
/// The SQL.
mod store;
/// What of ours is missing in a statement.
mod sweep;
