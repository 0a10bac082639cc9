//! Answers, as they came: numbers keep their own text, and a path leads to one value or to none.

use outbound::flat::Flat;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A JSON pointer (RFC 6901): `/data/0/status`; empty for the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer(Vec<String>);

impl Pointer {
    /// No answer is as deep as this.
    const STEPS_MAX: usize = 16;

    pub fn whole() -> Self {
        Self(Vec::new())
    }

    pub fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::whole());
        }
        let steps = text.strip_prefix('/')?.split('/');
        let steps: Vec<String> = steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        (steps.len() <= Self::STEPS_MAX).then_some(Self(steps))
    }

    /// The last name, where the others lead to that.
    pub fn below(&self, outer: &Pointer) -> Option<&str> {
        let (last, others) = self.0.split_last()?;
        (others == outer.0.as_slice()).then_some(last.as_str())
    }
}

/// One value.
#[derive(Clone, Debug)]
pub(super) struct Json(Box<RawValue>);

impl Json {
    pub fn read(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        serde_json::from_slice::<Box<RawValue>>(body).ok().map(Self)
    }

    /// Of a form: an object of texts.
    pub fn of_texts(members: &BTreeMap<String, String>) -> Option<Self> {
        serde_json::value::to_raw_value(members).ok().map(Self)
    }

    pub fn at(&self, pointer: &Pointer) -> Option<Self> {
        let mut here = self.clone();
        for step in &pointer.0 {
            here = here.step(step)?;
        }
        Some(here)
    }

    fn step(&self, name: &str) -> Option<Self> {
        let text = self.0.get();
        match text.bytes().next()? {
            b'{' => {
                let object = Flat::read(text.as_bytes())?;
                object.raw(name).map(|raw| Self(raw.to_owned()))
            }
            b'[' => self.list()?.into_iter().nth(name.parse().ok()?),
            // Some suppliers write JSON as a text into JSON: it is gone into.
            b'"' => Self::read(self.text()?.as_bytes())?.step(name),
            _ => None,
        }
    }

    /// Of a text, a number (its literal text) or a truth; what is null is not there.
    pub fn text(&self) -> Option<String> {
        let text = self.0.get();
        match text.bytes().next()? {
            b'"' => serde_json::from_str(text).ok(),
            b't' | b'f' | b'-' | b'0'..=b'9' => Some(text.to_owned()),
            _ => None,
        }
    }

    /// None where there is none, or it is empty.
    pub fn text_at(&self, pointer: &Pointer) -> Option<String> {
        self.at(pointer)?.text().filter(|text| !text.is_empty())
    }

    pub fn list(&self) -> Option<Vec<Self>> {
        let text = match self.0.get().bytes().next()? {
            b'"' => self.text()?,
            _ => self.0.get().to_owned(),
        };
        let list: Vec<Box<RawValue>> = serde_json::from_str(&text).ok()?;
        Some(list.into_iter().map(Self).collect())
    }

    /// Of an object, by name: lists and objects by their literal text, what is null as if it were empty. None where a name
    /// stands there twice.
    pub fn members(&self) -> Option<BTreeMap<String, String>> {
        let members = Flat::read(self.0.get().as_bytes())?;
        let shown = members.iter().map(|(name, raw)| {
            let text = match raw.get() {
                "null" => String::new(),
                literal => Self(raw.to_owned()).text().unwrap_or_else(|| literal.to_owned()),
            };
            (name.to_owned(), text)
        });
        Some(shown.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(body: &str, pointer: &str) -> Option<String> {
        Json::read(body.as_bytes())?.text_at(&Pointer::read(pointer)?)
    }

    #[test]
    fn a_path_leads_to_one_value() {
        let body = r#" {"a":{"b":[{"c":28.80},true]},"d":"{\"e\":\"x\"}","f/g":1,"n":null,"s":""} "#;
        for (pointer, value) in [
            ("/a/b/0/c", Some("28.80")),
            ("/a/b/1", Some("true")),
            ("/d/e", Some("x")),
            ("/f~1g", Some("1")),
            ("/n", None),
            ("/s", None),
            ("/a", None),
            ("/a/b/2", None),
            ("/a/b/-1", None),
            ("/a/b/0/c/d", None),
            ("/z", None),
            ("", None),
        ] {
            assert_eq!(at(body, pointer).as_deref(), value, "{pointer}");
        }
        for body in ["", "{", "<html>", r#"{"a":1,"a":2}"#, "\u{feff}"] {
            assert_eq!(at(body, "/a"), None, "{body}");
        }
        assert!(Pointer::read("a/b").is_none() && Pointer::read(&"/a".repeat(17)).is_none());
    }

    #[test]
    fn members_keep_their_text() {
        let json = Json::read(br#"{"b":1.50,"a":{"x": 1},"c":null,"d":"\u6708"}"#).unwrap();
        let members = json.members().unwrap();
        let shown: Vec<(&str, &str)> = members.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(shown, [("a", r#"{"x": 1}"#), ("b", "1.50"), ("c", ""), ("d", "月")]);
        assert!(Json::read(br#"{"a":1,"a":2}"#).unwrap().members().is_none());
        assert!(Json::read(b"[1]").unwrap().members().is_none());
    }
}
