//! What is asked of whoever buys goods that are credited: the account, field by field.

use crate::fields::Fields;
use crate::visit::Visit;
use catalog::{AccountChoice, AccountField, AccountFieldKind, AccountForm, BadAccount};
use kernel::SavedAccountId;
use minijinja::{Value, context};
use orders::AccountAnswers;

/// What was typed into the fields of a form, each as it would be credited; or what is remembered.
#[derive(Default)]
pub(super) struct Answers {
    all: Vec<(String, String)>,
    /// That is not shown whole, nor written into any page.
    saved: Option<SavedAccountId>,
}

/// What is wrong with one of them: `checkout.bad_…`.
pub(super) struct Wrong {
    pub field: String,
    pub why: &'static str,
}

impl From<BadAccount> for Wrong {
    fn from(bad: BadAccount) -> Self {
        Self { field: bad.field, why: bad.why.code() }
    }
}

/// In characters, where a form says nothing else.
const LONGEST: usize = 100;

impl Answers {
    pub fn read(form: &AccountForm, fields: &Fields) -> Self {
        let answer =
            |field: &AccountField| (field.name.clone(), cleaned(field.kind, fields.get(&input(&field.name))));
        Self { all: form.fields.iter().map(answer).collect(), saved: None }
    }

    pub fn saved(form: &AccountForm, id: SavedAccountId, known: &AccountAnswers) -> Self {
        let answer = |field: &AccountField| {
            let known = known.pairs().find(|(name, _)| *name == field.name);
            (field.name.clone(), known.map_or("", |(_, answer)| answer).to_owned())
        };
        Self { all: form.fields.iter().map(answer).collect(), saved: Some(id) }
    }

    /// Which one of those that are remembered it is.
    pub fn chosen(&self) -> Option<SavedAccountId> {
        self.saved
    }

    fn get(&self, name: &str) -> &str {
        self.all.iter().find(|(given, _)| given == name).map_or("", |(_, answer)| answer.as_str())
    }

    /// Names and answers, in the order of the form.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().flat_map(|(name, answer)| [name.as_str(), answer.as_str()])
    }

    pub fn for_order(&self) -> AccountAnswers {
        AccountAnswers::new(self.all.iter().cloned())
    }

    /// What is the matter with each of them, all at once.
    pub fn faults(&self, form: &AccountForm) -> Vec<Wrong> {
        let fault = |field: &AccountField| {
            let alone = AccountForm { fields: vec![field.clone()], ..AccountForm::default() };
            alone.check([(field.name.as_str(), self.get(&field.name))].into_iter()).err().map(Wrong::from)
        };
        form.fields.iter().filter_map(fault).collect()
    }

    /// The fields to be filled in, with what is wrong beside each.
    pub fn asked(&self, visit: &Visit, form: &AccountForm, faults: &[Wrong]) -> Vec<Value> {
        let first = faults.first().map(|fault| fault.field.as_str());
        let one = |field: &AccountField| {
            let answer = if self.saved.is_some() { "" } else { self.get(&field.name) };
            let wrong = faults.iter().find(|fault| fault.field == field.name);
            let choice = |choice: &AccountChoice| {
                context! {
                    value => choice.value.as_str(),
                    label => visit.read(&choice.label),
                    chosen => choice.value == answer,
                }
            };
            let shape = Shape::of(field);
            context! {
                name => input(&field.name),
                id => format!("account-{}", field.name),
                label => visit.read(&field.label),
                value => answer,
                choices => field.choices.iter().map(choice).collect::<Vec<_>>(),
                mode => shape.mode,
                complete => shape.complete,
                pattern => shape.pattern,
                most => shape.most,
                hint => hint(visit, field),
                error => wrong.map(|wrong| fault_words(visit, field, wrong.why)),
                first => first == Some(field.name.as_str()),
            }
        };
        form.fields.iter().map(one).collect()
    }

    /// Large and in groups, to be looked at once more; of what is remembered, as much as its owner knows it by.
    pub fn shown(&self, visit: &Visit, form: &AccountForm) -> Vec<Value> {
        let hinted = self.hinted(visit, form);
        let one = |(field, hint): (&AccountField, String)| {
            let answer = self.get(&field.name);
            let (value, words) = match self.saved {
                Some(_) => (None, hint),
                None => (Some(answer), readable(visit, field, answer)),
            };
            context! { name => input(&field.name), value, label => visit.read(&field.label), words }
        };
        form.fields.iter().zip(hinted).map(one).collect()
    }

    /// Of each field what may be shown; a choice is none of an account's secrets.
    pub fn hinted(&self, visit: &Visit, form: &AccountForm) -> Vec<String> {
        let answers = self.for_order();
        let hints: Vec<String> = answers.hints().map(|(_, hint)| hint).collect();
        let one = |(field, hint): (&AccountField, String)| match field.kind {
            AccountFieldKind::Choice => readable(visit, field, self.get(&field.name)),
            _ => hint,
        };
        form.fields.iter().zip(hints).map(one).collect()
    }
}

/// How a field of the form is called in the page's: none of the others is called so.
fn input(name: &str) -> String {
    format!("account.{name}")
}

/// How a field is typed.
struct Shape {
    mode: &'static str,
    complete: &'static str,
    /// Only what cannot be right: spaces and wide digits may stand there.
    pattern: Option<&'static str>,
    most: usize,
}

impl Shape {
    fn of(field: &AccountField) -> Self {
        let most = field.length_max.unwrap_or(LONGEST);
        let (mode, complete, pattern, most) = match field.kind {
            AccountFieldKind::Phone => ("tel", "tel-national", Some(r"[+＋0-9０-９\s\-]{11,24}"), 24),
            AccountFieldKind::Qq => ("numeric", "off", Some(r"[0-9０-９\s]{5,24}"), 24),
            AccountFieldKind::Number => ("numeric", "off", Some(r"[0-9０-９\s]+"), most.saturating_mul(2)),
            AccountFieldKind::Email => ("email", "email", None, most),
            AccountFieldKind::Text | AccountFieldKind::Choice => ("text", "off", None, most),
        };
        Self { mode, complete, pattern, most }
    }
}

/// As it is credited: what people put between digits is none of the account.
fn cleaned(kind: AccountFieldKind, typed: &str) -> String {
    let digits = |between: &str| -> String {
        typed.chars().map(narrow).filter(|sign| !sign.is_whitespace() && !between.contains(*sign)).collect()
    };
    match kind {
        AccountFieldKind::Phone => {
            let digits = digits("-");
            digits.strip_prefix("+86").unwrap_or(&digits).to_owned()
        }
        AccountFieldKind::Qq | AccountFieldKind::Number => digits(""),
        AccountFieldKind::Email | AccountFieldKind::Text | AccountFieldKind::Choice => {
            typed.trim().to_owned()
        }
    }
}

/// Digits as a keyboard for Chinese may write them.
fn narrow(sign: char) -> char {
    match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    }
}

fn hint(visit: &Visit, field: &AccountField) -> Option<String> {
    match field.kind {
        AccountFieldKind::Phone => Some(visit.say("checkout.hint_phone")),
        AccountFieldKind::Qq => Some(visit.say("checkout.hint_qq")),
        AccountFieldKind::Email => Some(visit.say("checkout.hint_email")),
        AccountFieldKind::Number => long(visit, field, "checkout.hint_digits"),
        AccountFieldKind::Text => long(visit, field, "checkout.hint_letters"),
        AccountFieldKind::Choice => None,
    }
}

/// How long it is, where the form says so.
fn long(visit: &Visit, field: &AccountField, key: &str) -> Option<String> {
    field.length_min.or(field.length_max)?;
    let (min, max) = lengths(field);
    let key = if min == max { format!("{key}_exact") } else { key.to_owned() };
    Some(visit.fill(&key, &[("min", &min), ("max", &max)]))
}

fn lengths(field: &AccountField) -> (usize, usize) {
    (field.length_min.unwrap_or(1), field.length_max.unwrap_or(LONGEST))
}

fn fault_words(visit: &Visit, field: &AccountField, why: &str) -> String {
    let (min, max) = lengths(field);
    visit.fill(&format!("checkout.bad_{why}"), &[("min", &min), ("max", &max)])
}

fn readable(visit: &Visit, field: &AccountField, answer: &str) -> String {
    match field.kind {
        AccountFieldKind::Phone => in_groups(answer, 3),
        AccountFieldKind::Qq | AccountFieldKind::Number => in_groups(answer, 4),
        AccountFieldKind::Choice => {
            let chosen = field.choices.iter().find(|choice| choice.value == answer);
            chosen.map_or(answer, |choice| visit.read(&choice.label)).to_owned()
        }
        AccountFieldKind::Email | AccountFieldKind::Text => answer.to_owned(),
    }
}

/// The first group has so many digits, the others four.
fn in_groups(digits: &str, first: usize) -> String {
    let mut grouped = String::with_capacity(digits.len().saturating_mul(2));
    for (at, digit) in digits.chars().enumerate() {
        if at.checked_sub(first).is_some_and(|behind| behind.is_multiple_of(4)) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use AccountFieldKind as Kind;

    #[test]
    fn what_people_put_between_digits_is_none_of_the_account() {
        for (kind, typed, credited) in [
            (Kind::Phone, " 138 0013-8000 ", "13800138000"),
            (Kind::Phone, "+86 13800138000", "13800138000"),
            (Kind::Phone, "＋８６　１３８００１３８０００", "13800138000"),
            (Kind::Phone, "8613800138000", "8613800138000"),
            (Kind::Qq, "1000 1", "10001"),
            (Kind::Number, "-1", "-1"),
            (Kind::Text, " 战士 一号 ", "战士 一号"),
            (Kind::Text, "－１", "－１"),
            (Kind::Email, " a@b.cn", "a@b.cn"),
        ] {
            assert_eq!(cleaned(kind, typed), credited, "{typed}");
        }
    }

    #[test]
    fn long_numbers_are_read_in_groups() {
        for (digits, first, read) in [
            ("13800138000", 3, "138 0013 8000"),
            ("10001", 4, "1000 1"),
            ("123", 4, "123"),
            ("1234", 4, "1234"),
            ("", 3, ""),
        ] {
            assert_eq!(in_groups(digits, first), read);
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let field = |name: &str, kind| AccountField {
            name: name.to_owned(),
            kind,
            label: kernel::Bilingual::new("项", "Field"),
            length_min: None,
            length_max: None,
            choices: Vec::new(),
        };
        let form = AccountForm {
            fields: vec![field("phone", Kind::Phone), field("qq", Kind::Qq)],
            ..AccountForm::default()
        };
        let typed = [("account.phone", "138 0013 8000"), ("account.qq", "1"), ("qq", "10001")];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let answers = Answers::read(&form, &Fields::of(typed.to_vec()));
        let faults = answers.faults(&form);
        assert_eq!(faults.iter().map(|fault| fault.why).collect::<Vec<_>>(), ["qq"]);
        assert_eq!(answers.parts().collect::<Vec<_>>(), ["phone", "13800138000", "qq", "1"]);
        let none = Answers::default().faults(&form);
        assert_eq!(none.iter().map(|fault| fault.why).collect::<Vec<_>>(), ["missing"; 2]);
    }
}
