//! Jobs behave alike on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Handlers that remember.
mod hands;
/// The outbox.
mod outbox;
/// Periodic tasks.
mod periodic;
/// The queue: once, after a crash, backoff, dead letters.
mod queue;
