//! A simulator of the whole shop: buyers, bots, merchants, operators, a payment gateway and several server nodes on a
//! clock that obeys, with faults from a seed: time-outs, doubled and reordered notifies, crashes between any two steps,
//! disk errors. The services are the real ones, on a real database; everything runs on one thread, so that the same seed
//! goes the same way on SQLite. After every fault the product's audits are run, and the database is held against what
//! the actors were told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Wallets filled through the gateway, accounts deleted, statements taken in.
mod account;
/// What somebody does, and what they are told.
mod action;
/// Disputes.
mod care;
/// What must hold at every moment.
mod check;
/// Chance from a seed.
mod dice;
/// What the database does to a node.
mod faults;
/// The payment gateway.
mod gateway;
/// Secrets that are sold to many.
mod many;
/// What the actors know.
mod model;
/// A server node.
mod node;
/// What a node has besides orders and money.
mod office;
/// Orders that are paid in two parts.
mod parts;
/// The mail service.
mod post;
/// The end of a world: nothing may be left over.
mod quiet;
/// Damage on purpose.
mod sabotage;
/// Who does what next.
mod script;
/// The money of delivered orders.
mod settle;
/// A world at its beginning.
mod setup;
/// The gateway's statements.
mod statement;
/// What happened, and its digest.
mod trace;
/// One step after the other.
mod world;
pub use sabotage::Sabotage;
/// World after world.
mod run;
pub use run::{Plan, Report, Violation, run};
/// The SQL: reading past the product, and damage.
mod store;
