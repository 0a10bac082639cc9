use super::payer::Official;
use super::{Keys, Products, WechatChannel};
use crate::address;
use crate::http::Http;
use crate::rsa_keys::{Certificate, PrivateKey, PublicKey, blocks};
use kernel::{Ambient, Secret};
use ports::{BadField, Built, ChannelKind, Choice, Field, FieldKind, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

const API: &str = "https://api.mch.weixin.qq.com";
const OPEN: &str = "https://open.weixin.qq.com";
const SNS: &str = "https://api.weixin.qq.com";
const SIGNED_UP: FieldKind = FieldKind::Choice(&[
    Choice { value: "yes", zh: "已开通", en: "Enabled" },
    Choice { value: "no", zh: "未开通", en: "Not enabled" },
]);

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "wechat",
    name_zh: "微信支付",
    name_en: "WeChat Pay",
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
        label_zh: "AppID",
        label_en: "AppID",
        hint_zh: "与商户号绑定的公众号或小程序的 AppID,以 wx 开头。",
        hint_en: "Of the official account that is bound to the merchant number; begins with wx.",
    },
    Field {
        name: "mch_id",
        kind: FieldKind::Text,
        required: true,
        label_zh: "商户号",
        label_en: "Merchant number (mchid)",
        hint_zh: "微信支付商户平台 → 账户中心 → 商户信息。",
        hint_en: "WeChat Pay merchant platform → account centre → merchant.",
    },
    Field {
        name: "serial_no",
        kind: FieldKind::Text,
        required: true,
        label_zh: "商户 API 证书序列号",
        label_en: "Serial of the merchant's API certificate",
        hint_zh: "账户中心 → API 安全 → 管理证书。",
        hint_en: "Account centre → API security → manage certificates.",
    },
    Field {
        name: "private_key",
        kind: FieldKind::SecretKey,
        required: true,
        label_zh: "商户 API 私钥",
        label_en: "Private key of the merchant's API certificate",
        hint_zh: "文件 apiclient_key.pem 的内容。",
        hint_en: "What is in the file apiclient_key.pem.",
    },
    Field {
        name: "api_v3_key",
        kind: FieldKind::Secret,
        required: true,
        label_zh: "APIv3 密钥",
        label_en: "APIv3 key",
        hint_zh: "32 个字符,账户中心 → API 安全 → 设置 APIv3 密钥。",
        hint_en: "32 characters; account centre → API security → set APIv3 key.",
    },
    Field {
        name: "public_key_id",
        kind: FieldKind::Text,
        required: false,
        label_zh: "微信支付公钥 ID",
        label_en: "Id of WeChat Pay's public key",
        hint_zh: "以 PUB_KEY_ID_ 开头,账户中心 → API 安全 → 微信支付公钥。使用平台证书时留空。",
        hint_en: "Begins with PUB_KEY_ID_; account centre → API security. Empty where platform certificates are used.",
    },
    Field {
        name: "public_key",
        kind: FieldKind::PublicKey,
        required: false,
        label_zh: "微信支付公钥",
        label_en: "WeChat Pay's public key",
        hint_zh: "文件 pub_key.pem 的内容。",
        hint_en: "What is in the file pub_key.pem.",
    },
    Field {
        name: "platform_certificates",
        kind: FieldKind::PublicKey,
        required: false,
        label_zh: "微信支付平台证书",
        label_en: "WeChat Pay's platform certificates",
        hint_zh: "使用平台证书时填写,可依次粘贴多份;换成微信支付公钥期间两者都填。",
        hint_en: "Where platform certificates are used; several may stand one after the other. While the public key \
                  replaces them, give both.",
    },
    Field {
        name: "native_product",
        kind: SIGNED_UP,
        required: true,
        label_zh: "Native 支付(扫码)",
        label_en: "Native payment (QR code)",
        hint_zh: "电脑上显示二维码。",
        hint_en: "Desktops show a QR code.",
    },
    Field {
        name: "h5_product",
        kind: SIGNED_UP,
        required: true,
        label_zh: "H5 支付",
        label_en: "H5 payment",
        hint_zh: "手机浏览器里打开微信;须在商户平台登记本站域名。",
        hint_en: "Browsers on telephones open WeChat; this site's domain must be registered there.",
    },
    Field {
        name: "jsapi_product",
        kind: SIGNED_UP,
        required: true,
        label_zh: "JSAPI 支付",
        label_en: "JSAPI payment",
        hint_zh: "在微信里付款;须登记支付授权目录,并填写公众号 AppSecret。",
        hint_en: "Paying inside WeChat; needs a registered payment directory, and the AppSecret below.",
    },
    Field {
        name: "app_secret",
        kind: FieldKind::Secret,
        required: false,
        label_zh: "公众号 AppSecret",
        label_en: "AppSecret of the official account",
        hint_zh: "JSAPI 支付用它静默获取付款人的 openid;公众平台 → 设置与开发 → 基本配置。网页授权域名须填本站域名。",
        hint_en: "JSAPI payment finds out by it who pays, without asking; on the official accounts platform, where this \
                  site's domain must be registered for web page authorization (网页授权域名).",
    },
    Field {
        name: "api_url",
        kind: FieldKind::Url,
        required: false,
        label_zh: "接口地址",
        label_en: "API address",
        hint_zh: "通常留空,即 https://api.mch.weixin.qq.com。",
        hint_en: "Usually left empty: https://api.mch.weixin.qq.com.",
    },
    Field {
        name: "open_url",
        kind: FieldKind::Url,
        required: false,
        label_zh: "网页授权地址",
        label_en: "Address of web page authorization",
        hint_zh: "通常留空,即 https://open.weixin.qq.com。",
        hint_en: "Usually left empty: https://open.weixin.qq.com.",
    },
    Field {
        name: "sns_url",
        kind: FieldKind::Url,
        required: false,
        label_zh: "网页授权接口地址",
        label_en: "API address of web page authorization",
        hint_zh: "通常留空,即 https://api.weixin.qq.com。",
        hint_en: "Usually left empty: https://api.weixin.qq.com.",
    },
];

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut wrong = plain_faults(&given);
    let own = PrivateKey::read(given("private_key")).map_err(|bad| wrong.push(bad.of("private_key"))).ok();
    let keys = keys(&given, own.as_ref()).map_err(|bad| wrong.extend(bad)).ok();
    let is_enabled = |name: &str| given(name) == "yes";
    let products = Products {
        native: is_enabled("native_product"),
        h5: is_enabled("h5_product"),
        jsapi: is_enabled("jsapi_product"),
    };
    if !(products.native || products.h5 || products.jsapi) {
        wrong.push(NO_PRODUCT);
    }
    let mut at = |name: &'static str, usual: &str| {
        let url = address::base(if given(name).is_empty() { usual } else { given(name) }, &[]);
        if url.is_none() {
            wrong.push(address::bad(name));
        }
        url.unwrap_or_default()
    };
    let (url, open_url, sns_url) = (at("api_url", API), at("open_url", OPEN), at("sns_url", SNS));
    let http = Http::new().map_err(|_| wrong.push(address::bad("api_url"))).ok();
    let secret = given("app_secret");
    let official = Official { secret: Secret::new(secret.to_owned()), open_url, sns_url };
    let (Some(own), Some(keys), Some(http), true) = (own, keys, http, wrong.is_empty()) else {
        return Err(wrong);
    };
    Ok(Arc::new(WechatChannel {
        code: code.to_owned(),
        app_id: given("app_id").to_owned(),
        mch_id: given("mch_id").to_owned(),
        serial: given("serial_no").to_ascii_uppercase(),
        own,
        api_v3_key: Secret::new(given("api_v3_key").to_owned()),
        keys,
        products,
        official: (!secret.is_empty()).then_some(official),
        url,
        ambient: ambient.clone(),
        http,
    }))
}

fn plain_faults<'a>(given: &impl Fn(&str) -> &'a str) -> Vec<BadField> {
    let between = |text: &str, least: usize, most: usize| (least..=most).contains(&text.len());
    let (app_id, mch_id, serial) = (given("app_id"), given("mch_id"), given("serial_no"));
    let is_app = between(app_id, 3, 32) && app_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_merchant = between(mch_id, 1, 32) && mch_id.bytes().all(|b| b.is_ascii_digit());
    let is_serial = between(serial, 1, 64) && serial.bytes().all(|b| b.is_ascii_hexdigit());
    let faults = [
        (is_app, BAD_APP_ID),
        (is_merchant, BAD_MCH_ID),
        (is_serial, BAD_SERIAL),
        (given("api_v3_key").len() == 32, BAD_API_V3_KEY),
    ];
    faults.into_iter().filter(|(fits, _)| !fits).map(|(_, bad)| bad).collect()
}

/// The public key by its id, and platform certificates by their serials.
fn keys<'a>(given: &impl Fn(&str) -> &'a str, own: Option<&PrivateKey>) -> Result<Keys, Vec<BadField>> {
    let own = own.map(PrivateKey::public);
    let mut by_serial = BTreeMap::new();
    let mut preferred = None;
    let (id, key) = (given("public_key_id"), given("public_key"));
    if !(id.is_empty() && key.is_empty()) {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if !id.starts_with("PUB_KEY_ID_") || !id.bytes().all(fits) {
            return Err(vec![BAD_KEY_ID]);
        }
        let key = PublicKey::read(key).map_err(|bad| vec![bad.of("public_key")])?;
        if Some(&key) == own.as_ref() {
            return Err(vec![OWN_KEY]);
        }
        preferred = Some(id.to_owned());
        by_serial.insert(Keys::plain(id), key);
    }
    let text = given("platform_certificates").replace("\\n", "\n");
    for block in blocks(&text) {
        let read = Certificate::read(&block).map_err(|bad| vec![bad.of("platform_certificates")])?;
        if Some(&read.key) == own.as_ref() {
            return Err(vec![OWN_CERTIFICATE]);
        }
        preferred.get_or_insert_with(|| read.serial_hex.clone());
        by_serial.insert(Keys::plain(&read.serial_hex), read.key);
    }
    match preferred {
        Some(preferred) => Ok(Keys { by_serial, preferred }),
        None => Err(vec![NO_KEY]),
    }
}

const BAD_APP_ID: BadField = BadField {
    field: "app_id",
    zh: "AppID 以 wx 开头,只含字母与数字。",
    en: "An AppID begins with wx and has letters and digits only.",
};
const BAD_MCH_ID: BadField =
    BadField { field: "mch_id", zh: "商户号只含数字。", en: "A merchant number has digits only." };
const BAD_SERIAL: BadField = BadField {
    field: "serial_no",
    zh: "证书序列号由 0-9 与 A-F 组成,通常 40 位。",
    en: "The serial of a certificate has the digits 0-9 and A-F, usually 40 of them.",
};
const BAD_API_V3_KEY: BadField = BadField {
    field: "api_v3_key",
    zh: "APIv3 密钥恰好 32 个字符。",
    en: "An APIv3 key has exactly 32 characters.",
};
const BAD_KEY_ID: BadField = BadField {
    field: "public_key_id",
    zh: "公钥 ID 以 PUB_KEY_ID_ 开头,与微信支付公钥一起填写。",
    en: "The id begins with PUB_KEY_ID_; give it together with WeChat Pay's public key.",
};
const OWN_KEY: BadField = BadField {
    field: "public_key",
    zh: "这是商户自己的公钥。请填微信支付公钥(pub_key.pem)。",
    en: "This is the merchant's own public key. Give WeChat Pay's (pub_key.pem).",
};
const OWN_CERTIFICATE: BadField = BadField {
    field: "platform_certificates",
    zh: "这是商户 API 证书。请填微信支付平台证书。",
    en: "This is the merchant's own certificate. Give WeChat Pay's platform certificate.",
};
const NO_KEY: BadField = BadField {
    field: "public_key",
    zh: "请填微信支付公钥及其 ID,或平台证书。",
    en: "Give WeChat Pay's public key with its id, or platform certificates.",
};
const NO_PRODUCT: BadField = BadField {
    field: "native_product",
    zh: "至少要开通一个产品,并在此选择“已开通”。",
    en: "Enable at least one product, and choose \"Enabled\" here.",
};

#[cfg(test)]
mod tests;
