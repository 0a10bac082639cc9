#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// A whole shop and somebody who looks at it.
mod shop;

/// Accounts, and orders found again.
mod account;
/// What can be seen without buying.
mod browse;
/// From the product to the key.
mod buy;
/// What strangers try.
mod hostile;
/// Headers, sessions, the tokens of forms.
mod guarded;
/// A key passed on by a link.
mod links;
/// Every route under every wrong visitor.
mod sweep;
/// How many front pages a second.
mod speed;
