//! Receipts and their log through their verbs, on both engines; after every scenario all audits must be clean.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod damage;
mod house;
mod log;
mod receipt;
#[allow(dead_code)]
#[path = "../../../orders/tests/it/shop.rs"]
mod shop;
