//! Adapters to payment channels: each translates between `ports::PaymentChannel` and one foreign protocol, keeps
//! nothing, and believes nothing that is not signed.

/// Amounts as decimal texts.
mod decimal;
/// HTTP to a channel: short patience, no redirects, bounded answers.
mod http;
/// RSA keys as they are pasted; signing and verifying.
mod rsa_keys;
/// The sandbox gateway, in which no real money moves.
mod sandbox;
pub use sandbox::{BadSandbox, SandboxChannel, SandboxSettings};
/// Stripe, by Checkout Sessions.
mod stripe;

/// Every kind of channel that this program speaks, in the order in which they are offered to who sets one up.
pub fn kinds() -> &'static [ports::ChannelKind] {
    static KINDS: &[ports::ChannelKind] = &[
        stripe::KIND,
        sandbox::KIND,
    ];
    KINDS
}
