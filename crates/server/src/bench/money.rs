//! How fast money is released, by the walk and by buyers who confirm, and given back: the very path of the API, without
//! HTTP.

use super::orders::{bar, millis, per_second, place};
use super::shop::{Fallible, Shop};
use super::{ceilings, store};
use clap::Args;
use hdrhistogram::Histogram;
use kernel::{Ambient, Clock, OrderId, OsEntropy, Span, SystemClock, Time};
use settlement::{
    Alone, EscrowSettings, GiveBack, NewRefund, RefundOf, RefundWay, Settlement, SettlementRefusal, Side,
};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[derive(Args, Clone, Debug)]
pub struct MoneyArgs {
    /// Buyers or staff at the same time, each waiting for its answer
    #[arg(long, default_value_t = 256)]
    pub clients: usize,
    /// Delivered orders of ten merchants: a third each is released by the walk, confirmed, and given back
    #[arg(long, default_value_t = 60_000)]
    pub orders: usize,
    /// Each confirmation and refund in a transaction of its own, to compare
    #[arg(long)]
    pub one_by_one: bool,
    /// Leave the ceilings out
    #[arg(long)]
    pub no_ceilings: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(serde::Serialize)]
struct Figures {
    engine: &'static str,
    clients: usize,
    orders: usize,
    one_by_one: bool,
    walked_per_s: u64,
    confirmations: Measured,
    refunds: Measured,
    ceilings: BTreeMap<String, u64>,
}

#[derive(serde::Serialize)]
struct Measured {
    per_s: u64,
    p50_ms: f64,
    p99_ms: f64,
    count: u64,
}

/// The system's clock, so far ahead of it as it was set.
#[derive(Default)]
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Time {
        SystemClock.now().after(Span(self.0.load(Ordering::Relaxed)))
    }
}

pub async fn money(args: MoneyArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let ahead = Arc::new(Ahead::default());
    let ambient = Ambient::new(ahead.clone(), Arc::new(OsEntropy));
    let mut shop = Shop::with(database_url.as_deref(), 0, ambient).await?;
    let measured = measure(&mut shop, &args, &ahead, database_url.as_deref()).await;
    shop.close().await?;
    let figures = measured?;
    if args.json {
        println!("{}", serde_json::to_string(&figures)?)
    } else {
        print(&figures)
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(
    shop: &mut Shop,
    args: &MoneyArgs,
    ahead: &Ahead,
    database_url: Option<&str>,
) -> Fallible<Figures> {
    // Twice as many keys as orders: each takes one of some product.
    let keys = args.orders.saturating_mul(2).max(2_000);
    let bar = bar(keys, "keys sealed and stored", args.json);
    shop.seed(50, keys, |n| bar.inc(n)).await?;
    bar.finish_and_clear();
    // The key seals accounts of payouts, and there are none here.
    let sealer = merchants::Sealer::new(kernel::Secret::new([0; 32]));
    let escrow = EscrowSettings { hold_hours: 0, ..EscrowSettings::default() };
    let money = Settlement::new(shop.orders.clone(), sealer, escrow);
    let money = if args.one_by_one { money } else { money.at_a_counter() };
    let third = args.orders / 3;
    place(shop, third, args.clients).await?;
    let walked_per_s = walk(shop, &money, ahead, third).await?;
    place(shop, third.saturating_mul(2), args.clients).await?;
    let mut confirmed = store::delivered(&shop.db).await?;
    let given_back = confirmed.split_off(confirmed.len() / 2);
    let confirmations = all(args.clients, confirmed, &money, confirm).await?;
    let refunds = all(args.clients, given_back, &money, give_back).await?;
    audit(shop, &money).await?;
    let ceilings =
        if args.no_ceilings { BTreeMap::new() } else { ceilings::of_money(shop, database_url).await? };
    Ok(Figures {
        engine: shop.engine().name(),
        clients: args.clients,
        orders: args.orders,
        one_by_one: args.one_by_one,
        walked_per_s,
        confirmations,
        refunds,
        ceilings,
    })
}

/// An hour later all that was sold until now is due.
async fn walk(shop: &Shop, money: &Settlement, ahead: &Ahead, expected: usize) -> Fallible<u64> {
    ahead.0.store(Span::hours(1).0, Ordering::Relaxed);
    let started = Instant::now();
    while money.release_due().await? > 0 {}
    let took = started.elapsed();
    let released = store::walked(&shop.db).await?;
    if released != i64::try_from(expected)? {
        return Err(format!("the walk released {released} of {expected} orders").into());
    }
    Ok(per_second(u64::try_from(released)?, took))
}

async fn audit(shop: &Shop, money: &Settlement) -> Fallible<()> {
    if let Some(finding) = shop.orders.audit().await?.first() {
        return Err(format!("the audit found: {} ({})", finding.what, finding.row).into());
    }
    if let Some(finding) = money.audit().await?.first() {
        return Err(format!("the audit found: {} ({})", finding.what, finding.row).into());
    }
    Ok(())
}

/// Each of the orders once, by so many clients.
async fn all<F>(
    clients: usize,
    orders: Vec<OrderId>,
    money: &Settlement,
    act: fn(Settlement, OrderId) -> F,
) -> Fallible<Measured>
where
    F: Future<Output = Result<(), SettlementRefusal>> + Send + 'static,
{
    let (orders, next) = (Arc::new(orders), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let mut working = Vec::new();
    for _ in 0..clients {
        let (orders, next, money) = (orders.clone(), next.clone(), money.clone());
        working.push(tokio::spawn(async move {
            let mut latency = Histogram::<u64>::new(3)?;
            while let Some(order) = orders.get(next.fetch_add(1, Ordering::Relaxed)) {
                let began = Instant::now();
                act(money.clone(), *order).await?;
                latency.record(u64::try_from(began.elapsed().as_micros())?)?;
            }
            Fallible::Ok(latency)
        }));
    }
    let mut latency = Histogram::<u64>::new(3)?;
    for one in working {
        latency.add(one.await??)?;
    }
    Ok(measured(&latency, started.elapsed()))
}

fn measured(latency: &Histogram<u64>, took: Duration) -> Measured {
    Measured {
        per_s: per_second(latency.len(), took),
        p50_ms: millis(latency, 0.50),
        p99_ms: millis(latency, 0.99),
        count: latency.len(),
    }
}

async fn confirm(money: Settlement, order: OrderId) -> Result<(), SettlementRefusal> {
    money.confirm(order).await
}

/// Nothing is written beside it here; the server writes its trail and the answer to the key.
async fn give_back(money: Settlement, order: OrderId) -> Result<(), SettlementRefusal> {
    let new = NewRefund {
        order,
        of: None,
        what: RefundOf::Rest,
        way: RefundWay::Wallet,
        reason: "bench".into(),
        from_bond: false,
    };
    let work = GiveBack { side: Side::Merchant, who: "bench".into(), new, along: Arc::new(Alone) };
    money.give_back(work).await.map(|_| ())
}

fn print(f: &Figures) {
    let how = if f.one_by_one { "one by one" } else { "together" };
    println!(
        "{} · {} clients · {} orders of ten merchants · {how} · full durability",
        f.engine, f.clients, f.orders
    );
    println!("  {} orders/s released by the walk", f.walked_per_s);
    for (what, m) in [("confirmations", &f.confirmations), ("refunds", &f.refunds)] {
        println!("  {} {what}/s   p50 {} ms   p99 {} ms   {} of them", m.per_s, m.p50_ms, m.p99_ms, m.count);
    }
    for (name, per_s) in &f.ceilings {
        println!("  ceiling {name}: {per_s}/s");
    }
    println!("  the audits are clean");
}
