//! Reloadly: a house that gives tokens, and two services that take one each, for gift cards and for airtime. The account
//! reckons in CNY, the cards in USD.
//!
//! What is public of it: the requests, their members and answers, the statuses of orders, most codes of errors, the headers of
//! callbacks and how they are signed. Chosen here: the status and code where only a sentence is public, that the cards of an
//! order that is not done are not found, and that a number that was used is refused with 400.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{ACCEPT, AUTHORIZATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use std::collections::BTreeMap;

use super::book::{Event, Order, OrderState, Reason, Refusal};
use super::calls::{Bend, Signing};
use super::{House, OTHER_KEY, Shared, is_json, text_of};
use crate::channels::{Letter, china, form, md5};
use crate::sign::{hex, same};

/// Telephones.
mod airtime;
/// Cards.
mod gifts;

/// Seconds.
const TOKEN_LASTS: i64 = 86_400;
/// The number of somebody else's order.
const OTHER_ID: u64 = 7;

type Members = Map<String, Value>;

/// What a token is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Service {
    Gifts,
    Airtime,
}

impl Service {
    fn path(self) -> &'static str {
        match self {
            Self::Gifts => "/giftcards",
            Self::Airtime => "/airtime",
        }
    }

    fn audience(self, house: &House) -> String {
        format!("{}{}", house.base, self.path())
    }

    /// The versions that it speaks.
    fn versions(self) -> &'static [&'static str] {
        match self {
            Self::Gifts => {
                &["application/com.reloadly.giftcards-v1+json", "application/com.reloadly.giftcards-v2+json"]
            }
            Self::Airtime => &["application/com.reloadly.topups-v1+json"],
        }
    }
}

/// What is wrong: the status, the code where there is one, and a sentence.
#[derive(Clone, Copy)]
struct Fault(StatusCode, Option<&'static str>, &'static str);

const BAD_REQUEST: Fault =
    Fault(StatusCode::BAD_REQUEST, Some("INVALID_INPUT_PROVIDED"), "Invalid input provided");
const NO_SUCH_ORDER: Fault = Fault(StatusCode::NOT_FOUND, None, "Invalid transaction id");

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        let body = json!({
            "timeStamp": china::spaced(crate::ambient::now_ms()), "message": message, "path": "", "errorCode": code,
            "infoLink": null, "details": [],
        });
        (status, axum::Json(body)).into_response()
    }
}

pub fn routes(house: Shared) -> Router {
    Router::new()
        .route("/oauth/token", post(give_token))
        .nest(Service::Gifts.path(), gifts::routes())
        .nest(Service::Airtime.path(), airtime::routes())
        .with_state(house)
}

/// What the shop's owner would type in.
pub fn settings(house: &House) -> BTreeMap<&'static str, String> {
    [
        ("client_id", house.credentials.name.clone()),
        ("client_secret", house.credentials.secret.clone()),
        ("sender", "演示店铺".to_owned()),
        ("webhook_secret", webhook_secret(house)),
        ("auth_url", house.base.clone()),
        ("gifts_url", Service::Gifts.audience(house)),
        ("topups_url", Service::Airtime.audience(house)),
    ]
    .into()
}

/// It is not the secret with which tokens are asked for.
fn webhook_secret(house: &House) -> String {
    format!("whsec_{}", md5::hex(&house.credentials.secret))
}

async fn give_token(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let members = match serde_json::from_slice(&body) {
        Ok(Value::Object(members)) if is_json(&headers) => members,
        _ => return BAD_REQUEST.into_response(),
    };
    let known = text_of(&members, "client_id") == house.credentials.name
        && same(&house.credentials.secret, &text_of(&members, "client_secret"))
        && text_of(&members, "grant_type") == "client_credentials";
    let audience = text_of(&members, "audience");
    let service =
        [Service::Gifts, Service::Airtime].into_iter().find(|service| service.audience(&house) == audience);
    let Some(service) = service.filter(|_| known) else {
        return Fault(StatusCode::UNAUTHORIZED, Some("INVALID_CREDENTIALS"), "Access Denied").into_response();
    };
    let until = house.clock_ms().saturating_add(TOKEN_LASTS * 1000);
    axum::Json(json!({
        "access_token": token(&house, service, until), "scope": "developer", "expires_in": TOKEN_LASTS,
        "token_type": "Bearer",
    }))
    .into_response()
}

/// Says itself until when it holds.
fn token(house: &House, service: Service, until_ms: i64) -> String {
    let mark = md5::hex(&format!("{until_ms}{}{}", service.audience(house), house.credentials.secret));
    format!("{until_ms}.{mark}")
}

/// The version that is spoken, once the token holds.
fn let_in(house: &House, headers: &HeaderMap, service: Service) -> Result<usize, Fault> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let denied = |code, message| Fault(StatusCode::UNAUTHORIZED, Some(code), message);
    let given = header(AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
    let until = given.split_once('.').and_then(|(until, _)| until.parse::<i64>().ok()).unwrap_or_default();
    if !same(&token(house, service, until), given) {
        return Err(denied("INVALID_TOKEN", "Full authentication is required to access this resource"));
    }
    if until < house.clock_ms() {
        return Err(denied("TOKEN_EXPIRED", "The access token expired"));
    }
    let spoken = service.versions().iter().position(|version| *version == header(ACCEPT));
    spoken.ok_or(Fault(StatusCode::NOT_ACCEPTABLE, None, "No acceptable representation"))
}

/// The members of what is posted.
fn posted(headers: &HeaderMap, body: &[u8]) -> Result<Members, Fault> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) if is_json(headers) => Ok(members),
        _ => Err(BAD_REQUEST),
    }
}

/// The shop's number of an order: it has to be one that a shop could give.
fn number(members: &Members) -> Result<String, Fault> {
    let number = text_of(members, "customIdentifier");
    if (1..=150).contains(&number.len()) { Ok(number) } else { Err(BAD_REQUEST) }
}

fn fault(refusal: Refusal, service: Service) -> Fault {
    let bad = |code, message| Fault(StatusCode::BAD_REQUEST, Some(code), message);
    let gone = match service {
        Service::Gifts => bad("PRODUCT_NOT_FOUND", "Product not found"),
        Service::Airtime => bad("OPERATOR_NOT_IN_SERVICE", "The operator is not in service"),
    };
    match refusal {
        Refusal::Repeated => bad("CUSTOM_IDENTIFIER_ALREADY_USED", "Custom identifier was already used"),
        Refusal::NoSuchGoods | Refusal::OffSale | Refusal::Why(Reason::OutOfStock) => gone,
        Refusal::Why(Reason::BadAccount) => {
            bad("INVALID_RECIPIENT_PHONE", "Recipient phone number is not valid")
        }
        Refusal::Why(Reason::NoFunds) => {
            bad("INSUFFICIENT_BALANCE", "Your account balance is not enough for this")
        }
        Refusal::Why(Reason::PriceChanged) => {
            let message = "Invalid price, please ensure you selected the right price.";
            Fault(StatusCode::BAD_REQUEST, None, message)
        }
        Refusal::Why(Reason::Other) => {
            bad("MAX_DAILY_TRANSACTION_COUNT_REACHED", "Maximum daily transaction count was reached")
        }
        Refusal::Why(Reason::Cancelled) => {
            bad("TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT", "Try again later")
        }
    }
}

fn status(order: &Order) -> &'static str {
    match order.state {
        OrderState::Processing => "PROCESSING",
        OrderState::Success => "SUCCESSFUL",
        OrderState::Failed | OrderState::Refunded => "REFUNDED",
    }
}

/// Its number here, as a number.
fn id_of(order: &Order) -> Value {
    order.id.parse::<u64>().map(Value::from).unwrap_or_default()
}

/// Fen as a number of yuan, or cents as one of dollars.
fn decimal(minor: i64) -> Value {
    serde_json::from_str(&form::decimal(minor)).unwrap_or_default()
}

fn balance(house: &House) -> Response {
    let deposit = house.desk().book.deposit();
    axum::Json(json!({
        "balance": decimal(deposit), "currencyCode": "CNY", "currencyName": "Chinese Yuan",
        "updatedAt": china::spaced(house.now_ms()),
    }))
    .into_response()
}

/// A page of a list; the bare list in the other way of writing it.
fn page(house: &House, rows: Vec<Value>) -> Response {
    if house.switches().odd {
        return axum::Json(rows).into_response();
    }
    let count = rows.len();
    axum::Json(json!({
        "content": rows, "totalElements": count, "totalPages": 1, "last": true, "first": true,
        "numberOfElements": count, "number": 0, "empty": count == 0,
    }))
    .into_response()
}

/// So many of them, as far as the page wants.
fn cut(rows: Vec<Value>, query: &BTreeMap<String, String>) -> Vec<Value> {
    let number =
        |name: &str, usual: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (page, size) = (number("page", 1).max(1), number("size", 200).clamp(1, 200));
    rows.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect()
}

/// The shop's numbers that a list is asked for. All of them would be too many for a question.
fn wanted(query: &BTreeMap<String, String>) -> Vec<String> {
    query.get("customIdentifier").cloned().into_iter().collect()
}

/// JSON, signed over itself, a colon and the time in seconds.
pub fn letter(house: &House, order: &Order, event: Event, bend: &Bend) -> Option<Letter> {
    let url = house.desk().callback_url.clone()?;
    let status = match event {
        Event::Succeeded => "SUCCESSFUL",
        Event::Failed | Event::Reversed => "REFUNDED",
    };
    let kind = if order.of_keys { "giftcard_transaction.status" } else { "airtime_transaction.status" };
    let id = if bend.other_id { OTHER_ID.into() } else { id_of(order) };
    let written = |number: &str| {
        json!({
            "type": kind, "date": china::spaced(house.clock_ms()),
            "data": { "transactionId": id, "customIdentifier": number, "status": status },
        })
        .to_string()
    };
    let at = house.clock_ms().div_euclid(1000).to_string();
    let body = written(&order.order_no);
    let secret = match bend.signing {
        Signing::Right => Some(webhook_secret(house)),
        Signing::Wrong => Some(OTHER_KEY.to_owned()),
        Signing::None => None,
    };
    let mut headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("x-reloadly-request-timestamp".to_owned(), at.clone()),
    ];
    if let Some(secret) = secret {
        headers.push(("x-reloadly-signature".to_owned(), signature(&body, &at, &secret)));
    }
    let body = bend.number.as_deref().map_or(body, written);
    Some(Letter { method: "POST", url, headers, body: body.into_bytes() })
}

fn signature(body: &str, at: &str, secret: &str) -> String {
    // HMAC takes keys of every length. Were it to fail, an empty text matches no signature.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{body}:{at}").as_bytes());
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python: `hmac.new(secret, body + b":" + at, hashlib.sha256).hexdigest()`.
    #[test]
    fn a_callback_is_signed_with_its_time() {
        assert_eq!(
            signature(r#"{"type":"giftcard_transaction.status"}"#, "1795924800", "whsec-0123456789"),
            "159490b28d189cf460b6334797f2f3db778bff9ab2e6fb0b3d92212788b26567"
        );
    }
}
