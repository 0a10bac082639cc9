use super::super::fields::{self, Basis};
use super::EpayChannel;
use crate::http::Http;
use kernel::{Ambient, Secret};
use ports::{BadField, Built, ChannelKind, Field, FieldKind, Settings};
use std::sync::Arc;

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "epay",
    name_zh: "易支付 V1(MD5)",
    name_en: "EPay V1 (MD5)",
    fields: &[
        fields::URL,
        fields::PID,
        Field {
            name: "key",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "商户密钥(key)",
            label_en: "Merchant key",
            hint_zh: "商户后台「API 信息」里的 MD5 密钥,通常 32 位。",
            hint_en: "The MD5 key on the gateway's API page, usually 32 characters.",
        },
        fields::TYPE,
        fields::WAY,
    ],
    currencies: &["CNY"],
    refunds: true,
    build,
};

const PAGES: [&str; 3] = ["submit.php", "mapi.php", "api.php"];

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let mut problems = Vec::new();
    let basis = Basis::read(settings, &PAGES, &mut problems);
    let key = settings.get("key").map(|value| value.expose().trim().to_owned()).unwrap_or_default();
    if key.len() < 8 || key.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "key",
            zh: "请填商户密钥,至少 8 位:空的或太短的密钥谁都能签名。",
            en: "Give the merchant key, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    let (Some(url), Some(way), true) = (basis.url, basis.way, problems.is_empty()) else {
        return Err(problems);
    };
    let http = Http::for_field("url")?;
    Ok(Arc::new(EpayChannel {
        code: code.to_owned(),
        url,
        pid: basis.pid,
        key: Secret::new(key),
        way,
        ambient: ambient.clone(),
        http,
    }))
}
