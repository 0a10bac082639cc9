//! The catalogue behaves alike on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// Lists, pages, search.
mod reads;
/// A little shop to look at.
mod shop;
/// Products, revisions, SKUs, offers: made and changed.
mod verbs;
