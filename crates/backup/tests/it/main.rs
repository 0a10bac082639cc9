//! Backups on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Sealed documents, inside.
mod documents;
/// A database with rows, a key, an auditor.
mod house;
/// Turns of the schedule.
mod keeper;
/// Written, restored, proved; and what is refused.
mod round;
/// An S3-compatible store in memory, with bad days.
mod s3;
/// Uploads to it.
mod upload;
