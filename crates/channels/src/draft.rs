use crate::{ChannelRefusal, Result};
use kernel::{BasisPoints, Bilingual, Currency, clean_line};
use ports::{ChannelKind, Device, Settings};

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const KIND: ChannelKind = ChannelKind {
        code: "made_up",
        name_zh: "",
        name_en: "",
        fields: &[],
        currencies: &["CNY"],
        refunds: true,
        build: |_, _, _| Err(Vec::new()),
    };

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
