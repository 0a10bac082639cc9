use super::KasushouSupplier;
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "kasushou",
    name_zh: "卡速售 2.0",
    name_en: "Kasushou 2.0",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "平台域名",
            label_en: "Address of the site",
            hint_zh: "货源站的网址,例如 https://shop.example.com;要求 https。商品编号填站内商品ID;账号表单的字段名与商品下单模板不同时,\
                      写成 2909:region=lblName1,role=lblName2。",
            hint_en: "Of the site that supplies, such as https://shop.example.com. A product is its 商品ID; where the account form \
                      calls fields otherwise than the goods' template: 2909:region=lblName1,role=lblName2.",
        },
        Field {
            name: "user_id",
            kind: FieldKind::Text,
            required: true,
            label_zh: "用户接口 appid(UserId)",
            label_en: "User's API appid (UserId)",
            hint_zh: "货源站商户中心的接口(API)设置里;老站点是用户编号,例如 10000。",
            hint_en: "On the page of API settings of the site's user centre; at older sites the user's number, such as 10000.",
        },
        Field {
            name: "api_key",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "密钥(apikey)",
            label_en: "Key (apikey)",
            hint_zh: "与 appid 在同一页。",
            hint_en: "On the same page as the appid.",
        },
    ],
    currencies: &["CNY"],
    gives: &[Wanted::Credit],
    has_balance: true,
    has_catalogue: true,
    described: None,
    build,
};

fn build(settings: &Settings, currency: Currency, ambient: &Ambient) -> BuiltSupplier {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    let url = address::base(given("url"), &["api/v1/order/buy", "api/v1"]);
    if url.is_none() {
        problems.push(address::bad("url"));
    }
    let user_id = given("user_id");
    if user_id.is_empty() || user_id.len() > 64 || !user_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        problems.push(BadField {
            field: "user_id",
            zh: "请填接口 appid(或用户编号),1 到 64 个字母或数字。",
            en: "Give the API appid, or the user's number: 1 to 64 letters or digits.",
        });
    }
    let key = given("api_key");
    if key.len() < 8 || key.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "api_key",
            zh: "请填密钥,至少 8 位:空的或太短的密钥谁都能签名。",
            en: "Give the key, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    if currency != Currency::CNY {
        problems.push(BadField {
            field: "currency",
            zh: "卡速售只以人民币结算。",
            en: "Kasushou reckons in CNY only.",
        });
    }
    let (Some(url), true) = (url, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(KasushouSupplier {
        url,
        user_id: user_id.to_owned(),
        key: Secret::new(key.to_owned()),
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
    }))
}
