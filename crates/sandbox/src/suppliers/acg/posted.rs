use crate::channels::{form, md5};

/// `$_POST`, one level of it: texts, and arrays with their own names in brackets.
#[derive(Default)]
pub struct Posted(Vec<(String, Member)>);

enum Member {
    Text(String),
    /// Each with all of its brackets: `[a][b]`.
    Array(Vec<(String, String)>),
}

impl Posted {
    /// As PHP reads a form: points and blanks of a name become `_`, the last of two texts of one name stands, `[]` counts.
    pub fn read(body: &str) -> Self {
        let mut posted = Self::default();
        for (name, value) in form::read(body) {
            let (base, keys) = match name.split_once('[') {
                Some((base, keys)) if keys.contains(']') => (base.to_owned(), format!("[{keys}")),
                _ => (name, String::new()),
            };
            posted.put(base.trim_start().replace(['.', ' '], "_"), keys, value);
        }
        posted
    }

    fn put(&mut self, base: String, keys: String, value: String) {
        let known = self.0.iter().position(|(name, _)| *name == base);
        let at = known.unwrap_or_else(|| {
            self.0.push((base, Member::Text(String::new())));
            self.0.len() - 1
        });
        let Some((_, member)) = self.0.get_mut(at) else { return };
        match member {
            _ if keys.is_empty() => *member = Member::Text(value),
            Member::Array(array) => {
                let keys = if keys == "[]" { format!("[{}]", array.len()) } else { keys };
                array.retain(|(known, _)| *known != keys);
                array.push((keys, value));
            }
            Member::Text(_) => {
                let keys = if keys == "[]" { "[0]".to_owned() } else { keys };
                *member = Member::Array(vec![(keys, value)]);
            }
        }
    }

    pub fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        match found {
            Some((_, Member::Text(text))) => text,
            _ => "",
        }
    }

    /// `md5(urldecode(http_build_query($data) . "&key=" . $key))`. What is encoded there is decoded at once: only a key
    /// that looks encoded comes out otherwise than it went in.
    pub fn signature(&self, key: &str) -> String {
        let mut members: Vec<&(String, Member)> = self.0.iter().filter(|(name, _)| name != "sign").collect();
        members.sort_by(|(a, _), (b, _)| match (a.parse::<i64>(), b.parse::<i64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.cmp(b),
        });
        let mut pairs = Vec::new();
        for (name, member) in members {
            match member {
                Member::Text(text) if text.is_empty() => {}
                Member::Text(text) => pairs.push(format!("{name}={text}")),
                Member::Array(array) => {
                    pairs.extend(array.iter().map(|(keys, value)| format!("{name}{keys}={value}")));
                }
            }
        }
        let decoded = form::read(&format!("key={key}"));
        md5::hex(&format!("{}&key={}", pairs.join("&"), form::value(&decoded, "key")))
    }
}
