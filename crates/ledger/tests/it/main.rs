//! The ledger on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// The audit names what was damaged.
mod damage;
/// Random sequences: the database against the model.
mod machine;
/// What the ledger should do, written a second time and differently.
mod model;
/// Many at once.
mod race;
/// Balances, statements, transfers, the sweep.
mod reading;
/// Each refusal, and what else a chain may meet.
mod refusals;
/// Accounts and steps in few words.
mod words;
