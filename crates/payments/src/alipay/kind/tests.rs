#![allow(clippy::unwrap_used)]
use super::*;
use kernel::Secret;

const OWN: &str = include_str!("../../rsa_keys/fixtures/private_pkcs1.pem");
const OWN_PUBLIC: &str = include_str!("../../rsa_keys/fixtures/public_spki.pem");
const OWN_CERTIFICATE: &str = include_str!("../../rsa_keys/fixtures/certificate.pem");
const OTHER_PUBLIC: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjHiGjeYZjOPIPHR5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AUokBzJrzY+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEbaERRHlKqTzv2gGv5rDU8gRoe1LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXfZHraG5NCF1+XioL5JwIDAQAB";

fn good() -> Settings {
    let pairs = [
        ("app_id", "2019073166072302"),
        ("seller_id", "2088531891668739"),
        ("private_key", OWN),
        ("alipay_public_key", OTHER_PUBLIC),
        ("code_product", "yes"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned()))).into()
}

/// The fields that are complained about, with these changed.
fn complaints(changes: &[(&str, &str)]) -> Vec<&'static str> {
    let mut settings = good();
    for (name, value) in changes {
        settings.insert((*name).to_owned(), Secret::new((*value).to_owned()));
    }
    match build("alipay", &settings, &Ambient::system()) {
        Ok(_) => vec![],
        Err(wrong) => wrong.iter().map(|bad| bad.field).collect(),
    }
}

/// Issuers, serials and numbers of the certificates that come with alipay-sdk-nodejs-all 4.14 and its tests.
#[test]
fn certificates_are_numbered_as_alipay_does() {
    let ant = |class: &str| {
        format!(
            "CN=Ant Financial Certification Authority {class},OU=Certification Authority,O=Ant Financial,C=CN"
        )
    };
    let app = number(&ant("Class 1 R1"), "42701552708448241360226107228231049510");
    assert_eq!(app, "866efef280dec9137a87d047ac446315");
    let alipay = number(&ant("Class 2 R1"), "42701552432456004857627230056898180491");
    assert_eq!(alipay, "7513daaaa48aa3ba2e4018d84402479c");
    assert_eq!(number(&ant("R1"), "2292228364100439313"), "687b59193f3f462dd5336e5abf83c5d8");
    let trus = number(
        "CN=iTrusChina Class 2 Root CA - G3,OU=China Trust Network,O=iTrusChina,C=CN",
        "95790491425698859646659490580052089075020051350",
    );
    assert_eq!(trus, "02941eef3187dddf3d3b83462e1dfcf6");
}

#[test]
fn settings_that_cannot_work_are_named() {
    assert!(complaints(&[]).is_empty());
    for (name, value) in [
        ("app_id", ""),
        ("app_id", "2019-07"),
        ("seller_id", "2019073166072302"),
        ("seller_id", "20885318916687390"),
        ("private_key", ""),
        ("private_key", OWN_PUBLIC),
        ("alipay_public_key", OWN_PUBLIC),
        ("alipay_public_key", OWN),
        ("alipay_public_key", "rubbish"),
        ("code_product", "no"),
        ("gateway", "ftp://openapi.alipay.com"),
        ("gateway", "https://openapi.alipay.com/gateway.do?charset=gbk"),
    ] {
        assert_eq!(complaints(&[(name, value)]), [name], "{name} {value}");
    }
    assert!(complaints(&[("code_product", "no"), ("wap_product", "yes")]).is_empty());
}

#[test]
fn certificates_stand_in_for_the_public_key_all_three_or_none() {
    let three = [("app_certificate", OWN_CERTIFICATE), ("alipay_certificate", OWN_CERTIFICATE)];
    let none = [("alipay_public_key", "")];
    assert_eq!(complaints(&none), ["app_certificate", "alipay_certificate", "root_certificate"]);
    assert_eq!(complaints(&[none.as_slice(), &three].concat()), ["root_certificate"]);
    let all = [none.as_slice(), &three, &[("root_certificate", OWN_CERTIFICATE)]].concat();
    assert!(complaints(&all).is_empty());
    let other = [all.as_slice(), &[("app_certificate", OTHER_PUBLIC)]].concat();
    assert_eq!(complaints(&other), ["app_certificate"]);
}

#[test]
fn each_device_gets_the_best_way_there_is() {
    use crate::alipay::Way;
    use ports::Device::{Alipay, Desktop, Mobile, WeChat};
    let ways = |code, wap, page| {
        let products = Products { code, wap, page };
        [Desktop, Mobile, WeChat, Alipay].map(|device| products.way(device))
    };
    assert_eq!(ways(true, true, true), [Way::Code, Way::Wap, Way::Code, Way::Wap]);
    assert_eq!(ways(false, true, true), [Way::Page, Way::Wap, Way::Wap, Way::Wap]);
    assert_eq!(ways(true, false, false), [Way::Code; 4]);
    assert_eq!(ways(false, false, true), [Way::Page; 4]);
}
