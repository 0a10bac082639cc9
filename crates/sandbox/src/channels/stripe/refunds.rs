use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::book::{NoRefund, Refund, RefundState};
use super::super::notify::{self, Waiting, What};
use super::super::{Payment, Shared, form};
use super::{CODE, asked, idempotency_key, invalid, missing, objects, other_content, problem};
use crate::ambient;

/// `payment_intent`, `amount` and metadata; what else Stripe takes is not done here.
pub async fn create(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let fields = form::read(&body);
    let key = idempotency_key(&headers).unwrap_or_default();
    let Some(payment) = of_intent(&house, form::value(&fields, "payment_intent")) else {
        return missing("No such payment_intent");
    };
    if let Some((first, id)) = remembered(&payment, &key) {
        if first != body {
            return other_content();
        }
        let known = payment.refunds.iter().find(|refund| refund.id == id);
        return match known {
            Some(refund) => house.refunded(CODE, Json(objects::refund(&payment, refund)).into_response()),
            None => missing("No such refund"),
        };
    }
    let Some(amount) = asked::whole(form::value(&fields, "amount")) else {
        return invalid("parameter_invalid_integer", "Invalid integer: amount");
    };
    let number = Some(form::value(&fields, "metadata[refund_no]")).filter(|number| !number.is_empty());
    let switches = house.switches(CODE);
    let state = match () {
        () if switches.refund_pending => RefundState::Pending,
        () if switches.fail_refunds => RefundState::Failed,
        () => RefundState::Done,
    };
    let Ok(id) = ambient::id("re_") else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "api_error", "", "no randomness");
    };
    let currency = payment.arrivals.first().map_or(&payment.currency, |arrival| &arrival.currency).clone();
    let at = house.now_ms(CODE);
    let new = Refund { id, out_refund_no: number.map(str::to_owned), amount, currency, state, at };
    let done = {
        let mut book = house.book();
        // In the currency that came, which need not be the one that was asked for.
        let left = payment.arrivals.first().map_or(0, |arrival| arrival.amount) - payment.refunded();
        let Some(known) = book.change(CODE, &payment.id) else { return missing("No such payment_intent") };
        let refused = match () {
            () if amount <= 0 => Some(NoRefund::NotPositive),
            () if amount > left => Some(NoRefund::TooMuch),
            () => None,
        };
        if let Some(why) = refused {
            return too_much(why);
        }
        known.refunds.push(new.clone());
        remember(known, &key, &body, &new.id);
        known.clone()
    };
    if state != RefundState::Pending {
        let what = What::Refunded(new.id.clone());
        notify::announce(&house, Waiting { gateway: CODE, payment_id: done.id.clone(), what });
    }
    house.refunded(CODE, Json(objects::refund(&done, &new)).into_response())
}

fn too_much(why: NoRefund) -> Response {
    match why {
        NoRefund::NotPositive => invalid("parameter_invalid_integer", "Amount must be at least 1"),
        _ => invalid("charge_already_refunded", "Refund amount is greater than the unrefunded amount"),
    }
}

/// The newest first.
pub async fn list(State(house): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let fields = form::read(&query.unwrap_or_default());
    let Some(payment) = of_intent(&house, form::value(&fields, "payment_intent")) else {
        return missing("No such payment_intent");
    };
    let found: Vec<Refund> = payment.refunds.iter().rev().cloned().collect();
    let (page, more) = asked::page(&fields, found, |refund| refund.id.as_str());
    let data: Vec<Value> = page.iter().map(|refund| objects::refund(&payment, refund)).collect();
    let list = json!({ "object": "list", "url": "/v1/refunds", "has_more": more, "data": data });
    Json(list).into_response()
}

fn of_intent(house: &Shared, intent: &str) -> Option<Payment> {
    let book = house.book();
    let mine = |p: &&Payment| p.gateway == CODE && p.is_paid() && objects::intent_id(p) == intent;
    book.all().iter().find(mine).cloned()
}

/// What was asked first under this key, and the refund that came of it.
fn remembered(payment: &Payment, key: &str) -> Option<(String, String)> {
    let all: Value = serde_json::from_str(payment.extra.get("refund_keys")?).ok()?;
    let known = all.get(key).filter(|_| !key.is_empty())?;
    Some((known.get(0)?.as_str()?.to_owned(), known.get(1)?.as_str()?.to_owned()))
}

fn remember(payment: &mut Payment, key: &str, body: &str, refund: &str) {
    let text = payment.extra.get("refund_keys").map_or("{}", String::as_str);
    let mut all: Value = serde_json::from_str(text).unwrap_or_else(|_| json!({}));
    if !key.is_empty() {
        all[key] = json!([body, refund]);
    }
    payment.extra.insert("refund_keys", all.to_string());
}
