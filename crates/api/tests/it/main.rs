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
mod desk;
mod disputes;
mod diversion;
mod docks;
mod document;
mod gate;
mod idempotency;
mod idor;
mod matrix;
mod merchants;
mod mixed;
mod own_store;
mod partners;
mod payment_channels;
mod people;
mod plan_limits;
/// Costs, and prices that follow rules.
mod price_watch;
/// Other prices than the offers' own.
mod prices;
mod privacy;
mod receipts;
mod refunds;
mod second_person;
mod settlement;
mod shop;
mod speed;
mod statements;
mod supplier;
mod supplier_statements;
mod supplies;
mod tables;
mod top_ups;
