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
mod apply;
/// What can be seen without buying.
mod browse;
/// From the product to the key.
mod buy;
/// Something is wrong with an order.
mod disputes;
mod docking_keys;
/// Money that is held until the buyer confirms.
mod guarantee;
/// Headers, sessions, the tokens of forms.
mod guarded;
/// What strangers try.
mod hostile;
/// A key passed on by a link.
mod links;
/// Every way to log in, and one's account.
mod logins;
/// A store at a domain of its own, and its logo.
mod own_domain;
/// Other prices than the offers' own.
mod prices;
mod privacy;
/// What proves a delivery, and the log that it stands in.
mod receipts;
/// Goods that are credited to an account.
mod recharge;
/// Accounts that are remembered.
mod saved;
/// What is remembered is not asked for.
mod speed;
/// Every route under every wrong visitor.
mod sweep;
/// Money into the wallet.
mod top_ups;
/// Ways to pay.
mod ways;
