//! The end of a world: every fault is healed, everything that waits is done, and then nothing may be left over. The
//! rest of the stock is bought, so that every key that ever came in is accounted for.

use crate::account::AccountAct;
use crate::action::{Action, Outcome};
use crate::care::CareAct;
use crate::check;
use crate::gateway::What;
use crate::model::Model;
use crate::script;
use crate::settle::MoneyAct;
use crate::statement;
use crate::store;
use crate::world::World;
use kernel::{MerchantId, Money, OrderId, PageAsk, Span, UserId};
use orders::{Buyer, NewLine, NewOrder, OrderState, PayWith, RevealBy};
use ports::RefundState;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What banks took and gave again.
mod bank;

const ROUNDS: usize = 60;

pub async fn quiet(world: &mut World) -> Result<(), String> {
    world.trace.line(format!("#{} everything is healed", world.step));
    world.last = "quiet".into();
    world.raise_nodes().await;
    for round in 0..ROUNDS {
        world.base.clock.advance(Span::minutes(10));
        finish(world).await?;
        check::all(world).await?;
        if round > 6 && left(world).await?.is_none() {
            break;
        }
    }
    if let Some(what) = left(world).await? {
        return Err(format!("stranded: {what} after everything was healed"));
    }
    estates(world).await?;
    reckon(world).await?;
    bank::reckon(world).await?;
    world.last = "the rest of the stock is bought".into();
    buy_everything(world).await?;
    check::all(world).await?;
    open_everything(world).await?;
    every_key(world).await?;
    world.last = "the last statement".into();
    last_statement(world).await
}

/// What came for a wallet whose owner was gone is given back by the operator, and nothing of it is left.
async fn estates(world: &mut World) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let gone: BTreeSet<UserId> =
        store::gone(&mut tx).await.map_err(fault)?.into_iter().map(|g| g.0).collect();
    let top_ups = store::top_ups(&mut tx).await.map_err(fault)?;
    drop(tx);
    for top_up in top_ups.iter().filter(|top_up| gone.contains(&top_up.user)) {
        // An arrival at a time.
        for _ in 0..20 {
            let act = Action::Account(AccountAct::ReturnTopUp(top_up.id, None));
            if let Outcome::Refused(_) = one(world, act).await? {
                break;
            }
        }
    }
    finish(world).await?;
    check::all(world).await?;
    // With several writers a refund may reach a wallet while its owner goes: then the operators are told, hour by hour.
    if !world.repeats() {
        return Ok(());
    }
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let mut rows = store::accounts(&mut tx).await.map_err(fault)?;
    rows.retain(|row| row.purpose == "wallet" && row.net != 0);
    match rows.iter().find(|row| gone.iter().any(|user| user.to_string() == row.owner)) {
        Some(row) => Err(format!("{} lie in the wallet of {}, who is gone", row.net, row.owner)),
        None => Ok(()),
    }
}

/// All days are over, and the gateway's statement of them has some faults: these are found, and nothing else.
async fn last_statement(world: &mut World) -> Result<(), String> {
    world.base.clock.advance(Span::hours(25));
    let Some(made) = statement::faulty(world) else { return Err("no day is over after a day".into()) };
    let mut planted: Vec<(String, String, String)> =
        made.planted.iter().map(|(kind, moved, of)| ((*kind).into(), (*moved).into(), of.clone())).collect();
    // And whatever banks did stands there to be looked at.
    let of_banks = statement::of_banks(&world.ground.gateway.books(), made.until);
    planted.extend(of_banks.into_iter().map(|(kind, moved, of)| (kind.into(), moved.into(), of)));
    planted.sort();
    let made = Arc::new(made);
    // Sent twice, it is one statement.
    for _ in 0..2 {
        match one(world, Action::Statement(made.clone())).await? {
            Outcome::Stated(_) => {}
            other => return Err(format!("the last statement was not taken: {}", other.name())),
        }
    }
    check::all(world).await?;
    let fault = |e: db::DbError| e.to_string();
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let mut found = store::open_differences(&mut tx).await.map_err(fault)?;
    found.sort();
    match found == planted {
        true => Ok(()),
        false => Err(format!("planted in the statement: {planted:?}; found: {found:?}")),
    }
}

/// What waits is done, by whoever is to do it.
async fn finish(world: &mut World) -> Result<(), String> {
    let mut acts: Vec<Action> = Vec::new();
    let now = world.ground.ambient.now();
    world.ground.gateway.books().finish_refunds(now);
    world.ground.gateway.books().end_disputes(now);
    let notices = world.ground.gateway.books().notices.clone();
    acts.extend(notices.into_iter().map(|notice| Action::Notify {
        raw: world.ground.gateway.raw(&notice, true),
        forged: false,
        notice: Some(notice),
    }));
    acts.extend(world.model.deposits.iter().enumerate().filter(|(_, d)| d.tried && !d.acknowledged).map(
        |(deposit, d)| Action::Deposit {
            deposit,
            user: d.user,
            amount: d.amount,
            reference: d.reference.clone(),
        },
    ));
    acts.extend(script::ruled(world).into_iter().map(Action::Care));
    acts.push(Action::Money(MoneyAct::Decide));
    acts.extend([Action::Sweep, Action::Lapse, Action::CloseImports, Action::Jobs]);
    acts.push(Action::Care(CareAct::Keep));
    acts.extend([MoneyAct::Walk, MoneyAct::Payouts { of: None }].map(Action::Money));
    for act in acts {
        one(world, act).await?;
    }
    revive(world).await.map_err(|e| e.to_string())
}

async fn one(world: &mut World, act: Action) -> Result<Outcome, String> {
    let name = act.name();
    let acts = [(0, act)];
    let outcome = world.run(&acts).await?.pop().unwrap_or(Outcome::Gone);
    world.trace.line(format!("  {name} -> {}", outcome.name()));
    if let Outcome::Unknown(_) | Outcome::Gone = &outcome {
        return Err(format!("{name}: a fault though everything is healed: {}", outcome.name()));
    }
    world.model.settle(&acts[0].1, &outcome, world.ground.ambient.now())?;
    Model::acknowledge(&world.ground.gateway, &acts[0].1, &outcome);
    Ok(outcome)
}

/// An operator looks at the jobs that were given up, and has them tried again.
async fn revive(world: &World) -> db::Result<()> {
    let ask = PageAsk { after: None, limit: 100 };
    for job in jobs::dead(&world.ground.db, &ask).await?.items {
        let mut tx = world.ground.db.begin().await?;
        let _ = jobs::retry_dead(&mut tx, world.ground.ambient.now(), job.id).await;
        tx.commit().await?;
    }
    Ok(())
}

async fn left(world: &World) -> Result<Option<String>, String> {
    let notices = world.ground.gateway.books().notices.len();
    if notices > 0 {
        return Ok(Some(format!("{notices} notifies that nobody acknowledges")));
    }
    let left = store::left(&world.ground.db).await.map_err(|e| e.to_string())?;
    Ok(left.into_iter().find(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")))
}

/// The gateway's books against ours, now that nothing is under way: money taken and given back, order by order.
async fn reckon(world: &World) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let mut back: BTreeMap<OrderId, i64> = BTreeMap::new();
    for row in store::given_back(&mut tx).await.map_err(fault)?.iter().filter(|row| row.way == "origin") {
        *back.entry(row.order).or_default() += row.amount.minor;
    }
    let top_ups: BTreeMap<_, _> =
        store::top_ups(&mut tx).await.map_err(fault)?.into_iter().map(|t| (t.id, t.credited)).collect();
    drop(tx);
    for ((of, currency), kept) in kept(world)? {
        let right = match of {
            What::Order(order) => keeps(world, order, currency, kept, back.get(&order).copied())?,
            // Whatever came in its currency is in the wallet, or was given back.
            What::TopUp(id) => match top_ups.get(&id) {
                Some(credited) if credited.currency == currency => (0..=credited.minor).contains(&kept),
                _ => kept == 0,
            },
        };
        if !right {
            return Err(format!("{of}: the gateway took {kept} {currency} that nobody has"));
        }
    }
    Ok(())
}

/// What the gateway has of each, after what it gave back.
fn kept(world: &World) -> Result<BTreeMap<(What, kernel::Currency), i64>, String> {
    let mut kept: BTreeMap<(What, kernel::Currency), i64> = BTreeMap::new();
    let books = world.ground.gateway.books();
    for payment in books.payments.values() {
        for paid in &payment.paid {
            *kept.entry((payment.of, paid.amount.currency)).or_default() += paid.amount.minor;
        }
    }
    for refund in books.refunds.values() {
        // One that was refused for good stays with us, in the exception account, and the audit says so.
        if refund.state == RefundState::Pending {
            return Err("the gateway still has a refund under way".into());
        }
        let of = books.payments.get(&refund.payment).map(|p| p.of).ok_or("a refund of no payment")?;
        *kept.entry((of, refund.amount.currency)).or_default() -= refund.amount.minor;
    }
    Ok(kept)
}

/// Whether so much is what the gateway should have of an order.
fn keeps(
    world: &World,
    order: OrderId,
    currency: kernel::Currency,
    kept: i64,
    back: Option<i64>,
) -> Result<bool, String> {
    let known = world.model.orders.get(&order).ok_or(format!("{order}: paid, and unknown"))?;
    let own = currency == known.order.currency();
    let paid_for = own && known.state == OrderState::Delivered && known.order.pay != PayWith::Wallet.code();
    Ok(match (known.order.buyer, own) {
        // Whatever a user pays in the order's currency is spent or in the wallet.
        (Some(_), true) => kept >= 0,
        _ => kept == if paid_for { known.order.total.minor - back.unwrap_or(0) } else { 0 },
    })
}

async fn buy_everything(world: &mut World) -> Result<(), String> {
    resume_all(world).await.map_err(|e| e.to_string())?;
    let user = UserId::new(&world.ground.ambient);
    for offer in 0..world.model.offers.len() {
        let (sku, price) = (world.model.offers[offer].sku, world.model.offers[offer].price);
        let (merchant, id) =
            (world.model.merchants[world.model.skus[sku].merchant].id, world.model.skus[sku].id);
        let orders = world.nodes[0].as_ref().map(|n| n.hands.orders.clone()).ok_or("no node")?;
        let stock = orders.stock(&[(merchant, id)]).await.map_err(|e| e.to_string())?;
        let mut rest = stock.first().copied().unwrap_or(0);
        let reference = format!("last {offer}");
        let amount = Money::new((price.minor * rest).max(1), price.currency);
        world.model.deposits.push(crate::model::Deposit {
            user,
            amount,
            reference: reference.clone(),
            tried: false,
            acknowledged: false,
        });
        let deposit = world.model.deposits.len() - 1;
        one(world, Action::Deposit { deposit, user, amount, reference }).await?;
        while rest > 0 {
            let quantity = rest.min(200);
            rest -= quantity;
            let new = NewOrder {
                buyer: Buyer::User(user),
                lines: vec![NewLine { offer: world.model.offers[offer].id, quantity }],
                pay: PayWith::Wallet,
                reveal: Some(RevealBy { by: user.to_string(), from: "192.0.2.77".into() }),
                ..NewOrder::default()
            };
            let act = script::place(world, new);
            if let Outcome::Refused(code) = one(world, act).await? {
                return Err(format!("{quantity} units are on the shelf, and cannot be bought: {code}"));
            }
        }
    }
    Ok(())
}

async fn resume_all(world: &mut World) -> Result<(), merchants::MerchantRefusal> {
    for merchant in world.model.merchants.iter_mut().filter(|m| !m.active) {
        let mut tx = world.ground.db.begin().await?;
        merchants::resume(&mut tx, merchant.id).await?;
        tx.commit().await?;
        merchant.active = true;
    }
    Ok(())
}

/// Every buyer opens every key.
async fn open_everything(world: &mut World) -> Result<(), String> {
    let delivered: Vec<_> = world
        .model
        .orders
        .values()
        .filter(|k| k.state == OrderState::Delivered)
        .map(|k| k.order.clone())
        .collect();
    let fault = |e: db::DbError| e.to_string();
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let recalled = store::recalled(&mut tx).await.map_err(fault)?;
    drop(tx);
    for order in delivered {
        let gone = recalled.iter().filter(|id| id.order == order.id).count();
        let (id, units) = (order.id, order.units() - i64::try_from(gone).unwrap_or(0));
        match one(world, Action::Reveal { order: Box::new(order) }).await? {
            Outcome::Revealed(keys) if i64::try_from(keys.len()) == Ok(units) => {}
            other => {
                return Err(format!("{id}: {units} keys were bought, and the page says: {}", other.name()));
            }
        }
    }
    Ok(())
}

/// Every key that came in was handed out once, or was taken off the shelf; and of a secret that is sold to many as many
/// uses went out as came in.
async fn every_key(world: &World) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let counts = store::stock(&mut tx).await.map_err(fault)?;
    let mut imported: BTreeMap<MerchantId, i64> = BTreeMap::new();
    let mut out: BTreeMap<MerchantId, i64> = BTreeMap::new();
    let mut uses: BTreeMap<MerchantId, i64> = BTreeMap::new();
    let mut taken: BTreeMap<MerchantId, i64> = BTreeMap::new();
    for count in counts {
        if count.remaining != 0 {
            return Err(format!("{}: {} keys are left that nobody can buy", count.sku, count.remaining));
        }
        if count.kind == vault::SkuKind::Loop {
            *uses.entry(count.merchant).or_default() += count.imported - count.withdrawn;
        } else {
            *imported.entry(count.merchant).or_default() += count.imported;
            *out.entry(count.merchant).or_default() += count.withdrawn;
        }
    }
    for (merchant, _) in world.model.shown.keys() {
        *out.entry(*merchant).or_default() += 1;
    }
    // What was taken back with its money is nobody's any more.
    for (merchant, sku, units) in store::recalled_units(&mut tx).await.map_err(fault)? {
        let many = world.model.skus.iter().any(|s| s.id == sku && s.many);
        let of = if many { &mut taken } else { &mut out };
        *of.entry(merchant).or_default() += units;
    }
    let many: BTreeSet<&String> =
        world.model.imports.iter().filter(|i| world.model.skus[i.sku].many).flat_map(|i| &i.lines).collect();
    for merchant in &world.model.merchants {
        let of = |map: &BTreeMap<MerchantId, i64>| map.get(&merchant.id).copied().unwrap_or(0);
        if of(&imported) != of(&out) {
            return Err(format!("{}: {} keys came in, {} went out", merchant.id, of(&imported), of(&out)));
        }
        let shown = world.model.uses_of(merchant.id) + of(&taken);
        if of(&uses) != shown {
            return Err(format!("{}: {} uses came in and stayed, {shown} went out", merchant.id, of(&uses)));
        }
        let keys = |(m, line): &&(MerchantId, String)| *m == merchant.id && !many.contains(line);
        let sure = world.model.sure.keys().filter(keys).count();
        let most = world.model.maybe.keys().filter(keys).count();
        if !(sure..=most).contains(&usize::try_from(of(&imported)).unwrap_or(0)) {
            return Err(format!("{}: {} keys in, {sure} to {most} were given", merchant.id, of(&imported)));
        }
    }
    Ok(())
}
