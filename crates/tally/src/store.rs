//! The SQL of suppliers' statements, one file a table.

/// Days that are asked for.
pub(crate) mod asks;
/// What does not agree.
pub(crate) mod differences;
/// What suppliers tell.
pub(crate) mod lines;
/// What of it is ours.
pub(crate) mod ours;
/// Statements, and their sums.
pub(crate) mod statements;
