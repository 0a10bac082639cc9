use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::book::{Asked, Order, OrderState, Reason, Refusal};
use super::super::dujiao::is_inside;
use super::super::{House, Shared, counter, json_of};
use super::{Problem, bad_request, claims, goods, problem, utc};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    order_no: String,
    product: String,
    quantity: i64,
    account: Option<BTreeMap<String, String>>,
    unit_price: Option<i64>,
    currency: Option<String>,
    callback_url: Option<String>,
    trace: Option<String>,
}

pub async fn order(State(house): State<Shared>, body: Bytes) -> Response {
    let Ok(wanted) = serde_json::from_slice::<Wanted>(&body) else { return bad_request().into_response() };
    let trace = wanted.trace.clone().unwrap_or_default();
    let (asked, known) = match drawn_up(&house, wanted) {
        Ok(drawn_up) => drawn_up,
        Err(why) => return why.into_response(),
    };
    if known.is_none() {
        house.desk().docking.traces.insert(asked.order_no.clone(), trace);
    }
    let number = asked.order_no.clone();
    let write = |house: &House, outcome: Result<&Order, Refusal>, _forged: bool| match outcome {
        Ok(order) => stands(house, order),
        Err(Refusal::Repeated) => repeated(house, &number, known.is_some()),
        Err(refusal) => why_not(refusal).into_response(),
    };
    counter::order(&house, asked, write).await
}

/// Said again: as it stands. A new one that is called a repeated one was sent twice on its way.
fn repeated(house: &House, number: &str, was_known: bool) -> Response {
    let order = house.desk().book.find(number).filter(|_| was_known);
    match order {
        Some(order) => stands(house, &order),
        None => problem(401, "replayed").into_response(),
    }
}

/// What is asked for, and the order that has its number already.
fn drawn_up(house: &House, wanted: Wanted) -> Result<(Asked, Option<Order>), Problem> {
    if !is_number(&wanted.order_no) {
        return Err(problem(422, "bad_order_no"));
    }
    if wanted.unit_price.is_some() != wanted.currency.is_some() {
        return Err(bad_request());
    }
    let url = wanted.callback_url.filter(|url| !url.is_empty());
    let bad_url =
        |url: &String| !url.starts_with("http") || (house.switches().public_callbacks && is_inside(url));
    if url.as_ref().is_some_and(bad_url) {
        return Err(problem(422, "bad_callback_url"));
    }
    let number = goods::number(&wanted.product).ok_or_else(|| problem(404, "no_such_product"))?;
    let given = wanted.account.unwrap_or_default();
    let count = u64::try_from(wanted.quantity).unwrap_or_default();
    let desk = house.desk();
    if let Some(known) = desk.book.find(&wanted.order_no) {
        if (known.product, known.count, &known.given) != (number, count, &given) {
            return Err(problem(409, "order_no_used"));
        }
        let asked = asked(wanted.order_no, number, count, given, wanted.unit_price, url);
        return Ok((asked, Some(known)));
    }
    let found = desk.book.goods_of(number).filter(|goods| goods.on_sale);
    let found = found.ok_or_else(|| problem(404, "no_such_product"))?;
    if wanted.currency.is_some_and(|currency| currency != "CNY") {
        return Err(problem(409, "price_rose"));
    }
    if !(1..=goods::MOST_AT_ONCE).contains(&count) {
        return Err(problem(422, "quantity_out_of_range"));
    }
    match goods::field(found) {
        None if !given.is_empty() => return Err(problem(422, "account_not_asked")),
        Some((name, _)) if given.get(name).is_none_or(String::is_empty) => {
            return Err(bad_account(name, "missing"));
        }
        _ => {}
    }
    Ok((asked(wanted.order_no, number, count, given, wanted.unit_price, url), None))
}

/// 1 to 64 visible characters.
pub fn is_number(text: &str) -> bool {
    (1..=64).contains(&text.chars().count()) && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn asked(
    order_no: String,
    product: u64,
    count: u64,
    given: BTreeMap<String, String>,
    most: Option<i64>,
    callback_url: Option<String>,
) -> Asked {
    let account = given.values().next().cloned().unwrap_or_default();
    Asked { order_no, product, account, count, most, given, callback_url }
}

fn bad_account(field: &str, why: &str) -> Problem {
    problem(422, "bad_account").with("field", field).with("why", why)
}

fn why_not(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Repeated => problem(409, "order_no_used"),
        Refusal::NoSuchGoods | Refusal::OffSale => problem(404, "no_such_product"),
        Refusal::Why(Reason::BadAccount) => bad_account("account", "unknown"),
        Refusal::Why(Reason::OutOfStock) => problem(409, "sold_out"),
        Refusal::Why(Reason::NoFunds) => problem(402, "insufficient_balance"),
        Refusal::Why(Reason::PriceChanged) => problem(409, "price_rose"),
        Refusal::Why(Reason::Cancelled | Reason::Other) => problem(409, "no_supplier"),
    }
}

/// As this shop numbers it.
pub fn id(order: &Order) -> String {
    format!("ord_{:0>26}", order.id)
}

/// Of one whose money has gone back.
pub fn ended_badly(order: &Order) -> &'static str {
    if order.reason == Some(Reason::Cancelled) { "cancelled" } else { "failed" }
}

pub fn stands(house: &House, order: &Order) -> Response {
    let (state, refunded) = match order.state {
        OrderState::Processing => ("fulfilling", 0),
        OrderState::Success => ("delivered", order.back),
        OrderState::Refunded => ("delivered", order.cost),
        OrderState::Failed => (ended_badly(order), order.cost),
    };
    let lines = order.keys.iter().map(String::as_str).chain(order.sorry);
    let keys: Vec<Value> = lines
        .enumerate()
        .map(|(at, key)| {
            let id = format!("dlv_{:0>22}{at:04}", order.id);
            json!({ "id": id, "key": key, "password": null, "expires_at": null })
        })
        .collect();
    let (trace, claims) = {
        let desk = house.desk();
        let trace = desk.docking.traces.get(&order.order_no).cloned().unwrap_or_default();
        (trace, claims::of(&desk.docking, &order.order_no))
    };
    json_of(&json!({
        "order_no": order.order_no, "id": id(order), "state": state, "product": goods::product(order.product),
        "quantity": order.count, "amount": order.cost, "refunded": refunded, "currency": "CNY", "trace": trace,
        "placed_at": utc(order.placed_at), "keys": keys, "claims": claims,
    }))
}

pub async fn ask(State(house): State<Shared>, Path(order_no): Path<String>) -> Response {
    let write = |orders: &[Order], _forged: bool| match orders.first() {
        Some(order) => stands(&house, order),
        None => problem(404, "order_not_found").into_response(),
    };
    counter::ask(&house, &[order_no], write).await
}

/// Never, but for one that is over: that is answered with how it ended.
pub async fn cancel(State(house): State<Shared>, Path(order_no): Path<String>) -> Response {
    let order = house.desk().book.find(&order_no);
    match order {
        None => problem(404, "order_not_found").into_response(),
        Some(order) if order.state == OrderState::Failed => stands(&house, &order),
        Some(_) => problem(409, "cancel_not_allowed").into_response(),
    }
}
