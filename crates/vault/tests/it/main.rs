//! The vault on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// A vault with a merchant and a SKU, in few words.
mod house;
/// Keys come in: formats, duplicates, what is cut off.
mod import;
/// Files that are no files of keys.
mod bad_files;
/// Units leave the shelf.
mod take;
/// Reveals and what they open.
mod reveal;
/// Withdrawn, lapsed, reported, shredded.
mod stock;
/// Reusable secrets.
mod loops;
/// Root keys.
mod keys;
/// The audit names what was damaged.
mod damage;
/// What a thief of the files finds.
mod thief;
