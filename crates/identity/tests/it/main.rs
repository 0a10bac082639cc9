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
mod codes;
mod contacts;
mod links;
mod log_in;
mod own_changes;
mod passkeys;
mod second_factor;
mod sessions;
mod setup;
mod sign_up;
mod staff;
mod trail;
