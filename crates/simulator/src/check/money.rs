use super::Seen;
use crate::gateway::CODE;
use crate::model::by_channel;
use crate::store::{self, OrderRow};
use crate::world::World;
use kernel::{Currency, OrderId, UserId};
use ports::RefundState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// By owner, purpose and currency.
type Balances = BTreeMap<(String, &'static str, Currency), i64>;

pub fn check(world: &World, seen: &Seen) -> Result<(), String> {
    let orders: HashMap<OrderId, &OrderRow> = seen.orders.iter().map(|row| (row.id, row)).collect();
    arrivals(world, seen)?;
    refunds(world, seen, &orders)?;
    let (expected, uncertain) = expected(world, seen, &orders);
    told(world, seen, &orders)?;
    balances(seen, expected, &uncertain)
}

/// What somebody was told of the money of an order stands.
fn told(world: &World, seen: &Seen, orders: &HashMap<OrderId, &OrderRow>) -> Result<(), String> {
    let released: BTreeSet<OrderId> = seen.releases.iter().map(|row| row.order).collect();
    let mut back: BTreeMap<OrderId, i64> = BTreeMap::new();
    for row in &seen.given_back {
        *back.entry(row.order).or_default() += row.amount.minor;
    }
    for order in &world.model.confirmed {
        let total = orders.get(order).map_or(0, |row| row.total.minor);
        // Of what went back whole nothing was left to release.
        if !released.contains(order) && back.get(order).is_none_or(|back| *back < total) {
            return Err(format!("{order}: the buyer's word was heard, and nothing was released"));
        }
    }
    for (order, back) in back {
        if orders.get(&order).is_none_or(|row| back > row.total.minor || row.state != "delivered") {
            return Err(format!("{order}: {back} went back of it"));
        }
    }
    let known: BTreeSet<_> = seen.given_back.iter().map(|row| row.id).collect();
    match world.model.given_back.iter().find(|id| !known.contains(id)) {
        Some(id) => Err(format!("{id}: a refund that somebody was told of is gone")),
        None => Ok(()),
    }
}

/// What is booked as arrived is what the gateway took, order by order.
fn arrivals(world: &World, seen: &Seen) -> Result<(), String> {
    let books = world.ground.gateway.books();
    for row in &seen.events {
        let payment = books.payments.get(&row.payment);
        let paid = payment.and_then(|p| p.paid.iter().find(|paid| paid.event_id == row.event));
        if paid.map(|p| p.amount) != Some(row.amount) || payment.map(|p| p.order) != Some(row.order) {
            return Err(format!("{}: money was booked that the gateway never took", row.event));
        }
    }
    Ok(())
}

/// What goes back is what could not be used, and the gateway did what is booked as done.
fn refunds(world: &World, seen: &Seen, orders: &HashMap<OrderId, &OrderRow>) -> Result<(), String> {
    let mut due = due_back(seen, orders);
    let books = world.ground.gateway.books();
    for row in &seen.refunds {
        *due.entry((row.order, row.amount.currency)).or_default() -= row.amount.minor;
        let state = books.refunds.get(&row.id).map(|r| (r.state, r.amount));
        let right = match row.state.as_str() {
            "succeeded" => state == Some((RefundState::Succeeded, row.amount)),
            "failed" => state == Some((RefundState::Failed, row.amount)),
            _ => true,
        };
        if !right {
            return Err(format!("{} is booked as {}, the gateway says {state:?}", row.id, row.state));
        }
    }
    match due.iter().find(|(_, amount)| **amount != 0) {
        Some(((order, currency), amount)) => {
            Err(format!("{order}: {amount} {currency} more should go back than are on their way"))
        }
        None => Ok(()),
    }
}

/// What must go back through the channel: of guests what did not pay the order, of users what their wallet cannot take.
fn due_back(seen: &Seen, orders: &HashMap<OrderId, &OrderRow>) -> BTreeMap<(OrderId, Currency), i64> {
    let mut due = BTreeMap::new();
    for event in &seen.events {
        let Some(order) = orders.get(&event.order) else { continue };
        if order.buyer.is_none() || event.amount.currency != order.total.currency {
            *due.entry((event.order, event.amount.currency)).or_default() += event.amount.minor;
        }
    }
    for order in seen.orders.iter().filter(|o| delivered_by_channel(o) && o.buyer.is_none()) {
        *due.entry((order.id, order.total.currency)).or_default() -= order.total.minor;
    }
    due
}

fn delivered_by_channel(order: &OrderRow) -> bool {
    order.state == "delivered" && by_channel(&order.pay)
}

/// What must lie in every account of money; and the users of whom nobody knows, as a deposit was not answered.
fn expected(
    world: &World,
    seen: &Seen,
    orders: &HashMap<OrderId, &OrderRow>,
) -> (Balances, BTreeSet<UserId>) {
    let (mut balances, mut uncertain) = (Balances::new(), BTreeSet::new());
    let mut add = |owner: String, purpose, currency, amount| {
        *balances.entry((owner, purpose, currency)).or_default() += amount;
    };
    for deposit in world.model.deposits.iter().filter(|d| d.tried) {
        add(deposit.user.to_string(), "wallet", deposit.amount.currency, deposit.amount.minor);
        add("platform".into(), "funding", deposit.amount.currency, -deposit.amount.minor);
        if !deposit.acknowledged {
            uncertain.insert(deposit.user);
        }
    }
    for order in seen.orders.iter().filter(|o| o.state == "delivered") {
        let (merchant, total, currency) =
            (order.merchant.to_string(), order.total.minor, order.total.currency);
        add(merchant.clone(), "escrow", currency, total - order.fee);
        add(merchant, "platform_fee", currency, order.fee);
        if let Some(user) = order.buyer {
            add(user.to_string(), "wallet", currency, -total);
        }
    }
    for event in &seen.events {
        let Some(order) = orders.get(&event.order) else { continue };
        let (amount, currency) = (event.amount.minor, event.amount.currency);
        add(format!("{}:{CODE}", order.merchant), "channel_clearing", currency, -amount);
        // What a user pays is the user's: the order's total was taken off above.
        if let Some(user) = order.buyer.filter(|_| currency == order.total.currency) {
            add(user.to_string(), "wallet", currency, amount);
        }
    }
    for refund in &seen.refunds {
        let Some(order) = orders.get(&refund.order) else { continue };
        let (merchant, currency) = (order.merchant.to_string(), refund.amount.currency);
        match refund.state.as_str() {
            "succeeded" => {
                add(format!("{merchant}:{CODE}"), "channel_clearing", currency, refund.amount.minor);
            }
            _ => add(merchant, "payment_exception", currency, refund.amount.minor),
        }
    }
    settled(seen, orders, &mut add);
    (balances, uncertain)
}

/// What was released, given back and paid out, besides.
fn settled(
    seen: &Seen,
    orders: &HashMap<OrderId, &OrderRow>,
    add: &mut impl FnMut(String, &'static str, Currency, i64),
) {
    for row in &seen.releases {
        let (merchant, currency) = (row.merchant.to_string(), row.amount.currency);
        add(merchant.clone(), "escrow", currency, -row.amount.minor);
        add(merchant, "balance", currency, row.amount.minor);
    }
    for row in &seen.given_back {
        let Some(order) = orders.get(&row.order) else { continue };
        let (merchant, currency) = (order.merchant.to_string(), row.amount.currency);
        add(merchant.clone(), "platform_fee", currency, -row.fee_back);
        add(merchant.clone(), "escrow", currency, -row.from_escrow);
        add(merchant, "balance", currency, -row.from_balance);
        if let Some(user) = order.buyer {
            add(user.to_string(), "wallet", currency, row.amount.minor);
        }
    }
    for (merchant, state, amount) in &seen.payouts {
        let (merchant, currency, amount) = (merchant.to_string(), amount.currency, amount.minor);
        match state.as_str() {
            "sent" => {
                add(merchant.clone(), "balance", currency, -amount);
                add(merchant, "payout", currency, amount);
            }
            "paid" => {
                add(merchant, "balance", currency, -amount);
                add("platform".into(), "bank", currency, amount);
            }
            _ => {}
        }
    }
}

fn balances(seen: &Seen, mut expected: Balances, uncertain: &BTreeSet<UserId>) -> Result<(), String> {
    const MONEY: [&str; 9] = [
        "wallet",
        "funding",
        "escrow",
        "platform_fee",
        "channel_clearing",
        "payment_exception",
        "balance",
        "payout",
        "bank",
    ];
    for row in &seen.accounts {
        let (Some(currency), Some(purpose)) =
            (store::currency(&row.asset), MONEY.iter().find(|p| **p == row.purpose))
        else {
            continue;
        };
        let due = expected.remove(&(row.owner.clone(), *purpose, currency)).unwrap_or(0);
        if due != row.net && !unsure(&row.owner, purpose, uncertain) {
            return Err(format!("{} {purpose} {currency}: {} lie there, {due} should", row.owner, row.net));
        }
    }
    let missing = |(key, due): &(&(String, &'static str, Currency), &i64)| {
        **due != 0 && !unsure(&key.0, key.1, uncertain)
    };
    match expected.iter().find(missing) {
        Some(((owner, purpose, currency), due)) => {
            Err(format!("{owner} {purpose} {currency}: no such account, {due} should lie there"))
        }
        None => Ok(()),
    }
}

fn unsure(owner: &str, purpose: &str, uncertain: &BTreeSet<UserId>) -> bool {
    match purpose {
        "wallet" => uncertain.iter().any(|user| user.to_string() == owner),
        "funding" => !uncertain.is_empty(),
        _ => false,
    }
}
