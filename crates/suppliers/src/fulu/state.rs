use super::call::Told;
use crate::plain::reference;
use crate::words::{self, other_order, unreadable};
use crate::yuan;
use kernel::{Money, Secret};
use outbound::flat::Flat;
use outbound::said::said;
use ports::{NoSupply, Supplied, SupplyError};

/// The answer to an order. However it stands, it was taken on: whether it is done is asked for.
pub(super) fn submitted(
    told: &Told,
    order_no: &str,
    secret: &Secret<String>,
) -> Result<Supplied, SupplyError> {
    if !told.is_good() {
        return words::refused(&told.message, secret.expose());
    }
    let order = order(told, order_no, secret)?;
    Ok(Supplied::Accepted { reference: reference(order.text("order_id")) })
}

/// The answer to a question.
pub(super) fn known(told: &Told, order_no: &str, secret: &Secret<String>) -> Result<Supplied, SupplyError> {
    if !told.is_good() && words::is_missing(&told.message) {
        return Err(SupplyError::NotFound);
    }
    let order = order(told, order_no, secret)?;
    let reference = reference(order.text("order_id"));
    match order.text("order_state").as_str() {
        "success" => Ok(Supplied::Credited { reference, cost: cost(&order) }),
        "processing" | "untreated" => Ok(Supplied::Accepted { reference }),
        "failed" => {
            let described = order.text("recharge_description");
            let why = words::reason(&described).unwrap_or(NoSupply::Other);
            Ok(Supplied::Failed { reference, why, said: said(&described, secret.expose()) })
        }
        _ => Err(unreadable("order_state")),
    }
}

/// Believed only where it is about that order.
fn order(told: &Told, order_no: &str, secret: &Secret<String>) -> Result<Flat, SupplyError> {
    let order = told.good(secret)?;
    if order.text("customer_order_no") == order_no { Ok(order) } else { Err(other_order()) }
}

/// Of all of it; `order_price` is for one.
fn cost(order: &Flat) -> Option<Money> {
    let each = yuan::read(&order.text("order_price"))?;
    let count = order.text("buy_num").parse::<i64>().ok().filter(|count| *count > 0)?;
    each.checked_mul(count).map(yuan::up)
}
