use super::SupplyFor;
use super::call::{Refused, Told};
use crate::plain::reference;
use crate::words::{is_excuse, other_order, unreadable};
use kernel::{Currency, Money, Secret};
use ports::{AccountFound, NoSupply, Supplied, SupplyError, Wanted};
use serde_json::Value;

/// After an order was asked for.
pub(super) fn submitted(told: &Told, asked: &SupplyFor<'_>) -> Result<Supplied, SupplyError> {
    match told {
        Told::Good(order) => read(order, asked),
        Told::Refused(refused) if is_unread(refused) => {
            Err(SupplyError::NotReached(format!("{}: {}", refused.code, refused.said)))
        }
        Told::Refused(refused) => match reason(refused) {
            Some(why) => Ok(Supplied::Failed { reference: None, why, said: refused.said.clone() }),
            None => Err(refused.unknown()),
        },
    }
}

/// After it was asked about.
pub(super) fn known(told: &Told, asked: &SupplyFor<'_>) -> Result<Supplied, SupplyError> {
    match told {
        Told::Good(order) => read(order, asked),
        Told::Refused(refused) if refused.status == 404 && refused.code == "order_not_found" => {
            Err(SupplyError::NotFound)
        }
        Told::Refused(refused) => Err(refused.unknown()),
    }
}

/// Whether an account is there. One that cannot be right is not: an order for it would be refused in the same words.
pub(super) fn found(told: &Told) -> Result<AccountFound, SupplyError> {
    let told = match told {
        Told::Good(told) => told,
        Told::Refused(refused) if refused.code == "bad_account" => return Ok(AccountFound::No),
        Told::Refused(refused) => return Err(refused.unknown()),
    };
    let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
    match told.get("found") {
        Some(Value::Bool(true)) => Ok(AccountFound::yes(text("name_hint"), text("place"))),
        Some(Value::Bool(false)) => Ok(AccountFound::No),
        Some(Value::Null) => Err(SupplyError::CannotTell),
        _ => Err(unreadable("found")),
    }
}

/// Why nothing was ordered, where that is certain: all of these are looked at before anything is done.
fn reason(refused: &Refused) -> Option<NoSupply> {
    Some(match refused.code.as_str() {
        "sold_out"
        | "off_sale"
        | "no_such_product"
        | "no_supplier"
        | "below_cost"
        | "quantity_out_of_range" => NoSupply::OutOfStock,
        "insufficient_balance" => NoSupply::NoFunds,
        "price_rose" => NoSupply::PriceChanged,
        "bad_account" => NoSupply::BadAccount,
        "account_not_asked" | "not_sold_in_region" | "not_sold_this_way" | "plan_limit"
        | "total_too_large" | "bad_request" | "bad_callback_url" | "bad_order_no" => NoSupply::Other,
        _ => return None,
    })
}

/// Said of who asks, before it is looked at what for. That a request was made before is not among them: then it was heard.
fn is_unread(refused: &Refused) -> bool {
    matches!(
        refused.code.as_str(),
        "not_signed"
            | "bad_timestamp"
            | "stale_timestamp"
            | "unknown_key"
            | "bad_signature"
            | "docking_off"
            | "user_blocked"
    )
}

fn read(order: &Value, asked: &SupplyFor<'_>) -> Result<Supplied, SupplyError> {
    let text = |name: &str| order.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("order_no") != asked.order_no {
        return Err(other_order());
    }
    if order.get("quantity").and_then(Value::as_i64) != Some(asked.quantity) {
        return Err(unreadable("quantity"));
    }
    let reference = reference(text("id").to_owned());
    let whole = |name: &str| order.get(name).and_then(Value::as_i64).filter(|minor| *minor >= 0);
    let back = whole("refunded").ok_or_else(|| unreadable("refunded"))?;
    let is_back = back > 0 && whole("amount").is_some_and(|amount| back >= amount);
    let cost = cost(order, back, asked.currency);
    let failed = |why, said: &str| Supplied::Failed { reference: reference.clone(), why, said: said.into() };
    match (text("state"), asked.wanted) {
        ("fulfilling", _) => Ok(Supplied::Accepted { reference }),
        ("failed" | "cancelled", _) => Ok(failed(NoSupply::Other, "the money is back")),
        ("delivered", _) if is_back => Ok(failed(NoSupply::Other, "it was delivered, and the money is back")),
        ("delivered", Wanted::Credit) if back > 0 => {
            Err(SupplyError::Unknown("a part of the money was given back: ask the supplier".into()))
        }
        ("delivered", Wanted::Credit) => Ok(Supplied::Credited { reference, cost }),
        ("delivered", Wanted::Keys) => {
            let keys = keys(order).ok_or_else(|| unreadable("keys"))?;
            match keys.is_empty() {
                true => Ok(failed(NoSupply::OutOfStock, "a sentence stands in the place of the keys")),
                false => Ok(Supplied::Delivered { reference, cost, keys }),
            }
        }
        _ => Err(unreadable("state")),
    }
}

/// What all of it cost, without what of that came back, where it is reckoned as we do.
fn cost(order: &Value, back: i64, currency: Currency) -> Option<Money> {
    let told = order.get("currency").and_then(Value::as_str)?;
    let amount = order.get("amount").and_then(Value::as_i64).filter(|minor| *minor >= 0)?;
    (told == currency.code()).then(|| Money::new(amount - back, currency))
}

/// Each with its password behind it, without those that only say sorry. None where there are none, or one of them is no text.
fn keys(order: &Value) -> Option<Vec<Secret<String>>> {
    let listed = order.get("keys").and_then(Value::as_array).filter(|keys| !keys.is_empty())?;
    let one = |key: &Value| -> Option<Option<Secret<String>>> {
        let card = key.get("key").and_then(Value::as_str).filter(|card| !card.is_empty())?;
        let password = key.get("password").and_then(Value::as_str).filter(|password| !password.is_empty());
        if password.is_none() && is_excuse(card) {
            return Some(None);
        }
        let text = password.map_or_else(|| card.to_owned(), |password| format!("{card} {password}"));
        Some(Some(Secret::new(text)))
    };
    let read: Option<Vec<_>> = listed.iter().map(one).collect();
    Some(read?.into_iter().flatten().collect())
}
