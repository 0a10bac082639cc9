use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What is sent in a signed message to or from `path` (with its query).
pub struct Message<'a> {
    pub timestamp: &'a str,
    pub nonce: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub body: &'a [u8],
}

/// The signature of a merchant's request.
pub fn request(secret: &str, message: &Message<'_>) -> String {
    directed("sandbox-request-v1", secret, message)
}

/// The signature of the gateway's notify.
pub fn notify(secret: &str, message: &Message<'_>) -> String {
    directed("sandbox-notify-v1", secret, message)
}

/// The signature of the gateway's answer to the request with this nonce.
pub fn answer(secret: &str, timestamp: &str, nonce: &str, status: &str, body: &[u8]) -> String {
    mac(secret, &["sandbox-answer-v1", timestamp, nonce, status, &digest(body)])
}

/// Compares two signatures in constant time.
pub fn same(expected: &str, given: &str) -> bool {
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

fn directed(label: &str, secret: &str, message: &Message<'_>) -> String {
    let Message { timestamp, nonce, method, path, body } = message;
    mac(secret, &[label, timestamp, nonce, method, path, &digest(body)])
}

fn digest(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

fn mac(secret: &str, lines: &[&str]) -> String {
    // HMAC takes keys of every length. Were it to fail, an empty text matches no signature.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(lines.join("\n").as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "sandbox-secret-for-the-example";

    #[test]
    fn the_worked_example_of_the_protocol_holds() {
        let doc = include_str!("../../../docs/sandbox-protocol.md");
        let query = Message {
            timestamp: "1789000010",
            nonce: "bm9uY2UtMDAwMg00",
            method: "GET",
            path: "/v1/payments/ord_0001",
            body: b"",
        };
        let query = request(SECRET, &query);
        assert_eq!(query, "01689a245961da05262144a99b47f7f77a2255171347bcbb60c0f2dd488bedfb");
        let body = |start: &str| doc.lines().rev().find(|line| line.starts_with(start)).unwrap_or_default();
        let create = Message {
            timestamp: "1789000000",
            nonce: "bm9uY2UtMDAwMQ00",
            method: "POST",
            path: "/v1/payments",
            body: body("{\"out_trade_no\":\"ord_0001\",\"amount\"").as_bytes(),
        };
        let told = Message {
            timestamp: "1789000060",
            nonce: "bm9uY2UtMDAwMw00",
            method: "POST",
            path: "/pay/notify/sandbox?v=1",
            body: body("{\"event_id\":\"evt_0123").as_bytes(),
        };
        let opened = body("{\"payment_id\":\"pay_0011").as_bytes();
        let signatures = [
            query,
            request(SECRET, &create),
            notify(SECRET, &told),
            answer(SECRET, "1789000001", "bm9uY2UtMDAwMQ00", "200", opened),
        ];
        for signature in signatures {
            assert!(doc.contains(&signature), "{signature} is not on the page");
        }
    }

    #[test]
    fn a_label_separates_request_and_notify() {
        let message = Message { timestamp: "1", nonce: "n", method: "POST", path: "/", body: b"x" };
        assert_ne!(request(SECRET, &message), notify(SECRET, &message));
        assert!(!same(&request(SECRET, &message), &request("other", &message)));
    }
}
