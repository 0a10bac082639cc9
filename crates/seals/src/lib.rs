//! The ciphers of the house: XChaCha20-Poly1305, HMAC-SHA-256, SHA-256 and Ed25519. Pure.
//!
//! The libraries are generic, and what is generic is compiled in the crate that uses it: here, once for all the
//! others, so that only this crate must be optimised where those are not. Therefore nothing here is generic,
//! `#[inline]` or derived: it would be compiled in every caller again.

mod mac;
mod purpose;
mod seal;
mod sha256;
mod sign;

#[cfg(test)]
mod tests;

pub use mac::{Mac, mac};
pub use purpose::{open_for, seal_for};
pub use seal::{NONCE, TAG, open, open_in_place, seal, seal_in_place};
pub use sha256::{Sha256, sha256};
pub use sign::{PUBLIC, SIGNATURE, public_key, sign, verify};
