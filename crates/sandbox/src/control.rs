use std::sync::atomic::Ordering;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fields;
use crate::gateway::{Gateway, Shared};
use crate::notify::{self, Answer};
use crate::payments::{self, Sum, parse};
use crate::refusal::Refusal;
use crate::state::{Entry, Payment};

const MOST_TIMES: usize = 1000;

/// Which payment is meant. The merchant may be left out when there is only one.
#[derive(Deserialize)]
pub struct Target {
    merchant: Option<String>,
    out_trade_no: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    merchant: Option<String>,
    out_trade_no: String,
    amount: Option<i64>,
    currency: Option<String>,
    times: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    merchant: Option<String>,
    out_trade_no: String,
    event_id: Option<String>,
    times: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notifying {
    delay_ms: Option<u64>,
    paused: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Down {
    down: bool,
}

/// `POST /control/pay`: in every state.
pub async fn pay(State(gateway): State<Shared>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let Pay { merchant, out_trade_no, amount, currency, times } = parse(&body)?;
    amount.map_or(Ok(()), fields::amount)?;
    currency.as_deref().map_or(Ok(()), fields::currency)?;
    let times = bounded(times)?;
    let payment_id = find(&gateway, merchant, &out_trade_no, |payment| payment.payment_id.clone())?;
    let event_ids = payments::pay(&gateway, &payment_id, |payment, _| {
        let sum = || Sum {
            amount: amount.unwrap_or(payment.ask.amount),
            currency: currency.clone().unwrap_or_else(|| payment.ask.currency.clone()),
            late: false,
        };
        Ok(std::iter::repeat_with(sum).take(times).collect())
    })?;
    Ok(Json(json!({ "event_ids": event_ids })))
}

/// `POST /control/resend`: all at once, then waits for the answers.
pub async fn resend(State(gateway): State<Shared>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let Resend { merchant, out_trade_no, event_id, times } = parse(&body)?;
    let times = bounded(times)?;
    let told = find(&gateway, merchant, &out_trade_no, |payment| {
        let wanted = match &event_id {
            Some(id) => payment.event(id),
            None => payment.events.last(),
        };
        wanted
            .map(|event| (payment.clone(), event.event_id.clone(), notify::body(payment, event).to_string()))
    })?;
    let (payment, event_id, body) =
        told.ok_or_else(|| Refusal::InvalidField("event_id: no such event".into()))?;
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..times {
        let letter = notify::letter(&gateway, &payment.merchant, &payment.ask.notify_url, &body)?;
        let client = gateway.client.clone();
        sending.spawn(async move { notify::send(&client, &letter).await });
    }
    let answers = sending.join_all().await;
    if answers.iter().any(Answer::is_success) {
        let payment_id = payment.payment_id;
        gateway.book().write(Entry::Told { payment_id, event_id, delivered: true })?;
    }
    Ok(Json(json!({ "answers": answers })))
}

/// `POST /control/notify`: how notifies are sent from now on.
pub async fn notifying(State(gateway): State<Shared>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let Notifying { delay_ms, paused } = parse(&body)?;
    gateway.switches.send_modify(|switches| {
        switches.delay_ms = delay_ms.unwrap_or(switches.delay_ms);
        switches.paused = paused.unwrap_or(switches.paused);
    });
    let switches = *gateway.switches.borrow();
    Ok(Json(json!({ "delay_ms": switches.delay_ms, "paused": switches.paused })))
}

/// `POST /control/down`: 503 outside `/control`, or no longer.
pub async fn down(State(gateway): State<Shared>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let Down { down } = parse(&body)?;
    gateway.down.store(down, Ordering::SeqCst);
    Ok(Json(json!({ "down": down })))
}

/// `GET /control/notifies`: how far each event's notifies are.
pub async fn notifies(
    State(gateway): State<Shared>,
    Query(target): Query<Target>,
) -> Result<Json<Value>, Refusal> {
    let list = find(&gateway, target.merchant, &target.out_trade_no, |payment| {
        let line = |event: &crate::state::Event| json!({ "event_id": event.event_id, "tries": event.tries, "delivered": event.delivered });
        payment.events.iter().map(line).collect::<Vec<_>>()
    })?;
    Ok(Json(json!({ "notifies": list })))
}

/// Looks at a payment of the named, or the only, merchant.
pub fn find<T>(
    gateway: &Gateway,
    merchant: Option<String>,
    out_trade_no: &str,
    look: impl FnOnce(&Payment) -> T,
) -> Result<T, Refusal> {
    let mut names = gateway.secrets.keys();
    let merchant = match (merchant, names.next(), names.next()) {
        (Some(merchant), _, _) => merchant,
        (None, Some(only), None) => only.clone(),
        _ => return Err(Refusal::InvalidField("merchant must be named, there are several".into())),
    };
    let book = gateway.book();
    book.state.by_number(&merchant, out_trade_no).map(look).ok_or(Refusal::PaymentNotFound)
}

fn bounded(times: Option<usize>) -> Result<usize, Refusal> {
    let times = times.unwrap_or(1);
    if (1..=MOST_TIMES).contains(&times) {
        return Ok(times);
    }
    Err(Refusal::InvalidField(format!("times must be 1 to {MOST_TIMES}")))
}
