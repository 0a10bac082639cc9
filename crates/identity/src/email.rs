use crate::IdentityRefusal;
use std::fmt;

/// An e-mail address: trimmed, lower-case, ASCII, of the form that ordinary mail servers take.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Refuses what is not an address, with `bad_email`; quoted names and address literals count as none.
    pub fn parse(text: &str) -> Result<Self, IdentityRefusal> {
        let text = text.trim();
        let (name, domain) = text.split_once('@').ok_or(IdentityRefusal::BadEmail)?;
        if text.len() <= 254 && good_name(name) && good_domain(domain) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(IdentityRefusal::BadEmail)
        }
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// What may stand where it is kept for ever: the first sign, and the domain.
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.split_once('@').unwrap_or_default();
        let first: String = name.chars().take(1).collect();
        format!("{first}***@{domain}")
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn good_name(name: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b);
    let dots_apart = !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    (1..=64).contains(&name.len()) && name.bytes().all(sign) && dots_apart
}

fn good_domain(domain: &str) -> bool {
    let label = |part: &str| {
        let signs = part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&part.len()) && signs && !part.starts_with('-') && !part.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or("");
    domain.contains('.') && domain.split('.').all(label) && !last.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_trimmed_and_lowered() {
        assert_eq!(Email::parse("  Mei.Lin+Shop@Example.COM ").unwrap().as_str(), "mei.lin+shop@example.com");
        assert_eq!(Email::parse("o'hara@b.cn").unwrap().as_str(), "o'hara@b.cn");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for text in [
            "",
            "@",
            "a@",
            "@b.cn",
            "a@b",
            "a b@c.cn",
            "a@b@c.cn",
            "a@-b.cn",
            "a@b..cn",
            ".a@b.cn",
            "a.@b.cn",
            "a..b@c.cn",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "\"a b\"@c.cn",
            "a@b.cn\r\nBcc: x@y.cn",
            "a\0@b.cn",
            "<a@b.cn>",
            "甲@b.cn",
            "a@例.cn",
            "a@b.cn' or '1'='1",
            "<script>@b.cn",
            &long,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    proptest::proptest! {
        /// What is taken is an address by a grammar that mail servers and headers agree on, and stays what it is.
        #[test]
        fn what_is_taken_is_plain(text in proptest::prop_oneof!["[ -~]{0,40}", "[a-z.+]{1,9}@[a-z.-]{1,9}\\.[a-z0-9]{1,4}", ".{0,40}"]) {
            if let Ok(email) = Email::parse(&text) {
                let (name, domain) = email.as_str().rsplit_once('@').unwrap();
                proptest::prop_assert!(!name.contains('@') && !name.is_empty() && domain.contains('.'));
                proptest::prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic() && !b"<>,;:()[]\"\\".contains(&b)));
                proptest::prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
            }
        }
    }
}
