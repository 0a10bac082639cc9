//! Adapters to payment channels: each translates between `ports::PaymentChannel` and one foreign protocol, keeps
//! nothing, and believes nothing that is not signed.

use outbound::{address, decimal, flat, http, local_time, md5_sign, pairs, said};

/// Alipay's open platform.
mod alipay;
/// BEpusdt, for stablecoins.
mod bepusdt;
/// EPay, both versions.
mod epay;
/// RSA keys as they are pasted; signing and verifying.
mod rsa_keys;
/// The sandbox gateway, in which no real money moves.
mod sandbox;
pub use sandbox::{BadSandbox, SandboxChannel, SandboxSettings};
/// Statements as tables.
mod sheet;
/// Stripe, by Checkout Sessions.
mod stripe;
/// TokenPay, for coins.
mod tokenpay;
/// WeChat Pay, API v3.
mod wechat;

/// Every kind of channel that this program speaks, in the order in which they are offered to who sets one up.
pub fn kinds() -> &'static [ports::ChannelKind] {
    static KINDS: &[ports::ChannelKind] = &[
        alipay::KIND,
        wechat::KIND,
        epay::V1,
        epay::V2,
        stripe::KIND,
        bepusdt::KIND,
        tokenpay::KIND,
        sandbox::KIND,
    ];
    KINDS
}
