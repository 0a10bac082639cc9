use super::call::Told;
use crate::plain::reference;
use crate::words::{self, other_order, unreadable};
use crate::yuan;
use kernel::Secret;
use outbound::flat::Flat;
use outbound::said::said;
use ports::{NoSupply, Supplied, SupplyError};

/// The answer to an order: taken on, at most.
pub(super) fn submitted(told: &Told, order_no: &str, key: &Secret<String>) -> Result<Supplied, SupplyError> {
    let order = match told {
        Told::Refused(message) => return words::refused(message, key.expose()),
        Told::Good(told) => told.within("data"),
    };
    if order.text("external_orderno") != order_no {
        return Err(other_order());
    }
    Ok(Supplied::Accepted { reference: reference(order.text("ordersn")) })
}

/// The answer to a question: a list of orders.
pub(super) fn known(told: &Told, order_no: &str, key: &Secret<String>) -> Result<Supplied, SupplyError> {
    let told = match told {
        Told::Refused(message) if words::is_missing(message) => return Err(SupplyError::NotFound),
        Told::Refused(message) => return Err(SupplyError::Unknown(said(message, key.expose()))),
        Told::Good(told) => told,
    };
    let list = told.raw("data").and_then(|raw| serde_json::from_str::<Vec<Flat>>(raw.get()).ok());
    let list = list.ok_or_else(|| unreadable("list"))?;
    match list.as_slice() {
        [] => Err(SupplyError::NotFound),
        [order] if order.text("external_orderno") == order_no => state(order, key),
        _ => Err(other_order()),
    }
}

fn state(order: &Flat, key: &Secret<String>) -> Result<Supplied, SupplyError> {
    let reference = reference(order.text("ordersn"));
    let hints = order.text("recharge_hints");
    let (total, back) = (yuan::read(&order.text("total_price")), yuan::read(&order.text("has_back_money")));
    let is_part = back.is_some_and(|back| back > 0 && total.is_none_or(|total| back < total));
    match order.text("status").as_str() {
        "1" | "2" => Ok(Supplied::Accepted { reference }),
        "3" if back.is_none_or(|back| back == 0) => {
            Ok(Supplied::Credited { reference, cost: total.map(yuan::up) })
        }
        "4" | "5" if !is_part => {
            let why = words::reason(&hints).unwrap_or(NoSupply::Other);
            Ok(Supplied::Failed { reference, why, said: said(&hints, key.expose()) })
        }
        "3" | "4" | "5" => {
            Err(SupplyError::Unknown("a part of the money was given back: ask the supplier".into()))
        }
        "-1" => {
            Err(SupplyError::Unknown("the order is not paid for there: does the deposit suffice?".into()))
        }
        _ => Err(unreadable("status")),
    }
}
