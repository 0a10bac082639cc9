use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::{
    BAD_REQUEST, Fault, Members, NO_SUCH_ORDER, Service, cut, decimal, fault, id_of, let_in, number, page,
    posted, status, wanted,
};
use crate::channels::{china, form};
use crate::suppliers::book::{Asked, Goods, Order, Refusal};
use crate::suppliers::{House, Shared, counter, text_of, whole_of};

type Search = Query<BTreeMap<String, String>>;

/// Of the operators here.
const COUNTRY: &str = "CN";

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/topups", post(at_once))
        .route("/topups-async", post(later))
        .route("/topups/{id}/status", get(standing))
        .route("/topups/reports/transactions", get(list))
        .route("/operators", get(operators))
        .route("/operators/{id}", get(operator))
        .route("/operators/countries/{iso}", get(of_country))
        .route("/operators/auto-detect/phone/{phone}/countries/{iso}", get(detected))
        .route("/accounts/balance", get(balance))
}

async fn at_once(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    top_up(&house, &headers, &body, |_, outcome, _| match outcome {
        Ok(order) => axum::Json(transaction(order)).into_response(),
        Err(refusal) => fault(refusal, Service::Airtime).into_response(),
    })
    .await
}

async fn later(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    top_up(&house, &headers, &body, |_, outcome, _| match outcome {
        Ok(order) => axum::Json(json!({ "transactionId": id_of(order) })).into_response(),
        Err(refusal) => fault(refusal, Service::Airtime).into_response(),
    })
    .await
}

async fn top_up(
    house: &Shared,
    headers: &HeaderMap,
    body: &[u8],
    write: fn(&House, Result<&Order, Refusal>, bool) -> Response,
) -> Response {
    let asked = let_in(house, headers, Service::Airtime)
        .and_then(|_| posted(headers, body))
        .and_then(|members| read(house, &members));
    match asked {
        Ok(asked) => counter::order(house, asked, write).await,
        Err(fault) => fault.into_response(),
    }
}

fn read(house: &House, members: &Members) -> Result<Asked, Fault> {
    let bad = |code, message| Fault(StatusCode::BAD_REQUEST, Some(code), message);
    let product = whole_of(members, "operatorId").ok_or(BAD_REQUEST)?;
    let phone = members.get("recipientPhone").and_then(Value::as_object).ok_or(BAD_REQUEST)?;
    let (country, digits) = (text_of(phone, "countryCode"), digits(phone));
    if country != COUNTRY {
        return Err(bad("COUNTRY_NOT_SUPPORTED", "The country is not supported"));
    }
    let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        return Err(bad("INVALID_RECIPIENT_PHONE", "Recipient phone number is not valid"));
    }
    let desk = house.desk();
    let goods = desk.book.goods_of(product).filter(|goods| !goods.keys);
    let goods = goods.ok_or_else(|| bad("OPERATOR_NOT_FOUND", "Operator not found"))?;
    let local = members.get("useLocalAmount").and_then(Value::as_bool).unwrap_or_default();
    if form::minor(&text_of(members, "amount")) != Some(goods.face) || local {
        return Err(bad("INVALID_AMOUNT_FOR_OPERATOR", "The amount is not valid for this operator"));
    }
    Ok(Asked {
        order_no: number(members)?,
        product,
        account: digits,
        count: 1,
        most: None,
        given: [("amount".to_owned(), form::decimal(goods.face))].into(),
        callback_url: None,
    })
}

/// A number may begin with a plus.
fn digits(phone: &Map<String, Value>) -> String {
    let number = text_of(phone, "number");
    number.strip_prefix('+').unwrap_or(&number).to_owned()
}

fn transaction(order: &Order) -> Value {
    let amount = order.given.get("amount").and_then(|text| form::minor(text)).unwrap_or_default();
    json!({
        "transactionId": id_of(order), "status": status(order), "operatorTransactionId": null,
        "customIdentifier": order.order_no, "recipientPhone": order.account, "recipientEmail": null, "senderPhone": null,
        "countryCode": COUNTRY, "operatorId": order.product, "operatorName": order.name,
        "discount": decimal(amount - order.cost), "discountCurrencyCode": "CNY", "requestedAmount": decimal(amount),
        "requestedAmountCurrencyCode": "CNY", "deliveredAmount": decimal(amount), "deliveredAmountCurrencyCode": "CNY",
        "transactionDate": china::spaced(order.placed_at), "pinDetail": null,
        "balanceInfo": { "cost": decimal(order.cost), "currencyCode": "CNY", "currencyName": "Chinese Yuan" },
    })
}

/// In an envelope, as the examples beside the document have it; without one, as its tables have it, in the other way.
async fn standing(State(house): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Airtime) {
        return fault.into_response();
    }
    let numbers: Vec<String> = house.desk().book.number_of(&id).into_iter().collect();
    let odd = house.switches().odd;
    counter::ask(&house, &numbers, |orders, _| match orders.first().filter(|order| !order.of_keys) {
        Some(order) if odd => axum::Json(transaction(order)).into_response(),
        Some(order) => {
            let why = order.reason.map(|reason| fault(Refusal::Why(reason), Service::Airtime));
            let (code, message) = why.map_or((None, None), |Fault(_, code, message)| (code, Some(message)));
            axum::Json(json!({
                "code": code, "message": message, "status": status(order), "transaction": transaction(order),
            }))
            .into_response()
        }
        None => NO_SUCH_ORDER.into_response(),
    })
    .await
}

/// The older list does not say how they stand: the other way of writing it.
async fn list(State(house): State<Shared>, headers: HeaderMap, Query(query): Search) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Airtime) {
        return fault.into_response();
    }
    let numbers = wanted(&query);
    let odd = house.switches().odd;
    counter::ask(&house, &numbers, |orders, _| {
        let row = |order: &Order| {
            let mut row = transaction(order);
            if let (true, Some(row)) = (odd, row.as_object_mut()) {
                row.remove("status");
            }
            row
        };
        let rows = orders.iter().filter(|order| !order.of_keys).map(row).collect();
        page(&house, cut(rows, &query))
    })
    .await
}

fn all(house: &House) -> Vec<Value> {
    house.desk().book.goods().filter(|goods| !goods.keys).map(operator_of).collect()
}

async fn operators(State(house): State<Shared>, headers: HeaderMap, Query(query): Search) -> Response {
    match let_in(&house, &headers, Service::Airtime) {
        Ok(_) => page(&house, cut(all(&house), &query)),
        Err(fault) => fault.into_response(),
    }
}

async fn of_country(State(house): State<Shared>, headers: HeaderMap, Path(iso): Path<String>) -> Response {
    match let_in(&house, &headers, Service::Airtime) {
        Ok(_) if iso == COUNTRY => axum::Json(all(&house)).into_response(),
        Ok(_) => axum::Json(Vec::<Value>::new()).into_response(),
        Err(fault) => fault.into_response(),
    }
}

async fn operator(State(house): State<Shared>, headers: HeaderMap, Path(id): Path<u64>) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Airtime) {
        return fault.into_response();
    }
    let found = house.desk().book.goods_of(id).filter(|goods| !goods.keys).map(operator_of);
    let none = Fault(StatusCode::NOT_FOUND, Some("OPERATOR_NOT_FOUND"), "Operator not found");
    found.map_or_else(|| none.into_response(), |operator| axum::Json(operator).into_response())
}

/// Whose a telephone is. Here one that ends in 9 is nobody's, and one that ends in 8 the last operator's; all others are the
/// first one's.
async fn detected(
    State(house): State<Shared>,
    headers: HeaderMap,
    Path((phone, iso)): Path<(String, String)>,
) -> Response {
    if let Err(fault) = let_in(&house, &headers, Service::Airtime) {
        return fault.into_response();
    }
    let none = Fault(
        StatusCode::NOT_FOUND,
        Some("COULD_NOT_AUTO_DETECT_OPERATOR"),
        "Could not auto detect operator for given phone number",
    );
    let mut operators = all(&house).into_iter();
    let found = match phone.chars().last() {
        _ if iso != COUNTRY => None,
        Some('9') => None,
        Some('8') => operators.next_back(),
        _ => operators.next(),
    };
    found.map_or_else(|| none.into_response(), |operator| axum::Json(operator).into_response())
}

fn operator_of(goods: &Goods) -> Value {
    json!({
        "id": goods.id, "operatorId": goods.id, "name": goods.name, "bundle": false, "data": false, "pin": false,
        "supportsLocalAmounts": false, "denominationType": "FIXED", "senderCurrencyCode": "CNY",
        "destinationCurrencyCode": "CNY", "internationalDiscount": 0, "localDiscount": discount(goods),
        "minAmount": null, "maxAmount": null, "country": { "isoName": COUNTRY, "name": "China" },
        "fx": { "rate": 1, "currencyCode": "CNY" }, "fixedAmounts": [decimal(goods.face)], "suggestedAmounts": [],
        "status": if goods.on_sale { "ACTIVE" } else { "INACTIVE" },
    })
}

/// In hundredths, with four places behind the point.
fn discount(goods: &Goods) -> Value {
    let parts = (goods.face - goods.cost).max(0).saturating_mul(1_000_000) / goods.face.max(1);
    serde_json::from_str(&format!("{}.{:04}", parts / 10_000, parts % 10_000)).unwrap_or_default()
}

async fn balance(State(house): State<Shared>, headers: HeaderMap) -> Response {
    match let_in(&house, &headers, Service::Airtime) {
        Ok(_) => super::balance(&house),
        Err(fault) => fault.into_response(),
    }
}
