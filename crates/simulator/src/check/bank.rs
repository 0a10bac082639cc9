use super::Seen;
use crate::gateway::{Dispute, What};
use crate::node::CHARGEBACK_FEE;
use crate::store::{BackRow, ChargebackRow};
use crate::world::World;
use kernel::{OrderId, RefundId};
use std::collections::{BTreeMap, BTreeSet};

/// What is booked of chargebacks is what banks did, and it came from where it should.
pub fn check(world: &World, seen: &Seen) -> Result<(), String> {
    let gave: BTreeMap<RefundId, &BackRow> =
        seen.given_back.iter().filter(|back| back.way == "chargeback").map(|back| (back.id, back)).collect();
    let mut of_bank: BTreeSet<RefundId> = BTreeSet::new();
    let books = world.ground.gateway.books();
    for row in &seen.chargebacks {
        let known = books.disputes.get(&row.reference);
        let known = known.ok_or_else(|| format!("{}: a chargeback that no bank knows", row.reference))?;
        told(row, known)?;
        let back = row.refund.and_then(|id| gave.get(&id).copied());
        moved(seen, row, back)?;
        of_bank.extend(row.refund);
    }
    match gave.keys().find(|id| !of_bank.contains(id)) {
        Some(id) => Err(format!("{id}: went to a bank, and no chargeback says so")),
        None => debts(seen),
    }
}

/// The bank did what is booked.
fn told(row: &ChargebackRow, known: &Dispute) -> Result<(), String> {
    let same = known.of == What::Order(row.order) && known.event == row.event && known.amount == row.amount;
    // What is booked may be behind, never ahead.
    let was = match row.state.as_str() {
        "told" => true,
        "taken" => known.taken_at.is_some(),
        _ => known.given_at.is_some(),
    };
    match same && was {
        true => Ok(()),
        false => Err(format!(
            "{}: booked as {} {} of {} {}, and the bank says {known:?}",
            row.reference, row.state, row.amount.minor, row.order, row.event
        )),
    }
}

/// What the order gave and what the platform gave is what the bank took; the platform gives only where nothing of the
/// order is left.
fn moved(seen: &Seen, row: &ChargebackRow, back: Option<&BackRow>) -> Result<(), String> {
    let part = back.map_or(0, |back| back.amount.minor);
    let taken = row.state != "told";
    let (due, cost) = if taken { (row.amount.minor, CHARGEBACK_FEE) } else { (0, 0) };
    if part + row.from_loss != due || row.cost != cost || row.refund.is_some() != back.is_some() {
        return Err(format!(
            "{} of {}: {part} from the order and {} from the platform are not {due}; {} for the trouble, not {cost}",
            row.reference, row.order, row.from_loss, row.cost
        ));
    }
    if let Some(back) = back
        && ((back.order, &back.who) != (row.order, &row.dispute)
            || back.stays_away() != (row.state == "taken"))
    {
        return Err(format!(
            "{} of {} is {}, and its refund {} by {} is {:?}",
            row.reference, row.order, row.state, back.id, back.who, back.returned
        ));
    }
    let away = away(seen, row.order);
    let total = seen.orders.iter().find(|order| order.id == row.order).map_or(0, |order| order.total.minor);
    match row.state == "taken" && row.from_loss > 0 && away != total {
        true => Err(format!(
            "{} of {}: the platform gave {}, though {away} of {total} went back",
            row.reference, row.order, row.from_loss
        )),
        false => Ok(()),
    }
}

/// What of an order went back, and is not here again.
fn away(seen: &Seen, order: OrderId) -> i64 {
    let of = |back: &&BackRow| back.order == order && back.stays_away();
    seen.given_back.iter().filter(of).map(|back| back.amount.minor).sum()
}

/// No merchant owes more than what chargebacks took that are not over, and what they cost.
fn debts(seen: &Seen) -> Result<(), String> {
    for row in seen.accounts.iter().filter(|row| row.purpose == "chargeback_debt") {
        let currency = crate::store::currency(&row.asset);
        let orders: BTreeSet<OrderId> = seen
            .orders
            .iter()
            .filter(|order| order.merchant.to_string() == row.owner && Some(order.total.currency) == currency)
            .map(|order| order.id)
            .collect();
        let owed = |back: &&BackRow| orders.contains(&back.order) && back.stays_away();
        let most: i64 = seen.given_back.iter().filter(owed).map(|back| back.from_debt).sum();
        let of = |chargeback: &&ChargebackRow| orders.contains(&chargeback.order);
        let cost: i64 = seen.chargebacks.iter().filter(of).map(|chargeback| chargeback.cost).sum();
        let owes = -row.net;
        if !(0..=most + cost).contains(&owes) {
            return Err(format!(
                "{} {}: {owes} are owed for chargebacks, 0 to {most} and {cost} can be",
                row.owner, row.asset
            ));
        }
    }
    Ok(())
}
