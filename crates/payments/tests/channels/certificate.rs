use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePublicKey};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};
use std::collections::BTreeMap;

/// In the serial: `0A1B2C3D4E5F`.
pub const SERIAL: [u8; 6] = [0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f];

/// A certificate (RFC 5280, version 1) for a public key, in PEM; signed by another key, whose owner is `O=Sandbox`.
pub fn of(public_key: &str, issuer: &str) -> String {
    let key = rsa::RsaPublicKey::from_public_key_der(&bare(public_key)).unwrap();
    let issuer = RsaPrivateKey::from_pkcs8_pem(issuer).unwrap();
    // sha256WithRSAEncryption
    let algorithm = sequence(&[&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], &[0x05, 0]]);
    let organisation = sequence(&[&[0x06, 3, 0x55, 4, 10], &tagged(0x0c, b"Sandbox")]);
    let name = sequence(&[&tagged(0x31, &organisation)]);
    let validity = sequence(&[&tagged(0x17, b"200101000000Z"), &tagged(0x17, b"491231235959Z")]);
    let spki = key.to_public_key_der().unwrap();
    let body = sequence(&[&tagged(0x02, &SERIAL), &algorithm, &name, &validity, &name, spki.as_bytes()]);
    let signature = SigningKey::<Sha256>::new(issuer).sign(&body).to_bytes();
    let whole = sequence(&[&body, &algorithm, &tagged(0x03, &[&[0][..], &signature].concat())]);
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(whole))
}

/// The public key that belongs to a private one, in one line.
pub fn public_of(private_key: &str) -> String {
    let key = RsaPrivateKey::from_pkcs8_pem(private_key).unwrap().to_public_key();
    STANDARD.encode(key.to_public_key_der().unwrap())
}

/// What the form of an Alipay channel holds in certificate mode, by what it holds otherwise: both keys in certificates,
/// which somebody with other keys has signed.
pub fn for_alipay(
    settings: &BTreeMap<String, String>,
    issuer: &BTreeMap<String, String>,
) -> [(&'static str, String); 4] {
    let by = &issuer["private_key"];
    [
        ("alipay_public_key", String::new()),
        ("app_certificate", of(&public_of(&settings["private_key"]), by)),
        ("alipay_certificate", of(&settings["alipay_public_key"], by)),
        ("root_certificate", of(&issuer["public_key"], by)),
    ]
}

fn bare(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).unwrap()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, &parts.concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
    let head = match length {
        0..128 => vec![tag, low],
        128..256 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
}
