//! JSON objects of one level, as gateways send them: numbers keep their own text, because it is what was signed.

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// Members by name, in the order of their bytes. A name that stands there twice is refused.
#[derive(Debug, Default)]
pub struct Flat(BTreeMap<String, Box<RawValue>>);

/// What a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    Text(String),
    /// By its literal text.
    Number(String),
    Bool(bool),
}

impl Flat {
    /// Some gateways write their JSON as text into JSON once more, and some begin with a byte order mark.
    pub fn read(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if let Ok(flat) = serde_json::from_slice(body) {
            return Some(flat);
        }
        let inner: String = serde_json::from_slice(body).ok()?;
        serde_json::from_str(&inner).ok()
    }

    /// All of them, as they stand.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, raw)| (name.as_str(), raw.as_ref()))
    }

    pub fn raw(&self, name: &str) -> Option<&RawValue> {
        self.0.get(name).map(AsRef::as_ref)
    }

    /// None for what is missing, null, a list or an object.
    pub fn scalar(&self, name: &str) -> Option<Scalar> {
        self.raw(name).and_then(scalar)
    }

    /// Text, or the literal text of a number; empty for everything else.
    pub fn text(&self, name: &str) -> String {
        match self.scalar(name) {
            Some(Scalar::Text(text) | Scalar::Number(text)) => text,
            _ => String::new(),
        }
    }

    /// An object within; empty for everything else.
    pub fn within(&self, name: &str) -> Flat {
        self.raw(name).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    /// All that are neither null, nor lists, nor objects.
    pub fn scalars(&self) -> impl Iterator<Item = (&str, Scalar)> {
        self.0.iter().filter_map(|(name, raw)| Some((name.as_str(), scalar(raw)?)))
    }
}

fn scalar(raw: &RawValue) -> Option<Scalar> {
    let text = raw.get();
    match text.bytes().next()? {
        b'"' => serde_json::from_str(text).ok().map(Scalar::Text),
        b't' => Some(Scalar::Bool(true)),
        b'f' => Some(Scalar::Bool(false)),
        b'-' | b'0'..=b'9' => Some(Scalar::Number(text.to_owned())),
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Flat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Flat;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Flat, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, raw)) = access.next_entry::<String, Box<RawValue>>()? {
            if members.insert(name, raw).is_some() {
                return Err(A::Error::custom("a name stands in it twice"));
            }
        }
        Ok(Flat(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        let flat = Flat::read(br#"{"a":28.80,"b":"x","c":null,"d":[1],"e":{"f":1},"g":true,"h":1e3,"i":-0}"#)
            .unwrap();
        assert_eq!((flat.text("a").as_str(), flat.text("b").as_str()), ("28.80", "x"));
        assert_eq!(["c", "d", "e", "g", "z"].map(|name| flat.text(name)), [""; 5]);
        assert_eq!((flat.text("h").as_str(), flat.text("i").as_str()), ("1e3", "-0"));
        assert_eq!(flat.scalar("g"), Some(Scalar::Bool(true)));
        assert_eq!(flat.within("e").text("f"), "1");
        assert_eq!(flat.scalars().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b", "g", "h", "i"]);
    }

    #[test]
    fn strange_json_is_read_or_refused() {
        for body in [r#"{"code":1}"#, "\u{feff}{\"code\":1}", r#""{\"code\":1}""#, " {\"code\" : 1 } "] {
            assert_eq!(Flat::read(body.as_bytes()).unwrap().text("code"), "1", "{body}");
        }
        for body in [r#"{"a":1,"a":2}"#, r#"{"a":1,"\u0061":2}"#, "[]", "1", "", "{", "<html>", r#""\"x\"""#]
        {
            assert!(Flat::read(body.as_bytes()).is_none(), "{body}");
        }
    }
}
