use super::ReserveSupplier;
use super::asked::OrderIds;
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Choice, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "reserve",
    name_zh: "预留与交付协议(Eneba 声明库存)",
    name_en: "Reserve and provide (Eneba's declared stock)",
    fields: &[
        Field {
            name: "url",
            kind: FieldKind::Url,
            required: true,
            label_zh: "预留地址(RESERVE)",
            label_en: "Address for RESERVE",
            hint_zh: "卖家接收预留请求的地址。商品编号填卖家的 auctionId。",
            hint_en: "Where the seller takes reservations. A product is the seller's auctionId.",
        },
        Field {
            name: "provide_url",
            kind: FieldKind::Url,
            required: false,
            label_zh: "交付地址(PROVIDE)",
            label_en: "Address for PROVIDE",
            hint_zh: "与预留地址相同则不填。",
            hint_en: "Empty where it is the same.",
        },
        Field {
            name: "cancel_url",
            kind: FieldKind::Url,
            required: false,
            label_zh: "取消地址(CANCEL)",
            label_en: "Address for CANCEL",
            hint_zh: "与预留地址相同则不填。",
            hint_en: "Empty where it is the same.",
        },
        Field {
            name: "authorization",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "授权值(Bearer)",
            label_en: "Authorization (bearer token)",
            hint_zh: "卖家登记回调时约定的值,请求头为 Authorization: Bearer …。",
            hint_en: "The value that was agreed with the seller; it is sent as Authorization: Bearer ….",
        },
        Field {
            name: "order_ids",
            kind: FieldKind::Choice(&[
                Choice { value: "uuid", zh: "UUID(协议要求)", en: "UUID, as the protocol has it" },
                Choice { value: "plain", zh: "原样的订单号", en: "our number as it is" },
            ]),
            required: false,
            label_zh: "订单号写法(orderId)",
            label_en: "How orderId is written",
            hint_zh: "默认 UUID,由订单号推算而来。有未完成的订单时请勿改动。",
            hint_en: "A UUID that is made of our number, unless something else is chosen. Not to be changed while orders are open.",
        },
    ],
    currencies: &[],
    gives: &[Wanted::Keys],
    has_balance: false,
    has_catalogue: false,
    described: None,
    build,
};

fn build(settings: &Settings, currency: Currency, _ambient: &Ambient) -> BuiltSupplier {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    // As it was typed: a slash at its end may matter to the seller.
    let mut url = |name: &'static str| {
        let text = if given(name).is_empty() { given("url") } else { given(name) };
        let is_wrong = address::base(text, &[]).is_none();
        if is_wrong && (name == "url" || text != given("url")) {
            problems.push(address::bad(name));
        }
        text.to_owned()
    };
    let (reserve_url, provide_url, cancel_url) = (url("url"), url("provide_url"), url("cancel_url"));
    let authorization = given("authorization");
    let token = authorization.strip_prefix("Bearer ").unwrap_or(authorization).trim();
    if !(8..=4096).contains(&token.len()) || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        problems.push(BadField {
            field: "authorization",
            zh: "请填授权值,至少 8 位,不含空格:太短的值谁都能猜到。",
            en: "Give the value: 8 characters or more, without blanks, as anybody can guess a short one.",
        });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Arc::new(ReserveSupplier {
        reserve_url,
        provide_url,
        cancel_url,
        token: Secret::new(token.to_owned()),
        order_ids: if given("order_ids") == "plain" { OrderIds::Plain } else { OrderIds::Uuid },
        currency,
        http: Http::for_field("url")?,
    }))
}
