//! Suppliers' statements against our own books, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

/// A merchant, a supplier, what was bought there.
mod shop;

/// Each difference, its ways out, and the sums.
mod matching;

/// Statements that are asked for.
mod fetching;
