use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use serde_json::{Value, json};

use crate::ambient;
use crate::auth::Caller;
use crate::fields;
use crate::gateway::{Gateway, Shared};
use crate::notify;
use crate::refusal::Refusal;
use crate::state::{Ask, Entry, Event, Payment};

/// How long after its expiry a late payment arrives.
const LATE_MS: i64 = 2000;

/// One sum that a buyer pays.
pub struct Sum {
    pub amount: i64,
    pub currency: String,
    /// It is the planned late one.
    pub late: bool,
}

/// `POST /v1/payments`
pub async fn create(
    State(gateway): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    open(&gateway, caller.merchant, parse(&body)?).map(Json)
}

/// `GET /v1/payments/{out_trade_no}`
pub async fn query(
    State(gateway): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(out_trade_no): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let book = gateway.book();
    let payment = book.state.by_number(&caller.merchant, &out_trade_no).ok_or(Refusal::PaymentNotFound)?;
    Ok(Json(shown(payment)))
}

/// `POST /v1/payments/{out_trade_no}/close`
pub async fn close(
    State(gateway): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(out_trade_no): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let mut book = gateway.book();
    let known = book.state.by_number(&caller.merchant, &out_trade_no).ok_or(Refusal::PaymentNotFound)?;
    if !known.trades.is_empty() {
        return Err(Refusal::AlreadyPaid);
    }
    let payment_id = known.payment_id.clone();
    if known.closed_at.is_none() {
        book.write(Entry::Closed { payment_id: payment_id.clone(), at: ambient::now_ms() })?;
    }
    book.state.payments.get(&payment_id).map(|payment| Json(shown(payment))).ok_or(Refusal::PaymentNotFound)
}

/// Reads a JSON body strictly.
pub fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::InvalidJson(error.to_string()))
}

/// Pays what `decide` says, which sees the payment under the lock, and announces each sum. Returns the event ids.
pub fn pay(
    gateway: &Shared,
    payment_id: &str,
    decide: impl FnOnce(&Payment, i64) -> Result<Vec<Sum>, Refusal>,
) -> Result<Vec<String>, Refusal> {
    let mut events = Vec::new();
    let mut book = gateway.book();
    let payment = book.state.payments.get(payment_id).ok_or(Refusal::PaymentNotFound)?;
    let at = ambient::now_ms();
    for sum in decide(payment, at)? {
        let event_id = ambient::id("evt_")?;
        book.write(Entry::Paid {
            payment_id: payment_id.to_owned(),
            event_id: event_id.clone(),
            trade_id: ambient::id("trd_")?,
            amount: sum.amount,
            currency: sum.currency,
            at,
            late: sum.late,
        })?;
        notify::announce(gateway, payment_id, &event_id);
        events.push(event_id);
    }
    Ok(events)
}

/// Pays after the payment's end: at once if that is over, else 2 s after its expiry.
pub fn pay_late(gateway: &Shared, payment_id: &str) -> Result<(), Refusal> {
    let planned = {
        let mut book = gateway.book();
        let payment = book.state.payments.get(payment_id).ok_or(Refusal::PaymentNotFound)?;
        let over = payment.is_expired(ambient::now_ms()) || payment.closed_at.is_some();
        let at = payment.ask.expires_at.saturating_add(LATE_MS);
        if !over && payment.late_at.is_some() {
            return Ok(());
        }
        if !over {
            book.write(Entry::LatePlanned { payment_id: payment_id.to_owned(), at })?;
        }
        (!over).then_some(at)
    };
    match planned {
        Some(at) => wait_and_pay(gateway, payment_id, at),
        None => {
            pay(gateway, payment_id, |payment, _| Ok(vec![asked_sum(payment, false)]))?;
        }
    }
    Ok(())
}

/// Carries out a planned late payment at its time, in milliseconds.
pub fn wait_and_pay(gateway: &Shared, payment_id: &str, at: i64) {
    let (later, payment_id) = (gateway.clone(), payment_id.to_owned());
    gateway.spawn(async move {
        while let Ok(rest @ 1..) = u64::try_from(at.saturating_sub(ambient::now_ms())) {
            tokio::time::sleep(std::time::Duration::from_millis(rest)).await;
        }
        let paid = pay(&later, &payment_id, |payment, _| {
            Ok(payment.late_at.map(|_| asked_sum(payment, true)).into_iter().collect())
        });
        if let Err(refusal) = paid {
            tracing::warn!(%refusal, "a late payment failed");
        }
    });
}

/// The whole of what was asked.
pub fn asked_sum(payment: &Payment, late: bool) -> Sum {
    Sum { amount: payment.ask.amount, currency: payment.ask.currency.clone(), late }
}

fn open(gateway: &Gateway, merchant: String, ask: Ask) -> Result<Value, Refusal> {
    let at = ambient::now_ms();
    let mut book = gateway.book();
    if let Some(known) = book.state.by_number(&merchant, &ask.out_trade_no) {
        return if known.ask == ask { Ok(opened(gateway, known)) } else { Err(Refusal::OutTradeNoConflict) };
    }
    fields::check_ask(&ask, at)?;
    let payment_id = ambient::id("pay_")?;
    book.write(Entry::Opened { payment_id: payment_id.clone(), merchant, ask, at })?;
    book.state.payments.get(&payment_id).map(|it| opened(gateway, it)).ok_or(Refusal::PaymentNotFound)
}

fn opened(gateway: &Gateway, payment: &Payment) -> Value {
    let pay_url = format!("{}/pay/{}", gateway.base_url, payment.payment_id);
    json!({
        "payment_id": payment.payment_id,
        "out_trade_no": payment.ask.out_trade_no,
        "pay_url": pay_url,
        "qr_text": pay_url,
        "state": payment.state(ambient::now_ms()),
        "amount": payment.ask.amount,
        "currency": payment.ask.currency,
        "expires_at": payment.ask.expires_at,
    })
}

fn shown(payment: &Payment) -> Value {
    let (paid, refunded) = payment.sums();
    json!({
        "payment_id": payment.payment_id,
        "out_trade_no": payment.ask.out_trade_no,
        "state": payment.state(ambient::now_ms()),
        "amount": payment.ask.amount,
        "currency": payment.ask.currency,
        "subject": payment.ask.subject,
        "created_at": payment.created_at,
        "expires_at": payment.ask.expires_at,
        "closed_at": payment.closed_at,
        "paid_amount": paid,
        "paid_at": payment.paid_at(),
        "refunded_amount": refunded,
        "events": payment.events.iter().map(listed).collect::<Vec<_>>(),
    })
}

fn listed(event: &Event) -> Value {
    let (out_refund_no, refund_id) = event.refund.clone().unzip();
    json!({
        "event_id": event.event_id,
        "type": event.kind,
        "trade_id": event.trade_id,
        "amount": event.amount,
        "currency": event.currency,
        "at": event.at,
        "out_refund_no": out_refund_no,
        "refund_id": refund_id,
    })
}
