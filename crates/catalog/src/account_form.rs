//! What a buyer of goods that are credited is asked for: the account, and where it is.

use crate::{CatalogRefusal, GoodsKind, store};
use db::Tx;
use kernel::{Bilingual, MerchantId, SkuId, clean_line};
use serde::{Deserialize, Serialize};

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountFieldKind {
    /// A mobile number of mainland China: eleven digits.
    Phone,
    /// Five to twelve digits.
    Qq,
    Email,
    /// Digits only.
    Number,
    /// One line.
    Text,
    /// One of the choices.
    Choice,
}

impl AccountFieldKind {
    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Qq => "qq",
            Self::Email => "email",
            Self::Number => "number",
            Self::Text => "text",
            Self::Choice => "choice",
        }
    }
}

/// One of those that a field offers: as the supplier knows it, and as it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountChoice {
    pub value: String,
    pub label: Bilingual,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountField {
    /// What suppliers know it by: `account`, `phone`, `qq`, `region`, `server`, `role` … 1 to 32 of `a-z 0-9 _`.
    pub name: String,
    pub kind: AccountFieldKind,
    pub label: Bilingual,
    /// In characters; of text and numbers.
    #[serde(default)]
    pub length_min: Option<usize>,
    #[serde(default)]
    pub length_max: Option<usize>,
    #[serde(default)]
    pub choices: Vec<AccountChoice>,
}

/// All fields, each of which has to be filled in. Without fields: nothing is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountForm {
    pub fields: Vec<AccountField>,
    /// How long a supplier may take before the money goes back, where that is not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_minutes: Option<i64>,
}

/// What is the matter with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAccount {
    pub field: String,
    pub why: BadAnswer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAnswer {
    Missing,
    /// The form has no such field.
    Unknown,
    Phone,
    Qq,
    Email,
    Number,
    /// Too short, too long, or not one line.
    Length,
    Choice,
}

impl BadAnswer {
    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Phone => "phone",
            Self::Qq => "qq",
            Self::Email => "email",
            Self::Number => "number",
            Self::Length => "length",
            Self::Choice => "choice",
        }
    }
}

const FIELDS_MAX: usize = 8;
const CHOICES_MAX: usize = 500;
const ANSWER_MAX: usize = 100;
const LABEL_MAX: usize = 40;
const WITHIN_MINUTES: std::ops::RangeInclusive<i64> = 2..=10_080;

impl AccountForm {
    /// Whether this is what the form asks for: the first thing that is the matter, otherwise. Answers are trimmed before.
    pub fn check<'a>(
        &self,
        answers: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<(), BadAccount> {
        let bad = |field: &str, why| Err(BadAccount { field: field.to_owned(), why });
        if let Some((name, _)) = answers.clone().find(|(name, _)| self.fields.iter().all(|f| f.name != *name))
        {
            return bad(name, BadAnswer::Unknown);
        }
        for field in &self.fields {
            match answers.clone().find(|(name, _)| *name == field.name) {
                None | Some((_, "")) => return bad(&field.name, BadAnswer::Missing),
                Some((_, answer)) => {
                    if let Some(why) = field.fault(answer) {
                        return bad(&field.name, why);
                    }
                }
            }
        }
        Ok(())
    }

    /// Names and kinds of its fields, whatever their order: `phone:phone role:text`. What answers one form of a shape can
    /// answer another.
    pub fn shape(&self) -> String {
        let mut fields: Vec<String> =
            self.fields.iter().map(|field| format!("{}:{}", field.name, field.kind.code())).collect();
        fields.sort_unstable();
        fields.join(" ")
    }

    /// As it may be stored.
    fn checked(&self, kind: GoodsKind) -> Result<Self, CatalogRefusal> {
        let form = |why: &'static str| CatalogRefusal::BadForm { why };
        let needed = kind == GoodsKind::Recharge;
        if self.fields.is_empty() && needed || self.fields.len() > FIELDS_MAX {
            return Err(form("1 to 8 fields"));
        }
        if self.within_minutes.is_some_and(|minutes| !WITHIN_MINUTES.contains(&minutes)) {
            return Err(form("within_minutes is 2 minutes to 7 days"));
        }
        let mut clean = self.clone();
        for (index, field) in clean.fields.iter_mut().enumerate() {
            let plain = field.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !plain || !(1..=32).contains(&field.name.len()) {
                return Err(form("a field's name is 1 to 32 of a-z, 0-9 and '_'"));
            }
            if self.fields.iter().take(index).any(|other| other.name == field.name) {
                return Err(form("two fields have one name"));
            }
            field.label = crate::check::name(["label_zh", "label_en"], &field.label, LABEL_MAX)?;
            let (min, max) = (field.length_min.unwrap_or(1), field.length_max.unwrap_or(ANSWER_MAX));
            if min < 1 || min > max || max > ANSWER_MAX {
                return Err(form("lengths are from 1 to 100, the smaller one first"));
            }
            if (field.kind == AccountFieldKind::Choice) == field.choices.is_empty() {
                return Err(form("a choice, and nothing else, has choices"));
            }
            if field.choices.len() > CHOICES_MAX {
                return Err(form("at most 500 choices"));
            }
            for choice in &mut field.choices {
                choice.value = crate::check::line("choices", &choice.value, ANSWER_MAX)?;
                choice.label = crate::check::name(["label_zh", "label_en"], &choice.label, LABEL_MAX)?;
            }
        }
        Ok(clean)
    }

    pub(crate) fn written(&self) -> db::Result<String> {
        serde_json::to_string(self).map_err(|error| db::DbError::Decode(error.to_string()))
    }

    /// Nothing is asked for where nothing is stored.
    pub(crate) fn read(text: &str) -> db::Result<Self> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        // A form was once its fields and nothing else.
        let read = match text.starts_with('[') {
            true => serde_json::from_str(text).map(|fields| Self { fields, within_minutes: None }),
            false => serde_json::from_str(text),
        };
        read.map_err(|error| db::DbError::Decode(format!("an account form: {error}")))
    }
}

impl AccountField {
    fn fault(&self, answer: &str) -> Option<BadAnswer> {
        let digits = |range: std::ops::RangeInclusive<usize>| {
            range.contains(&answer.len()) && answer.bytes().all(|b| b.is_ascii_digit())
        };
        let lengths = self.length_min.unwrap_or(1)..=self.length_max.unwrap_or(ANSWER_MAX);
        let length = clean_line(answer, ANSWER_MAX).is_ok_and(|clean| clean == answer)
            && lengths.contains(&answer.chars().count());
        let fits = match self.kind {
            AccountFieldKind::Phone => digits(11..=11) && answer.starts_with('1'),
            AccountFieldKind::Qq => digits(5..=12) && !answer.starts_with('0'),
            AccountFieldKind::Email => length && is_email(answer),
            AccountFieldKind::Number => digits(lengths),
            AccountFieldKind::Text => length,
            AccountFieldKind::Choice => self.choices.iter().any(|choice| choice.value == answer),
        };
        let why = match self.kind {
            AccountFieldKind::Phone => BadAnswer::Phone,
            AccountFieldKind::Qq => BadAnswer::Qq,
            AccountFieldKind::Email => BadAnswer::Email,
            AccountFieldKind::Number => BadAnswer::Number,
            AccountFieldKind::Text => BadAnswer::Length,
            AccountFieldKind::Choice => BadAnswer::Choice,
        };
        (!fits).then_some(why)
    }
}

fn is_email(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "@,;<>()\"".contains(c))
    };
    text.split_once('@')
        .is_some_and(|(name, host)| plain(name) && plain(host) && host.trim_matches('.').contains('.'))
}

/// Says what buyers of a SKU that a supplier is asked for have to answer, from now on.
pub async fn put_account_form(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    form: &AccountForm,
) -> Result<(), CatalogRefusal> {
    let known = store::skus::find(tx, merchant, sku).await?.ok_or(CatalogRefusal::UnknownSku)?;
    if !known.kind.is_fulfilled() {
        return Err(CatalogRefusal::BadForm { why: "only goods that a supplier is asked for have one" });
    }
    let form = form.checked(known.kind)?;
    store::versions::count_up(tx, merchant).await?;
    store::skus::put_form(tx, merchant, sku, &form.written()?).await?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn field(name: &str, kind: AccountFieldKind) -> AccountField {
        let label = Bilingual::new("项", "Field");
        AccountField { name: name.into(), kind, label, length_min: None, length_max: None, choices: vec![] }
    }

    fn fault(field: AccountField, answer: &str) -> Option<&'static str> {
        let form = AccountForm { fields: vec![field.clone()], ..AccountForm::default() };
        form.check([(field.name.as_str(), answer)].into_iter()).err().map(|bad| bad.why.code())
    }

    #[test]
    fn answers_are_of_their_kind() {
        use AccountFieldKind as Kind;
        for (kind, fine, bad, code) in [
            (
                Kind::Phone,
                vec!["13800138000"],
                vec!["1380013800", "23800138000", "1380013800a", "１3800138000"],
                "phone",
            ),
            (Kind::Qq, vec!["10001", "123456789012"], vec!["1000", "0100000", "10001x"], "qq"),
            (Kind::Email, vec!["a@b.cn"], vec!["a@b", "@b.cn", "a b@c.cn", "a@b.cn\n"], "email"),
            (Kind::Number, vec!["1", "123"], vec!["-1", "1.0", "一"], "number"),
            (Kind::Text, vec!["战士 一号"], vec!["a\nb"], "length"),
        ] {
            for answer in fine {
                assert_eq!(fault(field("x", kind), answer), None, "{answer}");
            }
            for answer in bad {
                assert_eq!(fault(field("x", kind), answer), Some(code), "{answer}");
            }
        }
        let choices = vec![AccountChoice { value: "cn1".into(), label: Bilingual::new("一区", "First") }];
        let choice = AccountField { choices, ..field("server", Kind::Choice) };
        assert_eq!((fault(choice.clone(), "cn1"), fault(choice, "cn2")), (None, Some("choice")));
        let short = AccountField { length_min: Some(3), length_max: Some(4), ..field("role", Kind::Text) };
        assert_eq!((fault(short.clone(), "张三丰"), fault(short, "张三")), (None, Some("length")));
        assert_eq!(fault(field("x", Kind::Text), ""), Some("missing"));
        let form = AccountForm { fields: vec![field("x", Kind::Text)], ..AccountForm::default() };
        let more = [("x", "1"), ("y", "2")];
        assert_eq!(form.check(more.into_iter()).unwrap_err().why, BadAnswer::Unknown);
    }

    #[test]
    fn forms_are_within_reason_and_read_as_they_were_written() {
        use AccountFieldKind as Kind;
        let form = AccountForm {
            fields: vec![field("phone", Kind::Phone), field("role", Kind::Text)],
            ..AccountForm::default()
        };
        let form = form.checked(GoodsKind::Recharge).unwrap();
        assert_eq!(AccountForm::read(&form.written().unwrap()).unwrap(), form);
        assert_eq!(AccountForm::read("").unwrap(), AccountForm::default());
        assert_eq!(form.shape(), "phone:phone role:text");
        let turned = AccountForm { fields: form.fields.iter().rev().cloned().collect(), ..form.clone() };
        assert_eq!(turned.shape(), form.shape());
        let old = serde_json::to_string(&form.fields).unwrap();
        assert_eq!(AccountForm::read(&old).unwrap(), form);
        for bad in [
            vec![],
            vec![field("phone", Kind::Phone); 2],
            vec![field("Phone", Kind::Phone)],
            vec![field("server", Kind::Choice)],
            vec![AccountField { length_min: Some(5), length_max: Some(4), ..field("x", Kind::Text) }],
            vec![AccountField { label: Bilingual::new("", ""), ..field("x", Kind::Text) }],
        ] {
            assert!(
                AccountForm { fields: bad.clone(), ..AccountForm::default() }
                    .checked(GoodsKind::Recharge)
                    .is_err(),
                "{bad:?}"
            );
        }
    }
}
