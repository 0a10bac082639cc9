//! A seller of keys in the protocol that Eneba calls declared stock: one address, to which the marketplace posts RESERVE,
//! PROVIDE and CANCEL with a bearer token.
//!
//! What is public of it: the three requests and their answers, that PROVIDE is repeated and a RESERVE is not, that an error to
//! a RESERVE means that there is no stock, and that CANCEL may come before or after keys were provided. Chosen here: a RESERVE
//! that cannot be met is answered with `"success": false` (with 400, in the other way of writing it), one that comes twice
//! with 409, a PROVIDE for what was never reserved with 404, and a CANCEL of it with 200.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::book::{Asked, Order, OrderState, Reason, Refusal};
use super::{House, Shared, counter, is_json, text_of, whole_of};
use crate::sign::same;

const PATH: &str = "/declared-stock";
/// What stands in front of the number of goods in the name of their auction.
const AUCTIONS: &str = "6ce664fa-4abe-11ed-b878-";

type Members = Map<String, Value>;

/// The name under which these goods are sold: a UUID.
pub fn auction(product: u64) -> String {
    format!("{AUCTIONS}{product:012}")
}

pub fn routes(house: Shared) -> Router {
    Router::new().route(PATH, post(called)).with_state(house)
}

/// What the shop's owner would type in. The shop's numbers are taken as they are, so that they can be found in the book.
pub fn settings(house: &House) -> BTreeMap<&'static str, String> {
    [
        ("url", format!("{}{PATH}", house.base)),
        ("authorization", house.credentials.secret.clone()),
        ("order_ids", "plain".to_owned()),
    ]
    .into()
}

async fn called(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !same(&format!("Bearer {}", house.credentials.secret), given) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let members = match serde_json::from_slice(&body) {
        Ok(Value::Object(members)) if is_json(&headers) => members,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    let id = text_of(&members, "orderId");
    if !(1..=64).contains(&id.len()) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    match text_of(&members, "action").as_str() {
        "RESERVE" => reserve(&house, &members, id).await,
        "PROVIDE" => provide(&house, &id).await,
        "CANCEL" => cancel(&house, &id),
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn reserve(house: &Shared, members: &Members, order_no: String) -> Response {
    let auctions = members.get("auctions").and_then(Value::as_array);
    // A marketplace may order from several at once; this seller has one at a time.
    let Some([Value::Object(auction)]) = auctions.map(Vec::as_slice) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let price = auction.get("price").and_then(Value::as_object);
    let price = price.filter(|price| text_of(price, "currency") == "CNY");
    let most = price.and_then(|price| whole_of(price, "amount")).and_then(|most| i64::try_from(most).ok());
    let id = text_of(auction, "auctionId");
    let product = id.strip_prefix(AUCTIONS).and_then(|digits| digits.parse().ok()).unwrap_or_default();
    let (Some(most), Some(count)) = (most, whole_of(auction, "keyCount")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let asked = Asked {
        order_no: order_no.clone(),
        product,
        account: String::new(),
        count,
        most: Some(most),
        given: BTreeMap::new(),
        callback_url: None,
    };
    counter::order(house, asked, |house, outcome, _| reserved(house, outcome, &order_no)).await
}

fn written(action: &str, order_no: &str, success: bool) -> Response {
    axum::Json(json!({ "action": action, "orderId": order_no, "success": success })).into_response()
}

fn reserved(house: &House, outcome: Result<&Order, Refusal>, order_no: &str) -> Response {
    match outcome {
        Ok(_) => written("RESERVE", order_no, true),
        Err(Refusal::Repeated) => StatusCode::CONFLICT.into_response(),
        Err(_) if house.switches().odd => StatusCode::BAD_REQUEST.into_response(),
        Err(_) => written("RESERVE", order_no, false),
    }
}

/// The same keys each time.
async fn provide(house: &Shared, order_no: &str) -> Response {
    let numbers = [order_no.to_owned()];
    counter::ask(house, &numbers, |orders, _| match orders.first() {
        Some(order) if order.state == OrderState::Success => axum::Json(provided(order)).into_response(),
        Some(_) => written("PROVIDE", order_no, false),
        None => (StatusCode::NOT_FOUND, written("PROVIDE", order_no, false)).into_response(),
    })
    .await
}

fn provided(order: &Order) -> Value {
    let texts = order.keys.iter().map(String::as_str).chain(order.sorry);
    let keys: Vec<Value> = texts.map(|text| json!({ "type": "TEXT", "value": text })).collect();
    json!({
        "action": "PROVIDE", "orderId": order.order_no, "success": true,
        "auctions": [{ "auctionId": auction(order.product), "keys": keys }],
    })
}

/// Before the keys were provided, or after: then they are the seller's again.
fn cancel(house: &Shared, order_no: &str) -> Response {
    let now = house.now_ms();
    let mut desk = house.desk();
    if desk.switches.refuse_cancels {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if desk.book.fail(order_no, Reason::Cancelled, now).is_none() {
        // Nothing moves where there is no such order, or where it is over.
        desk.book.reverse(order_no, now);
    }
    StatusCode::OK.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_named_by_uuids() {
        assert_eq!(auction(10_000_009), "6ce664fa-4abe-11ed-b878-000010000009");
    }
}
