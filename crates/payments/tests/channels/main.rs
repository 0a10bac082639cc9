//! Adapters against the stand-ins for their gateways, with somebody in between who bends what passes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod alipay;
mod alipay_transfer;
mod bepusdt;
/// A certificate for a key.
mod certificate;
mod epay;
mod epay_v2;
mod levers;
mod stripe;
mod tokenpay;
mod wechat;
/// A gateway, a shop that only listens, and the adapter between them.
mod world;
