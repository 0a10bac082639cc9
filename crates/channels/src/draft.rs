use crate::{ChannelRefusal, Fault, Result, address};
use kernel::{BasisPoints, Bilingual, Currency, Secret, clean_line, clean_text};
use ports::{ChannelKind, Device, Field, FieldKind, Settings};

/// What somebody filled in.
#[derive(Clone)]
pub struct Draft {
    pub kind: String,
    pub name: Bilingual,
    /// A field that is not here stays as it is; so does a secret that is empty. A plain one that is empty is taken away.
    pub settings: Settings,
    /// Secrets that are taken away.
    pub forget: Vec<String>,
    /// Empty: all that the kind takes.
    pub currencies: Vec<Currency>,
    /// In minor units; only where there is one currency.
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub fee: BasisPoints,
    pub devices: Vec<Device>,
    /// The version that this changes; 0: a new channel.
    pub version: i64,
}

const NAME_MAX: usize = 30;
/// A key, a chain of certificates: no setting is longer.
const SETTING_MAX: usize = 16_000;
/// Codes that payments carry for something else.
const RESERVED: [&str; 2] = ["wallet", "sandbox"];

pub(crate) fn must_be_a_code(code: &str) -> Result<()> {
    let plain =
        code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    let begins = code.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if plain && begins && (2..=32).contains(&code.len()) && !RESERVED.contains(&code) {
        Ok(())
    } else {
        Err(ChannelRefusal::BadCode)
    }
}

impl Draft {
    /// Everything but the settings, as it will be stored.
    pub(crate) fn cleaned(&self, kind: &ChannelKind) -> Result<Self> {
        let mut draft = self.clone();
        draft.name = name(&self.name)?;
        draft.currencies.sort_unstable();
        draft.currencies.dedup();
        if let Some(other) = draft.currencies.iter().find(|currency| !kind.takes(**currency)) {
            return Err(ChannelRefusal::value(
                "currencies",
                format!("this kind of channel takes no {other}"),
            ));
        }
        let one = match draft.currencies.len() {
            0 => kind.currencies.len() == 1,
            many => many == 1,
        };
        if !one && (self.min.is_some() || self.max.is_some()) {
            let detail =
                "amounts mean something in one currency only: name it, and make a channel for each other one";
            return Err(ChannelRefusal::value("currencies", detail));
        }
        if self.min.is_some_and(|min| min < 1) {
            return Err(ChannelRefusal::value("min", "at least 1"));
        }
        if self.max.is_some_and(|max| max < self.min.unwrap_or(1)) {
            return Err(ChannelRefusal::value("max", "not below the least amount"));
        }
        if !(0..10_000).contains(&self.fee.0) {
            return Err(ChannelRefusal::value("fee_bps", "0 to 9999 hundredths of a per cent"));
        }
        Ok(draft)
    }
}

fn name(name: &Bilingual) -> Result<Bilingual> {
    let one = |text: &str| match text.trim() {
        "" => Ok(String::new()),
        text => clean_line(text, NAME_MAX).map_err(|why| ChannelRefusal::value("name", why)),
    };
    let (zh, en) = (one(&name.zh)?, one(&name.en)?);
    match (zh.is_empty(), en.is_empty()) {
        (true, true) => Err(ChannelRefusal::value("name", "payers have to read what it is called")),
        (true, false) => Ok(Bilingual::new(en.clone(), en)),
        (false, true) => Ok(Bilingual::new(zh.clone(), zh)),
        (false, false) => Ok(Bilingual::new(zh, en)),
    }
}

/// The settings as they will be: what is stored, changed by what was filled in. All that is wrong with them, otherwise.
pub(crate) fn merged(
    kind: &ChannelKind,
    stored: &Settings,
    (filled, forget): (&Settings, &[String]),
    private: bool,
) -> std::result::Result<Settings, Vec<Fault>> {
    let mut faults: Vec<Fault> = unknown(kind, filled.keys().chain(forget));
    let mut settings = Settings::new();
    for field in kind.fields {
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
    if faults.is_empty() && moved(kind, stored, &settings) {
        faults.extend(left_behind(kind, stored, filled, &settings));
    }
    if faults.is_empty() { Ok(settings) } else { Err(faults) }
}

fn unknown<'a>(kind: &ChannelKind, names: impl Iterator<Item = &'a String>) -> Vec<Fault> {
    let known = |name: &&String| kind.fields.iter().any(|field| field.name == name.as_str());
    let fault = |name: &String| {
        let short: String = name.chars().take(60).collect();
        Fault::new(&short, "这种渠道没有这一项", "this kind of channel has no such setting")
    };
    names.filter(|name| !known(name)).map(fault).collect()
}

fn cleaned(field: &Field, text: &str, private: bool) -> std::result::Result<String, Fault> {
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

/// Whether a known channel would talk to another address than before.
fn moved(kind: &ChannelKind, stored: &Settings, settings: &Settings) -> bool {
    let address = |of: &Settings, field: &Field| of.get(field.name).map(|value| value.expose().clone());
    let mut urls = kind.fields.iter().filter(|field| field.kind == FieldKind::Url);
    !stored.is_empty() && urls.any(|field| address(stored, field) != address(settings, field))
}

/// An old secret must not go to a new address, where somebody may wait for it who never knew it.
fn left_behind(kind: &ChannelKind, stored: &Settings, filled: &Settings, settings: &Settings) -> Vec<Fault> {
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
    kind.fields.iter().filter(kept).map(fault).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ports::Choice;

    const fn field(name: &'static str, kind: FieldKind, required: bool) -> Field {
        Field { name, kind, required, label_zh: "", label_en: "", hint_zh: "", hint_en: "" }
    }

    const KIND: ChannelKind = ChannelKind {
        code: "made_up",
        name_zh: "",
        name_en: "",
        fields: &[
            field("url", FieldKind::Url, true),
            field("id", FieldKind::Text, true),
            field("key", FieldKind::SecretKey, true),
            field("hook", FieldKind::Secret, false),
            field("way", FieldKind::Choice(&[Choice { value: "a", zh: "", en: "" }]), false),
        ],
        currencies: &["CNY"],
        refunds: true,
        build: |_, _, _| Err(Vec::new()),
    };

    fn settings(all: &[(&str, &str)]) -> Settings {
        all.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
    }

    fn shown(merged: std::result::Result<Settings, Vec<Fault>>) -> String {
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
            shown(merged(&KIND, &stored, (&settings(filled), &forget), false))
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
            shown(merged(&KIND, &stored, (&settings(filled), forget), false))
        };
        assert_eq!(merge(&[("url", "https://b.example")], &[]), "!key !hook ");
        assert_eq!(merge(&[("url", "https://b.example"), ("key", "L")], &[]), "!hook ");
        assert_eq!(
            merge(&[("url", "https://b.example"), ("key", "L")], &["hook".to_owned()]),
            "id=7 key=L url=https://b.example "
        );
        let new = merged(&KIND, &Settings::new(), (&stored, &[]), false);
        assert_eq!(shown(new), "hook=H id=7 key=K url=https://a.example ");
    }

    #[test]
    fn codes_are_plain_and_not_those_of_something_else() {
        for fine in ["alipay", "epay-2", "a1", "we_chat"] {
            assert!(must_be_a_code(fine).is_ok(), "{fine}");
        }
        let long = "a".repeat(33);
        for bad in ["", "a", "Alipay", "1a", "-a", "a b", "a/b", "支付", "wallet", "sandbox", "a.b", &long]
        {
            assert!(must_be_a_code(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_mean_something_in_one_currency_only() {
        const ANY: ChannelKind = ChannelKind { currencies: &[], ..KIND };
        let mut draft = draft();
        draft.max = Some(100);
        assert!(draft.cleaned(&ANY).is_err());
        draft.currencies = vec![Currency::CNY];
        assert!(draft.cleaned(&ANY).is_ok());
        draft.currencies.push("USD".parse().unwrap());
        assert!(draft.cleaned(&ANY).is_err());
        draft.max = None;
        assert!(draft.cleaned(&ANY).is_ok());
    }

    fn draft() -> Draft {
        Draft {
            kind: "made_up".into(),
            name: Bilingual::new("渠道", ""),
            settings: Settings::new(),
            forget: Vec::new(),
            currencies: Vec::new(),
            min: None,
            max: None,
            fee: BasisPoints(60),
            devices: Vec::new(),
            version: 0,
        }
    }

    #[test]
    fn names_amounts_and_fees_are_within_reason() {
        assert_eq!(draft().cleaned(&KIND).unwrap().name.en, "渠道");
        let of = |change: &dyn Fn(&mut Draft)| {
            let mut draft = draft();
            change(&mut draft);
            draft.cleaned(&KIND).err().map(|refusal| refusal.to_string()).unwrap_or_default()
        };
        let code = |code: &str| code.parse::<Currency>().unwrap();
        assert_eq!(of(&|d| (d.min, d.max) = (Some(1), Some(1))), "");
        assert_eq!(of(&|d| d.currencies = vec![Currency::CNY; 2]), "");
        assert!(of(&|d| d.currencies = vec![code("USD")]).starts_with("currencies"));
        assert!(of(&|d| d.min = Some(0)).starts_with("min"));
        assert!(of(&|d| (d.min, d.max) = (Some(9), Some(8))).starts_with("max"));
        assert!(of(&|d| d.max = Some(0)).starts_with("max"));
        assert!(of(&|d| d.fee = BasisPoints(10_000)).starts_with("fee_bps"));
        assert!(of(&|d| d.fee = BasisPoints(-1)).starts_with("fee_bps"));
        assert!(of(&|d| d.name = Bilingual::new(" ", "")).starts_with("name"));
        assert!(of(&|d| d.name = Bilingual::new("a\nb", "")).starts_with("name"));
        assert!(of(&|d| d.name = Bilingual::new("x".repeat(31), "")).starts_with("name"));
    }
}
