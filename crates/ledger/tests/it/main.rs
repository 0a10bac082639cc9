//! The ledger on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Accounts and steps in few words.
mod words;
/// Each refusal, and what else a chain may meet.
mod refusals;
/// What the ledger should do, written a second time and differently.
mod model;
/// Random sequences: the database against the model.
mod machine;
/// The audit names what was damaged.
mod damage;
/// Many at once.
mod race;
/// Balances, statements, transfers, the sweep.
mod reading;
