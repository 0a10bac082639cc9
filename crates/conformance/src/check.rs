use crate::act::sum;
use crate::store::{self, OrderLine, PaymentLine, RefundLine};
use crate::world::World;
use kernel::{Currency, Money, OrderId, PaymentId, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that was read at the end of a seed.
struct Seen {
    payments: Vec<PaymentLine>,
    booked: Vec<(PaymentId, Money)>,
    refunds: Vec<RefundLine>,
    orders: Vec<OrderLine>,
    credited: Vec<(OrderId, Money)>,
    /// By payment: what came, and what went back, as the gateway has it.
    book: HashMap<PaymentId, (Vec<Money>, Vec<Money>)>,
}

/// Of a story of top-ups.
pub async fn wallet(world: &mut World<'_>, user: UserId) -> Result<(), String> {
    let seen = read(world).await.map_err(|e| e.to_string())?;
    nothing_is_left(world).await?;
    every_unit_once(world, &seen)?;
    for currency in currencies(&seen) {
        let mut kept = 0;
        for (arrived, back) in seen.book.values() {
            kept += sum(arrived, currency) - sum(back, currency);
        }
        let by_hand: Vec<Money> = world.by_hand.values().flatten().copied().collect();
        let due = [
            (user.to_string(), "wallet", kept - sum(&by_hand, currency)),
            (user.to_string(), "payment_exception", 0),
        ];
        let clearing = world.ways.iter().map(|way| owed(world, &seen, way.kind.code, currency));
        lie(world, currency, due.into_iter().chain(clearing).collect()).await?;
    }
    audits(world).await?;
    world.tally.delivered += seen.booked.len();
    world.tally.refunded += seen.refunds.len();
    Ok(())
}

pub async fn all(world: &mut World<'_>) -> Result<(), String> {
    let seen = read(world).await.map_err(|e| e.to_string())?;
    nothing_is_left(world).await?;
    every_unit_once(world, &seen)?;
    every_order_has_an_end(world, &seen).await?;
    accounts(world, &seen).await?;
    audits(world).await?;
    world.tally.delivered += seen.orders.iter().filter(|order| order.state == "delivered").count();
    world.tally.refunded += seen.refunds.len();
    Ok(())
}

async fn read(world: &World<'_>) -> db::Result<Seen> {
    let (db, merchant, book_of) = (&world.db, world.merchant, &world.book);
    let payments = store::payments(db, book_of).await?;
    let mut book = HashMap::new();
    for line in &payments {
        let entry = world.way(&line.channel).map(|way| way.gate.entry(&line.id.to_string()));
        let entry = entry.unwrap_or_default();
        book.insert(line.id, (entry.arrived.clone(), entry.back()));
    }
    Ok(Seen {
        payments,
        booked: store::arrivals(db, book_of).await?,
        refunds: store::refunds(db, book_of).await?,
        orders: store::orders(db, merchant).await?,
        credited: store::credited(db, merchant).await?,
        book,
    })
}

async fn nothing_is_left(world: &World<'_>) -> Result<(), String> {
    let left = store::left(&world.db).await.map_err(|e| e.to_string())?;
    match left.first() {
        Some((what, count)) => Err(format!("stranded though all is well: {count} {what}")),
        None => Ok(()),
    }
}

/// What the gateway's book says arrived is booked, each once; and what it gave back is what was asked for.
fn every_unit_once(world: &World<'_>, seen: &Seen) -> Result<(), String> {
    for line in &seen.payments {
        let (mut arrived, mut back) = seen.book.get(&line.id).cloned().unwrap_or_default();
        let mut booked: Vec<Money> =
            seen.booked.iter().filter(|(payment, _)| *payment == line.id).map(|(_, money)| *money).collect();
        let by_machine =
            |r: &&RefundLine| r.payment == line.id && r.state == "succeeded" && !world.hand.contains(&r.id);
        let mut refunds: Vec<Money> = seen.refunds.iter().filter(by_machine).map(|r| r.amount).collect();
        for list in [&mut arrived, &mut back, &mut booked, &mut refunds] {
            list.sort_by_key(|money| (money.currency, money.minor));
        }
        if arrived != booked {
            return Err(format!("{}: the gateway took {arrived:?}, booked are {booked:?}", line.id));
        }
        if back != refunds {
            return Err(format!("{}: the gateway gave back {back:?}, booked are {refunds:?}", line.id));
        }
    }
    Ok(())
}

/// What is kept of an order's money pays for what was delivered, or lies in its buyer's wallet.
async fn every_order_has_an_end(world: &World<'_>, seen: &Seen) -> Result<(), String> {
    let delivered: HashMap<OrderId, i64> =
        store::deliveries(&world.db, world.merchant).await.map_err(|e| e.to_string())?.into_iter().collect();
    let mut wallets: BTreeMap<(UserId, Currency), i64> = BTreeMap::new();
    for order in &seen.orders {
        let units = world.placed.iter().find(|placed| placed.id == order.id).map(|placed| placed.units());
        let units = units.ok_or(format!("{}: an order that nobody placed", order.id))?;
        let due = if order.state == "delivered" { units } else { 0 };
        let handed = delivered.get(&order.id).copied().unwrap_or(0);
        if handed != due {
            return Err(format!(
                "{} is {}: {handed} units were delivered, {due} are due",
                order.id, order.state
            ));
        }
        for currency in currencies(seen) {
            let kept = kept(world, seen, order, currency);
            let paid = order.state == "delivered" && currency == order.total.currency;
            let rest = kept - if paid { order.total.minor } else { 0 };
            let credits: Vec<Money> =
                seen.credited.iter().filter(|(id, _)| *id == order.id).map(|(_, money)| *money).collect();
            let credited = sum(&credits, currency);
            if rest != credited {
                return Err(format!(
                    "{} is {}: {kept} {currency} are kept, {credited} are in the wallet",
                    order.id, order.state
                ));
            }
            match order.buyer {
                Some(user) => *wallets.entry((user, currency)).or_default() += credited,
                None if credited != 0 => return Err(format!("{}: a guest has no wallet", order.id)),
                None => {}
            }
        }
    }
    for ((user, currency), due) in wallets {
        let lies = store::balance(&world.db, &user.to_string(), "wallet", currency).await;
        let lies = lies.map_err(|e| e.to_string())?;
        if lies != due {
            return Err(format!("{user}: {lies} {currency} lie in the wallet, {due} should"));
        }
    }
    Ok(())
}

fn currencies(seen: &Seen) -> BTreeSet<Currency> {
    let came = seen.book.values().flat_map(|(arrived, _)| arrived.iter().map(|money| money.currency));
    came.chain([Currency::CNY]).collect()
}

/// What the gateways took for it, less what they, or an operator, sent back.
fn kept(world: &World<'_>, seen: &Seen, order: &OrderLine, currency: Currency) -> i64 {
    let mut kept = 0;
    for line in seen.payments.iter().filter(|line| line.of == order.id.to_string()) {
        let Some((arrived, back)) = seen.book.get(&line.id) else { continue };
        kept += sum(arrived, currency) - sum(back, currency);
    }
    let by_hand = world.by_hand.get(&order.id.to_string()).map(Vec::as_slice).unwrap_or_default();
    kept - sum(by_hand, currency)
}

async fn accounts(world: &World<'_>, seen: &Seen) -> Result<(), String> {
    let merchant = world.merchant.to_string();
    for currency in currencies(seen) {
        let sold = seen.orders.iter().filter(|o| o.state == "delivered" && o.total.currency == currency);
        let (total, fee) = sold.fold((0, 0), |(total, fee), o| (total + o.total.minor, fee + o.fee));
        let mut due = vec![
            (merchant.clone(), "escrow", total - fee),
            (merchant.clone(), "platform_fee", fee),
            (merchant.clone(), "payment_exception", 0),
        ];
        due.extend(world.ways.iter().map(|way| owed(world, seen, way.kind.code, currency)));
        lie(world, currency, due).await?;
    }
    Ok(())
}

type Due = (String, &'static str, i64);

/// What came through a channel, less what went back, is what its account owes.
fn owed(world: &World<'_>, seen: &Seen, code: &str, currency: Currency) -> Due {
    let of = |payment: PaymentId| seen.payments.iter().any(|p| p.id == payment && p.channel == code);
    let came: Vec<Money> = seen.booked.iter().filter(|(p, _)| of(*p)).map(|(_, m)| *m).collect();
    let gone = seen.refunds.iter().filter(|r| r.channel == code && r.state == "succeeded");
    let gone: Vec<Money> = gone.map(|r| r.amount).collect();
    (format!("{}:{code}", world.book), "channel_clearing", sum(&gone, currency) - sum(&came, currency))
}

async fn lie(world: &World<'_>, currency: Currency, mut dues: Vec<Due>) -> Result<(), String> {
    dues.dedup();
    for (owner, purpose, due) in dues {
        let lies = store::balance(&world.db, &owner, purpose, currency).await;
        let lies = lies.map_err(|e| e.to_string())?;
        if lies != due {
            return Err(format!("{owner} {purpose} {currency}: {lies} lie there, {due} should"));
        }
    }
    Ok(())
}

async fn audits(world: &World<'_>) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    let mut tx = world.db.snapshot().await.map_err(fault)?;
    let ledger = ledger::audit(&mut tx).await.map_err(fault)?;
    let vault = vault::audit(&mut tx).await.map_err(|e| e.to_string())?;
    drop(tx);
    let orders = world.orders.audit().await.map_err(fault)?;
    let first = (ledger.first().map(|f| format!("{f:?}")))
        .or_else(|| vault.first().map(|f| format!("{f:?}")))
        .or_else(|| orders.first().map(|f| format!("{f:?}")));
    first.map_or(Ok(()), |finding| Err(format!("the audit says: {finding}")))
}
