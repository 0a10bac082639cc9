use super::{is_id, sign};
use crate::decimal;
use crate::flat::Flat;
use kernel::{Currency, Secret};
use ports::{Notified, NotifyRefusal, RawNotify};

const BODY_MAX: usize = 64 * 1024;

/// The signature first. There is no merchant in it: whoever has the key is the gateway.
pub(super) fn verify(
    token: &Secret<String>,
    fiat: Currency,
    notify: &RawNotify,
) -> Result<Notified, NotifyRefusal> {
    if notify.method != "POST" || notify.body.len() > BODY_MAX {
        return Err(malformed("it is no POST of a sensible size"));
    }
    let told = Flat::read(&notify.body).ok_or_else(|| malformed("it is no flat JSON"))?;
    if !sign::is_signed(&told, token) {
        return Err(NotifyRefusal::BadSignature);
    }
    if told.text("Status") != "1" {
        return Ok(Notified::Other);
    }
    if told.text("BaseCurrency") != fiat.code() {
        return Err(malformed("BaseCurrency is not the one that this channel is set up with"));
    }
    let id = told.text("Id").to_ascii_lowercase();
    if !is_id(&id) {
        return Err(malformed("Id"));
    }
    let payment = told.text("OutOrderId").parse().map_err(|_| malformed("OutOrderId is none of ours"))?;
    let amount = decimal::read_positive(&told.text("ActualAmount"), fiat);
    Ok(Notified::Paid { payment, event_id: id, amount: amount.map_err(|_| malformed("ActualAmount"))? })
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}
