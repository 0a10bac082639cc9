/// What does not agree.
pub(crate) mod differences;
/// What the ledger says that channels owe.
pub(crate) mod ledger;
/// Lines of statements.
pub(crate) mod lines;
/// Which line tells of what of ours.
pub(crate) mod matches;
/// What arrived here, and what went back.
pub(crate) mod ours;
/// Statements, and days without one.
pub(crate) mod statements;
