use kernel::{Secret, hex};
use ring::{digest, hmac as keyed};

/// HMAC-SHA256 in hexadecimal digits. `target` is the path with its query.
pub(super) fn sign(secret: &Secret<String>, once: (&str, &str), request: (&str, &str, &[u8])) -> String {
    hex(keyed::sign(&key(secret), text(once, request).as_bytes()))
}

/// Takes the same time whatever the first difference is.
pub(super) fn is_signed(
    secret: &Secret<String>,
    once: (&str, &str),
    request: (&str, &str, &[u8]),
    given: &str,
) -> bool {
    use subtle::ConstantTimeEq;
    bool::from(sign(secret, once, request).as_bytes().ct_eq(given.as_bytes()))
}

fn key(secret: &Secret<String>) -> keyed::Key {
    keyed::Key::new(keyed::HMAC_SHA256, secret.expose().as_bytes())
}

fn text((timestamp, nonce): (&str, &str), (method, target, body): (&str, &str, &[u8])) -> String {
    let body = hex(digest::digest(&digest::SHA256, body));
    format!("v1\n{timestamp}\n{nonce}\n{method}\n{target}\n{body}")
}
