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
mod agreed;
mod client;
mod dujiao;
mod house;

mod own;
mod two_houses;

/// So many seconds before now, as a query says it.
fn time_before(house: &house::House, before: i64) -> String {
    house.ambient.now().before(kernel::Span::seconds(before)).rfc3339()
}
