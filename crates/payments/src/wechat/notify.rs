use super::WechatChannel;
use super::call::{WINDOW, seconds};
use super::seal::{self, Sealed};
use super::words::Transaction;
use kernel::Time;
use ports::{Notified, NotifyRefusal, RawNotify};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const BODY_MAX: usize = 64 * 1024;

#[derive(Deserialize)]
struct Envelope {
    event_type: String,
    resource: Sealed,
}

/// A refund as a notify tells of it: no application is named.
#[derive(Deserialize)]
struct Refund {
    mchid: String,
    out_refund_no: String,
}

/// The signature first, then the time, and only then the seal.
pub(super) fn verify(us: &WechatChannel, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
    if notify.body.len() > BODY_MAX {
        return Err(malformed("the body is too large"));
    }
    let header = |name| single(notify, name).ok_or(NotifyRefusal::BadSignature);
    let (serial, at) = (header("wechatpay-serial")?, header("wechatpay-timestamp")?);
    let (nonce, signature) = (header("wechatpay-nonce")?, header("wechatpay-signature")?);
    let key = us.keys.by(serial).ok_or(NotifyRefusal::BadSignature)?;
    let lines = seal::answer_lines(at, nonce, &notify.body);
    if notify.method != "POST" || !key.verifies(&lines, signature) {
        return Err(NotifyRefusal::BadSignature);
    }
    let at = seconds(at).ok_or(NotifyRefusal::BadSignature)?;
    if now.unix_seconds().abs_diff(at) > WINDOW {
        return Err(NotifyRefusal::Stale);
    }
    let envelope: Envelope = read(&notify.body)?;
    let open =
        || envelope.resource.open(&us.api_v3_key).ok_or_else(|| malformed("the APIv3 key does not open it"));
    match envelope.event_type.as_str() {
        "TRANSACTION.SUCCESS" => paid(us, &read(&open()?)?),
        "REFUND.SUCCESS" | "REFUND.CLOSED" | "REFUND.ABNORMAL" => refunded(us, &read(&open()?)?),
        _ => Ok(Notified::Other),
    }
}

/// The only header of that name: of two, nobody could say which was signed.
fn single<'a>(notify: &'a RawNotify, name: &str) -> Option<&'a str> {
    let mut values =
        notify.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
    values.next().filter(|value| !value.is_empty() && values.next().is_none())
}

fn paid(us: &WechatChannel, told: &Transaction) -> Result<Notified, NotifyRefusal> {
    if told.mchid != us.mch_id || told.appid != us.app_id {
        return Err(NotifyRefusal::OtherMerchant);
    }
    if told.trade_state != "SUCCESS" {
        return Ok(Notified::Other);
    }
    let payment = told.out_trade_no.parse().map_err(|_| malformed("out_trade_no is none of ours"))?;
    let amount = told.money().ok_or_else(|| malformed("amount"))?;
    if told.transaction_id.is_empty() {
        return Err(malformed("no transaction_id"));
    }
    Ok(Notified::Paid { payment, event_id: told.transaction_id.clone(), amount })
}

/// However it ended: what became of it is asked.
fn refunded(us: &WechatChannel, told: &Refund) -> Result<Notified, NotifyRefusal> {
    if told.mchid != us.mch_id {
        return Err(NotifyRefusal::OtherMerchant);
    }
    let refund = told.out_refund_no.parse().map_err(|_| malformed("out_refund_no is none of ours"))?;
    Ok(Notified::Refunded { refund })
}

/// What cannot be read is not repeated: it may hold the payer's name.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotifyRefusal> {
    serde_json::from_slice(bytes).map_err(|error| {
        NotifyRefusal::Malformed(format!(
            "no JSON of the document's form, line {} column {}",
            error.line(),
            error.column()
        ))
    })
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}
