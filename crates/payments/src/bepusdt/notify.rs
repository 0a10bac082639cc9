use super::{is_number, sign};
use crate::decimal;
use crate::flat::Flat;
use kernel::{Currency, Money, Secret};
use ports::{Notified, NotifyRefusal, RawNotify};

const BODY_MAX: usize = 64 * 1024;

/// The signature first. There is no merchant in it: whoever has the token is the gateway.
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
    if told.text("status") != "2" {
        return Ok(Notified::Other);
    }
    let number = told.text("trade_id");
    let payment = told.text("order_id").parse().map_err(|_| malformed("order_id is none of ours"))?;
    if !is_number(&number) {
        return Err(malformed("trade_id"));
    }
    Ok(Notified::Paid { payment, event_id: number, amount: amount(&told, fiat)? })
}

fn amount(told: &Flat, fiat: Currency) -> Result<Money, NotifyRefusal> {
    let raw = told.raw("amount").ok_or_else(|| malformed("amount"))?;
    let amount = decimal::read_json(raw, fiat).map_err(|_| malformed("amount"))?;
    if amount.minor > 0 { Ok(amount) } else { Err(malformed("amount")) }
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}
