use std::collections::BTreeMap;
use std::fmt::Display;

/// The sentences of one language by `section.key`.
#[derive(Clone)]
pub(crate) struct Words(BTreeMap<String, String>);

impl Words {
    /// Reads sections of texts.
    pub fn parse(text: &str) -> Result<Self, String> {
        let sections: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let flat = sections.into_iter().flat_map(|(section, entries)| {
            entries.into_iter().map(move |(key, words)| (format!("{section}.{key}"), words))
        });
        Ok(Self(flat.collect()))
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The sentence with its placeholders filled; the key itself where there is none.
    pub fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.0.get(key).map_or_else(|| key.to_owned(), |words| fill(words, values))
    }

    #[cfg(test)]
    pub fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, words)| (key.as_str(), words.as_str()))
    }
}

/// In one pass, so that a value that looks like a placeholder stays as it is.
fn fill(words: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(words.len() + 16);
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(given, _)| *given == name)?;
            Some((value, behind))
        });
        match value {
            Some((value, behind)) => {
                filled.push_str(&value.to_string());
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::theme::Theme;
    use kernel::Language;
    use std::collections::BTreeSet;

    fn holes(words: &str) -> BTreeSet<String> {
        words
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("{a} und {b}{c", &[("a", &"{b}"), ("b", &2)]), "{b} und 2{c");
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let theme = Theme::load(None).unwrap();
        let [zh, en] = [Language::Zh, Language::En].map(|l| theme.words(l).unwrap());
        let names = |words: &Words| words.keys().map(|(key, _)| key.to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&zh), names(&en));
        for (key, words) in zh.keys() {
            assert!(!words.trim().is_empty(), "{key} is empty");
            assert_eq!(holes(words), holes(&en.0[key]), "placeholders of {key}");
            assert!(
                !en.0[key].chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{key} is not English"
            );
        }
    }

    #[test]
    fn the_templates_say_nothing_that_has_no_words() {
        let theme = Theme::load(None).unwrap();
        let words = theme.words(Language::Zh).unwrap();
        for (name, template) in theme.templates() {
            let text = std::str::from_utf8(template).unwrap();
            for key in text.split(" t('").skip(1).filter_map(|part| part.split_once('\'')).map(|(key, _)| key)
            {
                assert!(words.has(key), "{name}: {key}");
            }
            assert!(
                !text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{name} holds words of its own"
            );
            assert!(!text.contains("|safe") && !text.contains("autoescape"), "{name} goes around escaping");
        }
    }
}
