//! Adapters to payment channels: each translates between `ports::PaymentChannel` and one foreign protocol, keeps
//! nothing, and believes nothing that is not signed.

/// HTTP to a channel: short patience, no redirects, bounded answers.
mod http;
/// RSA keys as they are pasted; signing and verifying.
mod rsa_keys;
/// The sandbox gateway, in which no real money moves.
mod sandbox;
pub use sandbox::{BadSandbox, SandboxChannel, SandboxSettings};
