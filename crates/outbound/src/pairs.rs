//! Names and values of forms and queries, and the text over which they are signed.

use ports::{NotifyRefusal, RawNotify};
use reqwest::Url;
use std::collections::BTreeMap;

/// No notify is as large as this.
const SIZE_MAX: usize = 64 * 1024;

/// Each name once, in the order of its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(BTreeMap<String, String>);

impl Pairs {
    /// A name that stands there twice, or is a list (`a[]`), is refused: of two, nobody could say which was signed.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        if text.len() > SIZE_MAX {
            return Err("it is too large");
        }
        let url = Url::parse(&format!("form:?{text}")).map_err(|_| "it is no form")?;
        let mut pairs = BTreeMap::new();
        for (name, value) in url.query_pairs() {
            if name.contains('[') {
                return Err("a list stands in it");
            }
            if pairs.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err("a name stands in it twice");
            }
        }
        Ok(Self(pairs))
    }

    /// From the query of a GET, or the form of a POST, or the query of a POST that has no form.
    pub fn of_notify(notify: &RawNotify) -> Result<Self, NotifyRefusal> {
        let malformed = |why: &str| NotifyRefusal::Malformed(why.to_owned());
        let body = match notify.method.as_str() {
            "GET" => "",
            "POST" => std::str::from_utf8(&notify.body).map_err(|_| malformed("it is no text"))?,
            _ => return Err(malformed("a notify is a GET or a POST")),
        };
        let query = notify.target.split_once('?').map_or("", |(_, query)| query);
        Self::read(if body.is_empty() { query } else { body }).map_err(malformed)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `a=b&c=d`: as they are, without those that are empty, and without what holds the signature.
    pub fn canonical(&self, without: &[&str]) -> String {
        let kept = self.iter().filter(|(name, value)| !value.is_empty() && !without.contains(name));
        let joined: Vec<String> = kept.map(|(name, value)| format!("{name}={value}")).collect();
        joined.join("&")
    }

    /// As a form or a query is sent.
    pub fn encoded(&self) -> String {
        let mut url = match Url::parse("form:") {
            Ok(url) => url,
            Err(_) => return String::new(), // cannot be
        };
        url.query_pairs_mut().extend_pairs(self.iter());
        url.query().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_sorted_and_raw() {
        let pairs = Pairs::read("b=%E6%9C%88+1%26&a=1&sign=x&empty=&A=2&sign_type=MD5").unwrap();
        assert_eq!(pairs.canonical(&["sign", "sign_type"]), "A=2&a=1&b=月 1&");
        assert_eq!(Pairs::read(&pairs.encoded()), Ok(pairs));
    }

    #[test]
    fn doubles_and_lists_are_refused() {
        for text in ["a=1&a=1", "a=1&%61=2", "money[]=1", "money%5B%5D=1", "a=1&b[x]=2"] {
            assert!(Pairs::read(text).is_err(), "{text}");
        }
        assert!(Pairs::read(&"a".repeat(SIZE_MAX + 1)).is_err());
        assert_eq!(Pairs::read("").unwrap().get("a"), "");
    }

    #[test]
    fn notifies_come_by_query_or_form() {
        let raw = |method: &str, target: &str, body: &[u8]| RawNotify {
            method: method.into(),
            target: target.into(),
            headers: vec![],
            body: body.to_vec(),
        };
        for (notify, read) in [
            (raw("GET", "/notify/x?a=1", b"a=2"), "1"),
            (raw("POST", "/notify/x?a=1", b"a=2"), "2"),
            (raw("POST", "/notify/x?a=1", b""), "1"),
            (raw("GET", "/notify/x", b""), ""),
        ] {
            assert_eq!(Pairs::of_notify(&notify).unwrap().get("a"), read);
        }
        assert!(Pairs::of_notify(&raw("PUT", "/?a=1", b"")).is_err());
        assert!(Pairs::of_notify(&raw("POST", "/", b"\xff")).is_err());
    }
}
