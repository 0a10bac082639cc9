#![allow(clippy::unwrap_used)]
use super::*;

const PKCS1: &str = include_str!("fixtures/private_pkcs1.pem");
const PKCS8: &str = include_str!("fixtures/private_pkcs8.pem");
const PUBLIC_SPKI: &str = include_str!("fixtures/public_spki.pem");
const PUBLIC_PKCS1: &str = include_str!("fixtures/public_pkcs1.pem");
/// Of the same key; of an issuer named in the order C, O, OU, CN.
const CERTIFICATE: &str = include_str!("fixtures/certificate.pem");
const CERTIFICATE_EC: &str = include_str!("fixtures/certificate_ec.pem");
const SHORT: &str = include_str!("fixtures/private_short.pem");
const SHORT_PUBLIC: &str = include_str!("fixtures/public_short.pem");
const TEXT: &[u8] = b"the text that is signed";
/// `openssl dgst -sha256 -sign` of that text with that key.
const SIGNATURE: &str = "VxBL3/n1O4gd5g/uNJ+gKzgv29A5+UAyOhMfnZ7IbcTqRmHZzmMum4Bikyg9ndtYrM4+c3slFJFlPrvVI4Bqoh1CdtkS8TVVzz19s3GcJc5e0ow7hmEPea/07huc2IyncSs0a/VQq/SkGCnpYdKC4TAs5YwAaSMpJj3qUML/P3Conr6QFP7+oTNhb878xd0Jqvt8Iqpnn8LEvXbS4J1VwhKOkgIjSkbNr8y/y2iJLPdoj/C85K7s9wo7wxX6tBob0w/ULZ5VpnVWsyD+u3OOx5jzhromf5KS+MV2pTHIHaaaer4RKuE/c+P5ENG0xz2RczR0+Ng4sNEnfoVWvGfDNQ==";

fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

#[test]
fn every_form_of_the_key_signs_the_same() {
    let forms = [
        PKCS1.to_owned(),
        PKCS8.to_owned(),
        bare(PKCS1),
        bare(PKCS8),
        PKCS8.replace('\n', "\r\n"),
        PKCS1.replace('\n', "\\n"),
        format!("  {}  ", PKCS8.replace('\n', "\n  ")),
        // Named as the other form: only what is inside counts.
        PKCS8.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        bare(PKCS8).trim_end_matches('=').to_owned(),
    ];
    for form in forms {
        let key = PrivateKey::read(&form).unwrap_or_else(|bad| unreachable!("{bad:?}"));
        assert_eq!(key.sign(TEXT).unwrap(), SIGNATURE);
        assert!(key.public().verifies(TEXT, SIGNATURE));
    }
}

#[test]
fn every_form_of_the_public_key_is_the_same_key() {
    let key = PrivateKey::read(PKCS1).unwrap().public();
    for form in
        [PUBLIC_SPKI, PUBLIC_PKCS1, CERTIFICATE, &bare(PUBLIC_SPKI), &bare(PUBLIC_PKCS1), &bare(CERTIFICATE)]
    {
        assert_eq!(PublicKey::read(form), Ok(key.clone()));
    }
    assert_eq!(PublicKey::read(&format!("{CERTIFICATE}{CERTIFICATE_EC}")), Ok(key));
}

#[test]
fn nothing_but_the_signature_is_one() {
    let key = PublicKey::read(PUBLIC_SPKI).unwrap();
    assert!(key.verifies(TEXT, SIGNATURE));
    assert!(!key.verifies(b"another text", SIGNATURE));
    assert!(!key.verifies(TEXT, "") && !key.verifies(TEXT, "====") && !key.verifies(TEXT, "AAAA"));
    assert!(!key.verifies(TEXT, &SIGNATURE.replacen('V', "W", 1)));
    assert!(!key.verifies(TEXT, &STANDARD.encode([0; 256])));
}

#[test]
fn what_was_mixed_up_is_said() {
    assert_eq!(PrivateKey::read(PUBLIC_SPKI).err(), Some(BadKey::Public));
    assert_eq!(PrivateKey::read(CERTIFICATE).err(), Some(BadKey::Public));
    assert_eq!(PublicKey::read(PKCS1).err(), Some(BadKey::Private));
    assert_eq!(PublicKey::read(PKCS8).err(), Some(BadKey::Private));
    assert_eq!(PrivateKey::read(SHORT).err(), Some(BadKey::TooShort));
    assert_eq!(PublicKey::read(SHORT_PUBLIC).err(), Some(BadKey::TooShort));
    let cut: String = bare(PKCS8).chars().take(400).collect();
    for text in ["", " ", "no key", "-----BEGIN PRIVATE KEY-----", &cut, CERTIFICATE_EC] {
        assert_eq!(PrivateKey::read(text).err(), Some(BadKey::Unreadable), "{text}");
        assert_eq!(PublicKey::read(text).err(), Some(BadKey::Unreadable), "{text}");
    }
}

#[test]
fn a_certificate_names_itself() {
    let certificate = Certificate::read(CERTIFICATE).unwrap();
    assert_eq!(certificate.issuer, "CN=Cardamom Test CA,OU=Testing,O=Cardamom,C=CN");
    assert_eq!(certificate.serial_decimal, "13433369256225207278633426983318972665");
    assert_eq!(certificate.serial_hex, "A1B2C3D4E5F60718293A4B5C6D7E8F9");
    let bundle = format!("{CERTIFICATE_EC}\n{CERTIFICATE}\nrubbish\n{CERTIFICATE}");
    let named = (certificate.issuer, certificate.serial_decimal);
    assert_eq!(Certificate::names_of_rsa_signed(&bundle), [named.clone(), named]);
    assert_eq!(Certificate::read(PUBLIC_SPKI), Err(BadKey::Unreadable));
}
