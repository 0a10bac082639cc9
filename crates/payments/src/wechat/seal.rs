use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Secret;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Deserialize;

/// What a request's signature is over: five lines, each with its end.
pub(super) fn request_lines(method: &str, target: &str, at: &str, nonce: &str, body: &str) -> Vec<u8> {
    format!("{method}\n{target}\n{at}\n{nonce}\n{body}\n").into_bytes()
}

/// What WeChat's signature of an answer or a notify is over: three lines.
pub(super) fn answer_lines(at: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    [at.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat()
}

/// What the signature is over with which a page inside WeChat asks to pay: four lines.
pub(super) fn pay_lines(app_id: &str, at: &str, nonce: &str, prepay_id: &str) -> Vec<u8> {
    format!("{app_id}\n{at}\n{nonce}\nprepay_id={prepay_id}\n").into_bytes()
}

/// Something sealed with the APIv3 key.
#[derive(Deserialize)]
pub(super) struct Sealed {
    pub algorithm: String,
    pub ciphertext: String,
    pub nonce: String,
    #[serde(default)]
    pub associated_data: Option<String>,
}

impl Sealed {
    /// What is inside; none where the key is another, or where anything was changed.
    pub fn open(&self, key: &Secret<String>) -> Option<Vec<u8>> {
        if self.algorithm != "AEAD_AES_256_GCM" {
            return None;
        }
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.expose().as_bytes()).ok()?);
        let nonce = Nonce::try_assume_unique_for_key(self.nonce.as_bytes()).ok()?;
        let mut bytes = STANDARD.decode(&self.ciphertext).ok()?;
        let aad = Aad::from(self.associated_data.as_deref().unwrap_or_default().as_bytes());
        let plain = key.open_in_place(nonce, aad, &mut bytes).ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rsa_keys::{PrivateKey, PublicKey};

    /// The key that the documents sign with, and that nobody uses.
    const KEY: &str = include_str!("document_key.pem");
    const AT: &str = "1554208460";
    const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";

    /// The sample of pay.weixin.qq.com/doc/v3/merchant/4012365336, "request signing".
    #[test]
    fn a_request_is_signed_as_the_document_does() {
        let body = r#"{"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"Image形象店-深圳腾大-QQ公仔","out_trade_no":"1217752501201407033233368018","notify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}"#;
        let lines = request_lines("POST", "/v3/pay/transactions/jsapi", AT, NONCE, body);
        let signature = PrivateKey::read(KEY).unwrap().sign(&lines).unwrap();
        assert_eq!(
            signature,
            "jnks4dlrPw3ZX+ozVvSK39oa0t7OMBsg83BHAwd8BRdUFiVaQNTLTvci+wURgP1OQBbKYhFGvt7iqYpDSTQkp7Uq1sltaQKyncCyrA1g88m5bsKERQfPyT0ahSwKTYJ1CAn9QiJuSJRq1QsQs07eehbU/k9BCS51jTyc1Jpsi2H77HF9f/BnjXAOP3/sPObg6V5Ee4EzwLox684hhuMuIwHo7D8KFk3LIHOKDcNI4It1aCXydFWNpNK+SG86VUDe5kwoDpw4Ulqfu9z8OFDGbDs9TCxEv8iqQzbpxOlEVoOe2kalSYM5kApQb3nZcxdUtoE0liJGW3RGUNE0t4v01A=="
        );
    }

    /// The sample of "request signing" for a GET: the last line is empty, and there.
    #[test]
    fn a_question_has_an_empty_last_line() {
        let lines = request_lines("GET", "/v3/refund/domestic/refunds/123123123123", AT, NONCE, "");
        let expected = format!("GET\n/v3/refund/domestic/refunds/123123123123\n{AT}\n{NONCE}\n\n");
        assert_eq!(lines, expected.as_bytes());
    }

    /// The sample of pay.weixin.qq.com/doc/v3/merchant/4012365341, "signing to pay inside WeChat".
    #[test]
    fn paying_inside_is_signed_as_the_document_does() {
        let lines = pay_lines("wx2421b1c4370ec43b", AT, NONCE, "wx201410272009395522657a690389285100");
        let signature = PrivateKey::read(KEY).unwrap().sign(&lines).unwrap();
        assert_eq!(
            signature,
            "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvFLdGLpmoYO9FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJv9KhZUx3DrJa5TL7OJ7VdADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuHtS7r+KYyMuxD+oJ9VM1Qdxk4UIG59CP5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmiW01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBxKJ+qk5N61J7caYoepHFaxw=="
        );
    }

    /// The sample of pay.weixin.qq.com/doc/v3/merchant/4013053249, "verify with WeChat Pay's public key".
    #[test]
    fn an_answer_is_verified_as_the_document_does() {
        let key = PublicKey::read("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwXNI6sdlknHBnK8Fu2U6Cwor9qY747jP8KAfeBMeveEt1TqaHkLfaSD07trZLhGpfs8/AHqjhgSMO1O10YQWOrrJ4hjIWPKqxbgrYMkBQc+mwdiWp4W3ByCqxBRagCveCXRWCmuJYovl9H/bsDI0iGbpVtEOghJtfciisYSgxcLufUDTRkvwxjIBK1pCRjk33jJ5YTBWTHMRtMAOcFLNF6hdEYdX8SPsgHHeLZ5Lv2T/686w1xtgCHef/sd4uSfWmyzsalQdHG/e4IyYmrhx+O3VBoNDzE3nx23bFeV/RVNCG7cV6VhmYokJNHa/erIPkEmEFID6A5wQOXuxUkmJWwIDAQAB").unwrap();
        let signature = "mfI1CPqvBrgcXfgXMFjdNIhBf27ACE2YyeWsWV9ZI7T7RU0vHvbQpu9Z32ogzc+k8ZC5n3kz7h70eWKjgqNdKQF0eRp8mVKlmfzMLBVHbssB9jEZEDXThOX1XFqX7s7ymia1hoHQxQagPGzkdWxtlZPZ4ZPvr1RiqkgAu6Is8MZgXXrRoBKqjmSdrP1N7uxzJ/cjfSiis9FiLjuADoqmQ1P7p2N876YPAol7Rn0+GswwAwxldbdLrmVSjfytfSBJFqTMHn4itojgxSWWN1byuckQt8hSTEv/Lg97QoeGniYP17T80pJeQyL3b+295FPHSO2AtvCgyIbKMZ0BALilAA==";
        let body = br#"{"code_url":"weixin://wxpay/bizpayurl?pr=JyC91EIz1"}"#;
        let lines = |at| answer_lines(at, "d824f2e086d3c1df967785d13fcd22ef", body);
        assert!(key.verifies(&lines("1722850421"), signature));
        assert!(!key.verifies(&lines("1722850422"), signature));
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16: AES-256, with associated data, the tag
    /// behind the text.
    #[test]
    fn what_is_sealed_is_opened_by_its_key_only() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let nonce = hex("cafebabefacedbaddecaf888");
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let mut sealed = hex(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
        );
        let opened = |bytes: &mut [u8]| {
            let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
            let nonce = Nonce::try_assume_unique_for_key(&nonce).unwrap();
            key.open_in_place(nonce, Aad::from(&aad), bytes).map(|plain| plain.to_vec()).ok()
        };
        assert!(opened(&mut sealed.clone()).is_some_and(|plain| plain.starts_with(&hex("d9313225f88406e5"))));
        sealed[3] ^= 1;
        assert_eq!(opened(&mut sealed), None);
    }

    #[test]
    fn the_seal_of_a_notify_holds_its_text_and_its_label() {
        let key = Secret::new("0123456789abcdef0123456789ABCDEF".to_owned());
        let seal = |nonce: &str, label: &str| {
            let sealing = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.expose().as_bytes()).unwrap());
            let mut bytes = b"{}".to_vec();
            let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).unwrap();
            sealing.seal_in_place_append_tag(nonce, Aad::from(label.as_bytes()), &mut bytes).unwrap();
            STANDARD.encode(bytes)
        };
        let sealed = |ciphertext: String, label: Option<&str>, algorithm: &str| Sealed {
            algorithm: algorithm.into(),
            ciphertext,
            nonce: "fdasflkja484".into(),
            associated_data: label.map(str::to_owned),
        };
        const GCM: &str = "AEAD_AES_256_GCM";
        let text = seal("fdasflkja484", "transaction");
        assert_eq!(
            sealed(text.clone(), Some("transaction"), GCM).open(&key).as_deref(),
            Some(b"{}".as_slice())
        );
        assert_eq!(sealed(seal("fdasflkja484", ""), None, GCM).open(&key).as_deref(), Some(b"{}".as_slice()));
        for (text, label, algorithm, key) in [
            (text.clone(), Some("refund"), GCM, key.clone()),
            (text.clone(), None, GCM, key.clone()),
            (text.clone(), Some("transaction"), "NONE", key.clone()),
            (text.clone(), Some("transaction"), GCM, Secret::new("0123456789abcdef0123456789ABCDE0".into())),
            (text.clone(), Some("transaction"), GCM, Secret::new("short".into())),
            (text.clone(), Some("transaction"), GCM, Secret::new(String::new())),
            (String::new(), Some("transaction"), GCM, key.clone()),
            ("rubbish!".into(), Some("transaction"), GCM, key.clone()),
        ] {
            assert_eq!(sealed(text, label, algorithm).open(&key), None);
        }
    }
}
