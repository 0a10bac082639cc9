//! The money of delivered orders through its verbs, on both engines; after every scenario all audits must be clean.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

#[allow(dead_code)]
#[path = "../../../payments/tests/channels/certificate.rs"]
mod certificate;
mod counter;
mod house;
mod mixed;
mod payout;
mod race;
mod refund;
mod release;
#[allow(dead_code)]
#[path = "../../../orders/tests/it/shop.rs"]
mod shop;
mod statement;
mod tax;
mod transfer;
