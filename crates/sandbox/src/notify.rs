use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::ambient;
use crate::auth::{MERCHANT, NONCE, SIGNATURE, TIMESTAMP};
use crate::fields;
use crate::gateway::{Gateway, Shared};
use crate::refusal::Refusal;
use crate::sign::{self, Message};
use crate::state::{Entry, Event, Payment};

/// Seconds before the second and every further try.
const PAUSES_S: [u64; 8] = [1, 2, 5, 15, 30, 60, 120, 300];
const MOST_ANSWER: usize = 4096;

/// A notify ready to be sent.
pub struct Letter {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// What the shop said; status 0 if nothing.
#[derive(Serialize)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    /// Only this ends the notifies.
    pub fn is_success(&self) -> bool {
        self.status == 200 && self.body.trim() == "success"
    }
}

/// Begins to tell the shop about an event.
pub fn announce(gateway: &Shared, payment_id: &str, event_id: &str) {
    let (teller, payment_id, event_id) = (gateway.clone(), payment_id.to_owned(), event_id.to_owned());
    gateway.spawn(async move { tell(&teller, &payment_id, &event_id).await });
}

/// The body of an event's notify.
pub fn body(payment: &Payment, event: &Event) -> Value {
    let mut body = json!({
        "event_id": event.event_id,
        "type": event.kind,
        "merchant": payment.merchant,
        "out_trade_no": payment.ask.out_trade_no,
        "payment_id": payment.payment_id,
        "trade_id": event.trade_id,
        "amount": event.amount,
        "currency": event.currency,
        "paid_at": if event.refund.is_some() { payment.paid_at() } else { Some(event.at) },
    });
    if let (Some((out_refund_no, refund_id)), Some(fields)) = (&event.refund, body.as_object_mut()) {
        fields.insert("out_refund_no".into(), json!(out_refund_no));
        fields.insert("refund_id".into(), json!(refund_id));
        fields.insert("refunded_at".into(), json!(event.at));
    }
    body
}

/// A true notify with a fresh nonce.
pub fn letter(gateway: &Gateway, merchant: &str, url: &str, body: &str) -> Result<Letter, Refusal> {
    signed_letter(gateway, merchant, url, body, ambient::now_s(), &ambient::id("")?)
}

/// A notify signed with the merchant's secret, dated and numbered as told.
pub fn signed_letter(
    gateway: &Gateway,
    merchant: &str,
    url: &str,
    body: &str,
    at: i64,
    nonce: &str,
) -> Result<Letter, Refusal> {
    let secret = gateway.secrets.get(merchant).ok_or(Refusal::UnknownMerchant)?;
    let parsed = reqwest::Url::parse(url).map_err(|error| Refusal::Internal(error.to_string()))?;
    let (timestamp, path) = (at.to_string(), fields::path_and_query(&parsed));
    let message =
        Message { timestamp: &timestamp, nonce, method: "POST", path: &path, body: body.as_bytes() };
    let signature = sign::notify(secret, &message);
    let headers = vec![
        (MERCHANT, merchant.to_owned()),
        (TIMESTAMP, timestamp),
        (NONCE, nonce.to_owned()),
        (SIGNATURE, signature),
    ];
    Ok(Letter { url: url.to_owned(), headers, body: body.to_owned() })
}

/// Sends it once.
pub async fn send(client: &reqwest::Client, letter: &Letter) -> Answer {
    let mut request = client.post(&letter.url).header("content-type", "application/json");
    for (name, value) in &letter.headers {
        request = request.header(*name, value);
    }
    match request.body(letter.body.clone()).send().await {
        Ok(response) => read(response).await,
        Err(error) => Answer { status: 0, body: error.without_url().to_string() },
    }
}

async fn read(mut response: reqwest::Response) -> Answer {
    let mut body = Vec::new();
    let status = response.status().as_u16();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MOST_ANSWER => body.extend_from_slice(&chunk),
            Ok(None) => return Answer { status, body: String::from_utf8_lossy(&body).into_owned() },
            // Too long or broken off is no answer at all.
            Ok(Some(_)) | Err(_) => return Answer { status: 0, body: "unreadable answer".into() },
        }
    }
}

async fn tell(gateway: &Gateway, payment_id: &str, event_id: &str) {
    let delay = gateway.switches.borrow().delay_ms;
    let pauses = PAUSES_S.iter().map(|seconds| Duration::from_secs(*seconds));
    for pause in std::iter::once(Duration::from_millis(delay)).chain(pauses) {
        // Even a sleep of no length waits for the next tick of the clock.
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        if gateway.switches.borrow().paused {
            let _ = gateway.switches.subscribe().wait_for(|switches| !switches.paused).await;
        }
        match attempt(gateway, payment_id, event_id).await {
            Ok(false) => {}
            Ok(true) => return end(gateway, payment_id, event_id, true),
            Err(refusal) => tracing::warn!(%refusal, event_id, "a notify could not be made"),
        }
    }
    tracing::warn!(event_id, "gave up notifying; only a query tells now");
    end(gateway, payment_id, event_id, false);
}

/// Whether the shop knows by now.
async fn attempt(gateway: &Gateway, payment_id: &str, event_id: &str) -> Result<bool, Refusal> {
    let letter = {
        let mut book = gateway.book();
        let payment = book.state.payments.get(payment_id).ok_or(Refusal::PaymentNotFound)?;
        let event = payment.event(event_id).ok_or(Refusal::PaymentNotFound)?;
        if event.delivered {
            return Ok(true);
        }
        let body = body(payment, event).to_string();
        let letter = letter(gateway, &payment.merchant, &payment.ask.notify_url, &body)?;
        book.state.count_try(payment_id, event_id);
        letter
    };
    let answer = send(&gateway.client, &letter).await;
    if !answer.is_success() {
        tracing::info!(event_id, status = answer.status, "the shop did not say success; trying again");
    }
    Ok(answer.is_success())
}

fn end(gateway: &Gateway, payment_id: &str, event_id: &str, delivered: bool) {
    let told = Entry::Told { payment_id: payment_id.to_owned(), event_id: event_id.to_owned(), delivered };
    if let Err(refusal) = gateway.book().write(told) {
        tracing::error!(%refusal, "a delivered notify was not written down");
    }
    if let (true, Some(call)) = (delivered, gateway.told.get()) {
        call();
    }
}
