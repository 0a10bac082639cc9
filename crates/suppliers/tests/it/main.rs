//! Adapters against stand-ins that were written from the suppliers' documents alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod acg;
mod cardamom;
mod dujiao;
mod reloadly;
mod reserve;
mod shop;
