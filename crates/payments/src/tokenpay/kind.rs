use super::TokenpayChannel;
use crate::address;
use crate::http::Http;
use kernel::{Ambient, Secret};
use ports::{BadField, Built, ChannelKind, Choice, Field, FieldKind, Settings};
use std::sync::Arc;

/// Where none is chosen.
const COIN: &str = "USDT_TRC20";

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "tokenpay",
    name_zh: "TokenPay(加密货币)",
    name_en: "TokenPay (coins)",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "网关地址",
            label_en: "Gateway address",
            hint_zh: "TokenPay 的网址,即配置文件里的 WebSiteUrl;同一台机器或容器内可用 http://。",
            hint_en: "Where TokenPay is: WebSiteUrl of its configuration; http:// within one machine or its containers.",
        },
        Field {
            name: "token",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "异步通知密钥(ApiToken)",
            label_en: "Key (ApiToken)",
            hint_zh: "TokenPay 配置文件 appsettings.json 里的 ApiToken。",
            hint_en: "ApiToken in TokenPay's appsettings.json.",
        },
        Field {
            name: "coin",
            kind: FieldKind::Text,
            required: false,
            label_zh: "币种(Currency)",
            label_en: "Coin (Currency)",
            hint_zh: "例如 USDT_TRC20、TRX、EVM_BSC_USDT_BEP20;留空为 USDT_TRC20。",
            hint_en: "Such as USDT_TRC20, TRX or EVM_BSC_USDT_BEP20; USDT_TRC20, if left empty.",
        },
        Field {
            name: "fiat",
            kind: FieldKind::Choice(&[
                Choice { value: "CNY", zh: "人民币 CNY", en: "CNY" },
                Choice { value: "USD", zh: "美元 USD", en: "USD" },
                Choice { value: "EUR", zh: "欧元 EUR", en: "EUR" },
                Choice { value: "GBP", zh: "英镑 GBP", en: "GBP" },
                Choice { value: "AUD", zh: "澳元 AUD", en: "AUD" },
                Choice { value: "HKD", zh: "港币 HKD", en: "HKD" },
                Choice { value: "TWD", zh: "新台币 TWD", en: "TWD" },
                Choice { value: "SGD", zh: "新加坡元 SGD", en: "SGD" },
            ]),
            required: false,
            label_zh: "法币(BaseCurrency)",
            label_en: "Currency (BaseCurrency)",
            hint_zh: "须与配置文件里的 BaseCurrency 相同;不选为人民币。",
            hint_en: "The same as BaseCurrency in the gateway's configuration; CNY, if left out.",
        },
    ],
    currencies: &["CNY", "USD", "EUR", "GBP", "AUD", "HKD", "TWD", "SGD"],
    refunds: false,
    build,
};

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let or = |name: &str, usual: &'static str| -> String {
        if given(name).is_empty() { usual.to_owned() } else { given(name).to_owned() }
    };
    let mut problems = Vec::new();
    let url = address::base(given("url"), &["CreateOrder"]);
    if url.is_none() {
        problems.push(address::bad("url"));
    }
    let token = given("token");
    if token.len() < 8 || token.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "token",
            zh: "请填 ApiToken,至少 8 位:空的或太短的密钥谁都能签名。",
            en: "Give the ApiToken, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    let coin = or("coin", COIN);
    if !coin.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') || coin.len() > 64 {
        problems.push(BadField {
            field: "coin",
            zh: "币种只含字母、数字与下划线,例如 USDT_TRC20。",
            en: "A coin is letters, digits and underscores, such as USDT_TRC20.",
        });
    }
    let fiat = or("fiat", "CNY");
    let fiat = fiat.parse().ok().filter(|_| KIND.currencies.contains(&fiat.as_str()));
    if fiat.is_none() {
        problems.push(BadField {
            field: "fiat",
            zh: "请从列出的货币中选一种。",
            en: "Choose one of the currencies that are listed.",
        });
    }
    let (Some(url), Some(fiat), true) = (url, fiat, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(TokenpayChannel {
        code: code.to_owned(),
        url,
        token: Secret::new(token.to_owned()),
        fiat,
        coin,
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
    }))
}
