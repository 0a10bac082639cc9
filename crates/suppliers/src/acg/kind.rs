use super::AcgSupplier;
use super::dialect::Dialect;
use kernel::{Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

const APP_ID: Field = Field {
    name: "app_id",
    kind: FieldKind::Text,
    required: true,
    label_zh: "商户ID(app_id)",
    label_en: "Merchant ID (app_id)",
    hint_zh: "在对方店铺的会员编号,个人中心的安全设置(或 API)页里。",
    hint_en: "Our number as a member there, on the page of security, or of the API, in its user centre.",
};

pub(crate) const SHARED: SupplierKind = SupplierKind {
    code: "acg",
    name_zh: "异次元发卡共享对接",
    name_en: "acg-faka docking",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "店铺地址",
            label_en: "Address of the shop",
            hint_zh: "对方店铺的网址,例如 https://shop.example.com;要求 https。商品编号填对接代码;有种类的写成 代码:种类,有规格的写成 \
                      代码:种类;规格=选项;账号表单的字段名与商品控件不同时再加 ;account>qq。",
            hint_en: "Of the shop that supplies, such as https://shop.example.com. A product is its code; with a category \
                      code:category, with options code:category;kind=option; where the account form calls a field otherwise than \
                      the goods' own form, ;account>qq behind it.",
        },
        APP_ID,
        Field {
            name: "app_key",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "商户密钥(app_key)",
            label_en: "Merchant key (app_key)",
            hint_zh: "与商户ID在同一页;它随每个请求发给对方,请不要在别处使用。",
            hint_en: "On the same page. It is sent with each request: use it nowhere else.",
        },
    ],
    currencies: &["CNY"],
    gives: &[Wanted::Keys, Wanted::Credit],
    has_balance: true,
    has_catalogue: true,
    described: None,
    build: |settings, currency, _| build(settings, currency, Dialect::Shared),
};

pub(crate) const MCY: SupplierKind = SupplierKind {
    code: "mcy",
    name_zh: "萌次元 4.x 对接",
    name_en: "MCY 4.x docking",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "店铺地址",
            label_en: "Address of the shop",
            hint_zh: "对方店铺的网址,例如 https://shop.example.com;要求 https。商品编号填 SKU 编号;账号表单的字段名与商品控件不同时写成 \
                      77;account>qq。",
            hint_en: "Of the shop that supplies, such as https://shop.example.com. A product is the number of a SKU; where the \
                      account form calls a field otherwise than the goods' own form, 77;account>qq.",
        },
        APP_ID,
        Field {
            name: "app_key",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "商户密钥(app_key)",
            label_en: "Merchant key (app_key)",
            hint_zh: "与商户ID在同一页。",
            hint_en: "On the same page.",
        },
    ],
    build: |settings, currency, _| build(settings, currency, Dialect::OpenApi),
    ..SHARED
};

fn build(settings: &Settings, currency: Currency, dialect: Dialect) -> BuiltSupplier {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    let url = address::base(
        given("url"),
        &[
            "shared/authentication/connect",
            "shared",
            "plugin/open-api/connect",
            "plugin/open-api",
            "user/index",
        ],
    );
    if url.is_none() {
        problems.push(address::bad("url"));
    }
    let app_id = given("app_id");
    if !crate::plain::is_number(app_id, 18) {
        problems.push(BadField {
            field: "app_id",
            zh: "请填商户ID,一个数字。",
            en: "Give the merchant ID, which is a number.",
        });
    }
    let key = given("app_key");
    if key.len() < 8 || key.chars().any(|c| c.is_whitespace() || c.is_control()) {
        problems.push(BadField {
            field: "app_key",
            zh: "请填商户密钥,至少 8 位:空的或太短的密钥谁都能签名。",
            en: "Give the key, 8 characters or more: anybody can sign with an empty or a short one.",
        });
    }
    if currency != Currency::CNY {
        problems.push(BadField {
            field: "currency",
            zh: "共享对接只以人民币结算。",
            en: "Shared shops reckon in CNY only.",
        });
    }
    let (Some(url), true) = (url, problems.is_empty()) else { return Err(problems) };
    Ok(Arc::new(AcgSupplier {
        url,
        app_id: app_id.to_owned(),
        key: Secret::new(key.to_owned()),
        dialect,
        http: Http::for_field("url")?,
    }))
}
