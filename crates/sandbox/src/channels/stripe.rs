//! Stripe's Checkout, as docs.stripe.com/api describes sessions, payment intents, refunds and webhooks in version
//! 2024-06-20. A session is paid once at most; if the levers bring more money for it, only the first shows.

/// What is asked for in a form, and what is wrong with it.
mod asked;
/// The payer's bank takes a payment back.
mod disputes;
/// The objects of the API as JSON.
mod objects;
/// Give money back, and tell of it.
mod refunds;
/// Its report of a day.
mod statement;

use std::collections::BTreeMap;
use std::io::Result;

use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::notify::{About, BadAmount, Signing, Told};
use super::statements::Day;
use super::{Answer, House, Kind, Letter, Payment, Shared, form};
use crate::ambient;
use objects::Expand;

const CODE: &str = "stripe";

pub struct Stripe;

impl Kind for Stripe {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        "stripe"
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        Ok([
            ("secret_key", secret_key(house)?),
            ("webhook_secret", webhook_secret(house)?),
            ("api_url", format!("{}/stripe", house.base)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new()
            .route("/v1/balance", get(balance))
            .route("/v1/checkout/sessions", post(create).get(list))
            .route("/v1/checkout/sessions/{id}", get(retrieve))
            .route("/v1/checkout/sessions/{id}/expire", post(expire))
            .route("/v1/refunds", post(refunds::create).get(refunds::list))
            .route("/v1/disputes/{id}", get(disputes::retrieve))
            .layer(from_fn_with_state(house.clone(), with_key))
            .with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let (kind, object) = match told.about {
            About::Paid(_) => ("checkout.session.completed", paid_object(told)),
            About::Refunded(refund) => ("refund.updated", objects::refund(told.payment, refund)),
            About::Disputed(dispute, event) => {
                (disputes::kind(event), objects::dispute(told.payment, dispute))
            }
            About::Closed => {
                let session = objects::session(told.payment, told.now_ms, Expand::Nothing);
                ("checkout.session.expired", session)
            }
        };
        let mut event = json!({
            "id": format!("evt_{}", told.payment.id), "object": "event", "api_version": "2024-06-20",
            "created": told.now_ms / 1000, "livemode": false, "pending_webhooks": 1, "type": kind,
            "data": { "object": object },
        });
        if told.bend.other_merchant {
            event["account"] = "acct_somebodyelse".into();
        }
        let mut body = event.to_string();
        if told.bend.amount == Some(BadAmount::Exponent) {
            body = body.replace(&format!("\"amount_total\":{EXPONENT_MARK}"), "\"amount_total\":1e3");
        }
        let headers = signed(house, told, &body)?;
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
    fn statement(&self, house: &House, day: Day) -> Option<String> {
        Some(statement::write(house, day))
    }
    fn disputes(&self) -> Option<&'static str> {
        Some("dp_")
    }
    fn ahead(&self) -> i64 {
        0
    }
    fn is_taken(&self, answer: &Answer) -> bool {
        (200..300).contains(&answer.status)
    }
}

/// Stands where an exponent is written: JSON's own writer would make it a plain number.
const EXPONENT_MARK: i64 = 1_234_567_890_123;

/// A session as it looks once this money has come, with the amount bent.
fn paid_object(told: &Told<'_>) -> Value {
    let mut payment = told.payment.clone();
    if let About::Paid(arrival) = told.about {
        payment.arrivals = vec![arrival.clone()];
    }
    let mut session = objects::session(&payment, told.now_ms, Expand::Nothing);
    let amount = payment.amount;
    session["amount_total"] = match told.bend.amount {
        None => amount.into(),
        Some(BadAmount::Array) => json!([amount]),
        Some(BadAmount::Exponent) => EXPONENT_MARK.into(),
        Some(BadAmount::Zero) => 0.into(),
        Some(BadAmount::Negative) => (-amount).into(),
        Some(BadAmount::TooExact) => amount.to_string().into(),
    };
    session
}

/// "Verify manually" of docs.stripe.com/webhooks: time, a dot and the body.
fn signed(house: &House, told: &Told<'_>, body: &str) -> Option<Vec<(String, String)>> {
    let mut headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
    let secret = match told.bend.signing {
        Signing::Right => webhook_secret(house).ok()?,
        Signing::Wrong => "whsec_of_somebody_else".to_owned(),
        Signing::Empty => String::new(),
        Signing::None => return Some(headers),
    };
    let seconds = told.now_ms / 1000;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{seconds}.{body}").as_bytes());
    let v1 = crate::sign::hex(&mac.finalize().into_bytes());
    headers.push(("stripe-signature".to_owned(), format!("t={seconds},v1={v1},v0={}", "0".repeat(64))));
    Some(headers)
}

fn secret_key(house: &House) -> Result<String> {
    house.keys.text("stripe.secret_key").map(|text| format!("sk_test_{text}"))
}

fn webhook_secret(house: &House) -> Result<String> {
    house.keys.text("stripe.webhook_secret").map(|text| format!("whsec_{text}"))
}

/// An error in the form of docs.stripe.com/api/errors.
fn problem(status: StatusCode, kind: &str, code: &str, message: &str) -> Response {
    let error = json!({ "type": kind, "code": code, "message": message });
    (status, Json(json!({ "error": error }))).into_response()
}

fn invalid(code: &str, message: &str) -> Response {
    problem(StatusCode::BAD_REQUEST, "invalid_request_error", code, message)
}

fn missing(what: &str) -> Response {
    problem(StatusCode::NOT_FOUND, "invalid_request_error", "resource_missing", what)
}

/// `Authorization: Bearer sk_…`
async fn with_key(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let given = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let key = given.and_then(|value| value.strip_prefix("Bearer "));
    match (key, secret_key(&house)) {
        (Some(key), Ok(expected)) if key == expected => next.run(request).await,
        _ => problem(StatusCode::UNAUTHORIZED, "invalid_request_error", "", "Invalid API Key provided"),
    }
}

async fn balance() -> Json<Value> {
    Json(json!({ "object": "balance", "livemode": false, "available": [], "pending": [] }))
}

async fn create(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let fields = form::read(&body);
    let now = house.now_ms(CODE);
    let key = idempotency_key(&headers);
    // The same key has the same answer, as it was given first.
    if let Some(known) = key.as_deref().and_then(|key| of_key(&house, key)) {
        if known.extra.get("asked") != Some(&body) {
            return other_content();
        }
        let first = Payment { arrivals: vec![], closed_at: None, expires_at: None, ..known };
        return house.opened(CODE, session_of(&house, &first, now, Expand::Nothing));
    }
    let mut payment = match asked::session(&fields, now) {
        Ok(payment) => payment,
        Err((code, message)) => return invalid(code, &message),
    };
    let (Ok(id), Ok(intent)) = (ambient::id("cs_test_"), ambient::id("pi_")) else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "", "no randomness");
    };
    payment.id = id;
    payment.notify_url = endpoint(&house, &payment);
    payment.extra.insert("intent", intent);
    payment.extra.insert("asked", body);
    payment.extra.extend(key.map(|key| ("key", key)));
    house.book().add(payment.clone());
    house.opened(CODE, session_of(&house, &payment, now, Expand::Nothing))
}

/// Where webhooks go is set in the account, not in a request: it is a key like the others. Where it was not set, they go
/// to the shop that the buyer is sent back to, by the code of this kind.
fn endpoint(house: &House, payment: &Payment) -> String {
    let set = house.keys.text_or("stripe.webhook_url", || Ok(String::new())).unwrap_or_default();
    if set.is_empty() { asked::endpoint(payment) } else { set }
}

fn other_content() -> Response {
    let message = "Keys for idempotent requests can only be used with the same parameters.";
    problem(StatusCode::BAD_REQUEST, "idempotency_error", "", message)
}

fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn of_key(house: &House, key: &str) -> Option<Payment> {
    let book = house.book();
    let mine = |p: &&Payment| p.gateway == CODE && p.extra.get("key").is_some_and(|k| k == key);
    book.all().iter().find(mine).cloned()
}

fn session_of(house: &House, payment: &Payment, now: i64, expand: Expand) -> Response {
    let mut session = objects::session(payment, now, expand);
    if session["status"] == "open" {
        session["url"] = house.pay_page(payment).into();
    }
    Json(session).into_response()
}

async fn retrieve(
    State(house): State<Shared>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let now = house.now_ms(CODE);
    let known = house.book().by_id(CODE, &id).cloned();
    let expand = Expand::of(&form::read(&query.unwrap_or_default()), "");
    match known {
        Some(payment) => session_of(&house, &payment, now, expand),
        None => missing("No such checkout.session"),
    }
}

/// "A Checkout Session can be expired when it is in one of these statuses: open".
async fn expire(State(house): State<Shared>, Path(id): Path<String>) -> Response {
    let now = house.now_ms(CODE);
    let changed = {
        let mut book = house.book();
        let Some(payment) = book.change(CODE, &id) else { return missing("No such checkout.session") };
        if payment.is_paid() || payment.is_over(now) {
            return invalid("", "Only Checkout Sessions with a status in [\"open\"] can be expired.");
        }
        payment.closed_at = Some(now);
        payment.clone()
    };
    session_of(&house, &changed, now, Expand::Nothing)
}

/// The newest first.
async fn list(State(house): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let (fields, now) = (form::read(&query.unwrap_or_default()), house.now_ms(CODE));
    let bound = |name: &str, other: i64| form::value(&fields, name).parse().unwrap_or(other);
    let (from, to) = (bound("created[gte]", 0), bound("created[lte]", i64::MAX));
    let mut found: Vec<Payment> = house.book().all().iter().filter(|p| p.gateway == CODE).cloned().collect();
    found.retain(|payment| (from..=to).contains(&(payment.created_at / 1000)));
    found.reverse();
    let expand = Expand::of(&fields, "data.");
    let page = asked::page(&fields, found, |payment| payment.id.as_str());
    let data: Vec<Value> = page.0.iter().map(|payment| objects::session(payment, now, expand)).collect();
    let url = "/v1/checkout/sessions";
    Json(json!({ "object": "list", "url": url, "has_more": page.1, "data": data })).into_response()
}
