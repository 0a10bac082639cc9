use super::sign::is_signed;
use crate::plain::{is_line, is_ours};
use kernel::{Secret, Span, Time};
use ports::{NotifyRefusal, RawNotify, Reported};
use serde_json::Value;

const WITHIN: Span = Span::minutes(5);
/// No report is as large as this.
const SIZE_MAX: usize = 16 * 1024;

/// The signature first, over the very target and body that came. A report that comes twice is harmless: it is only a reason
/// to ask.
pub(super) fn verify(
    (key, secret): (&str, &Secret<String>),
    callback: &RawNotify,
    now: Time,
) -> Result<Reported, NotifyRefusal> {
    let malformed = |why: &str| NotifyRefusal::Malformed(why.to_owned());
    if callback.body.len() > SIZE_MAX {
        return Err(malformed("it is too large"));
    }
    let header = |name: &str| callback.header(name).unwrap_or_default();
    let (timestamp, nonce) = (header("cardamom-timestamp"), header("cardamom-nonce"));
    let request = (callback.method.as_str(), callback.target.as_str(), callback.body.as_slice());
    let signed = is_signed(secret, (timestamp, nonce), request, header("cardamom-signature"));
    if !signed || header("cardamom-key") != key {
        return Err(NotifyRefusal::BadSignature);
    }
    let at: i64 = timestamp.parse().map_err(|_| malformed("its time is no time"))?;
    if now.unix_seconds().saturating_sub(at).abs() > WITHIN.as_seconds() {
        return Err(NotifyRefusal::Stale);
    }
    let told: Value = serde_json::from_slice(&callback.body).map_err(|_| malformed("it is no JSON"))?;
    let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
    match text("event") {
        "order" if is_ours(text("order_no")) => Ok(Reported::Order(text("order_no").to_owned())),
        "goods" if is_line(text("product"), 64) => Ok(Reported::Goods(text("product").to_owned())),
        _ => Err(malformed("it is about nothing of ours")),
    }
}
