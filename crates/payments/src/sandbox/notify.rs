use super::{SandboxSettings, sign};
use kernel::{Money, Time};
use ports::{Notified, NotifyRefusal, RawNotify};
use serde::Deserialize;

/// How far the gateway's clock and ours may be apart, in seconds.
const WINDOW: u64 = 300;
const BODY_MAX: usize = 64 * 1024;

#[derive(Deserialize)]
struct Told {
    event_id: String,
    #[serde(rename = "type")]
    kind: String,
    merchant: String,
    out_trade_no: String,
    amount: i64,
    currency: String,
    out_refund_no: Option<String>,
}

/// In the gateway's own order: headers, merchant, time, signature; then the signed body, which must name the same
/// merchant again.
pub(super) fn verify(us: &SandboxSettings, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
    if notify.body.len() > BODY_MAX {
        return Err(NotifyRefusal::Malformed("the body is too large".into()));
    }
    let header = |name| single(notify, name).ok_or(NotifyRefusal::BadSignature);
    let (timestamp, nonce) = (header(sign::TIMESTAMP)?, header(sign::NONCE)?);
    let (merchant, signature) = (header(sign::MERCHANT)?, header(sign::SIGNATURE)?);
    let at = sign::seconds(timestamp).filter(|_| sign::is_nonce(nonce)).ok_or(NotifyRefusal::BadSignature)?;
    if merchant != us.merchant {
        return Err(NotifyRefusal::OtherMerchant);
    }
    if now.unix_seconds().abs_diff(at) > WINDOW {
        return Err(NotifyRefusal::Stale);
    }
    let lines = ["sandbox-notify-v1", timestamp, nonce, &notify.method, &notify.target];
    let expected = sign::sign(&us.secret, &lines, &notify.body);
    if notify.method != "POST" || !sign::matches(&expected, signature) {
        return Err(NotifyRefusal::BadSignature);
    }
    read(us, &notify.body)
}

/// The only header of that name: of two, nobody could say which was signed.
fn single<'a>(notify: &'a RawNotify, name: &str) -> Option<&'a str> {
    let mut values = notify.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str());
    values.next().filter(|_| values.next().is_none())
}

fn read(us: &SandboxSettings, body: &[u8]) -> Result<Notified, NotifyRefusal> {
    let malformed = |what: &str| NotifyRefusal::Malformed(what.to_owned());
    let told: Told =
        serde_json::from_slice(body).map_err(|error| NotifyRefusal::Malformed(error.to_string()))?;
    if told.merchant != us.merchant {
        return Err(NotifyRefusal::OtherMerchant);
    }
    match told.kind.as_str() {
        "payment.succeeded" => {
            let payment = told.out_trade_no.parse().map_err(|_| malformed("out_trade_no is none of ours"))?;
            let currency = told.currency.parse().map_err(|_| malformed("currency"))?;
            Ok(Notified::Paid { payment, event_id: told.event_id, amount: Money::new(told.amount, currency) })
        }
        "refund.succeeded" => {
            let refund = told.out_refund_no.as_deref().and_then(|number| number.parse().ok());
            Ok(Notified::Refunded {
                refund: refund.ok_or_else(|| malformed("out_refund_no is none of ours"))?,
            })
        }
        _ => Ok(Notified::Other),
    }
}
