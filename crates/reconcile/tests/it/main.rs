//! Statements against a whole shop, on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

/// Pay, give back, and hold the gateway's own statement against it: each gateway that has one.
mod gateways;
/// Every kind of difference, and what becomes of it.
mod matching;
/// Days without a statement.
mod reminders;
/// A shop with a channel that says what a test wants.
mod shop;
/// To the cent, whatever stands in it.
mod sums;
