//! The order path through its verbs, on both engines; after every scenario the audit must be clean.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod agreements;
mod audit;
mod channel;
mod close;
mod console;
mod contacts;
mod diversion;
mod faults;
mod fees;
mod follow;
/// Nothing is sold below its cost.
mod inversion;
mod limits;
mod many;
mod mixed;
mod origin;
mod place;
/// Whether an account is there.
mod precheck;
/// What other prices than the offers' own cost, and whom.
mod prices;
/// A supplier's prices rise while many buy.
mod pushed;
mod race;
/// What a supplier credits.
mod recharge;
mod refunds;
mod reveal;
/// Accounts that are remembered.
mod saved;
mod shop;
mod stock;
/// Keys that are bought for an order.
mod supplied;
mod terms;
/// Links that show a key once, canaries, and how fast keys are shown.
mod theft;
mod top_ups;
mod ways;
