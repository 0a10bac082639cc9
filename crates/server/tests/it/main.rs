//! The binary as a person runs it: started, asked, killed, started again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Backups while goods are sold, and what comes back.
mod backup;
/// The chores.
mod chores;
/// Damage that the audit must name.
mod damage;
/// The demo shop: sells, dies, goes on.
mod demo;
/// `doctor`: what is, and what to do.
mod doctor;
/// What every answer says to a browser.
mod headers;
/// Ways to pay, at stand-ins for the gateways of the world.
mod payments;
/// The root key: missing, wrong, misplaced.
mod root_key;
/// Keys are changed under a server that sells.
mod rotate;
/// Refusals to start, and an orderly end.
mod serve;
/// A place of its own, a server in it, and a client.
mod support;
/// Everything that can be stolen, searched for keys.
mod theft;
/// An older schema: on a copy first.
mod upgrade;
