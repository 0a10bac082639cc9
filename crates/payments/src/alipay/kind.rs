use super::{AlipayChannel, Numbers, Products};
use crate::address;
use crate::http::Http;
use crate::rsa_keys::{Certificate, PrivateKey, PublicKey};
use kernel::Ambient;
use md5::{Digest, Md5};
use ports::{BadField, Built, ChannelKind, Choice, Field, FieldKind, Settings};
use std::sync::Arc;

const GATEWAY: &str = "https://openapi.alipay.com/gateway.do";
const SIGNED_UP: FieldKind = FieldKind::Choice(&[
    Choice { value: "yes", zh: "已签约", en: "Signed up" },
    Choice { value: "no", zh: "未签约", en: "Not signed up" },
]);

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "alipay",
    name_zh: "支付宝",
    name_en: "Alipay",
    fields: FIELDS,
    currencies: &["CNY"],
    refunds: true,
    build,
};

const FIELDS: &[Field] = &[
    Field {
        name: "app_id",
        kind: FieldKind::Text,
        required: true,
        label_zh: "应用 APPID",
        label_en: "APPID of the application",
        hint_zh: "支付宝开放平台 → 控制台 → 应用详情。",
        hint_en: "Alipay open platform → console → the application.",
    },
    Field {
        name: "seller_id",
        kind: FieldKind::Text,
        required: true,
        label_zh: "商户账号 PID",
        label_en: "PID of the merchant account",
        hint_zh: "以 2088 开头的 16 位数字,商家平台 → 账号中心。通知里的 seller_id 须与它一致。",
        hint_en: "16 digits that begin with 2088; Alipay merchant platform → account. Notifies must name it.",
    },
    Field {
        name: "private_key",
        kind: FieldKind::SecretKey,
        required: true,
        label_zh: "应用私钥",
        label_en: "Private key of the application",
        hint_zh: "由密钥工具生成,2048 位;PKCS#1 与 PKCS#8 均可。",
        hint_en: "Made by Alipay's key tool, 2048 bits; PKCS#1 or PKCS#8.",
    },
    Field {
        name: "alipay_public_key",
        kind: FieldKind::PublicKey,
        required: false,
        label_zh: "支付宝公钥(公钥模式)",
        label_en: "Alipay's public key (public key mode)",
        hint_zh: "应用详情 → 开发设置 → 接口加签方式 → 查看支付宝公钥;不是应用公钥。证书模式留空。",
        hint_en: "Application → development settings → signing → view Alipay's public key; not the application's. Empty \
                  in certificate mode.",
    },
    Field {
        name: "app_certificate",
        kind: FieldKind::PublicKey,
        required: false,
        label_zh: "应用公钥证书(证书模式)",
        label_en: "Certificate of the application (certificate mode)",
        hint_zh: "文件 appCertPublicKey_….crt 的内容。",
        hint_en: "What is in the file appCertPublicKey_….crt.",
    },
    Field {
        name: "alipay_certificate",
        kind: FieldKind::PublicKey,
        required: false,
        label_zh: "支付宝公钥证书(证书模式)",
        label_en: "Alipay's certificate (certificate mode)",
        hint_zh: "文件 alipayCertPublicKey_RSA2.crt 的内容。支付宝更换证书后须在此更新。",
        hint_en: "What is in the file alipayCertPublicKey_RSA2.crt. Replace it here when Alipay replaces it.",
    },
    Field {
        name: "root_certificate",
        kind: FieldKind::PublicKey,
        required: false,
        label_zh: "支付宝根证书(证书模式)",
        label_en: "Alipay's root certificates (certificate mode)",
        hint_zh: "文件 alipayRootCert.crt 的全部内容。",
        hint_en: "All that is in the file alipayRootCert.crt.",
    },
    Field {
        name: "code_product",
        kind: SIGNED_UP,
        required: true,
        label_zh: "当面付(扫码)",
        label_en: "Face-to-face payment (QR code)",
        hint_zh: "电脑上显示二维码。",
        hint_en: "Desktops show a QR code.",
    },
    Field {
        name: "wap_product",
        kind: SIGNED_UP,
        required: true,
        label_zh: "手机网站支付",
        label_en: "Mobile website payment",
        hint_zh: "手机上打开支付宝。",
        hint_en: "Telephones open Alipay.",
    },
    Field {
        name: "page_product",
        kind: SIGNED_UP,
        required: true,
        label_zh: "电脑网站支付",
        label_en: "Desktop website payment",
        hint_zh: "未签约当面付时,电脑上转到支付宝的页面。",
        hint_en: "Desktops go to a page of Alipay's where there is no QR code.",
    },
    Field {
        name: "gateway",
        kind: FieldKind::Url,
        required: false,
        label_zh: "网关地址",
        label_en: "Gateway address",
        hint_zh: "通常留空,即 https://openapi.alipay.com/gateway.do;沙箱环境填其自己的网关。",
        hint_en: "Usually left empty: https://openapi.alipay.com/gateway.do. Alipay's sandbox has one of its own.",
    },
];

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let mut wrong = Vec::new();
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let (app_id, seller_id) = (given("app_id"), given("seller_id"));
    if !(is_digits(app_id) && app_id.len() <= 32) {
        wrong.push(BAD_APP_ID);
    }
    if !(is_digits(seller_id) && seller_id.len() == 16 && seller_id.starts_with("2088")) {
        wrong.push(BAD_SELLER);
    }
    let own = PrivateKey::read(given("private_key")).map_err(|bad| wrong.push(bad.of("private_key"))).ok();
    let theirs = theirs(&given, own.as_ref()).map_err(|bad| wrong.extend(bad)).ok();
    let is_signed = |name: &str| given(name) == "yes";
    let products = Products {
        code: is_signed("code_product"),
        wap: is_signed("wap_product"),
        page: is_signed("page_product"),
    };
    if !(products.code || products.wap || products.page) {
        wrong.push(NO_PRODUCT);
    }
    let gateway = gateway(given("gateway"));
    let http = Http::new().ok();
    if gateway.is_none() || http.is_none() {
        wrong.push(address::bad("gateway"));
    }
    let (Some(own), Some((theirs, certificates)), Some(gateway), Some(http), true) =
        (own, theirs, gateway, http, wrong.is_empty())
    else {
        return Err(wrong);
    };
    Ok(Arc::new(AlipayChannel {
        code: code.to_owned(),
        app_id: app_id.to_owned(),
        seller_id: seller_id.to_owned(),
        gateway,
        products,
        own,
        theirs,
        certificates,
        ambient: ambient.clone(),
        http,
    }))
}

/// Alipay's key by itself, or the one in its certificate, with the numbers that requests must name then.
fn theirs<'a>(
    given: &impl Fn(&str) -> &'a str,
    own: Option<&PrivateKey>,
) -> Result<(PublicKey, Option<Numbers>), Vec<BadField>> {
    let own = own.map(PrivateKey::public);
    let public_key = given("alipay_public_key");
    if !public_key.is_empty() {
        let key = PublicKey::read(public_key).map_err(|bad| vec![bad.of("alipay_public_key")])?;
        return if Some(&key) == own.as_ref() { Err(vec![OWN_KEY]) } else { Ok((key, None)) };
    }
    let mut wrong = Vec::new();
    let mut certificate = |name: &'static str| match given(name) {
        "" => {
            wrong.push(BadField { field: name, ..MISSING });
            None
        }
        text => Certificate::read(text).map_err(|bad| wrong.push(bad.of(name))).ok(),
    };
    let (app, alipay) = (certificate("app_certificate"), certificate("alipay_certificate"));
    let root: Vec<String> = Certificate::names_of_rsa_signed(given("root_certificate"))
        .iter()
        .map(|(issuer, serial)| number(issuer, serial))
        .collect();
    if root.is_empty() {
        wrong.push(NO_ROOT);
    }
    if app.as_ref().is_some_and(|app| own.is_some_and(|own| own != app.key)) {
        wrong.push(OTHER_CERTIFICATE);
    }
    match (app, alipay, wrong.is_empty()) {
        (Some(app), Some(alipay), true) => {
            let numbers = Numbers { app: number(&app.issuer, &app.serial_decimal), root: root.join("_") };
            Ok((alipay.key, Some(numbers)))
        }
        _ => Err(wrong),
    }
}

/// "MD5 of the issuer's name and the serial number in decimal digits."
fn number(issuer: &str, serial: &str) -> String {
    kernel::hex(Md5::digest(format!("{issuer}{serial}")))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn gateway(text: &str) -> Option<reqwest::Url> {
    let base = address::base(if text.is_empty() { GATEWAY } else { text }, &[])?;
    reqwest::Url::parse(&base).ok()
}

const BAD_APP_ID: BadField = BadField {
    field: "app_id",
    zh: "APPID 只含数字,在应用详情页可以复制。",
    en: "An APPID has digits only; copy it from the page of the application.",
};
const BAD_SELLER: BadField = BadField {
    field: "seller_id",
    zh: "PID 是以 2088 开头的 16 位数字。",
    en: "A PID has 16 digits and begins with 2088.",
};
const NO_PRODUCT: BadField = BadField {
    field: "code_product",
    zh: "至少要签约一个产品,并在此选择“已签约”。",
    en: "Sign up for at least one product, and choose \"Signed up\" here.",
};
const OWN_KEY: BadField = BadField {
    field: "alipay_public_key",
    zh: "这是应用公钥。请填“支付宝公钥”,它由支付宝显示。",
    en: "This is the application's own public key. Give Alipay's, which Alipay shows.",
};
const MISSING: BadField = BadField {
    field: "",
    zh: "请填支付宝公钥;使用证书模式时,三份证书都要填。",
    en: "Give Alipay's public key; in certificate mode give all three certificates.",
};
const NO_ROOT: BadField = BadField {
    field: "root_certificate",
    zh: "读不出根证书:请粘贴 alipayRootCert.crt 的全部内容。",
    en: "No root certificate can be read: paste all that is in alipayRootCert.crt.",
};
const OTHER_CERTIFICATE: BadField = BadField {
    field: "app_certificate",
    zh: "这份证书与应用私钥不是一对。",
    en: "This certificate does not belong to the private key of the application.",
};

#[cfg(test)]
mod tests;
