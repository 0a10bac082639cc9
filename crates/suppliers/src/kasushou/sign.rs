use kernel::Secret;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use subtle::ConstantTimeEq;

/// In 40 small hexadecimal digits; `at` is the time as it is sent, in milliseconds.
pub(super) fn sign(at: &str, body: &str, key: &Secret<String>) -> String {
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    digest.update(at.as_bytes());
    digest.update(body.as_bytes());
    digest.update(key.expose().as_bytes());
    kernel::hex(digest.finish())
}

/// In a time that does not depend on where the two differ. Under an empty key everybody could sign: nothing matches.
pub(super) fn is_signed(at: &str, body: &str, key: &Secret<String>, given: &str) -> bool {
    let expected = sign(at, body, key);
    !key.expose().is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_signature_matches() {
        let (key, empty) = (Secret::new("a-key-of-some-length".to_owned()), Secret::new(String::new()));
        let good = sign("1696645385740", "{}", &key);
        assert_eq!(sign("", "", &empty), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert!(is_signed("1696645385740", "{}", &key, &good));
        for (at, body, key, given) in [
            ("1696645385740", "{}", &key, ""),
            ("1696645385740", "{}", &key, good.to_uppercase().as_str()),
            ("1696645385741", "{}", &key, &good),
            ("1696645385740", "{ }", &key, &good),
            ("", "", &empty, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ] {
            assert!(!is_signed(at, body, key, given), "{at} {body} {given}");
        }
    }
}
