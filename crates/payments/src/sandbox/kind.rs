use super::{BadSandbox, SandboxChannel, SandboxSettings};
use kernel::{Ambient, Secret};
use ports::{BadField, Built, ChannelKind, Field, FieldKind, Settings};
use std::sync::Arc;

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "sandbox",
    name_zh: "沙箱(不动真钱)",
    name_en: "Sandbox (no real money)",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "网关地址",
            label_en: "Gateway address",
            hint_zh: "只写协议、主机与端口,例如 http://127.0.0.1:9090。",
            hint_en: "Scheme, host and port only, such as http://127.0.0.1:9090.",
        },
        Field {
            name: "merchant",
            kind: FieldKind::Text,
            required: true,
            label_zh: "商户名",
            label_en: "Merchant name",
            hint_zh: "启动沙箱网关时给出的名字。",
            hint_en: "The name that the sandbox gateway was started with.",
        },
        Field {
            name: "secret",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "共享密钥",
            label_en: "Shared secret",
            hint_zh: "启动沙箱网关时给出的密钥。",
            hint_en: "The secret that the sandbox gateway was started with.",
        },
    ],
    currencies: &[],
    refunds: true,
    build,
};

fn build(code: &str, settings: &Settings, ambient: &Ambient) -> Built {
    let given = |name: &str| settings.get(name).map(|value| value.expose().clone()).unwrap_or_default();
    let wanted = SandboxSettings {
        url: given("url"),
        merchant: given("merchant"),
        secret: Secret::new(given("secret")),
    };
    let mut channel = SandboxChannel::new(wanted, ambient.clone()).map_err(|why| vec![field_of(&why)])?;
    channel.code = code.to_owned();
    Ok(Arc::new(channel))
}

fn field_of(why: &BadSandbox) -> BadField {
    let (field, zh, en) = match why {
        BadSandbox::Url | BadSandbox::Client(_) => (
            "url",
            "请填 http:// 或 https:// 开头的地址,只含主机与端口。",
            "Give an address that begins with http:// or https:// and has a host and a port only.",
        ),
        BadSandbox::Merchant => (
            "merchant",
            "商户名为 1 到 64 个字符,只含 A-Z a-z 0-9 _ -。",
            "The merchant name is 1 to 64 characters of A-Z a-z 0-9 _ -.",
        ),
        BadSandbox::EmptySecret => (
            "secret",
            "密钥不能为空:空密钥谁都能签名。",
            "The secret must not be empty: anybody can sign with an empty one.",
        ),
    };
    BadField { field, zh, en }
}
