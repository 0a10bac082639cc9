//! People and credentials, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod house;

mod api_keys;
mod authenticator;
mod links;
mod log_in;
mod passkeys;
mod sessions;
mod setup;
mod sign_up;
mod trail;
