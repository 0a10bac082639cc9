use crate::PaymentChannel;
use kernel::{Ambient, Currency, Secret};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a setting is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// `https://…`, or `http://…` where the gateway is in this house.
    Url,
    /// One line that is sealed and never shown again.
    Secret,
    /// Several lines (PEM, or bare base64) that are sealed and never shown again.
    SecretKey,
    /// Several lines (PEM, or bare base64) that may be seen.
    PublicKey,
    /// One of these.
    Choice(&'static [Choice]),
}

/// What may be chosen: as it is stored, and as it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// One setting of a kind of channel, enough to draw its field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Stable: stored under it.
    pub name: &'static str,
    pub kind: FieldKind,
    pub required: bool,
    /// As the gateway's own pages call it.
    pub label_zh: &'static str,
    pub label_en: &'static str,
    /// Where it is found, in one sentence; empty if the label says all.
    pub hint_zh: &'static str,
    pub hint_en: &'static str,
}

impl Field {
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, FieldKind::Secret | FieldKind::SecretKey)
    }
}

/// What somebody filled in, by field; trimmed, and without empty ones.
pub type Settings = BTreeMap<String, Secret<String>>;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadField {
    pub field: &'static str,
    /// What to do about it.
    pub zh: &'static str,
    pub en: &'static str,
}

/// A channel ready to be used, or all that is wrong with its settings.
pub type Built = Result<Arc<dyn PaymentChannel>, Vec<BadField>>;

/// A kind of payment channel that this program speaks.
pub struct ChannelKind {
    /// Stable: `alipay`, `wechat`, `epay`, `epay_v2`, `stripe`, `bepusdt`, `tokenpay`, `sandbox`.
    pub code: &'static str,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub fields: &'static [Field],
    /// Currencies that its payments can be in; empty: any.
    pub currencies: &'static [&'static str],
    /// The gateway gives money back by request.
    pub refunds: bool,
    /// `code` is the new channel's own.
    pub build: fn(code: &str, settings: &Settings, ambient: &Ambient) -> Built,
}

impl ChannelKind {
    pub fn takes(&self, currency: Currency) -> bool {
        self.currencies.is_empty() || self.currencies.contains(&currency.to_string().as_str())
    }
}
