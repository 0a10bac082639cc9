//! Prices that follow costs and the market, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

/// A merchant, goods, a supplier.
mod shop;

/// What suppliers say, and what was seen on the market.
mod heard;
/// What is due gets its price, or waits.
mod reprice;
