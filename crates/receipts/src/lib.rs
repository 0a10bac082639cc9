//! Receipts (交付凭证): what was delivered with an order, signed by the platform, proved to lie in its batches and in a log
//! to which the platform can only append (透明日志). A receipt is verified by anybody, offline ([`verify`]).
//!
//! A sale writes nothing of this. A walk behind the orders writes down what each delivered, once, as canonical JSON; the
//! hash of that is the order's entry in the log, a Merkle tree in the shape of RFC 9162. After each part of the walk the
//! head of the tree is signed. Whoever appends holds the one row of `log_state`, so one comes after the other.

/// Bytes as small hexadecimal digits, and in no other way.
mod hex;
pub use hex::Hex;
/// What was delivered, as it is written down.
mod delivered;
pub use delivered::{Batch, Core, Delivery, Line, Merchant, Words};
/// The file that a buyer keeps.
mod receipt;
pub use receipt::{BatchProof, File, Head, InLog, KeyInfo, Receipt, Unproved, Why};
/// Signs, and names the key.
mod signer;
/// The log's tree: which hashes make a proof, and whether a proof is one. Pure.
pub mod tree;
pub use signer::{PublicKey, published_key};
/// Is it true? Needs nothing but the file.
mod verify;
pub use verify::{Verified, VerifyRefusal, verify};
/// Why a receipt or a proof is not given.
mod refusal;
pub use refusal::{ReceiptRefusal, Result};
/// Everything together: what the edges hold.
mod service;
pub use service::{Consistency, Inclusion, Receipts};
/// Proof over the log.
pub mod audit;
/// One receipt, made from what the log holds.
mod make;
/// The SQL.
mod store;
/// The walk over the orders.
mod walk;
