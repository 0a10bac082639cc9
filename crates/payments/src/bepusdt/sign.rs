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

    /// A plain decimal.
    pub fn number(&mut self, name: &'static str, literal: &str) {
        self.0.insert(name, (literal.to_owned(), go_text(literal)));
    }

    pub fn canonical(&self) -> String {
        join(self.0.iter().map(|(name, (_, signed))| (*name, signed.as_str())))
    }

    /// With its signature, as it is sent.
    pub fn signed(mut self, token: &Secret<String>) -> Result<Vec<u8>, ChannelError> {
        let signature = md5_sign::sign(&self.canonical(), token);
        self.text("signature", &signature);
        let unsent = |_| ChannelError::Refused("the request cannot be written".into());
        let mut members = BTreeMap::new();
        for (name, (written, _)) in self.0 {
            members.insert(name, RawValue::from_string(written).map_err(unsent)?);
        }
        serde_json::to_vec(&members).map_err(unsent)
    }
}

/// Whether that object is signed: over its numbers as Go prints them, or over their literal text.
pub(super) fn is_signed(told: &Flat, token: &Secret<String>) -> bool {
    let given = told.text("signature");
    let by = |number: fn(&str) -> String| {
        let members: Vec<(&str, String)> = told
            .scalars()
            .filter(|(name, _)| *name != "signature")
            .map(|(name, value)| match value {
                Scalar::Text(text) => (name, text),
                Scalar::Number(literal) => (name, number(&literal)),
                Scalar::Bool(truth) => (name, truth.to_string()),
            })
            .collect();
        join(members.iter().map(|(name, value)| (*name, value.as_str())))
    };
    let literal: fn(&str) -> String = |text| text.to_owned();
    // Both are reckoned whatever the first comes to.
    let both = [by(go_text), by(literal)].map(|text| md5_sign::matches(&text, token, &given));
    both.contains(&true)
}

fn join<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let kept = members.filter(|(_, value)| !value.is_empty());
    kept.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// A plain decimal as Go prints the same `float64` by `%v`: without zeros at its end, and with an exponent where it is
/// a million and more, or less than a ten-thousandth. What is no plain decimal stays as it is.
pub(super) fn go_text(literal: &str) -> String {
    let (whole, part) = literal.split_once('.').unwrap_or((literal, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // A float64 keeps fifteen digits for certain.
    let plain = !whole.is_empty() && digits(whole) && digits(part) && whole.len() + part.len() <= 15;
    if !plain {
        return literal.to_owned();
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let all = format!("{whole}{part}");
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    let Some(first) = significant.get(..1) else { return "0".to_owned() };
    let zeros = part.len() - part.trim_start_matches('0').len();
    let large = whole.len() > 6;
    if !large && (!whole.is_empty() || zeros < 4) {
        let whole = if whole.is_empty() { "0" } else { whole };
        return if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") };
    }
    let rest = significant.get(1..).unwrap_or_default();
    let point = if rest.is_empty() { "" } else { "." };
    let (sign, exponent) = if large { ('+', whole.len() - 1) } else { ('-', zeros + 1) };
    format!("{first}{point}{rest}e{sign}{exponent:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_go_prints_them() {
        for (literal, printed) in [
            ("28.88", "28.88"),
            ("20.00", "20"),
            ("20", "20"),
            ("0.10", "0.1"),
            ("0", "0"),
            ("100", "100"),
            ("999999.99", "999999.99"),
            ("1000000", "1e+06"),
            ("1234567.89", "1.23456789e+06"),
            ("12345678", "1.2345678e+07"),
            ("0.0001", "0.0001"),
            ("0.00001234", "1.234e-05"),
            ("4.25", "4.25"),
            ("-1", "-1"),
            ("1e3", "1e3"),
            ("1234567890123456", "1234567890123456"),
        ] {
            assert_eq!(go_text(literal), printed, "{literal}");
        }
    }
}
