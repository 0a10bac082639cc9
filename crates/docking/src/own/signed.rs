use crate::admit::{is_nonce, same, timely};
use crate::asked::Asked;
use crate::{DockRefusal, Docking, Partner, Result};
use kernel::{Secret, Span, hex};

/// How far clocks may be apart.
const WITHIN: Span = Span::minutes(5);

pub(super) const KEY: &str = "cardamom-key";
pub(super) const TIMESTAMP: &str = "cardamom-timestamp";
pub(super) const NONCE: &str = "cardamom-nonce";
pub(super) const SIGNATURE: &str = "cardamom-signature";

/// The signature over a request: HMAC-SHA256 in hexadecimal digits. `target` is the path with its query.
pub(super) fn sign(
    secret: &Secret<String>,
    (timestamp, nonce): (&str, &str),
    (method, target, body): (&str, &str, &[u8]),
) -> String {
    let digest = hex(seals::sha256(&[body]));
    let text = format!("v1\n{timestamp}\n{nonce}\n{method}\n{target}\n{digest}");
    hex(seals::mac(secret.expose().as_bytes(), &[text.as_bytes()]))
}

/// Who it is: the time and the shape first, then the signature, and last the nonce, so that nobody without the key uses one
/// up.
pub(super) async fn partner(docking: &Docking, asked: &Asked) -> Result<Partner> {
    let [key, timestamp, nonce, signature] =
        [KEY, TIMESTAMP, NONCE, SIGNATURE].map(|name| asked.header(name));
    if [key, timestamp, nonce, signature].iter().any(|header| header.is_empty()) || !is_nonce(nonce) {
        return Err(DockRefusal::NotSigned);
    }
    timely(timestamp, docking.ambient().now(), WITHIN)?;
    let request = (asked.method.as_str(), asked.target.as_str(), asked.body.as_ref());
    let is_signed = |secret: &Secret<String>| same(&sign(secret, (timestamp, nonce), request), signature);
    let partner = docking.admit(key, &asked.from, is_signed).await?;
    docking.take_nonce(partner.key.id, nonce).await?;
    Ok(partner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reckoned apart from this code, by Python's `hmac` and `hashlib`; it stands in docs/docking.md as well.
    #[test]
    fn a_request_is_signed_as_the_document_says() {
        let secret = Secret::new("01kb9w4xq2f3v8s7m6n5p4r3t2".to_owned());
        let body =
            br#"{"order_no":"s20261129abc00000001","product":"off_01kb9w4xq2f3v8s7m6n5p4r3t2","quantity":1}"#;
        let made = sign(&secret, ("1795924800", "n0nce-0123456789ab"), ("POST", "/dock/v1/orders", body));
        assert_eq!(made, "d6f872ef067377297da263179f803bb427aa63c1a2c52b17f81d77bb6adbcff3");
        let asked = "/dock/v1/catalogue?updated_after=2026-11-29T04:00:00Z";
        let made = sign(&secret, ("1795924800", "n0nce-0123456789ac"), ("GET", asked, b""));
        assert_eq!(made, "6e1073eba17f75acf558f65041f8bb21a8321e9a5d607491df581727f74b8261");
    }
}
