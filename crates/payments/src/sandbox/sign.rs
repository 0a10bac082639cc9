use hmac::{Hmac, Mac};
use kernel::{Secret, hex};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub(super) const MERCHANT: &str = "sandbox-merchant";
pub(super) const TIMESTAMP: &str = "sandbox-timestamp";
pub(super) const NONCE: &str = "sandbox-nonce";
pub(super) const SIGNATURE: &str = "sandbox-signature";

/// HMAC-SHA256 over the lines joined by line feeds, the last being the body's digest.
pub(super) fn sign(secret: &Secret<String>, lines: &[&str], body: &[u8]) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new(); // cannot be: a key of HMAC may have any length
    };
    for line in lines {
        mac.update(line.as_bytes());
        mac.update(b"\n");
    }
    mac.update(hex(Sha256::digest(body)).as_bytes());
    hex(mac.finalize().into_bytes())
}

/// In a time that does not depend on where the two differ. Nothing matches an empty signature.
pub(super) fn matches(expected: &str, given: &str) -> bool {
    expected.len() == 64 && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

/// 1 to 64 characters of `A–Z a–z 0–9 _ -`.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

pub(super) fn is_nonce(text: &str) -> bool {
    text.len() >= 16 && is_name(text)
}

/// Plain decimal seconds: what was signed must be what was read.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let plain = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret<String> {
        Secret::new("sandbox-secret-for-the-example".to_owned())
    }

    /// The worked example of the protocol's page.
    #[test]
    fn the_worked_example_is_signed_as_the_page_says() {
        let create = r#"{"out_trade_no":"ord_0001","amount":1990,"currency":"CNY","subject":"月卡 Monthly card","notify_url":"http://127.0.0.1:8080/pay/notify/sandbox?v=1","return_url":"http://127.0.0.1:8080/o/ord_0001","expires_at":1789000900000}"#;
        let request = ["sandbox-request-v1", "1789000000", "bm9uY2UtMDAwMQ00", "POST", "/v1/payments"];
        assert_eq!(
            sign(&secret(), &request, create.as_bytes()),
            "2b56cf43d6298a8eb3777dba4cf9776f627a35116743905635bb5eb683be602a"
        );
        let query = ["sandbox-request-v1", "1789000010", "bm9uY2UtMDAwMg00", "GET", "/v1/payments/ord_0001"];
        assert_eq!(
            sign(&secret(), &query, b""),
            "01689a245961da05262144a99b47f7f77a2255171347bcbb60c0f2dd488bedfb"
        );
        let answer = r#"{"payment_id":"pay_00112233445566778899aabbccddeeff","out_trade_no":"ord_0001","pay_url":"http://127.0.0.1:9090/pay/pay_00112233445566778899aabbccddeeff","qr_text":"http://127.0.0.1:9090/pay/pay_00112233445566778899aabbccddeeff","state":"open","amount":1990,"currency":"CNY","expires_at":1789000900000}"#;
        let lines = ["sandbox-answer-v1", "1789000001", "bm9uY2UtMDAwMQ00", "200"];
        assert_eq!(
            sign(&secret(), &lines, answer.as_bytes()),
            "cf13766f7b5ef3f2ef94d200c803f6ebcadff5e325e91ec5dd692c8416ea6fcc"
        );
    }

    #[test]
    fn nothing_but_the_signature_matches() {
        let good = sign(&secret(), &["a"], b"b");
        assert!(matches(&good, &good));
        assert!(!matches(&good, "") && !matches("", "") && !matches(&good, &good.to_uppercase()));
        assert_ne!(good, sign(&Secret::new(String::new()), &["a"], b"b"));
        assert_eq!(
            (seconds("12"), seconds("+12"), seconds(" 12"), seconds("")),
            (Some(12), None, None, None)
        );
    }
}
