use outbound::flat::Flat;
use serde_json::value::RawValue;

/// The settings of goods as the site keeps them: `[category]`, below it `月卡=10.00`, and so on. Newer sites send some of them
/// as JSON.
#[derive(Default)]
pub(super) struct Ini(Vec<(String, String, String)>);

impl Ini {
    /// Of a text, or of an object with objects in it.
    pub fn read(raw: Option<&RawValue>) -> Self {
        let Some(raw) = raw else { return Self::default() };
        if let Ok(text) = serde_json::from_str::<String>(raw.get()) {
            return Self::of_text(&text);
        }
        let mut entries = Vec::new();
        let sections: Flat = serde_json::from_str(raw.get()).unwrap_or_default();
        for (section, raw) in sections.iter() {
            of_object(section, "", raw, &mut entries);
        }
        Self(entries)
    }

    fn of_text(text: &str) -> Self {
        let mut section = String::new();
        let mut entries = Vec::new();
        for line in text.lines() {
            let heading = line.strip_suffix(']').and_then(|line| line.split_once('['));
            if let Some((_, name)) = heading {
                name.clone_into(&mut section);
            } else if let Some((key, value)) = line.split_once('=') {
                entries.push((section.clone(), key.to_owned(), value.to_owned()));
            }
        }
        Self(entries)
    }

    /// What stands below that heading, in its order.
    pub fn section<'a>(&'a self, section: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let within = self.0.iter().filter(move |(of, ..)| of == section);
        within.map(|(_, key, value)| (key.as_str(), value.as_str()))
    }

    pub fn value(&self, section: &str, key: &str) -> Option<&str> {
        self.section(section).find(|(known, _)| *known == key).map(|(_, value)| value)
    }
}

/// Deeper ones under a name with points in it, as the text has them.
fn of_object(section: &str, before: &str, raw: &RawValue, entries: &mut Vec<(String, String, String)>) {
    let members: Flat = serde_json::from_str(raw.get()).unwrap_or_default();
    for (name, raw) in members.iter() {
        let key = format!("{before}{name}");
        match raw.get().starts_with('{') {
            true => of_object(section, &format!("{key}."), raw, entries),
            false => entries.push((section.to_owned(), key, members.text(name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(json: &str) -> Vec<String> {
        let raw: Box<RawValue> = serde_json::from_str(json).unwrap();
        Ini::read(Some(&raw)).0.iter().map(|(of, key, value)| format!("{of}/{key}/{value}")).collect()
    }

    #[test]
    fn settings_are_read_in_both_dresses() {
        let text = r#""[category]\r\n月卡=10.00\r\n年卡=98\r\n\r\n[sku]\n颜色.红=1.00\n""#;
        let expected = ["category/月卡/10.00", "category/年卡/98", "sku/颜色.红/1.00"];
        assert_eq!(entries(text), expected);
        let json = r#"{"category":{"月卡":"10.00","年卡":98},"sku":{"颜色":{"红":"1.00"}}}"#;
        let mut sorted = expected;
        sorted.swap(0, 1);
        assert_eq!(entries(json), sorted);
        for nothing in ["null", "[]", "\"\"", "\"stray\"", "1", "{\"category\":[]}"] {
            assert!(entries(nothing).is_empty(), "{nothing}");
        }
        assert!(Ini::read(None).0.is_empty());
    }
}
