//! What tests need: databases on both engines, a clock that obeys.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

/// A fresh, migrated database on each engine that this run has.
mod databases;
pub use databases::{TestDb, database, engines};
/// A clock that obeys and bytes that repeat.
mod ambient;
pub use ambient::{TestAmbient, ambient};
/// A database that is cut off.
mod faults;
pub use faults::cut_off_at;
/// Kinds of payment channels that only tests speak.
mod channels;
pub use channels::CHANNEL_KINDS;
/// What a PDF shows.
mod pdf;
pub use pdf::pdf_pages;
