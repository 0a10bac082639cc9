use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::{
    BAD_REQUEST, Fault, Members, NO_SUCH_ORDER, Service, cut, decimal, fault, id_of, let_in, number, page,
    posted, status, wanted,
};
use crate::channels::{china, form};
use crate::suppliers::book::{Asked, Goods, Order, OrderState, Refusal};
use crate::suppliers::{House, Shared, counter, text_of, whole_of};

type Search = Query<BTreeMap<String, String>>;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/orders", post(order))
        .route("/orders/transactions/{id}/cards", get(cards))
        .route("/reports/transactions", get(list))
        .route("/reports/transactions/{id}", get(one))
        .route("/products", get(products))
        .route("/products/{id}", get(product))
        .route("/accounts/balance", get(balance))
}

async fn order(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let asked = let_in(&house, &headers, Service::Gifts)
        .and_then(|_| posted(&headers, &body))
        .and_then(|members| read(&house, &members));
    match asked {
        Ok(asked) => counter::order(&house, asked, answer).await,
        Err(fault) => fault.into_response(),
    }
}

fn read(house: &House, members: &Members) -> Result<Asked, Fault> {
    let product = whole_of(members, "productId").ok_or(BAD_REQUEST)?;
    let count = whole_of(members, "quantity").ok_or(BAD_REQUEST)?;
    if text_of(members, "senderName").is_empty() {
        return Err(BAD_REQUEST);
    }
    let face = form::minor(&text_of(members, "unitPrice"));
    let desk = house.desk();
    let goods = desk.book.goods_of(product).filter(|goods| goods.keys);
    let goods = goods.ok_or_else(|| fault(Refusal::NoSuchGoods, Service::Gifts))?;
    if face != Some(goods.face) {
        let wrong = Refusal::Why(crate::suppliers::Reason::PriceChanged);
        return Err(fault(wrong, Service::Gifts));
    }
    let given =
        ["unitPrice", "senderName", "recipientEmail"].map(|name| (name.to_owned(), text_of(members, name)));
    Ok(Asked {
        order_no: number(members)?,
        product,
        account: String::new(),
        count,
        most: None,
        given: given.into(),
        callback_url: None,
    })
}

fn answer(_: &House, outcome: Result<&Order, Refusal>, _forged: bool) -> Response {
    match outcome {
        Ok(order) => axum::Json(transaction(order)).into_response(),
        Err(refusal) => fault(refusal, Service::Gifts).into_response(),
    }
}

fn transaction(order: &Order) -> Value {
    let given = |name: &str| order.given.get(name).cloned().unwrap_or_default();
    json!({
        "transactionId": id_of(order), "amount": decimal(order.cost), "discount": 0, "currencyCode": "CNY", "fee": 0,
        "recipientEmail": given("recipientEmail"), "customIdentifier": order.order_no, "status": status(order),
        "product": {
            "productId": order.product, "productName": order.name, "countryCode": "US", "quantity": order.count,
            "unitPrice": given("unitPrice"), "currencyCode": "USD", "brand": { "brandId": 1, "brandName": order.name },
        },
        "smsFee": 0, "recipientPhone": null, "transactionCreatedTime": china::spaced(order.placed_at),
    })
}

/// The codes, once the order is done.
async fn cards(State(house): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let version = match let_in(&house, &headers, Service::Gifts) {
        Ok(version) => version,
        Err(fault) => return fault.into_response(),
    };
    let found = {
        let desk = house.desk();
        desk.book.number_of(&id).and_then(|number| desk.book.find(&number))
    };
    let found = found.filter(|order| order.of_keys && order.state == OrderState::Success);
    let Some(order) = found else { return NO_SUCH_ORDER.into_response() };
    let texts = order.keys.iter().map(String::as_str).chain(order.sorry);
    let mut cards: Vec<Value> = texts.map(|text| card(text, version)).collect();
    match cards.pop() {
        // A card alone stands outside a list in the other way of writing it.
        Some(only) if cards.is_empty() && house.switches().odd => axum::Json(only).into_response(),
        last => {
            cards.extend(last);
            axum::Json(cards).into_response()
        }
    }
}

fn card(text: &str, version: usize) -> Value {
    let mut card = json!({ "cardNumber": text, "pinCode": null });
    if let (1, Some(card)) = (version, card.as_object_mut()) {
        card.insert("redemptionUrl".to_owned(), Value::Null);
    }
    card
}

async fn list(State(house): State<Shared>, headers: HeaderMap, Query(query): Search) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Gifts) {
        return fault.into_response();
    }
    let numbers = wanted(&query);
    counter::ask(&house, &numbers, |orders, _| {
        let rows = orders.iter().filter(|order| order.of_keys).map(transaction).collect();
        page(&house, cut(rows, &query))
    })
    .await
}

async fn one(State(house): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Gifts) {
        return fault.into_response();
    }
    let numbers: Vec<String> = house.desk().book.number_of(&id).into_iter().collect();
    counter::ask(&house, &numbers, |orders, _| match orders.first().filter(|order| order.of_keys) {
        Some(order) => axum::Json(transaction(order)).into_response(),
        None => NO_SUCH_ORDER.into_response(),
    })
    .await
}

async fn products(State(house): State<Shared>, headers: HeaderMap, Query(query): Search) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Gifts) {
        return fault.into_response();
    }
    let odd = house.switches().odd;
    let rows = {
        let desk = house.desk();
        desk.book.goods().filter(|goods| goods.keys).map(|goods| product_of(goods, odd)).collect()
    };
    page(&house, cut(rows, &query))
}

async fn product(State(house): State<Shared>, headers: HeaderMap, Path(id): Path<u64>) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Gifts) {
        return fault.into_response();
    }
    let odd = house.switches().odd;
    let found = house.desk().book.goods_of(id).filter(|goods| goods.keys).map(|goods| product_of(goods, odd));
    match found {
        Some(product) => axum::Json(product).into_response(),
        None => {
            let Fault(_, code, message) = fault(Refusal::NoSuchGoods, Service::Gifts);
            Fault(axum::http::StatusCode::NOT_FOUND, code, message).into_response()
        }
    }
}

/// The document has the map of prices as a list of objects, the examples beside it as one object.
fn product_of(goods: &Goods, odd: bool) -> Value {
    let map = json!({ form::decimal(goods.face): decimal(goods.cost) });
    json!({
        "productId": goods.id, "productName": goods.name, "global": false, "supportsPreOrder": false,
        "status": if goods.on_sale { "ACTIVE" } else { "INACTIVE" }, "senderFee": 0, "senderFeePercentage": 0,
        "discountPercentage": 0, "denominationType": "FIXED", "recipientCurrencyCode": "USD",
        "minRecipientDenomination": null, "maxRecipientDenomination": null, "senderCurrencyCode": "CNY",
        "fixedRecipientDenominations": [decimal(goods.face)], "fixedSenderDenominations": [decimal(goods.cost)],
        "fixedRecipientToSenderDenominationsMap": if odd { map } else { json!([map]) },
        "brand": { "brandId": 1, "brandName": goods.name }, "country": { "isoName": "US", "name": "United States" },
        "redeemInstruction": { "concise": "Type it in.", "verbose": "Type it in." },
        "additionalRequirements": { "userIdRequired": false },
    })
}

async fn balance(State(house): State<Shared>, headers: HeaderMap) -> Response {
    match let_in(&house, &headers, Service::Gifts) {
        Ok(_) => super::balance(&house),
        Err(fault) => fault.into_response(),
    }
}
