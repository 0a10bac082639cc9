use crate::IdentityRefusal;
use std::fmt;

/// A telephone number with its country: `+8613800138000`. Without a country it is one of mainland China.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Spaces, hyphens and brackets are passed over. Refuses what is not a number, with `bad_phone`.
    pub fn parse(text: &str) -> Result<Self, IdentityRefusal> {
        let bad = IdentityRefusal::BadPhone;
        if text.len() > 32 || text.chars().any(|c| !(c.is_ascii_digit() || "+ -()".contains(c))) {
            return Err(bad);
        }
        let bare: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let number = match bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")) {
            Some(number) => number.to_owned(),
            None => format!("86{bare}"),
        };
        let digits = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let fits = match number.strip_prefix("86") {
            Some(local) => local.len() == 11 && local.starts_with('1'),
            None => (8..=15).contains(&number.len()),
        };
        if digits && fits { Ok(Self(format!("+{number}"))) } else { Err(bad) }
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// What may stand in a log or a list: the end only.
    pub fn masked(&self) -> String {
        let end: String = self.0.chars().skip(self.0.len().saturating_sub(4)).collect();
        format!("***{end}")
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_mainland_need_no_country() {
        for text in ["13800138000", "+86 138 0013 8000", "0086-138-0013-8000", "(+86)13800138000"] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+8613800138000", "{text}");
        }
        assert_eq!(Phone::parse("+44 20 7946 0958").unwrap().as_str(), "+442079460958");
        assert_eq!(Phone::parse("13800138000").unwrap().masked(), "***8000");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "+",
            "110",
            "23800138000",
            "1380013800",
            "138001380001",
            "+1 23",
            "+0123456789",
            "++8613800138000",
            "1380013800a",
            "１３８００１３８０００",
            "13800138000\r\n",
        ] {
            assert!(Phone::parse(text).is_err(), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_taken_is_plain_and_stays_what_it_is(text in proptest::prop_oneof!["[0-9+() -]{0,20}", ".{0,20}"]) {
            if let Ok(phone) = Phone::parse(&text) {
                proptest::prop_assert!(phone.as_str().strip_prefix('+').unwrap().bytes().all(|b| b.is_ascii_digit()));
                proptest::prop_assert_eq!(Phone::parse(phone.as_str()).unwrap(), phone);
            }
        }
    }
}
