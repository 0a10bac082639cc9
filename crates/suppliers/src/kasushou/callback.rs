use super::sign;
use crate::plain::is_ours;
use crate::report::Report;
use kernel::{Secret, Span, Time};
use ports::{NotifyRefusal, RawNotify};

/// What is not signed: the signature itself, keys, and the way of a parcel.
const UNSIGNED: [&str; 3] = ["sign", "card_list", "express_list"];
const OLDEST: Span = Span::days(1);
const AHEAD: Span = Span::minutes(10);

/// The signature first. There is no merchant in it: whoever has the key is the site.
pub(super) fn verify(key: &Secret<String>, callback: &RawNotify, now: Time) -> Result<String, NotifyRefusal> {
    let report = Report::read(callback)?;
    let (at, given) = (report.text("time"), report.text("sign"));
    let plain = report.written(&UNSIGNED);
    // In JSON a slash stands in texts only.
    let escaped = plain.replace('/', "\\/");
    // Both are reckoned whatever the first comes to.
    let signed = [escaped, plain].map(|text| sign::is_signed(at, &text, key, given));
    if !signed.contains(&true) {
        return Err(NotifyRefusal::BadSignature);
    }
    let sent = at.parse::<i64>().ok().filter(|_| at.len() == 13);
    let sent = sent.ok_or_else(|| NotifyRefusal::Malformed("time".into()))?;
    let sent = Time::from_unix_seconds(0).after(Span::millis(sent));
    if sent < now.before(OLDEST) || sent > now.after(AHEAD) {
        return Err(NotifyRefusal::Stale);
    }
    let order_no = report.text("external_orderno");
    if !is_ours(order_no) {
        return Err(NotifyRefusal::Malformed("external_orderno is none of ours".into()));
    }
    Ok(order_no.to_owned())
}
