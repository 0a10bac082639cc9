//! Merchants, applications, authorisations and plans, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod applications;
mod authorisations;
mod house;
mod merchants;
mod plans;
mod provenance;
