use super::Seen;
use crate::model::{by_channel, rank};
use crate::store::OrderRow;
use crate::world::World;
use kernel::MerchantId;
use orders::{Buyer, OrderState};
use std::collections::{BTreeMap, HashMap};

pub async fn check(world: &mut World, seen: &Seen) -> Result<(), String> {
    let mut of_group: HashMap<usize, &OrderRow> = HashMap::new();
    for row in &seen.orders {
        let group = group_of(row).filter(|g| *g < world.model.groups.len());
        let group = group.ok_or(format!("{}: an order that nobody asked for", row.id))?;
        if let Some(other) = of_group.insert(group, row) {
            return Err(format!("g{group} made two orders: {} and {}", other.id, row.id));
        }
        one(world, seen, group, row)?;
    }
    for (index, group) in world.model.groups.iter().enumerate().filter(|(_, g)| g.acknowledged) {
        if of_group.get(&index).map(|row| row.id) != group.order {
            return Err(format!("g{index}: the acknowledged order {:?} is gone", group.order));
        }
    }
    keys(world, &of_group)?;
    limits(world, seen)?;
    adopt(world, &of_group).await
}

pub fn group_of(row: &OrderRow) -> Option<usize> {
    row.metadata.as_deref()?.strip_prefix("{\"group\":")?.strip_suffix('}')?.parse().ok()
}

fn state(row: &OrderRow) -> Result<OrderState, String> {
    row.state.parse().map_err(|()| format!("{}: in the state {}", row.id, row.state))
}

/// An order against the request that made it.
fn one(world: &World, seen: &Seen, index: usize, row: &OrderRow) -> Result<(), String> {
    let model = &world.model;
    let group = &model.groups[index];
    if !group.acknowledged && !group.unknown {
        return Err(format!("g{index} was refused, but {} is there", row.id));
    }
    let buyer = match group.request.buyer {
        Buyer::User(user) => Some(user),
        Buyer::Guest => None,
    };
    let merchant = group.request.lines.first().and_then(|l| model.merchant_of(l.offer));
    let merchant = merchant.map(|m| &model.merchants[m]).ok_or("an order without a merchant")?;
    let fee = (row.total.minor * merchant.fee + 5_000) / 10_000;
    let anonymous = row.buyer.is_none() && buyer.is_some_and(|buyer| seen.gone.contains_key(&buyer));
    if (row.buyer != buyer && !anonymous)
        || row.merchant != merchant.id
        || !group.totals.contains(&row.total.minor)
    {
        return Err(format!("g{index}: {} is not what was asked for", row.id));
    }
    if row.fee != fee {
        return Err(format!("{}: a fee of {} on {} is not {fee}", row.id, row.fee, row.total.minor));
    }
    let now = state(row)?;
    if let Some(known) = model.orders.get(&row.id)
        && rank(now) < rank(known.state)
    {
        return Err(format!("{}: was {:?} and is {now:?}", row.id, known.state));
    }
    let units = seen.deliveries.get(&row.id).copied().unwrap_or(0);
    let due = if now == OrderState::Delivered { group.units } else { 0 };
    if units != due {
        return Err(format!("{}: {units} units handed out, {due} are due", row.id));
    }
    // Beside what the wallet gives.
    let due = row.total.minor - row.wallet_part;
    let enough = |e: &crate::store::EventRow| {
        e.of.order() == Some(row.id) && e.amount.currency == row.total.currency && e.amount.minor >= due
    };
    if now == OrderState::Delivered && by_channel(&row.pay) && !seen.events.iter().any(enough) {
        return Err(format!("{}: delivered, but nobody paid the {due} that are due", row.id));
    }
    Ok(())
}

/// All requests under one idempotency key have one order at the most with each merchant.
fn keys(world: &World, of_group: &HashMap<usize, &OrderRow>) -> Result<(), String> {
    let mut by_key: BTreeMap<(&str, &str, MerchantId), usize> = BTreeMap::new();
    for (index, group) in world.model.groups.iter().enumerate().filter(|(i, _)| of_group.contains_key(i)) {
        let Some(idempotency) = &group.request.idempotency else { continue };
        let merchant = of_group.get(&index).map_or(MerchantId(0), |row| row.merchant);
        let key = (idempotency.scope.as_str(), idempotency.key.as_str(), merchant);
        if let Some(other) = by_key.insert(key, index) {
            return Err(format!("g{other} and g{index} have one idempotency key and two orders"));
        }
    }
    Ok(())
}

/// Nobody keeps back more than the settings let them.
fn limits(world: &World, seen: &Seen) -> Result<(), String> {
    let mut held: HashMap<String, i64> = HashMap::new();
    for row in seen.orders.iter().filter(|r| r.state == "pending") {
        let who =
            row.buyer.map(|b| b.to_string()).or(row.contact.as_ref().map(|print| format!("{print:x?}")));
        let who = who.unwrap_or_default();
        *held.entry(who).or_default() += 1;
    }
    let most = world.ground.settings.pending_orders_per_buyer;
    match held.iter().find(|(_, count)| **count > most) {
        Some((who, count)) => Err(format!("{who} has {count} unpaid orders, {most} are allowed")),
        None => Ok(()),
    }
}

/// Orders that nobody was told of, and states that nobody saw yet.
async fn adopt(world: &mut World, of_group: &HashMap<usize, &OrderRow>) -> Result<(), String> {
    let mut groups: Vec<(usize, &OrderRow)> = of_group.iter().map(|(g, row)| (*g, *row)).collect();
    groups.sort_by_key(|(group, _)| *group);
    for (group, row) in groups {
        let known = world.model.orders.get(&row.id);
        if known.is_some_and(|k| k.state == state(row).unwrap_or(k.state)) {
            continue;
        }
        let Some(node) = world.nodes.iter().flatten().next() else { return Ok(()) };
        let order = node.hands.orders.find(row.id).await.map_err(|e| format!("{}: {e}", row.id))?;
        world.model.groups[group].order = Some(row.id);
        world.model.know(&order);
        world.model.saw(&order)?;
    }
    Ok(())
}
