use super::sign;
use crate::plain::is_ours;
use crate::report::Report;
use kernel::Secret;
use ports::{NotifyRefusal, RawNotify};

/// The signature first. There is no merchant in it: whoever has the secret is Fulu.
pub(super) fn verify(secret: &Secret<String>, callback: &RawNotify) -> Result<String, NotifyRefusal> {
    let report = Report::read(callback)?;
    if !sign::is_signed(&report.written(&["sign"]), secret, report.text("sign")) {
        return Err(NotifyRefusal::BadSignature);
    }
    let order_no = report.text("customer_order_no");
    if !is_ours(order_no) {
        return Err(NotifyRefusal::Malformed("customer_order_no is none of ours".into()));
    }
    Ok(order_no.to_owned())
}
