use crate::keys::md5_hex;
use kernel::Secret;
use ring::hmac;
use subtle::ConstantTimeEq;

/// What is signed; the path is without its query.
#[derive(Clone, Copy)]
pub(super) struct Signed<'a> {
    pub method: &'a str,
    pub path: &'a str,
    /// In seconds, as it is sent.
    pub at: &'a str,
    pub body: &'a [u8],
}

/// In 64 small hexadecimal digits.
pub(super) fn sign(signed: &Signed<'_>, secret: &Secret<String>) -> String {
    let Signed { method, path, at, body } = signed;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let text = format!("{method}\n{path}\n{at}\n{}", md5_hex(body));
    kernel::hex(hmac::sign(&key, text.as_bytes()))
}

/// In a time that does not depend on where the two differ. Under an empty secret everybody could sign: nothing matches.
pub(super) fn is_signed(signed: &Signed<'_>, secret: &Secret<String>, given: &str) -> bool {
    let expected = sign(signed, secret);
    !secret.expose().is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}
