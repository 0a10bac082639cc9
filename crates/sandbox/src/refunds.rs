use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use serde_json::{Value, json};

use crate::ambient;
use crate::auth::Caller;
use crate::fields;
use crate::gateway::Shared;
use crate::notify;
use crate::payments::parse;
use crate::refusal::Refusal;
use crate::state::{Entry, Payment, Refund, RefundAsk};

/// `POST /v1/refunds`
pub async fn create(
    State(gateway): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    refund(&gateway, &caller.merchant, parse(&body)?).map(Json)
}

/// `GET /v1/refunds/{out_refund_no}`
pub async fn query(
    State(gateway): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(out_refund_no): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let book = gateway.book();
    let refund = book.state.refund(&caller.merchant, &out_refund_no).ok_or(Refusal::RefundNotFound)?;
    Ok(Json(shown(refund)))
}

fn refund(gateway: &Shared, merchant: &str, ask: RefundAsk) -> Result<Value, Refusal> {
    let mut book = gateway.book();
    if let Some(known) = book.state.refund(merchant, &ask.out_refund_no) {
        return if known.ask == ask { Ok(shown(known)) } else { Err(Refusal::OutRefundNoConflict) };
    }
    fields::check_refund(&ask)?;
    let payment = book.state.by_number(merchant, &ask.out_trade_no).ok_or(Refusal::PaymentNotFound)?;
    let parts = split(payment, &ask).ok_or(Refusal::RefundExceedsPaid)?;
    let payment_id = payment.payment_id.clone();
    let out_refund_no = ask.out_refund_no.clone();
    let event_id = ambient::id("evt_")?;
    book.write(Entry::Refunded {
        payment_id: payment_id.clone(),
        event_id: event_id.clone(),
        refund_id: ambient::id("rfd_")?,
        ask,
        parts,
        at: ambient::now_ms(),
    })?;
    notify::announce(gateway, &payment_id, &event_id);
    book.state.refund(merchant, &out_refund_no).map(shown).ok_or(Refusal::RefundNotFound)
}

/// Which trade gives how much, the oldest first; none if they have not enough left.
fn split(payment: &Payment, ask: &RefundAsk) -> Option<Vec<(String, i64)>> {
    let wanted = |id: &str| ask.trade_id.as_deref().is_none_or(|only| only == id);
    let mut missing = ask.amount;
    let mut parts = Vec::new();
    for trade in payment.trades.iter().filter(|it| it.currency == ask.currency && wanted(&it.trade_id)) {
        let part = missing.min(trade.amount.saturating_sub(trade.refunded));
        if part > 0 {
            missing -= part;
            parts.push((trade.trade_id.clone(), part));
        }
    }
    (missing == 0).then_some(parts)
}

fn shown(refund: &Refund) -> Value {
    json!({
        "refund_id": refund.refund_id,
        "out_refund_no": refund.ask.out_refund_no,
        "out_trade_no": refund.ask.out_trade_no,
        "payment_id": refund.payment_id,
        "trade_id": refund.ask.trade_id,
        "state": "succeeded",
        "amount": refund.ask.amount,
        "currency": refund.ask.currency,
        "reason": refund.ask.reason,
        "refunded_at": refund.at,
    })
}
