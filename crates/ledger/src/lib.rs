//! The heart: double entry, two-phase transfers, linked chains, balance rules. The only writer of balances.
//!
//! Everything of value is a balance here: money, units of goods, points. A [`Transfer`] moves an amount from the
//! debit side of one [`Account`] to the credit side of another one of the same asset. It is posted at once, or it
//! is reserved (pending) and later posted in full or in part, voided, or expired. Nothing is edited: what was wrong
//! is reversed by a transfer of its own. A [`Chain`] applies as a whole or leaves nothing.
//!
//! [`submit`] takes many chains in one transaction of the caller and answers each. Ids are the caller's: the same
//! id with the same content is answered [`Outcome::Repeated`], with other content it is refused, so that a caller
//! that does not know whether it was heard simply asks again. The rules themselves (`rules.rs`) are pure; the
//! database is asked before and written after them, a fixed number of statements for any number of chains.
//!
//! This crate knows neither orders nor shops.

/// Who holds what, and within which limits.
mod account;
pub use account::{Account, Balance, Rule};
/// What is asked: steps that stand or fall together.
mod chain;
pub use chain::{Chain, Outcome, Step};
/// Why a chain is refused.
mod refusal;
pub use refusal::Refusal;
/// What has been moved, and how it stands.
mod transfer;
pub use transfer::{Kind, State, Transfer};
/// What a batch of chains names: ids, targets, accounts.
mod ask;
/// The rules: which step is refused, and what it moves. Pure.
mod rules;
/// Takes chains in.
mod submit;
/// What a batch of chains works on: the accounts and transfers it names, with an undo.
mod work;
pub use submit::{submit, submit_some_fresh};
/// Releases what nobody resolved in time.
mod expire;
pub use expire::expire_due;
/// Reads balances, statements and transfers.
mod read;
pub use read::{Entry, balance_before, balances, lock, statement, statement_between, transfers_of, wallets};
/// Proves that the balances follow from the transfers.
mod audit;
pub use audit::{Finding, audit};
/// The tables.
mod store;
