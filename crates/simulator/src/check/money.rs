use super::Seen;
use crate::gateway::What;
use crate::model::by_channel;
use crate::store::{self, EventRow, OrderRow, RefundRow, TopUpRow};
use crate::world::World;
use kernel::{Currency, OrderId, TopUpId, UserId};
use ports::RefundState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// By owner, purpose and currency.
type Balances = BTreeMap<(String, &'static str, Currency), i64>;

/// What money was asked for.
struct Sold<'a> {
    orders: HashMap<OrderId, &'a OrderRow>,
    top_ups: HashMap<TopUpId, &'a TopUpRow>,
}

impl Sold<'_> {
    /// In whose book it stands.
    fn book(&self, of: What) -> Option<String> {
        match of {
            What::Order(id) => self.orders.get(&id).map(|order| order.merchant.to_string()),
            What::TopUp(id) => self.top_ups.get(&id).map(|top_up| top_up.user.to_string()),
        }
    }

    /// Whose wallet takes what came in its currency; none of a guest's order.
    fn wallet(&self, event: &EventRow) -> Option<UserId> {
        let (user, currency) = match event.of {
            What::Order(id) => self.orders.get(&id).map(|order| (order.buyer, order.total.currency))?,
            What::TopUp(id) => {
                self.top_ups.get(&id).map(|top_up| (Some(top_up.user), top_up.credited.currency))?
            }
        };
        user.filter(|_| currency == event.amount.currency)
    }
}

pub fn check(world: &World, seen: &Seen) -> Result<(), String> {
    let sold = Sold {
        orders: seen.orders.iter().map(|row| (row.id, row)).collect(),
        top_ups: seen.top_ups.iter().map(|row| (row.id, row)).collect(),
    };
    arrivals(world, seen, &sold)?;
    refunds(world, seen, &sold)?;
    let (expected, uncertain) = expected(world, seen, &sold);
    told(world, seen, &sold.orders)?;
    balances(seen, expected, &uncertain)
}

/// What somebody was told of the money of an order stands.
fn told(world: &World, seen: &Seen, orders: &HashMap<OrderId, &OrderRow>) -> Result<(), String> {
    let released: BTreeSet<OrderId> = seen.releases.iter().map(|row| row.order).collect();
    let mut back: BTreeMap<OrderId, i64> = BTreeMap::new();
    for row in seen.given_back.iter().filter(|row| row.stays_away()) {
        *back.entry(row.order).or_default() += row.amount.minor;
    }
    // What a bank takes and gives again is held and released once more.
    let disputed: BTreeSet<OrderId> = seen.chargebacks.iter().map(|row| row.order).collect();
    for order in world.model.confirmed.iter().filter(|order| !disputed.contains(order)) {
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
fn arrivals(world: &World, seen: &Seen, sold: &Sold<'_>) -> Result<(), String> {
    let books = world.ground.gateway.books();
    for row in &seen.events {
        if sold.book(row.of).is_none() {
            return Err(format!("{}: money was booked for {}, which nobody has", row.event, row.of));
        }
        let payment = books.payments.get(&row.payment);
        let paid = payment.and_then(|p| p.paid.iter().find(|paid| paid.event_id == row.event));
        let same = payment.map(|p| (p.of, p.channel)) == Some((row.of, row.channel.as_str()));
        if paid.map(|p| p.amount) != Some(row.amount) || !same {
            return Err(format!("{}: money was booked that the gateway never took", row.event));
        }
    }
    Ok(())
}

/// What goes back is what could not be used, and the gateway did what is booked as done.
fn refunds(world: &World, seen: &Seen, sold: &Sold<'_>) -> Result<(), String> {
    let mut due = due_back(seen, sold);
    let mut returned: BTreeMap<What, i64> = BTreeMap::new();
    let books = world.ground.gateway.books();
    for row in &seen.refunds {
        match row.of {
            // The operator's to decide, within what has come. What the wallet got back can go once more.
            What::TopUp(_) if !row.of_exception => {
                let amount = if row.state == "credited" { 0 } else { row.amount.minor };
                *returned.entry(row.of).or_default() += amount;
            }
            _ => *due.entry((row.of, row.amount.currency)).or_default() -= row.amount.minor,
        }
        let there = books.refunds.get(&row.id);
        let door = there.and_then(|r| books.payments.get(&r.payment)).map(|p| p.channel);
        if door.is_some_and(|door| door != row.channel) {
            return Err(format!("{} goes through {}, and the payment came by {door:?}", row.id, row.channel));
        }
        let state = there.map(|r| (r.state, r.amount));
        let right = match row.state.as_str() {
            "succeeded" => state == Some((RefundState::Succeeded, row.amount)),
            "failed" => state == Some((RefundState::Failed, row.amount)),
            // Or the buyer would have it twice.
            "credited" => state.is_none_or(|(state, _)| state == RefundState::Failed),
            _ => true,
        };
        if !right {
            return Err(format!("{} is booked as {}, the gateway says {state:?}", row.id, row.state));
        }
    }
    let credited = |of: &What| match of {
        What::TopUp(id) => sold.top_ups.get(id).map_or(0, |top_up| top_up.credited.minor),
        What::Order(_) => 0,
    };
    if let Some((of, amount)) = returned.iter().find(|(of, amount)| **amount > credited(*of)) {
        return Err(format!("{of}: {amount} were returned of {}", credited(of)));
    }
    let known: BTreeSet<_> = seen.refunds.iter().map(|row| row.id).collect();
    if let Some(id) = world.model.returned.iter().find(|id| !known.contains(id)) {
        return Err(format!("{id}: a refund of a top-up that somebody was told of is gone"));
    }
    match due.iter().find(|(_, amount)| **amount != 0) {
        Some(((of, currency), amount)) => {
            Err(format!("{of}: {amount} {currency} more should go back than are on their way"))
        }
        None => Ok(()),
    }
}

/// What must go back through the channel: of guests what did not pay the order, of users what their wallet cannot take;
/// and of delivered orders what somebody gave back by the way that it came.
fn due_back(seen: &Seen, sold: &Sold<'_>) -> BTreeMap<(What, Currency), i64> {
    let mut due = BTreeMap::new();
    for event in seen.events.iter().filter(|event| sold.wallet(event).is_none()) {
        *due.entry((event.of, event.amount.currency)).or_default() += event.amount.minor;
    }
    for order in seen.orders.iter().filter(|o| delivered_by_channel(o) && o.buyer.is_none()) {
        *due.entry((What::Order(order.id), order.total.currency)).or_default() -= order.total.minor;
    }
    for (order, (_, through)) in by_origin(seen, &sold.orders) {
        let currency = sold.orders.get(&order).map_or(Currency::CNY, |row| row.total.currency);
        *due.entry((What::Order(order), currency)).or_default() += through;
    }
    due
}

/// What was given back of each order by the way that it came, and how much of that is the channel's to carry: whatever
/// it has brought goes first. The rest is the wallet's.
fn by_origin(seen: &Seen, orders: &HashMap<OrderId, &OrderRow>) -> BTreeMap<OrderId, (i64, i64)> {
    let mut asked: BTreeMap<OrderId, i64> = BTreeMap::new();
    for back in seen.given_back.iter().filter(|back| back.way == "origin") {
        *asked.entry(back.order).or_default() += back.amount.minor;
    }
    let through = |(order, asked): (OrderId, i64)| {
        let Some(row) = orders.get(&order) else { return (order, (asked, asked)) };
        let most = asked.min(row.total.minor - row.wallet_part);
        // What the bank had at that time was the channel's, too, and may be here again.
        let disputed = row.wallet_part > 0 && seen.chargebacks.iter().any(|taken| taken.order == order);
        (order, (asked, if disputed { most.min(carried(seen, order)) } else { most }))
    };
    asked.into_iter().map(through).collect()
}

/// What was handed to the channel of a delivered order.
fn carried(seen: &Seen, order: OrderId) -> i64 {
    let of = |row: &&RefundRow| row.of == What::Order(order) && !row.of_exception;
    seen.refunds.iter().filter(of).map(|row| row.amount.minor).sum()
}

fn delivered_by_channel(order: &OrderRow) -> bool {
    order.state == "delivered" && by_channel(&order.pay)
}

/// What must lie in every account of money; and the users of whom nobody knows, as a deposit was not answered.
fn expected(world: &World, seen: &Seen, sold: &Sold<'_>) -> (Balances, BTreeSet<UserId>) {
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
        if let Some(user) = buyer(world, order) {
            add(user.to_string(), "wallet", currency, -total);
        }
    }
    for event in &seen.events {
        let Some(book) = sold.book(event.of) else { continue };
        let (amount, currency) = (event.amount.minor, event.amount.currency);
        add(format!("{book}:{}", event.channel), "channel_clearing", currency, -amount);
        // What a user pays is the user's: the order's total was taken off above.
        if let Some(user) = sold.wallet(event) {
            add(user.to_string(), "wallet", currency, amount);
        }
    }
    for refund in &seen.refunds {
        let Some(book) = sold.book(refund.of) else { continue };
        let (amount, currency) = (refund.amount.minor, refund.amount.currency);
        let user = match refund.of {
            What::Order(id) => sold.orders.get(&id).and_then(|order| order.buyer),
            What::TopUp(id) => sold.top_ups.get(&id).map(|top_up| top_up.user),
        };
        if let (What::TopUp(_), Some(user), false) = (refund.of, user, refund.of_exception) {
            add(user.to_string(), "wallet", currency, -amount);
        }
        match (refund.state.as_str(), user) {
            ("succeeded", _) => {
                add(format!("{book}:{}", refund.channel), "channel_clearing", currency, amount);
            }
            // The channel never did, and somebody gave it to the wallet instead.
            ("credited", Some(user)) => add(user.to_string(), "wallet", currency, amount),
            _ => add(book, "payment_exception", currency, amount),
        }
    }
    settled(world, seen, &sold.orders, &mut add);
    (balances, uncertain)
}

/// Whose order it is, or was before the account was deleted.
fn buyer(world: &World, order: &OrderRow) -> Option<UserId> {
    order.buyer.or_else(|| world.model.buyer_of(super::placed::group_of(order)?))
}

/// What was released, given back and paid out, besides.
fn settled(
    world: &World,
    seen: &Seen,
    orders: &HashMap<OrderId, &OrderRow>,
    add: &mut impl FnMut(String, &'static str, Currency, i64),
) {
    for row in &seen.releases {
        let (merchant, currency) = (row.merchant.to_string(), row.amount.currency);
        add(merchant.clone(), "escrow", currency, -row.amount.minor);
        add(merchant.clone(), "balance", currency, row.amount.minor - row.tax);
        add(merchant, "tax", currency, row.tax);
    }
    for row in &seen.given_back {
        let Some(order) = orders.get(&row.order) else { continue };
        let (merchant, currency) = (order.merchant.to_string(), row.amount.currency);
        if !row.stays_away() {
            // All of it is where it was, but what was escrow's may have been due meanwhile.
            let moved = if row.returned == "balance" { row.from_escrow } else { 0 };
            add(merchant.clone(), "escrow", currency, -moved);
            add(merchant, "balance", currency, moved);
            continue;
        }
        add(merchant.clone(), "platform_fee", currency, -row.fee_back);
        add(merchant.clone(), "escrow", currency, -row.from_escrow);
        // What is owed is a balance below zero: which of the two it is, is for [`super::bank`] to look at.
        add(merchant.clone(), "balance", currency, -row.from_balance - row.from_debt);
        add(merchant.clone(), "bond", currency, -row.from_bond);
        // A chargeback's comes into the balance before anybody asks what that holds.
        let bond_pays = row.from_bond > 0 && row.way != "chargeback";
        let payer = if bond_pays { "bond" } else { "balance" };
        add(merchant.clone(), payer, currency, row.tax_back);
        add(merchant, "tax", currency, -row.tax_back);
        if let Some(user) = buyer(world, order).filter(|_| row.way == "wallet") {
            add(user.to_string(), "wallet", currency, row.amount.minor);
        }
    }
    for (order, (asked, through)) in by_origin(seen, orders) {
        let Some(order) = orders.get(&order) else { continue };
        if let Some(user) = buyer(world, order) {
            add(user.to_string(), "wallet", order.total.currency, asked - through);
        }
    }
    taken(seen, add);
    for row in &seen.bonds {
        let amount = if row.out { -row.amount } else { row.amount };
        add(row.merchant.to_string(), "balance", Currency::CNY, -amount);
        add(row.merchant.to_string(), "bond", Currency::CNY, amount);
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

/// What banks have, and what the trouble costs.
fn taken(seen: &Seen, add: &mut impl FnMut(String, &'static str, Currency, i64)) {
    for row in seen.chargebacks.iter().filter(|row| row.state != "told") {
        let (merchant, currency) = (row.merchant.to_string(), row.amount.currency);
        add(merchant.clone(), "chargeback_cost", currency, row.cost);
        add(merchant.clone(), "balance", currency, -row.cost);
        if row.state == "taken" {
            add(format!("{merchant}:{}", row.channel), "channel_clearing", currency, row.amount.minor);
            add(merchant, "chargeback_loss", currency, -row.from_loss);
        }
    }
}

fn balances(seen: &Seen, mut expected: Balances, uncertain: &BTreeSet<UserId>) -> Result<(), String> {
    const MONEY: [&str; 13] = [
        "wallet",
        "funding",
        "escrow",
        "platform_fee",
        "channel_clearing",
        "payment_exception",
        "balance",
        "bond",
        "payout",
        "bank",
        "tax",
        "chargeback_loss",
        "chargeback_cost",
    ];
    let mut lies = Balances::new();
    for row in &seen.accounts {
        let purpose = if row.purpose == "chargeback_debt" { "balance" } else { row.purpose.as_str() };
        let purpose = MONEY.iter().find(|known| **known == purpose);
        if let (Some(currency), Some(purpose)) = (store::currency(&row.asset), purpose) {
            *lies.entry((row.owner.clone(), *purpose, currency)).or_default() += row.net;
        }
    }
    for ((owner, purpose, currency), net) in lies {
        let due = expected.remove(&(owner.clone(), purpose, currency)).unwrap_or(0);
        if due != net && !unsure(&owner, purpose, uncertain) {
            return Err(format!("{owner} {purpose} {currency}: {net} lie there, {due} should"));
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
