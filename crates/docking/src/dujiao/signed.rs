use crate::admit::{same, timely};
use crate::asked::Asked;
use crate::{DockRefusal, Docking, Partner, Result};
use kernel::{Secret, Span, hex};
use md5::{Digest, Md5};

const WITHIN: Span = Span::seconds(60);

pub(super) const KEY: &str = "dujiao-next-api-key";
pub(super) const TIMESTAMP: &str = "dujiao-next-timestamp";
pub(super) const SIGNATURE: &str = "dujiao-next-signature";

/// HMAC-SHA256 over method, path, time and the MD5 of the body, a line each.
pub(super) fn sign(
    secret: &Secret<String>,
    (method, path): (&str, &str),
    timestamp: &str,
    body: &[u8],
) -> String {
    let text = format!("{method}\n{path}\n{timestamp}\n{}", hex(Md5::digest(body)));
    hex(seals::mac(secret.expose().as_bytes(), &[text.as_bytes()]))
}

pub(super) async fn partner(docking: &Docking, asked: &Asked) -> Result<Partner> {
    let [key, timestamp, signature] = [KEY, TIMESTAMP, SIGNATURE].map(|name| asked.header(name));
    if [key, timestamp, signature].iter().any(|header| header.is_empty()) {
        return Err(DockRefusal::NotSigned);
    }
    timely(timestamp, docking.ambient().now(), WITHIN)?;
    let is_signed = |secret: &Secret<String>| {
        same(&sign(secret, (&asked.method, &asked.path), timestamp, &asked.body), signature)
    };
    docking.admit(key, &asked.from, is_signed).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reckoned apart from this code, by the Python of the document.
    #[test]
    fn the_documents_own_code_signs_alike() {
        let secret = Secret::new("your_api_secret".to_owned());
        let signed = |method, path, body: &[u8]| sign(&secret, (method, path), "1795924800", body);
        assert_eq!(
            signed("POST", "/api/v1/upstream/orders", br#"{"sku_id":1,"quantity":1}"#),
            "9939397b00c57cf818359a274d92e4867b6f2685d013e2b8868409d361e80c91"
        );
        assert_eq!(
            signed("GET", "/api/v1/upstream/products", b""),
            "7d628bf52e252c1504d57bb44e84eb205f16ea1e6c1e86c23ddf3ff9cfbd5546"
        );
    }
}
