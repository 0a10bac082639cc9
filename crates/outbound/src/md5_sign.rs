//! Signatures of gateways that know nothing better: MD5 over a text with a key at its end.

use kernel::Secret;
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

/// In 32 small hexadecimal digits.
pub fn sign(canonical: &str, key: &Secret<String>) -> String {
    let mut digest = Md5::new();
    digest.update(canonical.as_bytes());
    digest.update(key.expose().as_bytes());
    kernel::hex(digest.finalize())
}

/// In a time that does not depend on where the two differ. Under an empty key everybody could sign: nothing matches.
pub fn matches(canonical: &str, key: &Secret<String>, given: &str) -> bool {
    let expected = sign(canonical, key);
    !key.expose().is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_signature_matches() {
        let key = Secret::new("89unJUB8HZ54Hj7x4nUj56HN4nUzUJ8i".to_owned());
        let good = sign("a=b&c=d", &key);
        assert_eq!(sign("", &Secret::new(String::new())), "d41d8cd98f00b204e9800998ecf8427e");
        assert!(matches("a=b&c=d", &key, &good));
        let empty = Secret::new(String::new());
        for (text, key, given) in [
            ("a=b&c=d", &key, ""),
            ("a=b&c=d", &key, &good.to_uppercase()),
            ("a=b&c=e", &key, &good),
            ("a=b&c=d", &empty, &sign("a=b&c=d", &empty)),
        ] {
            assert!(!matches(text, key, given), "{text} {given}");
        }
    }
}
