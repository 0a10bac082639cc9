use super::CardamomSupplier;
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "cardamom",
    name_zh: "豆蔻（对接）",
    name_en: "Cardamom (docking)",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "对方站点地址",
            label_en: "Address of the other shop",
            hint_zh: "例如 https://shop.example.com，结尾不带 /dock。商品编号填对方商品目录里的 off_ 编号。",
            hint_en: "For example https://shop.example.com, without /dock. A product is its off_ number in the other shop's catalogue.",
        },
        Field {
            name: "key",
            kind: FieldKind::Text,
            required: true,
            label_zh: "对接编号",
            label_en: "Docking number",
            hint_zh: "在对方站点的「对接密钥」里创建，八位数字。",
            hint_en: "Made there as a docking key: eight digits.",
        },
        Field {
            name: "secret",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "对接密钥",
            label_en: "Docking secret",
            hint_zh: "创建时只显示一次，26 位小写字母和数字。",
            hint_en: "Shown once as the key is made: 26 small letters and digits.",
        },
    ],
    currencies: &[],
    gives: &[Wanted::Credit, Wanted::Keys],
    has_balance: true,
    has_catalogue: true,
    described: None,
    build,
};

fn build(settings: &Settings, currency: Currency, ambient: &Ambient) -> BuiltSupplier {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    let url = address::base(given("url"), &["dock/v1", "dock"]);
    if url.is_none() {
        problems.push(address::bad("url"));
    }
    let key = given("key");
    if key.is_empty() || key.len() > 12 || !key.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.push(BadField {
            field: "key",
            zh: "请填对接编号，只有数字。",
            en: "Give the docking number: digits only.",
        });
    }
    let secret = given("secret");
    if secret.len() < 16 || secret.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "secret",
            zh: "请填对接密钥，不含空格：太短的密钥谁都能猜。",
            en: "Give the docking secret, without blanks: anybody can guess a short one.",
        });
    }
    let (Some(url), true) = (url, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(CardamomSupplier {
        url,
        key: key.to_owned(),
        secret: Secret::new(secret.to_owned()),
        currency,
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
    }))
}
