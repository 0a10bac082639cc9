use super::FuluSupplier;
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "fulu",
    name_zh: "福禄开放平台",
    name_en: "Fulu open platform",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "接口地址",
            label_en: "API address",
            hint_zh: "正式环境 https://openapi.fulu.com,沙箱 https://pre-openapi.fulu.com;结尾的 /api/getway 可有可无。商品编号直接填\
                      福禄的数字编号,话费充值填 mobile:面值,例如 mobile:50。",
            hint_en: "https://openapi.fulu.com, or https://pre-openapi.fulu.com for the sandbox; /api/getway at its end may be left \
                      out. A product is Fulu's number of the goods, or mobile:50 for a telephone that is topped up by 50 yuan.",
        },
        Field {
            name: "app_key",
            kind: FieldKind::Text,
            required: true,
            label_zh: "AppKey",
            label_en: "AppKey",
            hint_zh: "福禄商户后台 → 应用配置 → 密钥管理。",
            hint_en: "Fulu's back office → application settings → keys.",
        },
        Field {
            name: "app_secret",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "AppSecret",
            label_en: "AppSecret",
            hint_zh: "与 AppKey 在同一页;同时请把本机出口 IP 加进 IP 白名单。",
            hint_en: "On the same page as the AppKey; this server's address must be on Fulu's list of addresses, too.",
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
    let url = address::base(given("url"), &["api/getway"]);
    if url.is_none() {
        problems.push(address::bad("url"));
    }
    let app_key = given("app_key");
    if app_key.is_empty() || app_key.len() > 128 || !app_key.bytes().all(|byte| byte.is_ascii_graphic()) {
        problems.push(BadField {
            field: "app_key",
            zh: "请填福禄后台密钥管理里的 AppKey,不含空格。",
            en: "Give the AppKey of Fulu's page of keys, without blanks.",
        });
    }
    let secret = given("app_secret");
    if secret.len() < 8 || secret.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "app_secret",
            zh: "请填 AppSecret,至少 8 位:空的或太短的密钥谁都能签名。",
            en: "Give the AppSecret, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    if currency != Currency::CNY {
        problems.push(BadField {
            field: "currency",
            zh: "福禄只以人民币结算。",
            en: "Fulu reckons in CNY only.",
        });
    }
    let (Some(url), true) = (url, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(FuluSupplier {
        url,
        app_key: app_key.to_owned(),
        secret: Secret::new(secret.to_owned()),
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
    }))
}
