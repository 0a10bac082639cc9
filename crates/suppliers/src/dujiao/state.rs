use super::call::{No, Told};
use crate::keys::{self, Keys};
use crate::plain::{is_number, reference};
use crate::words::{self, other_order, unreadable};
use kernel::{Currency, Money, Secret};
use outbound::decimal;
use outbound::flat::Flat;
use outbound::said::said;
use ports::{NoSupply, Supplied, SupplyError, Wanted};
use serde_json::Value;

/// The answer to an order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Under that number of the site's; or it was before.
    On { reference: String, may_be_done: bool },
    /// Certainly not.
    Not(Supplied),
}

/// The site's number of an order, fit for a path.
pub(super) fn number(text: &str) -> Result<&str, SupplyError> {
    let why = || SupplyError::Unknown("what the order is called there is no number".into());
    Some(text).filter(|text| is_number(text, 20)).ok_or_else(why)
}

fn number_in(told: &Flat) -> Option<String> {
    Some(told.text("order_id")).filter(|text| is_number(text, 20))
}

fn status(told: &Flat) -> String {
    told.text("status").trim().to_ascii_lowercase()
}

pub(super) fn submitted(told: &Told, secret: &Secret<String>) -> Result<Taken, SupplyError> {
    let told = match told {
        Told::Refused(no) => return refused(no, secret).map(Taken::Not),
        Told::Good(told) => told,
    };
    let reference = number_in(told).ok_or_else(|| unreadable("order_id"))?;
    match status(told).as_str() {
        "canceled" | "cancelled" => Ok(Taken::Not(cancelled(reference))),
        "pending_payment" | "paid" | "fulfilling" => Ok(Taken::On { reference, may_be_done: false }),
        _ => Ok(Taken::On { reference, may_be_done: true }),
    }
}

/// The site's number, in the answer to an order that cannot be made.
pub(super) fn found(told: &Told, secret: &Secret<String>) -> Result<String, SupplyError> {
    const NO_GOODS: [&str; 3] = ["sku_unavailable", "product_unavailable", "product_not_found"];
    match told {
        Told::Good(told) => number_in(told).ok_or_else(|| unreadable("order_id")),
        Told::Refused(no) if NO_GOODS.contains(&no.code.as_str()) => Err(SupplyError::NotFound),
        // It was taken on before, and not paid for.
        Told::Refused(no) => number_in(&no.rest).ok_or_else(|| no.unknown(secret)),
    }
}

fn refused(no: &No, secret: &Secret<String>) -> Result<Supplied, SupplyError> {
    let why = match (no.status, no.code.as_str()) {
        // Said before the request is read: like one that did not get there.
        (401 | 403, _) => return Err(SupplyError::NotReached(said(&no.said(), secret.expose()))),
        (402, "insufficient_balance") => NoSupply::NoFunds,
        (409, "insufficient_stock") | (400, "sku_unavailable" | "product_unavailable") => {
            NoSupply::OutOfStock
        }
        (400, "bad_request") => NoSupply::Other,
        (200, "payment_failed") if no.message.to_lowercase().contains("insufficient") => NoSupply::NoFunds,
        (200, "payment_failed") => words::reason(&no.message).unwrap_or(NoSupply::Other),
        _ => return Err(no.unknown(secret)),
    };
    let said = said(&no.said(), secret.expose());
    Ok(Supplied::Failed { reference: number_in(&no.rest), why, said })
}

fn cancelled(number: String) -> Supplied {
    let said = "the order is cancelled there".to_owned();
    Supplied::Failed { reference: Some(number), why: NoSupply::Other, said }
}

/// The answer to a question about the order of that number of the site's.
pub(super) fn known(
    told: &Told,
    number: &str,
    (wanted, quantity, currency): (Wanted, i64, Currency),
    secret: &Secret<String>,
) -> Result<Supplied, SupplyError> {
    let told = match told {
        Told::Refused(no) => return Err(no.unknown(secret)),
        Told::Good(told) => told,
    };
    if number_in(told).as_deref() != Some(number) || ordered(told).is_some_and(|of| of != quantity) {
        return Err(other_order());
    }
    let reference = reference(number.to_owned());
    let money = Spent::of(told, currency);
    let a_part = || SupplyError::Unknown("a part of the money was given back: ask the supplier".into());
    match (status(told).as_str(), wanted) {
        ("pending_payment" | "paid" | "fulfilling" | "partially_delivered", _) => {
            Ok(Supplied::Accepted { reference })
        }
        ("delivered" | "completed" | "fulfilled", Wanted::Credit) if money.is_back_in_part() => Err(a_part()),
        ("delivered" | "completed" | "fulfilled", Wanted::Credit) => {
            Ok(Supplied::Credited { reference, cost: money.left() })
        }
        ("delivered" | "completed" | "fulfilled" | "partially_refunded", Wanted::Keys) => {
            delivered(&told.within("fulfillment"), reference, money.left(), (quantity, secret))
        }
        ("canceled" | "cancelled", _) => Ok(cancelled(number.to_owned())),
        ("refunded", _) => {
            let said = "the money was given back there".to_owned();
            Ok(Supplied::Failed { reference, why: NoSupply::Other, said })
        }
        ("partially_refunded", Wanted::Credit) => Err(a_part()),
        _ => Err(unreadable("status")),
    }
}

/// How many were ordered, where the answer says so.
fn ordered(told: &Flat) -> Option<i64> {
    let items = told.raw("items").and_then(|raw| serde_json::from_str::<Vec<Flat>>(raw.get()).ok())?;
    items
        .iter()
        .map(|item| item.text("quantity").parse::<i64>().ok())
        .sum::<Option<i64>>()
        .filter(|_| !items.is_empty())
}

/// What it cost, and what of that came back.
struct Spent {
    amount: Option<Money>,
    back: Option<Money>,
}

impl Spent {
    /// Nothing is known of amounts in another currency.
    fn of(told: &Flat, currency: Currency) -> Self {
        let theirs = told.text("currency");
        let is_ours = theirs.is_empty() || theirs == currency.code();
        let read = |name: &str| decimal::read(&told.text(name), currency).ok().filter(|_| is_ours);
        Self { amount: read("amount"), back: read("refunded_amount") }
    }

    fn is_back_in_part(&self) -> bool {
        self.back.is_some_and(|back| back.minor > 0)
    }

    fn left(&self) -> Option<Money> {
        let back = self.back.map_or(0, |back| back.minor);
        let amount = self.amount?;
        Some(Money::new(amount.minor.saturating_sub(back).max(0), amount.currency))
    }
}

fn delivered(
    fulfilment: &Flat,
    reference: Option<String>,
    cost: Option<Money>,
    (quantity, secret): (i64, &Secret<String>),
) -> Result<Supplied, SupplyError> {
    let payload = fulfilment.text("payload");
    let text = if payload.trim().is_empty() { data(fulfilment) } else { payload };
    match keys::read(&text, quantity) {
        Keys::All(keys) | Keys::Some(keys) => Ok(Supplied::Delivered { reference, cost, keys }),
        Keys::Sorry(text) if text.is_empty() => {
            Err(SupplyError::Unknown("it is called delivered, and no key is there".into()))
        }
        Keys::Sorry(text) => {
            let why = words::reason(&text).unwrap_or(NoSupply::OutOfStock);
            let said = said(&format!("in the place of keys: {text}"), secret.expose());
            Ok(Supplied::Failed { reference, why, said })
        }
    }
}

/// The texts of `delivery_data`, in lines; what stands in one object together is one line.
fn data(fulfilment: &Flat) -> String {
    let raw = fulfilment.raw("delivery_data");
    let value = raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null);
    let mut lines = Vec::new();
    gather(&value, &mut lines);
    lines.join("\n")
}

fn gather(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(value, lines)),
        Value::Object(members) => {
            let own: Vec<String> = members.values().filter_map(plain).collect();
            lines.extend(Some(own.join(" ")).filter(|line| !line.is_empty()));
            members.values().filter(|value| plain(value).is_none()).for_each(|value| gather(value, lines));
        }
        _ => lines.extend(plain(value)),
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
