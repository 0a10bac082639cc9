use crate::{DockRefusal, Docked, DockedClaim, DockedKey, DockedLine, GoodsLine, Result};
use aftercare::{CareRefusal, Reason};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use kernel::{Bilingual, OfferId, Time};
use orders::{AccountCheck, OrderRefusal, RechargeRefusal};
use ports::NameHint;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// An order, as a partner asks for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderBody {
    pub order_no: String,
    pub product: OfferId,
    pub quantity: i64,
    #[serde(default)]
    pub account: BTreeMap<String, String>,
    /// What one unit may cost at most, in minor units; with its currency.
    pub unit_price: Option<i64>,
    pub currency: Option<kernel::Currency>,
    #[serde(default)]
    pub callback_url: String,
    #[serde(default)]
    pub trace: String,
}

/// An account that something might be ordered for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckBody {
    pub product: OfferId,
    pub account: BTreeMap<String, String>,
}

/// A complaint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimBody {
    pub claim_no: String,
    #[serde(default = "key_invalid")]
    pub reason: String,
    pub text: String,
    pub units: i64,
}

fn key_invalid() -> String {
    Reason::KeyInvalid.code().to_owned()
}

/// What is said to an offer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AcceptBody {
    pub offer: i64,
}

pub(super) fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| DockRefusal::BadRequest(error.to_string()))
}

#[derive(Serialize)]
struct OrderAnswer<'a> {
    order_no: &'a str,
    id: String,
    state: &'static str,
    product: String,
    quantity: i64,
    /// Minor units, as everything here.
    amount: i64,
    refunded: i64,
    currency: &'a str,
    trace: &'a str,
    placed_at: String,
    keys: Vec<KeyAnswer<'a>>,
    claims: Vec<Value>,
}

#[derive(Serialize)]
struct KeyAnswer<'a> {
    id: String,
    key: &'a str,
    password: Option<&'a str>,
    expires_at: Option<String>,
}

impl<'a> From<&'a DockedKey> for KeyAnswer<'a> {
    fn from(key: &'a DockedKey) -> Self {
        Self {
            id: key.id.to_string(),
            key: key.key.expose(),
            password: key.password.as_ref().map(|password| password.expose().as_str()),
            expires_at: key.expires_at.map(Time::rfc3339),
        }
    }
}

/// Here keys leave: they were opened just now.
pub(super) fn order(status: StatusCode, docked: &Docked) -> Response {
    let currency = docked.order.currency();
    let line = docked.order.lines.first();
    let answer = OrderAnswer {
        order_no: &docked.downstream_no,
        id: docked.order.id.to_string(),
        state: docked.state.code(),
        product: line.map(|line| line.offer.to_string()).unwrap_or_default(),
        quantity: docked.order.units(),
        amount: docked.order.total.minor,
        refunded: docked.refunded.minor,
        currency: currency.code(),
        trace: &docked.trace,
        placed_at: docked.order.created_at.rfc3339(),
        keys: docked.keys.iter().map(KeyAnswer::from).collect(),
        claims: docked.claims.iter().map(claim_value).collect(),
    };
    json_answer(status, serde_json::to_vec(&answer))
}

/// Whether an account is there. That there is none is an answer, too.
pub(super) fn account(checked: Result<AccountCheck>) -> Result<Response> {
    let (found, name, place) = match checked {
        Ok(AccountCheck::Found { name, place }) => (Some(true), name, place),
        Ok(AccountCheck::Unknown | AccountCheck::Untold) => (None, None, None),
        Err(DockRefusal::Order(OrderRefusal::Recharge(RechargeRefusal::AccountNotFound { .. }))) => {
            (Some(false), None, None)
        }
        Err(other) => return Err(other),
    };
    let name = name.as_ref().map(NameHint::masked);
    Ok(value(StatusCode::OK, &json!({ "found": found, "name_hint": name, "place": place })))
}

pub(super) fn claim(status: StatusCode, claim: &DockedClaim) -> Response {
    value(status, &claim_value(claim))
}

fn claim_value(claim: &DockedClaim) -> Value {
    let offer = claim
        .offer
        .as_ref()
        .map(|(number, amount, units)| json!({ "offer": number, "amount": amount.minor, "units": units }));
    json!({
        "claim_no": claim.claim_no, "state": claim.state, "wanted": claim.wanted.minor,
        "paid_back": claim.paid_back.minor, "currency": claim.paid_back.currency.code(),
        "replaced": claim.replaced, "offer": offer,
    })
}

/// A line of a statement.
pub(super) fn moved(line: &DockedLine) -> Value {
    let kind = if line.amount.minor < 0 { "charge" } else { "refund" };
    json!({
        "number": line.number.to_string(), "kind": kind, "order_no": line.downstream_no, "id": line.order,
        "amount": line.amount.minor.abs(), "at": line.at.rfc3339(),
    })
}

/// A line of the catalogue.
pub(super) fn goods(line: &GoodsLine) -> Value {
    let both = |text: &Bilingual| json!({ "zh": text.zh, "en": text.en });
    let field = |field: &catalog::AccountField| {
        let choice =
            |choice: &catalog::AccountChoice| json!({ "value": choice.value, "label": both(&choice.label) });
        json!({
            "name": field.name, "kind": field.kind, "label": both(&field.label),
            "length_min": field.length_min, "length_max": field.length_max,
            "choices": field.choices.iter().map(choice).collect::<Vec<_>>(),
        })
    };
    json!({
        "product": line.offer, "code": line.sku_code, "title": both(&line.title), "name": both(&line.sku_name),
        "kind": line.sort.code(), "unit_price": line.price.minor, "currency": line.price.currency.code(),
        "stock": line.stock, "on_sale": true, "quantity_min": line.quantity_min, "quantity_max": line.quantity_max,
        "form": line.form.fields.iter().map(field).collect::<Vec<_>>(), "updated_at": precise(line.changed_at),
    })
}

/// To the microsecond, so that nothing is asked for twice that was seen once.
pub(super) fn precise(at: Time) -> String {
    let whole = at.rfc3339();
    let micros = at.0.rem_euclid(1_000_000);
    format!("{}.{micros:06}Z", whole.trim_end_matches('Z'))
}

pub(super) fn value(status: StatusCode, value: &Value) -> Response {
    json_answer(status, serde_json::to_vec(value))
}

fn json_answer(status: StatusCode, body: serde_json::Result<Vec<u8>>) -> Response {
    match body {
        Ok(body) => (status, [(CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => problem(&DockRefusal::Fault(error.to_string())),
    }
}

/// As RFC 9457 writes it.
pub(super) fn problem(refusal: &DockRefusal) -> Response {
    let status = status(refusal);
    if status.is_server_error() {
        tracing::warn!(error = %refusal, "a partner's request could not be answered");
    }
    let mut body = json!({
        "type": format!("/docs#{}", refusal.code()), "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(), "detail": refusal.said(), "code": refusal.code(),
    });
    if let (DockRefusal::Order(OrderRefusal::Recharge(RechargeRefusal::BadAccount(bad))), Some(body)) =
        (refusal, body.as_object_mut())
    {
        body.insert("field".into(), json!(bad.field));
        body.insert("why".into(), json!(bad.why.code()));
    }
    let mut response =
        (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
    if let DockRefusal::TooFast { retry_after } = refusal {
        response.headers_mut().insert(RETRY_AFTER, (*retry_after).max(1).into());
    }
    response
}

fn status(refusal: &DockRefusal) -> StatusCode {
    use DockRefusal as R;
    match refusal {
        R::NotSigned | R::BadTimestamp | R::Stale | R::BadSignature | R::UnknownKey | R::Replayed => {
            StatusCode::UNAUTHORIZED
        }
        R::UserBlocked | R::DockingOff => StatusCode::FORBIDDEN,
        R::TooFast { .. } => StatusCode::TOO_MANY_REQUESTS,
        R::BadRequest(_) => StatusCode::BAD_REQUEST,
        R::BadNumber | R::BadCallback | R::BadClaim { .. } | R::BadName(_) | R::BadAddress => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        R::NoSuchGoods | R::NoSuchOrder | R::NoSuchClaim | R::NoSuchKey | R::NoSuchMerchant => {
            StatusCode::NOT_FOUND
        }
        R::NumberUsed | R::CancelNotAllowed | R::TooManyKeys | R::WrongState => StatusCode::CONFLICT,
        R::Order(refusal) => of_order(refusal),
        R::Care(CareRefusal::BadText(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        R::Care(_) => StatusCode::CONFLICT,
        R::Busy => StatusCode::SERVICE_UNAVAILABLE,
        R::Fault(_) | R::Db(_) if refusal.code() == "busy" => StatusCode::SERVICE_UNAVAILABLE,
        R::Fault(_) | R::Db(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn of_order(refusal: &OrderRefusal) -> StatusCode {
    use OrderRefusal as R;
    match refusal {
        R::InsufficientBalance => StatusCode::PAYMENT_REQUIRED,
        R::QuantityOutOfRange { .. } | R::TotalTooLarge => StatusCode::UNPROCESSABLE_ENTITY,
        R::Recharge(
            RechargeRefusal::BadAccount(_)
            | RechargeRefusal::AccountNotAsked
            | RechargeRefusal::AccountNotFound { .. },
        ) => StatusCode::UNPROCESSABLE_ENTITY,
        R::Destroyed | R::Recalled => StatusCode::GONE,
        R::PlanLimit | R::PartnerFrozen => StatusCode::FORBIDDEN,
        R::Overloaded { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    }
}
