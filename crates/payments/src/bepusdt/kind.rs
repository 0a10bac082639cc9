use super::BepusdtChannel;
use crate::address;
use crate::http::Http;
use kernel::{Ambient, Secret};
use ports::{BadField, Built, ChannelKind, Choice, Field, FieldKind, Settings};
use std::sync::Arc;

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "bepusdt",
    name_zh: "BEpusdt(稳定币)",
    name_en: "BEpusdt (stablecoins)",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "网关地址",
            label_en: "Gateway address",
            hint_zh: "BEpusdt 的网址,例如 https://pay.example.com;同一台机器或容器内可用 http://。",
            hint_en: "Where BEpusdt is, such as https://pay.example.com; http:// within one machine or its containers.",
        },
        Field {
            name: "token",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "对接令牌(API Token)",
            label_en: "API token",
            hint_zh: "BEpusdt 后台 → 系统管理 → 基本设置 → API 设置 → 对接令牌。",
            hint_en: "BEpusdt's back office → system → basic settings → API settings → API token.",
        },
        Field {
            name: "fiat",
            kind: FieldKind::Choice(&[
                Choice { value: "CNY", zh: "人民币 CNY", en: "CNY" },
                Choice { value: "USD", zh: "美元 USD", en: "USD" },
                Choice { value: "EUR", zh: "欧元 EUR", en: "EUR" },
                Choice { value: "GBP", zh: "英镑 GBP", en: "GBP" },
                Choice { value: "JPY", zh: "日元 JPY", en: "JPY" },
            ]),
            required: false,
            label_zh: "法币(fiat)",
            label_en: "Currency (fiat)",
            hint_zh: "本渠道只收这一种货币的订单;不选为人民币。",
            hint_en: "Orders in this currency only; CNY, if left out.",
        },
        Field {
            name: "trade_type",
            kind: FieldKind::Text,
            required: false,
            label_zh: "交易类型(trade_type)",
            label_en: "Trade type",
            hint_zh: "例如 usdt.trc20、usdc.polygon;留空用网关默认的 usdt.trc20。",
            hint_en: "Such as usdt.trc20 or usdc.polygon; the gateway's usual usdt.trc20, if left empty.",
        },
    ],
    currencies: &["CNY", "USD", "EUR", "GBP", "JPY"],
    refunds: false,
    build,
};

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    let url = address::base(given("url"), &["api/v1/order/create-transaction"]);
    if url.is_none() {
        problems.push(address::bad("url"));
    }
    let token = given("token");
    if token.len() < 8 || token.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "token",
            zh: "请填对接令牌,至少 8 位:空的或太短的令牌谁都能签名。",
            en: "Give the API token, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    let fiat = if given("fiat").is_empty() { "CNY" } else { given("fiat") };
    let fiat = fiat.parse().ok().filter(|_| KIND.currencies.contains(&fiat));
    if fiat.is_none() {
        problems.push(BadField {
            field: "fiat",
            zh: "请从列出的货币中选一种。",
            en: "Choose one of the currencies that are listed.",
        });
    }
    let kind = given("trade_type");
    if !kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.') || kind.len() > 32 {
        problems.push(BadField {
            field: "trade_type",
            zh: "交易类型只含小写字母、数字与点,例如 usdt.trc20。",
            en: "A trade type is small letters, digits and a point, such as usdt.trc20.",
        });
    }
    let (Some(url), Some(fiat), true) = (url, fiat, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(BepusdtChannel {
        code: code.to_owned(),
        url,
        token: Secret::new(token.to_owned()),
        fiat,
        trade_type: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
    }))
}
