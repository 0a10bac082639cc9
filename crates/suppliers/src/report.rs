use crate::json::Sorted;
use outbound::flat::{Flat, Scalar};
use outbound::pairs::Pairs;
use ports::{NotifyRefusal, RawNotify};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// No callback is as large as this.
const SIZE_MAX: usize = 64 * 1024;

/// What a supplier reports, by name. Whether it comes as JSON, as a form or in the query is not said by their documents,
/// so each is read; a name that stands there twice is refused in all of them.
pub(crate) struct Report(BTreeMap<String, Member>);

enum Member {
    Text(String),
    /// A number, a list, …, as it is written.
    Literal(String),
}

impl Report {
    pub fn read(callback: &RawNotify) -> Result<Self, NotifyRefusal> {
        let malformed = |why: &str| NotifyRefusal::Malformed(why.to_owned());
        if callback.body.len() > SIZE_MAX {
            return Err(malformed("it is too large"));
        }
        let first = callback.body.iter().find(|byte| !byte.is_ascii_whitespace());
        if callback.method == "POST" && matches!(first, Some(b'{' | 0xef)) {
            let flat = Flat::read(&callback.body).ok_or_else(|| malformed("it is no flat JSON"))?;
            let names = flat.iter().map(|(name, raw)| (name.to_owned(), member(&flat, name, raw)));
            return Ok(Self(names.collect()));
        }
        let pairs = Pairs::of_notify(callback)?;
        let names = pairs.iter().map(|(name, value)| (name.to_owned(), Member::Text(value.to_owned())));
        Ok(Self(names.collect()))
    }

    /// Empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(Member::Text(text) | Member::Literal(text)) => text,
            None => "",
        }
    }

    /// All of it but those, as JSON.
    pub fn written(&self, without: &[&str]) -> String {
        let mut object = Sorted::default();
        for (name, member) in self.0.iter().filter(|(name, _)| !without.contains(&name.as_str())) {
            match member {
                Member::Text(text) => object.text(name, text),
                Member::Literal(literal) => object.literal(name, literal),
            }
        }
        object.written()
    }
}

fn member(flat: &Flat, name: &str, raw: &RawValue) -> Member {
    match flat.scalar(name) {
        Some(Scalar::Text(text)) => Member::Text(text),
        _ => Member::Literal(raw.get().to_owned()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn posted(body: &str) -> RawNotify {
        let target = "/notify/s1".into();
        RawNotify { method: "POST".into(), target, headers: vec![], body: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_report_is_the_same_in_every_dress() {
        let get = RawNotify {
            method: "GET".into(),
            target: "/notify/s1?b=%E6%9C%88&a=1&sign=x".into(),
            headers: vec![],
            body: vec![],
        };
        for callback in
            [get, posted("b=%E6%9C%88&a=1&sign=x"), posted(r#" {"b":"\u6708","sign":"x","a":"1"}"#)]
        {
            let report = Report::read(&callback).unwrap();
            assert_eq!(report.written(&["sign"]), r#"{"a":"1","b":"月"}"#);
            assert_eq!((report.text("sign"), report.text("none")), ("x", ""));
        }
        let report = Report::read(&posted(r#"{"a":1.50,"b":null,"c":[1]}"#)).unwrap();
        assert_eq!(report.written(&["c"]), r#"{"a":1.50,"b":null}"#);
    }

    #[test]
    fn strange_reports_are_refused() {
        for body in [r#"{"a":1,"a":2}"#, "{", "a=1&a=2", "card_list[]=1", "{}x"] {
            assert!(matches!(Report::read(&posted(body)), Err(NotifyRefusal::Malformed(_))), "{body}");
        }
        assert!(Report::read(&posted(&"a".repeat(SIZE_MAX + 1))).is_err());
        assert!(Report::read(&RawNotify { method: "PUT".into(), ..posted("a=1") }).is_err());
    }
}
