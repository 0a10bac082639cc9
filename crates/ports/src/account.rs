//! Whether an account is there, asked of a supplier before anything is paid.

use kernel::{Secret, clean_line};
use std::fmt;

/// Of an account, before something is ordered for it. Not printable: it is a person's.
#[derive(Clone)]
pub struct AccountQuestion {
    /// The goods, as the supplier calls them.
    pub product: String,
    /// As [`crate::NewSupply::account`] has it.
    pub account: Vec<(String, Secret<String>)>,
}

impl AccountQuestion {
    /// The answer to that field; empty where there is none.
    pub fn given(&self, name: &str) -> &str {
        given(&self.account, name)
    }
    /// The account itself.
    pub fn main_account(&self) -> &str {
        main_account(&self.account).map_or("", |(_, value)| value)
    }
    /// By which field it was given; none where there are no fields.
    pub fn main_field(&self) -> Option<&str> {
        main_account(&self.account).map(|(name, _)| name)
    }
}

impl fmt::Debug for AccountQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountQuestion").field("product", &self.product).finish_non_exhaustive()
    }
}

pub(crate) fn given<'a>(account: &'a [(String, Secret<String>)], name: &str) -> &'a str {
    let found = account.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.expose().as_str()).unwrap_or_default()
}

/// The field that holds the account itself: one of the usual names, else the first.
pub(crate) fn main_account(account: &[(String, Secret<String>)]) -> Option<(&str, &str)> {
    const USUAL: [&str; 5] = ["account", "phone", "qq", "email", "uid"];
    let of = |name: &str| account.iter().find(|(field, value)| field == name && !value.expose().is_empty());
    let found = USUAL.iter().find_map(|name| of(name)).or_else(|| account.first());
    found.map(|(name, value)| (name.as_str(), value.expose().as_str()))
}

/// What a supplier says of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFound {
    Yes {
        /// Whose it is, as far as anybody may know who does not know it already.
        name: Option<NameHint>,
        /// Its operator, region or server, where that is known: one short line.
        place: Option<String>,
    },
    /// Certain: there is none, or these goods are not for it (a telephone of another operator).
    No,
}

impl AccountFound {
    /// It is there. Whatever the supplier said of it is cut down here to what may be shown.
    pub fn yes(name: &str, place: &str) -> Self {
        Self::Yes { name: NameHint::of(name), place: clean_line(place, PLACE_MAX).ok() }
    }
}

const PLACE_MAX: usize = 40;

/// The end of a name: enough for whoever knows it, and no way to learn one. There is no other way to make it than from the
/// name, so none is shown whole whatever a supplier sends.
#[derive(Clone, PartialEq, Eq)]
pub struct NameHint(String);

impl NameHint {
    /// Two letters of a name of six or more, one of a shorter one. None of a name of one letter, of nothing, and where the
    /// end is masked already or no letter.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.trim();
        let (length, shown) = (name.chars().count(), if name.chars().count() >= 6 { 2 } else { 1 });
        let end: Vec<char> = name.chars().skip(length.saturating_sub(shown)).collect();
        let plain = end.iter().all(|letter| letter.is_alphanumeric());
        (length > shown && plain).then(|| Self(end.into_iter().collect()))
    }
    /// `明`
    pub fn end(&self) -> &str {
        &self.0
    }
    /// `**明`, as it is sent on.
    pub fn masked(&self) -> String {
        format!("**{}", self.0)
    }
}

impl fmt::Debug for NameHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_only_its_end_is_left() {
        for (name, shown) in [
            ("张小明", Some("明")),
            (" 张明 ", Some("明")),
            ("**明", Some("明")),
            ("player", Some("er")),
            ("Smith", Some("h")),
            ("明", None),
            ("", None),
            ("张**", None),
            ("a\u{202e}", None),
            ("x@example.com ", Some("om")),
        ] {
            let hint = NameHint::of(name);
            assert_eq!(hint.as_ref().map(NameHint::end), shown, "{name}");
        }
        // Through a chain of houses nothing is added to it.
        let hint = NameHint::of("张小明").unwrap();
        assert_eq!(NameHint::of(&hint.masked()), Some(hint.clone()));
        assert_eq!(format!("{hint:?}"), "**明");
    }

    #[test]
    fn a_place_is_one_short_line() {
        let place = |text: &str| match AccountFound::yes("", text) {
            AccountFound::Yes { place, .. } => place,
            AccountFound::No => unreachable!(),
        };
        assert_eq!(place("中国移动").as_deref(), Some("中国移动"));
        assert_eq!((place(""), place("a\nb"), place(&"x".repeat(41))), (None, None, None));
    }

    #[test]
    fn the_account_itself_is_found_by_its_name_or_comes_first() {
        let of = |fields: &[(&str, &str)]| {
            let field = |(name, value): &(&str, &str)| ((*name).to_owned(), Secret::new((*value).to_owned()));
            let account = fields.iter().map(field).collect();
            let question = AccountQuestion { product: "p".into(), account };
            assert!(!format!("{question:?}").contains("138"));
            question.main_field().map(|name| (name.to_owned(), question.main_account().to_owned()))
        };
        let found = of(&[("region", "1"), ("phone", "138")]);
        assert_eq!(found, Some(("phone".to_owned(), "138".to_owned())));
        assert_eq!(of(&[("role", "138"), ("phone", "")]), Some(("role".to_owned(), "138".to_owned())));
        assert_eq!(of(&[]), None);
    }
}
