//! The sandbox gateway's own protocol (`docs/sandbox-protocol.md`) among the others, so that the same levers move it and
//! its clock obeys. Nonces are not remembered here.

use std::collections::BTreeMap;
use std::io::Result;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::book::{Arrival, Refund, RefundState};
use super::notify::{self, About, BadAmount, Bend, Signing, Told, Waiting, What};
use super::{Answer, House, Kind, Letter, Payment, Shared};
use crate::ambient;
use crate::fields;
use crate::sign::{self, Message};
use crate::state::{Ask, RefundAsk};

const CODE: &str = "sandbox";
const MERCHANT: &str = "shop";
const HEADERS: [&str; 4] = ["sandbox-merchant", "sandbox-timestamp", "sandbox-nonce", "sandbox-signature"];
const MOST_BODY: usize = 64 * 1024;
const WINDOW_S: u64 = 300;
/// Stands where an exponent is written: JSON's own writer would make it a plain number.
const EXPONENT_MARK: i64 = 1_234_567_890_123;

pub struct Sandbox;

impl Kind for Sandbox {
    fn code(&self) -> &'static str {
        CODE
    }
    /// All paths of the protocol begin with it.
    fn path(&self) -> &'static str {
        "v1"
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        Ok([("url", house.base.clone()), ("merchant", MERCHANT.to_owned()), ("secret", secret(house)?)]
            .map(|(name, value)| (name.to_owned(), value))
            .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new()
            .route("/payments", post(create))
            .route("/payments/{number}", get(query))
            .route("/payments/{number}/close", post(close))
            .route("/refunds", post(refund))
            .route("/refunds/{number}", get(query_refund))
            .layer(from_fn_with_state(house.clone(), signed))
            .with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let mut body = body(told)?.to_string();
        body = body.replace(&format!("\"amount\":{EXPONENT_MARK}"), "\"amount\":1e3");
        let headers = sealed(house, told, &body)?;
        if let Some(number) = &told.bend.number {
            body = body.replace(&told.payment.out_trade_no, number);
        }
        Some(Letter {
            method: "POST",
            url: told.payment.notify_url.clone(),
            headers,
            body: body.into_bytes(),
        })
    }
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.body.trim() == "success"
    }
}

fn secret(house: &House) -> Result<String> {
    house.keys.text("sandbox.secret")
}

fn merchant(bend: &Bend) -> &'static str {
    if bend.other_merchant { "somebody-else" } else { MERCHANT }
}

fn body(told: &Told<'_>) -> Option<Value> {
    let payment = told.payment;
    let common = |event: &str, kind: &str, amount: Value, currency: &str| {
        json!({
            "event_id": format!("evt_{event}"), "type": kind, "merchant": merchant(told.bend),
            "out_trade_no": payment.out_trade_no, "payment_id": payment.id, "trade_id": null,
            "amount": amount, "currency": currency,
            "paid_at": payment.arrivals.first().map(|arrival| arrival.at),
        })
    };
    match told.about {
        About::Paid(arrival) => {
            let amount = bent(told.bend.amount, arrival.amount);
            Some(common(&arrival.id, "payment.succeeded", amount, &arrival.currency))
        }
        About::Refunded(refund) => {
            let mut told = common(&refund.id, "refund.succeeded", refund.amount.into(), &refund.currency);
            told["out_refund_no"] = json!(refund.out_refund_no);
            told["refund_id"] = json!(refund.id);
            told["refunded_at"] = json!(refund.at);
            Some(told)
        }
        About::Disputed(..) | About::Closed => None,
    }
}

fn bent(bad: Option<BadAmount>, amount: i64) -> Value {
    match bad {
        None => amount.into(),
        Some(BadAmount::Array) => json!([amount]),
        Some(BadAmount::Exponent) => EXPONENT_MARK.into(),
        Some(BadAmount::Zero) => 0.into(),
        Some(BadAmount::Negative) => (-amount).into(),
        Some(BadAmount::TooExact) => amount.to_string().into(),
    }
}

/// The four headers of a notify.
fn sealed(house: &House, told: &Told<'_>, body: &str) -> Option<Vec<(String, String)>> {
    let content = ("content-type".to_owned(), "application/json".to_owned());
    let secret = match told.bend.signing {
        Signing::Right => secret(house).ok()?,
        Signing::Wrong => "somebody else's secret".to_owned(),
        Signing::Empty => String::new(),
        Signing::None => return Some(vec![content]),
    };
    let url = reqwest::Url::parse(&told.payment.notify_url).ok()?;
    let (timestamp, nonce) = ((told.now_ms / 1000).to_string(), ambient::id("").ok()?);
    let path = fields::path_and_query(&url);
    let message =
        Message { timestamp: &timestamp, nonce: &nonce, method: "POST", path: &path, body: body.as_bytes() };
    let signature = sign::notify(&secret, &message);
    let values = [merchant(told.bend).to_owned(), timestamp, nonce, signature];
    let mut headers: Vec<(String, String)> =
        HEADERS.iter().map(|name| (*name).to_owned()).zip(values).collect();
    headers.push(content);
    Some(headers)
}

fn problem(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "code": code, "message": "" }))).into_response()
}

/// Lets a well signed request through, and signs what comes back.
async fn signed(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST_BODY).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large");
    };
    // Below its first part, that is all that is left of a path; the whole is signed.
    let path = format!("/v1{}", parts.uri.path_and_query().map_or("/", |path| path.as_str()));
    let nonce = match check(&house, parts.method.as_str(), &path, &parts.headers, &body) {
        Ok(nonce) => nonce,
        Err(code) => return problem(StatusCode::UNAUTHORIZED, code),
    };
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    seal(&house, &nonce, answer).await
}

fn check(
    house: &House,
    method: &str,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> std::result::Result<String, &'static str> {
    let given = HEADERS.map(|name| headers.get(name).and_then(|value| value.to_str().ok()));
    let [Some(merchant), Some(timestamp), Some(nonce), Some(signature)] = given else {
        return Err("bad_auth_header");
    };
    if merchant != MERCHANT {
        return Err("unknown_merchant");
    }
    let now = house.now_ms(CODE) / 1000;
    if timestamp.parse::<i64>().map_or(true, |at| at.abs_diff(now) > WINDOW_S) {
        return Err("stale_timestamp");
    }
    let secret = secret(house).map_err(|_| "internal")?;
    let message = Message { timestamp, nonce, method, path, body };
    if !sign::same(&sign::request(&secret, &message), signature) {
        return Err("bad_signature");
    }
    Ok(nonce.to_owned())
}

/// An answer that breaks off stays one.
async fn seal(house: &House, nonce: &str, answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let (Ok(body), Ok(secret)) = (to_bytes(body, usize::MAX).await, secret(house)) else {
        return super::broken();
    };
    let timestamp = (house.now_ms(CODE) / 1000).to_string();
    let signature = sign::answer(&secret, &timestamp, nonce, parts.status.as_str(), &body);
    for (name, value) in HEADERS.into_iter().zip([MERCHANT, &timestamp, nonce, &signature]) {
        if let Ok(value) = HeaderValue::from_str(value) {
            parts.headers.insert(HeaderName::from_static(name), value);
        }
    }
    Response::from_parts(parts, Body::from(body))
}

async fn create(State(house): State<Shared>, body: Bytes) -> Response {
    let Ok(ask) = serde_json::from_slice::<Ask>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_json");
    };
    let now = house.now_ms(CODE);
    let text = String::from_utf8_lossy(&body).into_owned();
    let known = house.book().by_number(CODE, &ask.out_trade_no).cloned();
    if let Some(known) = known {
        if known.extra.get("asked") != Some(&text) {
            return problem(StatusCode::CONFLICT, "out_trade_no_conflict");
        }
        return house.opened(CODE, opened(&house, &known, now));
    }
    if fields::check_ask(&ask, now).is_err() {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid_field");
    }
    let Ok(id) = ambient::id("pay_") else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "internal");
    };
    let payment = Payment {
        gateway: CODE,
        id,
        out_trade_no: ask.out_trade_no,
        amount: ask.amount,
        currency: ask.currency,
        subject: ask.subject,
        notify_url: ask.notify_url,
        return_url: Some(ask.return_url),
        created_at: now,
        expires_at: Some(ask.expires_at),
        extra: [("asked", text)].into(),
        ..Payment::default()
    };
    house.book().add(payment.clone());
    house.opened(CODE, opened(&house, &payment, now))
}

fn state(payment: &Payment, now: i64) -> &'static str {
    match () {
        () if payment.is_paid() => "paid",
        () if payment.closed_at.is_some() => "closed",
        () if payment.is_over(now) => "expired",
        () => "open",
    }
}

fn opened(house: &House, payment: &Payment, now: i64) -> Response {
    let pay_url = house.pay_page(payment);
    Json(json!({
        "payment_id": payment.id, "out_trade_no": payment.out_trade_no, "pay_url": pay_url, "qr_text": pay_url,
        "state": state(payment, now), "amount": payment.amount, "currency": payment.currency,
        "expires_at": payment.expires_at,
    }))
    .into_response()
}

async fn query(State(house): State<Shared>, Path(number): Path<String>) -> Response {
    let known = house.book().by_number(CODE, &number).cloned();
    known.map_or_else(
        || problem(StatusCode::NOT_FOUND, "payment_not_found"),
        |payment| shown(&payment, house.now_ms(CODE)),
    )
}

fn shown(payment: &Payment, now: i64) -> Response {
    let paid = |arrival: &Arrival| {
        json!({
            "event_id": format!("evt_{}", arrival.id), "type": "payment.succeeded", "trade_id": arrival.id,
            "amount": arrival.amount, "currency": arrival.currency, "at": arrival.at,
            "out_refund_no": null, "refund_id": null,
        })
    };
    let back = |refund: &Refund| {
        json!({
            "event_id": format!("evt_{}", refund.id), "type": "refund.succeeded", "trade_id": null,
            "amount": refund.amount, "currency": refund.currency, "at": refund.at,
            "out_refund_no": refund.out_refund_no, "refund_id": refund.id,
        })
    };
    let done = payment.refunds.iter().filter(|refund| refund.state == RefundState::Done);
    let events: Vec<Value> = payment.arrivals.iter().map(paid).chain(done.map(back)).collect();
    Json(json!({
        "payment_id": payment.id, "out_trade_no": payment.out_trade_no, "state": state(payment, now),
        "amount": payment.amount, "currency": payment.currency, "subject": payment.subject,
        "created_at": payment.created_at, "expires_at": payment.expires_at, "closed_at": payment.closed_at,
        "paid_amount": payment.arrived(), "paid_at": payment.arrivals.first().map(|arrival| arrival.at),
        "refunded_amount": payment.refunded(), "events": events,
    }))
    .into_response()
}

async fn close(State(house): State<Shared>, Path(number): Path<String>) -> Response {
    let now = house.now_ms(CODE);
    let mut book = house.book();
    let Some(id) = book.by_number(CODE, &number).map(|payment| payment.id.clone()) else {
        return problem(StatusCode::NOT_FOUND, "payment_not_found");
    };
    match book.change(CODE, &id) {
        Some(payment) if payment.is_paid() => problem(StatusCode::CONFLICT, "already_paid"),
        Some(payment) => {
            payment.closed_at.get_or_insert(now);
            shown(payment, now)
        }
        None => problem(StatusCode::NOT_FOUND, "payment_not_found"),
    }
}

/// What is refused by a lever is refused; this protocol has no refunds under way.
async fn refund(State(house): State<Shared>, body: Bytes) -> Response {
    let Ok(ask) = serde_json::from_slice::<RefundAsk>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "invalid_json");
    };
    let number = Some(ask.out_refund_no.clone());
    let now = house.now_ms(CODE);
    let (payment_id, new) = {
        let mut book = house.book();
        let Some(payment) = book.by_number(CODE, &ask.out_trade_no).cloned() else {
            return problem(StatusCode::NOT_FOUND, "payment_not_found");
        };
        if let Some(known) = payment.refunds.iter().find(|refund| refund.out_refund_no == number) {
            let same = (known.amount, &known.currency) == (ask.amount, &ask.currency);
            return match same {
                true => house.refunded(CODE, given_back(&payment, known)),
                false => problem(StatusCode::CONFLICT, "out_refund_no_conflict"),
            };
        }
        let left = left(&payment, &ask.currency);
        if fields::check_refund(&ask).is_err() || ask.amount > left || house.switches(CODE).fail_refunds {
            return problem(StatusCode::CONFLICT, "refund_exceeds_paid");
        }
        let Ok(id) = ambient::id("rfd_") else {
            return problem(StatusCode::INTERNAL_SERVER_ERROR, "internal");
        };
        let (amount, currency, state) = (ask.amount, ask.currency, RefundState::Done);
        let new = Refund { id, out_refund_no: number, amount, currency, state, at: now };
        if let Some(known) = book.change(CODE, &payment.id) {
            known.refunds.push(new.clone());
        }
        (payment.id, new)
    };
    let what = What::Refunded(new.id.clone());
    notify::announce(&house, Waiting { gateway: CODE, payment_id: payment_id.clone(), what });
    let payment = house.book().by_id(CODE, &payment_id).cloned().unwrap_or_default();
    house.refunded(CODE, given_back(&payment, &new))
}

/// What came in that currency and has not gone back.
fn left(payment: &Payment, currency: &str) -> i64 {
    let came = payment.arrivals.iter().filter(|arrival| arrival.currency == currency).map(|a| a.amount);
    let gone = payment.refunds.iter().filter(|refund| refund.currency == currency).map(|r| r.amount);
    came.sum::<i64>() - gone.sum::<i64>()
}

fn given_back(payment: &Payment, refund: &Refund) -> Response {
    Json(json!({
        "refund_id": refund.id, "out_refund_no": refund.out_refund_no, "out_trade_no": payment.out_trade_no,
        "payment_id": payment.id, "trade_id": null, "state": "succeeded", "amount": refund.amount,
        "currency": refund.currency, "reason": "", "refunded_at": refund.at,
    }))
    .into_response()
}

async fn query_refund(State(house): State<Shared>, Path(number): Path<String>) -> Response {
    let book = house.book();
    let found = book.all().iter().filter(|payment| payment.gateway == CODE).find_map(|payment| {
        let refund = payment.refunds.iter().find(|r| r.out_refund_no.as_deref() == Some(number.as_str()))?;
        Some(given_back(payment, refund))
    });
    found.unwrap_or_else(|| problem(StatusCode::NOT_FOUND, "refund_not_found"))
}
