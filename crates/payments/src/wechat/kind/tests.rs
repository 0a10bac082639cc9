#![allow(clippy::unwrap_used)]
use super::*;
use crate::wechat::Way;
use ports::{Device, Payer};

const OWN: &str = include_str!("../document_key.pem");
const THEIRS: &str = include_str!("../../rsa_keys/fixtures/public_spki.pem");
/// Of the same key as `THEIRS`, with the serial A1B2….
const CERTIFICATE: &str = include_str!("../../rsa_keys/fixtures/certificate.pem");

fn settings(changes: &[(&str, &str)]) -> Settings {
    let mut pairs = BTreeMap::from([
        ("app_id", "wx8888888888888888"),
        ("mch_id", "1900007291"),
        ("serial_no", "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB"),
        ("private_key", OWN),
        ("api_v3_key", "0123456789abcdef0123456789ABCDEF"),
        ("public_key_id", "PUB_KEY_ID_0000000000000024101100397200000006"),
        ("public_key", THEIRS),
        ("native_product", "yes"),
    ]);
    pairs.extend(changes.iter().copied());
    let filled = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned()))).collect()
}

fn complaints(changes: &[(&str, &str)]) -> Vec<&'static str> {
    match build("wechat", &settings(changes), &Ambient::system()) {
        Ok(_) => vec![],
        Err(wrong) => wrong.iter().map(|bad| bad.field).collect(),
    }
}

fn read(changes: &[(&str, &str)]) -> Keys {
    let settings = settings(changes);
    let given = |name: &str| settings.get(name).map(|value| value.expose().as_str()).unwrap_or_default();
    keys(&given, None).unwrap_or_else(|_| unreachable!("the keys are good"))
}

#[test]
fn settings_that_cannot_work_are_named() {
    assert!(complaints(&[]).is_empty());
    for (name, value) in [
        ("app_id", ""),
        ("app_id", "wx\"88"),
        ("mch_id", "mch"),
        ("serial_no", "408B-07"),
        ("serial_no", ""),
        ("private_key", THEIRS),
        ("private_key", ""),
        ("api_v3_key", ""),
        ("api_v3_key", "short"),
        ("public_key_id", "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB"),
        ("public_key_id", "PUB_KEY_ID_1\r\nx: y"),
        ("public_key_id", ""),
        ("public_key", ""),
        ("public_key", OWN),
        ("platform_certificates", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        ("native_product", "no"),
        ("api_url", "http://api.mch.weixin.qq.com"),
    ] {
        assert_eq!(complaints(&[(name, value)]), [name], "{name} {value}");
    }
    assert_eq!(complaints(&[("public_key_id", ""), ("public_key", "")]), ["public_key"]);
    assert_eq!(
        complaints(&[("private_key", include_str!("../../rsa_keys/fixtures/private_pkcs1.pem"))]),
        ["public_key"]
    );
}

#[test]
fn keys_are_known_by_the_serial_they_sign_under() {
    let both = read(&[("platform_certificates", CERTIFICATE)]);
    let id = "PUB_KEY_ID_0000000000000024101100397200000006";
    assert_eq!(both.preferred, id);
    assert!(both.by(id).is_some() && both.by("0A1B2C3D4E5F60718293A4B5C6D7E8F9").is_some());
    assert!(both.by("a1b2c3d4e5f60718293a4b5c6d7e8f9").is_some());
    assert!(
        both.by("").is_none() && both.by("PUB_KEY_ID_").is_none() && both.by(&id.to_lowercase()).is_none()
    );
    let alone = read(&[("public_key_id", ""), ("public_key", ""), ("platform_certificates", CERTIFICATE)]);
    assert_eq!(alone.preferred, "A1B2C3D4E5F60718293A4B5C6D7E8F9");
    assert!(alone.by(id).is_none());
}

#[test]
fn each_payer_gets_the_best_way_there_is() {
    let way = |products: (bool, bool, bool), device, address: Option<&str>, open_id: Option<&str>| {
        let (native, h5, jsapi) = products;
        let payer =
            Payer { address: address.map(str::to_owned), device, open_id: open_id.map(str::to_owned) };
        Products { native, h5, jsapi }.way(&payer)
    };
    let (all, ip) = ((true, true, true), Some("203.0.113.7"));
    assert_eq!(way(all, Device::Desktop, ip, None), Some(Way::Native));
    assert_eq!(way(all, Device::Mobile, ip, None), Some(Way::H5("203.0.113.7".into())));
    assert_eq!(way(all, Device::Mobile, None, None), Some(Way::Native));
    assert_eq!(way(all, Device::WeChat, ip, Some("o1")), Some(Way::Jsapi("o1".into())));
    assert_eq!(way(all, Device::WeChat, ip, None), Some(Way::Native));
    assert_eq!(way((false, true, true), Device::Desktop, ip, None), None);
    assert_eq!(way((false, true, true), Device::WeChat, ip, None), None);
}
