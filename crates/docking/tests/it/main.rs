//! Shops that dock to a merchant of ours over HTTP, in each of the three dialects, on both engines; after every scenario all
//! audits must be clean.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod acg;
mod client;
mod dujiao;
mod house;
mod keys;
mod own;
mod two_houses;
