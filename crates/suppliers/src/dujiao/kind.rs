use super::DujiaoSupplier;
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "dujiao",
    name_zh: "独角数卡 Next 站点对接",
    name_en: "dujiao-next docking",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "货源站网址",
            label_en: "Address of the site",
            hint_zh: "供货的独角数卡 Next 站点,例如 https://b.example.com;要求 https,结尾的 /api/v1/upstream 可有可无。商品编号填对方的 \
                      SKU ID;人工交付商品的表单字段名与本店账号表单不同时,写成 101:region=area,role=role_name。",
            hint_en: "Of the dujiao-next site that supplies, such as https://b.example.com; /api/v1/upstream at its end may be left \
                      out. A product is the SKU ID there; where a form calls fields otherwise than ours: \
                      101:region=area,role=role_name.",
        },
        Field {
            name: "api_key",
            kind: FieldKind::Text,
            required: true,
            label_zh: "API Key",
            label_en: "API Key",
            hint_zh: "在货源站前台登录后的「API 权限」里申请,对方审核通过后可见。",
            hint_en: "Applied for on the site's page of API access (API 权限), once logged in; its people have to approve.",
        },
        Field {
            name: "api_secret",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "API Secret",
            label_en: "API Secret",
            hint_zh: "与 API Key 同时生成,只显示一次。",
            hint_en: "Made together with the API Key, and shown once.",
        },
    ],
    currencies: &[],
    gives: &[Wanted::Keys, Wanted::Credit],
    has_balance: true,
    has_catalogue: true,
    described: None,
    build,
};

fn build(settings: &Settings, currency: Currency, ambient: &Ambient) -> BuiltSupplier {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    let url = address::base(given("url"), &["api/v1/upstream/orders", "api/v1/upstream"]);
    let prefix = url.as_deref().and_then(path);
    if prefix.is_none() {
        problems.push(address::bad("url"));
    }
    let api_key = given("api_key");
    if api_key.is_empty() || api_key.len() > 128 || !api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
        problems.push(BadField {
            field: "api_key",
            zh: "请填 API Key,1 到 128 个可见字符,不带空格。",
            en: "Give the API Key: 1 to 128 visible characters without blanks.",
        });
    }
    let secret = given("api_secret");
    if secret.len() < 8 || secret.chars().any(char::is_whitespace) {
        problems.push(BadField {
            field: "api_secret",
            zh: "请填 API Secret,至少 8 位:空的或太短的密钥谁都能签名。",
            en: "Give the API Secret, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    let (Some(url), Some(prefix), true) = (url, prefix, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(DujiaoSupplier {
        url,
        prefix,
        api_key: api_key.to_owned(),
        secret: Secret::new(secret.to_owned()),
        currency,
        ambient: ambient.clone(),
        http: Http::for_field("url")?,
    }))
}

/// A site may stand below a path of its own; that is signed with the rest.
fn path(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    Some(url.path().trim_end_matches('/').to_owned())
}
