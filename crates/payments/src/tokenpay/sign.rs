use crate::flat::{Flat, Scalar};
use crate::md5_sign;
use kernel::Secret;
use ports::ChannelError;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A flat object that is to be sent: each member as it is written, and as it is signed.
#[derive(Default)]
pub(super) struct Body(BTreeMap<&'static str, (String, String)>);

impl Body {
    pub fn text(&mut self, name: &'static str, value: &str) {
        self.0.insert(name, (serde_json::Value::from(value).to_string(), value.to_owned()));
    }

    /// A plain decimal without zeros at its end: whatever the gateway reads it into prints it so again.
    pub fn number(&mut self, name: &'static str, literal: &str) {
        self.0.insert(name, (literal.to_owned(), literal.to_owned()));
    }

    pub fn canonical(&self) -> String {
        join(self.0.iter().map(|(name, (_, signed))| (*name, signed.as_str())))
    }

    pub fn signature(&self, token: &Secret<String>) -> String {
        md5_sign::sign(&self.canonical(), token)
    }

    /// With its signature, as it is sent.
    pub fn signed(mut self, token: &Secret<String>) -> Result<Vec<u8>, ChannelError> {
        let signature = self.signature(token);
        self.text("Signature", &signature);
        let unsent = |_| ChannelError::Refused("the request cannot be written".into());
        let mut members = BTreeMap::new();
        for (name, (written, _)) in self.0 {
            members.insert(name, RawValue::from_string(written).map_err(unsent)?);
        }
        serde_json::to_vec(&members).map_err(unsent)
    }
}

/// Whether that object is signed: over all members that it has, whatever they are called, by their own text.
pub(super) fn is_signed(told: &Flat, token: &Secret<String>) -> bool {
    let members: Vec<(&str, String)> = told
        .scalars()
        .filter(|(name, _)| *name != "Signature")
        .map(|(name, value)| match value {
            Scalar::Text(text) | Scalar::Number(text) => (name, text),
            Scalar::Bool(truth) => (name, truth.to_string()),
        })
        .collect();
    let joined = join(members.iter().map(|(name, value)| (*name, value.as_str())));
    md5_sign::matches(&joined, token, &told.text("Signature"))
}

fn join<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let kept = members.filter(|(_, value)| !value.is_empty());
    kept.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// A member by its name in the manner of the document (`OutOrderId`) or of JavaScript (`outOrderId`).
pub(super) fn member(told: &Flat, name: &str) -> String {
    if told.raw(name).is_some() {
        return told.text(name);
    }
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    told.text(&first.into_iter().chain(letters).collect::<String>())
}
