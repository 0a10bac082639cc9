//! Disputes through their verbs, on both engines; after every scenario all audits must be clean.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod arbiter;
mod chargeback;
mod charged_back;
mod files;
mod gone;
mod house;
mod mails;
mod race;
mod replace;
mod road;
mod rules;
#[allow(dead_code)]
#[path = "../../../orders/tests/it/shop.rs"]
mod shop;
mod strict;
