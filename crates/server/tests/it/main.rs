//! The binary as a person runs it: started, asked, killed, started again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// The chores.
mod chores;
/// Damage that the audit must name.
mod damage;
/// The demo shop: sells, dies, goes on.
mod demo;
/// What every answer says to a browser.
mod headers;
/// The root key: missing, wrong, misplaced.
mod root_key;
/// Refusals to start, and an orderly end.
mod serve;
/// A place of its own, a server in it, and a client.
mod support;
/// Everything that can be stolen, searched for keys.
mod theft;
