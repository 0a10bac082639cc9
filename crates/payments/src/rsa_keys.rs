//! RSA keys as shop owners paste them: PEM or its Base64 alone, PKCS #1, PKCS #8 or SPKI, or a certificate. Signatures
//! are PKCS #1 v1.5 over SHA-256 in Base64, which Alipay, WeChat and EPay all speak.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD};
use kernel::Secret;
use ports::BadField;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use std::sync::Arc;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Platforms pad, people cut: what is missing at the end does no harm.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// The least that is safe, in bytes.
const LEAST: usize = 256;

/// Why a key cannot be used. No text of it holds any of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadKey {
    /// Neither PEM nor Base64 of a key.
    Unreadable,
    /// A private key where a public one belongs.
    Private,
    /// A public key or a certificate where the private one belongs.
    Public,
    TooShort,
}

impl BadKey {
    /// What to say beside that field.
    pub fn of(self, field: &'static str) -> BadField {
        let (zh, en) = match self {
            Self::Unreadable => (
                "读不出 RSA 密钥:请粘贴完整的 PEM,或去掉首尾两行后的 Base64。",
                "No RSA key can be read here: paste the whole PEM, or the Base64 between its first and last line.",
            ),
            Self::Private => (
                "这是私钥,这里要填公钥或证书。私钥已不宜再用,请更换。",
                "This is a private key; a public key or a certificate belongs here. Replace the key that was pasted.",
            ),
            Self::Public => (
                "这是公钥或证书,这里要填私钥。",
                "This is a public key or a certificate; the private key belongs here.",
            ),
            Self::TooShort => (
                "密钥太短:至少要 2048 位,请在平台上重新生成。",
                "The key is too short: make a new one of at least 2048 bits at the platform.",
            ),
        };
        BadField { field, zh, en }
    }
}

/// Our own key, with which we sign.
#[derive(Clone)]
pub(crate) struct PrivateKey(Arc<RsaKeyPair>);

impl PrivateKey {
    pub fn read(text: &str) -> Result<Self, BadKey> {
        let der = Secret::new(der(text).ok_or(BadKey::Unreadable)?);
        let read = RsaKeyPair::from_pkcs8(der.expose()).or_else(|_| RsaKeyPair::from_der(der.expose()));
        match read {
            Ok(pair) => Ok(Self(Arc::new(pair))),
            Err(_) if PublicKey::from_der(der.expose()).is_ok() => Err(BadKey::Public),
            Err(_) if private_size(der.expose()).is_some_and(|size| size < LEAST) => Err(BadKey::TooShort),
            Err(_) => Err(BadKey::Unreadable),
        }
    }

    /// In Base64; none where the system gives no randomness, with which the calculation is blinded.
    pub fn sign(&self, message: &[u8]) -> Option<String> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(STANDARD.encode(signature))
    }

    pub fn public(&self) -> PublicKey {
        let PublicKeyComponents { n, e } = PublicKeyComponents::from(self.0.public());
        PublicKey { n, e }
    }
}

/// Somebody's key, against which signatures are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey {
    n: Vec<u8>,
    e: Vec<u8>,
}

impl PublicKey {
    /// Of a key, or of the (first) certificate that holds it.
    pub fn read(text: &str) -> Result<Self, BadKey> {
        let der = der(text).ok_or(BadKey::Unreadable)?;
        let read = Self::from_der(&der);
        if read.is_err() && private_size(&der).is_some() { Err(BadKey::Private) } else { read }
    }

    fn from_der(der: &[u8]) -> Result<Self, BadKey> {
        let spki = X509Certificate::from_der(der)
            .ok()
            .map_or(der, |(_, certificate)| certificate.tbs_certificate.subject_pki.raw);
        let read = RsaPublicKey::from_public_key_der(spki).ok();
        let key = read.or_else(|| RsaPublicKey::from_pkcs1_der(spki).ok()).ok_or(BadKey::Unreadable)?;
        if key.size() < LEAST {
            return Err(BadKey::TooShort);
        }
        Ok(Self { n: key.n().to_bytes_be(), e: key.e().to_bytes_be() })
    }

    /// Whether this Base64 is the signature of that message. An empty one never is.
    pub fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let Ok(bytes) = STANDARD.decode(signature) else { return false };
        let key = PublicKeyComponents { n: &self.n, e: &self.e };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message, &bytes).is_ok()
    }
}

/// What a certificate says of itself. Nobody's signature on it is checked: it is believed because the owner of the
/// account gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub key: PublicKey,
    /// `CN=…,OU=…,O=…,C=…`: the most particular first.
    pub issuer: String,
    /// Without zeros in front.
    pub serial_decimal: String,
    /// In capitals, as WeChat writes it.
    pub serial_hex: String,
}

impl Certificate {
    pub fn read(text: &str) -> Result<Self, BadKey> {
        let der = der(text).ok_or(BadKey::Unreadable)?;
        let (_, certificate) = X509Certificate::from_der(&der).map_err(|_| BadKey::Unreadable)?;
        let serial = &certificate.tbs_certificate.serial;
        Ok(Self {
            key: PublicKey::from_der(&der)?,
            issuer: issuer(&certificate).ok_or(BadKey::Unreadable)?,
            serial_decimal: serial.to_string(),
            serial_hex: format!("{serial:X}"),
        })
    }

    /// Issuer and decimal serial of each certificate of a bundle that was signed with RSA, of whatever kind its own
    /// key is. Others are passed over.
    pub fn names_of_rsa_signed(bundle: &str) -> Vec<(String, String)> {
        let named = |block: &str| {
            let der = der(block)?;
            let (_, certificate) = X509Certificate::from_der(&der).ok()?;
            let algorithm = certificate.signature_algorithm.algorithm.to_id_string();
            let serial = certificate.tbs_certificate.serial.to_string();
            if algorithm.starts_with("1.2.840.113549.1.1") {
                Some((issuer(&certificate)?, serial))
            } else {
                None
            }
        };
        blocks(bundle).iter().filter_map(|block| named(block)).collect()
    }
}

/// The names of the issuer from the last to the first, as Java writes them.
fn issuer(certificate: &X509Certificate<'_>) -> Option<String> {
    let mut parts = Vec::new();
    for attribute in certificate.issuer().iter_attributes() {
        let name = match attribute.attr_type().to_id_string().as_str() {
            "2.5.4.3" => "CN".to_owned(),
            "2.5.4.6" => "C".to_owned(),
            "2.5.4.7" => "L".to_owned(),
            "2.5.4.8" => "ST".to_owned(),
            "2.5.4.10" => "O".to_owned(),
            "2.5.4.11" => "OU".to_owned(),
            other => other.to_owned(),
        };
        parts.push(format!("{name}={}", attribute.as_str().ok()?));
    }
    parts.reverse();
    Some(parts.join(","))
}

/// The blocks of a PEM file, each with its first and last line.
pub(crate) fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("-----BEGIN") {
            lines.clear();
        }
        lines.push(line);
        if line.starts_with("-----END") {
            blocks.push(std::mem::take(&mut lines).join("\n"));
        }
    }
    blocks
}

/// What the armour holds; of several blocks the first.
fn der(text: &str) -> Option<Vec<u8>> {
    // As it comes out of a configuration file or an environment variable.
    let text = text.replace("\\n", "\n");
    let first = blocks(&text).into_iter().next();
    let lines = first.as_deref().unwrap_or(&text).lines();
    let base64: String =
        lines.filter(|line| !line.trim().starts_with("-----")).flat_map(str::split_whitespace).collect();
    FORGIVING.decode(base64).ok().filter(|der| !der.is_empty())
}

/// In bytes, of a private key of whatever length.
fn private_size(der: &[u8]) -> Option<usize> {
    let read = RsaPrivateKey::from_pkcs8_der(der).ok().or_else(|| RsaPrivateKey::from_pkcs1_der(der).ok());
    read.map(|key| key.size())
}

#[cfg(test)]
mod tests;
