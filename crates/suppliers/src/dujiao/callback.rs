use super::TIMELY;
use super::call::BASE;
use super::sign::{Signed, is_signed};
use crate::plain::is_ours;
use kernel::{Secret, Time};
use outbound::flat::Flat;
use ports::{NotifyRefusal, RawNotify};
use subtle::ConstantTimeEq;

/// Keys stand in it; no callback is larger.
const SIZE_MAX: usize = 1024 * 1024;

/// The signature first.
pub(super) fn verify(
    api_key: &str,
    secret: &Secret<String>,
    callback: &RawNotify,
    now: Time,
) -> Result<String, NotifyRefusal> {
    let header = |name: &str| callback.header(name).unwrap_or_default();
    let (at, given) = (header("dujiao-next-timestamp"), header("dujiao-next-signature"));
    let malformed = |why: &str| NotifyRefusal::Malformed(why.to_owned());
    if callback.method != "POST" || callback.body.len() > SIZE_MAX {
        return Err(malformed("it is too large, or not posted"));
    }
    let here = callback.target.split('?').next().unwrap_or_default();
    let agreed = format!("{BASE}/callback");
    // Both are reckoned whatever the first comes to.
    let signed = [agreed.as_str(), here]
        .map(|path| is_signed(&Signed { method: "POST", path, at, body: &callback.body }, secret, given));
    if !signed.contains(&true) {
        return Err(NotifyRefusal::BadSignature);
    }
    if !bool::from(header("dujiao-next-api-key").as_bytes().ct_eq(api_key.as_bytes())) {
        return Err(NotifyRefusal::OtherMerchant);
    }
    let plain = (1..=12).contains(&at.len()) && at.bytes().all(|byte| byte.is_ascii_digit());
    let sent = at.parse().ok().filter(|_| plain).ok_or_else(|| malformed("its time is no number"))?;
    let sent = Time::from_unix_seconds(sent);
    let off = now.unix_seconds().abs_diff(sent.unix_seconds());
    if off > TIMELY.0.unsigned_abs() / 1_000_000 {
        return Err(NotifyRefusal::Stale);
    }
    let report = Flat::read(&callback.body).ok_or_else(|| malformed("it is no JSON"))?;
    let order_no = report.text("downstream_order_no");
    if !is_ours(&order_no) {
        return Err(malformed("downstream_order_no is none of ours"));
    }
    Ok(order_no)
}
