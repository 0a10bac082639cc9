//! From the first field of an application to goods on sale under an authorisation, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod authorised;
mod domains;
mod house;
mod mails;
mod payment_channels;
mod products;
mod road;
mod second_person;
