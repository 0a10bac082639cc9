use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::ambient;
use crate::auth::{MERCHANT, SIGNATURE};
use crate::control::find;
use crate::fields;
use crate::gateway::{Gateway, Shared};
use crate::notify::{self, Letter};
use crate::payments::parse;
use crate::refusal::Refusal;
use crate::state::{PAYMENT_SUCCEEDED, Payment};

/// How a notify is bent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forgery {
    merchant: Option<String>,
    out_trade_no: String,
    #[serde(default)]
    signature: Signature,
    #[serde(default)]
    set: Map<String, Value>,
    header_merchant: Option<String>,
    #[serde(default)]
    timestamp_offset: i64,
    nonce: Option<String>,
    deliver_to: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Signature {
    #[default]
    Valid,
    Wrong,
    None,
}

/// `POST /control/forge`
pub async fn forge(State(gateway): State<Shared>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let letter = bend(&gateway, parse(&body)?)?;
    let answer = notify::send(&gateway.client, &letter).await;
    let headers = letter.headers.iter().cloned().collect::<BTreeMap<_, _>>();
    Ok(Json(json!({ "status": answer.status, "body": answer.body, "headers": headers, "sent": letter.body })))
}

fn bend(gateway: &Gateway, forgery: Forgery) -> Result<Letter, Refusal> {
    let payment = find(gateway, forgery.merchant.clone(), &forgery.out_trade_no, Payment::clone)?;
    let url = match &forgery.deliver_to {
        Some(other) => find(gateway, forgery.merchant, other, |other| other.ask.notify_url.clone())?,
        None => payment.ask.notify_url.clone(),
    };
    let mut body = truth(&payment)?;
    if let Some(fields) = body.as_object_mut() {
        fields.extend(forgery.set);
    }
    let nonce = forgery.nonce.map_or_else(|| ambient::id(""), Ok)?;
    let header_merchant = forgery.header_merchant.unwrap_or_else(|| payment.merchant.clone());
    if !fields::is_number(&nonce) || !fields::is_number(&header_merchant) {
        return Err(Refusal::InvalidField("nonce and header_merchant must fit into a header".into()));
    }
    let at = ambient::now_s().saturating_add(forgery.timestamp_offset);
    let mut letter = notify::signed_letter(gateway, &payment.merchant, &url, &body.to_string(), at, &nonce)?;
    for (name, value) in &mut letter.headers {
        match (*name, forgery.signature) {
            (MERCHANT, _) => value.clone_from(&header_merchant),
            (SIGNATURE, Signature::Wrong) => *value = ambient::id(&ambient::id("")?)?,
            _ => {}
        }
    }
    if let Signature::None = forgery.signature {
        letter.headers.clear();
    }
    Ok(letter)
}

/// The notify of the last event, or one of a payment that never was.
fn truth(payment: &Payment) -> Result<Value, Refusal> {
    if let Some(event) = payment.events.last() {
        return Ok(notify::body(payment, event));
    }
    Ok(json!({
        "event_id": ambient::id("evt_")?,
        "type": PAYMENT_SUCCEEDED,
        "merchant": payment.merchant,
        "out_trade_no": payment.ask.out_trade_no,
        "payment_id": payment.payment_id,
        "trade_id": ambient::id("trd_")?,
        "amount": payment.ask.amount,
        "currency": payment.ask.currency,
        "paid_at": ambient::now_ms(),
    }))
}
