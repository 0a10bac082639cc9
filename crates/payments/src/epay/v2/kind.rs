use super::super::fields::{self, Basis};
use super::EpayV2Channel;
use crate::http::Http;
use crate::rsa_keys::{PrivateKey, PublicKey};
use kernel::Ambient;
use ports::{BadField, Built, ChannelKind, Field, FieldKind, Settings};
use std::sync::Arc;

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "epay_v2",
    name_zh: "易支付 V2(RSA)",
    name_en: "EPay V2 (RSA)",
    fields: &[
        fields::URL,
        fields::PID,
        Field {
            name: "private_key",
            kind: FieldKind::SecretKey,
            required: true,
            label_zh: "商户私钥",
            label_en: "Merchant private key",
            hint_zh: "商户后台「API 信息」生成 RSA 密钥对时给出的私钥,PEM 或一行 Base64 都可以。",
            hint_en: "Given when the key pair was made on the gateway's API page; PEM, or one line of Base64.",
        },
        Field {
            name: "platform_key",
            kind: FieldKind::PublicKey,
            required: true,
            label_zh: "平台公钥",
            label_en: "Platform public key",
            hint_zh: "商户后台「API 信息」里的平台公钥,不是您自己的商户公钥。",
            hint_en: "The platform's public key on the gateway's API page, not your own.",
        },
        fields::TYPE,
        fields::WAY,
    ],
    currencies: &["CNY"],
    refunds: true,
    build,
};

const PAGES: [&str; 3] = ["submit.php", "api/pay/submit", "api/pay/create"];

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let mut problems = Vec::new();
    let basis = Basis::read(settings, &PAGES, &mut problems);
    let given = |name: &str| settings.get(name).map(|value| value.expose().as_str()).unwrap_or_default();
    let own = PrivateKey::read(given("private_key")).map_err(|why| problems.push(why.of("private_key")));
    let platform =
        PublicKey::read(given("platform_key")).map_err(|why| problems.push(why.of("platform_key")));
    if let (Ok(own), Ok(platform)) = (&own, &platform)
        && own.public() == *platform
    {
        problems.push(BadField {
            field: "platform_key",
            zh: "这是您自己的商户公钥;请填平台公钥。",
            en: "This is your own public key; the platform's belongs here.",
        });
    }
    let (Some(url), Some(way), Ok(own), Ok(platform), true) =
        (basis.url, basis.way, own, platform, problems.is_empty())
    else {
        return Err(problems);
    };
    let http = Http::for_field("url")?;
    Ok(Arc::new(EpayV2Channel {
        code: code.to_owned(),
        url,
        pid: basis.pid,
        own,
        platform,
        way,
        ambient: ambient.clone(),
        http,
    }))
}
