use super::amount;
use super::words::{Expandable, Intent, ORDER_NO, REFUND_NO};
use hmac::{Hmac, Mac};
use kernel::{Secret, Time};
use ports::{Notified, NotifyRefusal, RawNotify};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

/// The tolerance of Stripe's own libraries, in seconds.
const WINDOW: u64 = 300;

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    livemode: bool,
    /// Of an account that is connected to ours: not our money.
    account: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

#[derive(Deserialize)]
struct SessionTold {
    client_reference_id: Option<String>,
    payment_status: String,
    payment_intent: Option<Expandable<Intent>>,
    amount_total: Option<i64>,
    currency: Option<String>,
}

#[derive(Deserialize)]
struct RefundTold {
    metadata: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct DisputeTold {
    id: String,
}

#[derive(Deserialize)]
struct ChargeTold {
    /// Not there in newer versions of the API.
    refunds: Option<Refunds>,
}

#[derive(Deserialize)]
struct Refunds {
    data: Vec<RefundTold>,
}

pub(super) fn verify(
    secret: &Secret<String>,
    live: bool,
    notify: &RawNotify,
    now: Time,
) -> Result<Notified, NotifyRefusal> {
    let header = single(notify, "stripe-signature").ok_or(NotifyRefusal::BadSignature)?;
    let (timestamp, signatures) = parts(header).ok_or(NotifyRefusal::BadSignature)?;
    let expected = sign(secret, timestamp, &notify.body);
    // Every one is compared: while the secret is being changed there are two.
    let fits = |good: bool, given: &&str| good | bool::from(expected.as_bytes().ct_eq(given.as_bytes()));
    if notify.method != "POST" || expected.len() != 64 || !signatures.iter().fold(false, fits) {
        return Err(NotifyRefusal::BadSignature);
    }
    let at: i64 = timestamp.parse().map_err(|_| NotifyRefusal::BadSignature)?;
    if now.unix_seconds().abs_diff(at) > WINDOW {
        return Err(NotifyRefusal::Stale);
    }
    let event: Event =
        serde_json::from_slice(&notify.body).map_err(|error| NotifyRefusal::Malformed(error.to_string()))?;
    if event.livemode != live || event.account.is_some() {
        return Err(NotifyRefusal::OtherMerchant);
    }
    told(event)
}

/// HMAC-SHA256 over the time, a dot and the body, in lower-case hexadecimal.
pub(super) fn sign(secret: &Secret<String>, timestamp: &str, body: &[u8]) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new(); // cannot be: a key of HMAC may have any length
    };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    kernel::hex(mac.finalize().into_bytes())
}

/// `t=…,v1=…[,v1=…][,v0=…]`: one time, in plain digits, and all signatures of the scheme that counts.
fn parts(header: &str) -> Option<(&str, Vec<&str>)> {
    let items: Vec<(&str, &str)> = header.split(',').filter_map(|item| item.trim().split_once('=')).collect();
    let named = |name| items.iter().filter(move |(n, _)| *n == name).map(|(_, value)| *value);
    let mut times = named("t");
    let time = times.next().filter(|_| times.next().is_none())?;
    let plain = (1..=15).contains(&time.len()) && time.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| (time, named("v1").collect()))
}

/// The only header of that name: of two, nobody could say which was signed.
fn single<'a>(notify: &'a RawNotify, name: &str) -> Option<&'a str> {
    let mut values = notify.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str());
    values.next().filter(|_| values.next().is_none())
}

/// An account may be used by other programs too: what has no number of ours is nothing to us, not an error.
fn told(event: Event) -> Result<Notified, NotifyRefusal> {
    let object = event.data.object;
    match event.kind.as_str() {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => session(read(object)?),
        "payment_intent.succeeded" => intent(&read(object)?),
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            Ok(refund(&read::<RefundTold>(object)?))
        }
        "charge.refunded" => {
            let charge: ChargeTold = read(object)?;
            let all = charge.refunds.map(|list| list.data).unwrap_or_default();
            Ok(all.iter().map(refund).find(|told| *told != Notified::Other).unwrap_or(Notified::Other))
        }
        // In whatever order they come, and however often: what stands now is asked for.
        "charge.dispute.created"
        | "charge.dispute.updated"
        | "charge.dispute.funds_withdrawn"
        | "charge.dispute.funds_reinstated"
        | "charge.dispute.closed" => Ok(Notified::Disputed { reference: read::<DisputeTold>(object)?.id }),
        _ => Ok(Notified::Other),
    }
}

fn session(told: SessionTold) -> Result<Notified, NotifyRefusal> {
    let payment = told.client_reference_id.as_deref().and_then(|number| number.parse().ok());
    // Completed is not paid: a bank transfer may take days.
    let (Some(payment), "paid") = (payment, told.payment_status.as_str()) else { return Ok(Notified::Other) };
    let event_id = match told.payment_intent {
        Some(Expandable::Id(id)) => id,
        Some(Expandable::Whole(intent)) => intent.id,
        None => return Err(malformed("payment_intent")),
    };
    let currency = told.currency.unwrap_or_default();
    let amount = amount::read(told.amount_total.unwrap_or(-1), &currency);
    Ok(Notified::Paid { payment, event_id, amount: amount.map_err(|_| malformed("amount_total"))? })
}

fn intent(told: &Intent) -> Result<Notified, NotifyRefusal> {
    let Some(payment) = told.metadata.get(ORDER_NO).and_then(|number| number.parse().ok()) else {
        return Ok(Notified::Other);
    };
    let amount =
        amount::read(told.amount_received, &told.currency).map_err(|_| malformed("amount_received"))?;
    Ok(Notified::Paid { payment, event_id: told.id.clone(), amount })
}

fn refund(told: &RefundTold) -> Notified {
    let number = told.metadata.as_ref().and_then(|m| m.get(REFUND_NO));
    number.and_then(|n| n.parse().ok()).map_or(Notified::Other, |refund| Notified::Refunded { refund })
}

fn read<T: DeserializeOwned>(object: Value) -> Result<T, NotifyRefusal> {
    serde_json::from_value(object).map_err(|error| NotifyRefusal::Malformed(error.to_string()))
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}
