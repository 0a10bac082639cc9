use super::address::Base;
use super::compile::{Compiled, compile};
use super::dry_run::DESCRIBED;
use super::fault::{Fault, bad_fields};
use super::scope::Keys;
use super::{ConnectorSupplier, lasting};
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

/// Balance and catalogue are had from those whose description says how.
pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "connector",
    name_zh: "自定义接口",
    name_en: "Custom HTTP supplier",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "接口地址",
            label_en: "Base address",
            hint_zh: "所有请求都在此地址之下,例如 https://api.example.com。",
            hint_en: "All requests go below it, such as https://api.example.com.",
        },
        Field {
            name: "id",
            kind: FieldKind::Text,
            required: false,
            label_zh: "商户号",
            label_en: "Account id",
            hint_zh: "描述中写作 {id}。",
            hint_en: "The description calls it {id}.",
        },
        Field {
            name: "key",
            kind: FieldKind::Secret,
            required: false,
            label_zh: "密钥(key)",
            label_en: "Key",
            hint_zh: "描述中写作 {key}。",
            hint_en: "The description calls it {key}.",
        },
        Field {
            name: "secret",
            kind: FieldKind::Secret,
            required: false,
            label_zh: "第二密钥(secret)",
            label_en: "Secret",
            hint_zh: "描述中写作 {secret};只有一个密钥时留空。",
            hint_en: "The description calls it {secret}; empty where there is one key only.",
        },
        Field {
            name: "description",
            kind: FieldKind::PublicKey,
            required: true,
            label_zh: "接口描述(TOML)",
            label_en: "Description (TOML)",
            hint_zh: "写法见文档 docs/suppliers/connector.md;密钥不要写在这里。",
            hint_en: "How it is written stands in docs/suppliers/connector.md; no secret belongs here.",
        },
    ],
    currencies: &[],
    gives: &[Wanted::Credit],
    has_balance: true,
    has_catalogue: true,
    described: Some(&DESCRIBED),
    build,
};

/// What a supplier is made of.
pub(super) struct Parts {
    pub base: Base,
    pub compiled: Compiled,
    pub keys: Keys,
}

/// All that is wrong with what was filled in.
pub(super) struct Wrong {
    /// Of the description.
    pub faults: Vec<Fault>,
    /// Of the other fields.
    pub fields: Vec<BadField>,
}

pub(super) fn read(description: &str, settings: &Settings) -> Result<Parts, Wrong> {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let base = Base::read(given("url"));
    let (compiled, faults) = match compile(description) {
        Ok(compiled) => (Some(compiled), Vec::new()),
        Err(faults) => (None, faults),
    };
    let mut fields = Vec::new();
    if base.is_none() {
        fields.push(address::bad("url"));
    }
    for (name, least) in [("id", 1), ("key", 6), ("secret", 6)] {
        let value = given(name);
        let asked = compiled.as_ref().is_some_and(|compiled| compiled.keys.contains(name));
        let strange = value.len() > 512 || value.chars().any(|c| c.is_control() || c.is_whitespace());
        if (asked || !value.is_empty()) && (strange || value.len() < least) {
            fields.push(bad_key(name));
        }
    }
    let secret = |name: &str| Secret::new(given(name).to_owned());
    match (base, compiled) {
        (Some(base), Some(compiled)) if fields.is_empty() => {
            let keys = Keys { id: given("id").to_owned(), key: secret("key"), secret: secret("secret") };
            Ok(Parts { base, compiled, keys })
        }
        _ => Err(Wrong { faults, fields }),
    }
}

fn bad_key(name: &'static str) -> BadField {
    match name {
        "id" => BadField {
            field: name,
            zh: "描述用到 {id}:请填商户号,不含空格。",
            en: "The description uses {id}: give the account id, without spaces.",
        },
        _ => BadField {
            field: name,
            zh: "描述用到的密钥须填写,至少 6 位,不含空格:空的或太短的密钥谁都能签名。",
            en: "Give each key that the description uses, 6 characters or more without spaces: anybody can sign with an \
                 empty or a short one.",
        },
    }
}

fn build(settings: &Settings, currency: Currency, ambient: &Ambient) -> BuiltSupplier {
    let description = settings.get("description").map(|text| text.expose().as_str()).unwrap_or_default();
    let parts = read(description, settings).map_err(|wrong| {
        let mut fields = wrong.fields;
        fields.extend(bad_fields(&wrong.faults));
        fields
    })?;
    let answer = parts.compiled.callback.as_ref().map(|callback| lasting(&callback.answer));
    Ok(Arc::new(ConnectorSupplier {
        base: parts.base,
        compiled: parts.compiled,
        keys: parts.keys,
        currency,
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
        answer: answer.unwrap_or_default(),
    }))
}
