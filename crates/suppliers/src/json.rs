use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Display;

/// An object with its members in the order of their names, written without blanks and with slashes and characters as they
/// are, for it is signed by its text.
#[derive(Default)]
pub(crate) struct Sorted(BTreeMap<String, String>);

impl Sorted {
    pub fn text(&mut self, name: &str, value: &str) {
        self.literal(name, quoted(value));
    }

    /// A number, or whatever else is written already.
    pub fn literal(&mut self, name: &str, written: impl Display) {
        self.0.insert(name.to_owned(), written.to_string());
    }

    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub fn written(&self) -> String {
        let members = self.0.iter().map(|(name, literal)| format!("{}:{literal}", quoted(name)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

/// As PHP and .NET write a text: both escape the two separators that JavaScript stumbles over.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_sorted_and_characters_are_as_they_are() {
        let mut inner = Sorted::default();
        inner.text("z", "\"\\");
        let mut object = Sorted::default();
        assert_eq!(object.written(), "{}");
        object.text("b", "https://例.example/a?b=1&c");
        object.literal("a", 7);
        object.literal("c", inner.written());
        object.text("A", "\u{2028}\t\u{1f}");
        assert_eq!(
            object.written(),
            r#"{"A":"\u2028\t\u001f","a":7,"b":"https://例.example/a?b=1&c","c":{"z":"\"\\"}}"#
        );
    }
}
