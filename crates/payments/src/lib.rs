//! Adapters to payment channels: each translates between `ports::PaymentChannel` and one foreign protocol, keeps
//! nothing, and believes nothing that is not signed.

/// Where gateways are, and where payers may be sent.
mod address;
/// Alipay's open platform.
mod alipay;
/// BEpusdt, for stablecoins.
mod bepusdt;
/// Amounts as decimal texts.
mod decimal;
/// EPay, both versions.
mod epay;
/// JSON of one level, in which numbers keep their text.
mod flat;
/// HTTP to a channel: short patience, no redirects, bounded answers.
mod http;
/// Times as Chinese gateways write them.
mod local_time;
/// Signatures by MD5, where there is nothing better.
mod md5_sign;
/// Forms, queries, and the text over which they are signed.
mod pairs;
/// RSA keys as they are pasted; signing and verifying.
mod rsa_keys;
/// What a gateway said, fit to be read.
mod said;
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
