//! The vault on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Files that are no files of keys.
mod bad_files;
/// The audit names what was damaged.
mod damage;
/// A vault with a merchant and a SKU, in few words.
mod house;
/// Keys come in: formats, duplicates, what is cut off.
mod import;
/// Root keys.
mod keys;
/// Reusable secrets.
mod loops;
/// Reveals and what they open.
mod reveal;
/// Keys are changed while goods are sold.
mod rotate;
/// Withdrawn, lapsed, reported, shredded.
mod stock;
/// Units leave the shelf.
mod take;
/// What a thief of the files finds.
mod thief;
