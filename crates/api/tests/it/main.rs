//! The whole router, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod bad;
mod buying;
mod channel;
mod contract;
mod document;
mod idempotency;
mod idor;
mod matrix;
mod merchants;
mod people;
mod shop;
mod speed;
