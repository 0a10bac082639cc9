use super::Seen;
use crate::model::by_channel;
use crate::store::{self, EventRow, OrderRow};
use crate::world::World;
use kernel::{Currency, OrderId};
use std::collections::BTreeMap;

/// What became of an arrival that delivered its order.
const DELIVERING: [&str; 3] = ["delivered", "late_delivered", "overpaid"];

pub fn check(world: &mut World, seen: &Seen) -> Result<(), String> {
    let mut paid_by: BTreeMap<OrderId, &EventRow> = BTreeMap::new();
    for event in seen.events.iter().filter(|event| DELIVERING.contains(&event.outcome.as_str())) {
        let order = event.of.order().ok_or_else(|| format!("{}: delivered a top-up", event.event))?;
        if let Some(other) = paid_by.insert(order, event) {
            return Err(format!("{order}: delivered by two arrivals, {} and {}", other.event, event.event));
        }
    }
    let mut held: BTreeMap<(String, Currency), i64> = BTreeMap::new();
    for row in &seen.orders {
        one(world, row, paid_by.get(&row.id).copied())?;
        if row.state == "pending" && row.wallet_part > 0 {
            let user = row.buyer.ok_or_else(|| format!("{}: a part from nobody's wallet", row.id))?;
            *held.entry((user.to_string(), row.total.currency)).or_default() += row.wallet_part;
        }
    }
    wallets(seen, held)?;
    remember(world, seen, &paid_by);
    Ok(())
}

/// The wallet pays what the arrival that delivered it lacks, and no more than was asked of it; it holds for an order
/// what was chosen last, and nothing once that has ended.
fn one(world: &World, row: &OrderRow, by: Option<&EventRow>) -> Result<(), String> {
    let (part, total) = (row.wallet_part, row.total.minor);
    let parts = world.model.parts.get(&row.id).cloned().unwrap_or_default();
    let right = match (row.state.as_str(), by) {
        ("pending", None) => parts.may_hold(part, total),
        ("delivered", Some(event)) => {
            let lacking = (total - event.amount.minor).max(0);
            let in_time = event.outcome == "delivered" && parts.may_have_held(lacking);
            let same_way = row.pay == event.channel && row.total.currency == event.amount.currency;
            same_way && part == lacking && (lacking == 0 || in_time)
        }
        ("delivered", None) => part == 0 && !by_channel(&row.pay),
        (_, None) => part == 0,
        (_, Some(_)) => false,
    };
    let by = by.map(|event| format!("{} {} of {}", event.event, event.outcome, event.amount.minor));
    match right {
        true => Ok(()),
        false => Err(format!(
            "{}: {} by {}, {part} of {total} from the wallet, paid by {by:?}; asked for were {parts:?}",
            row.id, row.state, row.pay
        )),
    }
}

/// Nothing is promised of a wallet but the parts of orders that wait.
fn wallets(seen: &Seen, mut held: BTreeMap<(String, Currency), i64>) -> Result<(), String> {
    for row in seen.accounts.iter().filter(|row| row.purpose == "wallet") {
        let Some(currency) = store::currency(&row.asset) else { continue };
        let due = held.remove(&(row.owner.clone(), currency)).unwrap_or(0);
        if due != row.promised {
            return Err(format!(
                "wallet of {} {currency}: {} are held ready, {due} should be for orders that wait",
                row.owner, row.promised
            ));
        }
    }
    match held.iter().next() {
        Some(((owner, currency), due)) => {
            Err(format!("wallet of {owner} {currency}: there is none, {due} should be held ready"))
        }
        None => Ok(()),
    }
}

/// What was found is what is held, where nothing can be under way any more; and which arrivals delivered orders.
fn remember(world: &mut World, seen: &Seen, paid_by: &BTreeMap<OrderId, &EventRow>) {
    let sure = world.repeats();
    for row in seen.orders.iter().filter(|row| sure && row.state == "pending") {
        if let Some(parts) = world.model.parts.get_mut(&row.id) {
            parts.is(row.wallet_part);
        }
    }
    for (order, event) in paid_by {
        world.model.paid_by.entry(*order).or_insert_with(|| (event.payment, event.event.clone()));
    }
}
