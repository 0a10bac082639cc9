//! What somebody filled in to connect a foreign system, and whether it can stand.

use crate::{Field, FieldKind, Settings, address};
use kernel::{Secret, clean_line, clean_text};
use std::collections::BTreeMap;

/// A key, a chain of certificates: no setting is longer.
const SETTING_MAX: usize = 16_000;

/// What is wrong with one setting, in both languages; never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Empty: all of them.
    pub field: String,
    pub zh: String,
    pub en: String,
}

impl Fault {
    pub fn new(field: &str, zh: &str, en: &str) -> Self {
        Self { field: field.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// The settings as they will be: what is stored, changed by what was filled in. All that is wrong with them, otherwise.
pub fn merged(
    fields: &[Field],
    stored: &Settings,
    (filled, forget): (&Settings, &[String]),
    private: bool,
) -> Result<Settings, Vec<Fault>> {
    let mut faults: Vec<Fault> = unknown(fields, filled.keys().chain(forget));
    let mut settings = Settings::new();
    for field in fields {
        let before = stored.get(field.name);
        let value = match filled.get(field.name).map(|value| value.expose().trim()) {
            Some("") if !field.is_secret() => None,
            Some("") | None => before.cloned(),
            Some(text) => match cleaned(field, text, private) {
                Ok(text) => Some(Secret::new(text)),
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            },
        };
        let gone = field.is_secret() && forget.iter().any(|name| name == field.name);
        match value.filter(|_| !gone) {
            Some(value) => {
                settings.insert(field.name.to_owned(), value);
            }
            None if field.required => faults.push(Fault::new(field.name, "请填写", "this is needed")),
            None => {}
        }
    }
    if faults.is_empty() && moved(fields, stored, &settings) {
        faults.extend(left_behind(fields, stored, filled, &settings));
    }
    if faults.is_empty() { Ok(settings) } else { Err(faults) }
}

/// What may be told of settings: those that are no secrets, and which secrets are set.
pub fn told(fields: &[Field], settings: &Settings) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut plain, mut secrets) = (BTreeMap::new(), Vec::new());
    for field in fields {
        let Some(value) = settings.get(field.name) else { continue };
        if field.is_secret() {
            secrets.push(field.name.to_owned());
        } else {
            plain.insert(field.name.to_owned(), value.expose().clone());
        }
    }
    (plain, secrets)
}

fn unknown<'a>(fields: &[Field], names: impl Iterator<Item = &'a String>) -> Vec<Fault> {
    let known = |name: &&String| fields.iter().any(|field| field.name == name.as_str());
    let fault = |name: &String| {
        let short: String = name.chars().take(60).collect();
        Fault::new(&short, "这里没有这一项", "there is no such setting here")
    };
    names.filter(|name| !known(name)).map(fault).collect()
}

fn cleaned(field: &Field, text: &str, private: bool) -> Result<String, Fault> {
    let several = matches!(field.kind, FieldKind::SecretKey | FieldKind::PublicKey);
    let cleaned = match several {
        true => clean_text(text, SETTING_MAX),
        false => clean_line(text, SETTING_MAX),
    };
    let text = cleaned.map_err(|why| Fault::new(field.name, "过长或含有不可见字符", &why.to_string()))?;
    match field.kind {
        FieldKind::Url => match address::fault(&text, private) {
            Some((zh, en)) => Err(Fault::new(field.name, zh, en)),
            None => Ok(text),
        },
        FieldKind::Choice(choices) if choices.iter().all(|choice| choice.value != text) => {
            Err(Fault::new(field.name, "请从列表中选择", "choose one of the list"))
        }
        _ => Ok(text),
    }
}

/// Whether what is known already would talk to another address than before.
fn moved(fields: &[Field], stored: &Settings, settings: &Settings) -> bool {
    let address = |of: &Settings, field: &Field| of.get(field.name).map(|value| value.expose().clone());
    let mut urls = fields.iter().filter(|field| field.kind == FieldKind::Url);
    !stored.is_empty() && urls.any(|field| address(stored, field) != address(settings, field))
}

/// An old secret must not go to a new address, where somebody may wait for it who never knew it.
fn left_behind(fields: &[Field], stored: &Settings, filled: &Settings, settings: &Settings) -> Vec<Fault> {
    let typed = |name: &str| filled.get(name).is_some_and(|value| !value.expose().trim().is_empty());
    let kept = |field: &&Field| {
        field.is_secret()
            && stored.contains_key(field.name)
            && settings.contains_key(field.name)
            && !typed(field.name)
    };
    let fault = |field: &Field| {
        Fault::new(
            field.name,
            "网关地址已改变，请重新填写密钥，以免旧密钥被送往新地址",
            "the gateway's address has changed: type this again, so that no old secret goes to a new address",
        )
    };
    fields.iter().filter(kept).map(fault).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Choice;

    const fn field(name: &'static str, kind: FieldKind, required: bool) -> Field {
        Field { name, kind, required, label_zh: "", label_en: "", hint_zh: "", hint_en: "" }
    }

    const FIELDS: &[Field] = &[
        field("url", FieldKind::Url, true),
        field("id", FieldKind::Text, true),
        field("key", FieldKind::SecretKey, true),
        field("hook", FieldKind::Secret, false),
        field("way", FieldKind::Choice(&[Choice { value: "a", zh: "", en: "" }]), false),
    ];

    fn settings(all: &[(&str, &str)]) -> Settings {
        all.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
    }

    fn shown(merged: Result<Settings, Vec<Fault>>) -> String {
        match merged {
            Ok(all) => all.iter().map(|(name, value)| format!("{name}={} ", value.expose())).collect(),
            Err(faults) => faults.iter().map(|fault| format!("!{} ", fault.field)).collect(),
        }
    }

    #[test]
    fn what_is_left_out_stays_and_what_is_emptied_goes() {
        let stored =
            settings(&[("url", "https://a.example"), ("id", "7"), ("key", "K"), ("hook", "H"), ("way", "a")]);
        let merge = |filled: &[(&str, &str)], forget: &[&str]| {
            let forget: Vec<String> = forget.iter().map(|name| (*name).to_owned()).collect();
            shown(merged(FIELDS, &stored, (&settings(filled), &forget), false))
        };
        assert_eq!(merge(&[], &[]), "hook=H id=7 key=K url=https://a.example way=a ");
        assert_eq!(
            merge(&[("key", " "), ("id", " 8 ")], &[]),
            "hook=H id=8 key=K url=https://a.example way=a "
        );
        assert_eq!(merge(&[("way", "")], &["hook"]), "id=7 key=K url=https://a.example ");
        assert_eq!(
            merge(&[("key", "one\r\ntwo")], &[]),
            "hook=H id=7 key=one\ntwo url=https://a.example way=a "
        );
        assert_eq!(
            merge(&[("id", ""), ("way", "b"), ("hook", "a\nb")], &["key", "nothing"]),
            "!nothing !id !key !hook !way "
        );
        assert_eq!(merge(&[("url", "http://127.0.0.1")], &[]), "!url ");
        let long = "x".repeat(SETTING_MAX + 1);
        assert_eq!(merge(&[("id", &long), ("more", "1")], &[]), "!more !id ");
    }

    #[test]
    fn no_old_secret_goes_to_a_new_address() {
        let stored = settings(&[("url", "https://a.example"), ("id", "7"), ("key", "K"), ("hook", "H")]);
        let merge = |filled: &[(&str, &str)], forget: &[String]| {
            shown(merged(FIELDS, &stored, (&settings(filled), forget), false))
        };
        assert_eq!(merge(&[("url", "https://b.example")], &[]), "!key !hook ");
        assert_eq!(merge(&[("url", "https://b.example"), ("key", "L")], &[]), "!hook ");
        assert_eq!(
            merge(&[("url", "https://b.example"), ("key", "L")], &["hook".to_owned()]),
            "id=7 key=L url=https://b.example "
        );
        let new = merged(FIELDS, &Settings::new(), (&stored, &[]), false);
        assert_eq!(shown(new), "hook=H id=7 key=K url=https://a.example ");
    }
}
