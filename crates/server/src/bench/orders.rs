//! How fast orders are placed, paid from the wallet and delivered: the very path of the API, without HTTP.

use super::ceilings;
use super::shop::{Fallible, Shop};
use clap::Args;
use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Ambient, OfferId, PageAsk, UserId};
use orders::{Buyer, Idempotency, NewLine, NewOrder, OrderError, Orders, PayWith};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[derive(Args, Clone, Debug)]
pub struct OrdersArgs {
    /// Buyers that order at the same time, each waiting for its answer
    #[arg(long, default_value_t = 256)]
    pub clients: usize,
    /// Products on sale, over ten merchants; 1 makes one hot product
    #[arg(long, default_value_t = 1000)]
    pub products: usize,
    /// Sealed keys in stock
    #[arg(long, default_value_t = 1_000_000)]
    pub keys: usize,
    /// How long to measure
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Place so many orders first, unmeasured: what is measured then meets a shop with a past
    #[arg(long, default_value_t = 0)]
    pub history: u64,
    /// Committers of the desk; 0 means as many as the server starts
    #[arg(long, default_value_t = 0)]
    pub committers: usize,
    /// Also tell how many bytes an order takes in each table and index
    #[arg(long)]
    pub sizes: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Leave the ceilings out
    #[arg(long)]
    pub no_ceilings: bool,
}

#[derive(serde::Serialize)]
struct Figures {
    engine: &'static str,
    clients: usize,
    products: usize,
    keys: usize,
    history: u64,
    committers: usize,
    orders_per_s: u64,
    p50_ms: f64,
    p99_ms: f64,
    bytes_per_order: i64,
    bytes_by_tree: BTreeMap<String, i64>,
    orders: u64,
    sold_out: u64,
    seconds: f64,
    resident_mib: u64,
    buyer_page_ms: f64,
    merchant_page_ms: f64,
    ceilings: BTreeMap<String, u64>,
}

pub async fn orders(args: OrdersArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let mut shop = Shop::with_committers(database_url.as_deref(), args.committers).await?;
    let measured = measure(&mut shop, &args, database_url.as_deref()).await;
    shop.close().await?;
    let figures = measured?;
    if args.json {
        println!("{}", serde_json::to_string(&figures)?)
    } else {
        print(&figures)
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(shop: &mut Shop, args: &OrdersArgs, database_url: Option<&str>) -> Fallible<Figures> {
    let bar = bar(args.keys, "keys sealed and stored", args.json);
    shop.seed(args.products, args.keys, |n| bar.inc(n)).await?;
    bar.finish_and_clear();
    if args.history > 0 {
        place_history(shop, args).await?;
    }
    let before = shop.bytes().await?;
    let trees_before = sizes(shop, args).await?;
    let run = run(shop, args).await?;
    let after = shop.bytes().await?;
    let trees = sizes(shop, args).await?;
    let (buyer_page_ms, merchant_page_ms) = pages(shop).await?;
    let findings = shop.orders.audit().await?;
    if let Some(finding) = findings.first() {
        return Err(format!("the audit found: {} ({})", finding.what, finding.row).into());
    }
    let ceilings = if args.no_ceilings { BTreeMap::new() } else { ceilings::all(shop, database_url).await? };
    let done = i64::try_from(run.done)?.max(1);
    Ok(Figures {
        engine: shop.engine().name(),
        clients: args.clients,
        products: args.products,
        keys: args.keys,
        history: args.history,
        committers: args.committers,
        orders_per_s: per_second(run.done, run.took),
        p50_ms: millis(&run.latency, 0.50),
        p99_ms: millis(&run.latency, 0.99),
        bytes_per_order: (after - before) / done,
        bytes_by_tree: grown(&trees_before, trees, done),
        orders: run.done,
        sold_out: run.sold_out,
        seconds: run.took.as_secs_f64(),
        resident_mib: resident_mib(),
        buyer_page_ms,
        merchant_page_ms,
        ceilings,
    })
}

async fn sizes(shop: &Shop, args: &OrdersArgs) -> Fallible<BTreeMap<String, i64>> {
    if args.sizes { super::store::sizes(&shop.db).await } else { Ok(BTreeMap::new()) }
}

/// What each has grown by for an order, where that is a byte at least.
fn grown(before: &BTreeMap<String, i64>, after: BTreeMap<String, i64>, orders: i64) -> BTreeMap<String, i64> {
    let by = |(tree, bytes): (String, i64)| {
        let grown = (bytes - before.get(&tree).copied().unwrap_or(0)) / orders;
        (grown > 0).then_some((tree, grown))
    };
    after.into_iter().filter_map(by).collect()
}

pub struct Run {
    pub done: u64,
    sold_out: u64,
    pub took: Duration,
    latency: Histogram<u64>,
}

/// Until there are so many.
async fn place_history(shop: &Shop, args: &OrdersArgs) -> Fallible<()> {
    let bar = bar(usize::try_from(args.history)?, "orders of the past", args.json);
    let step = OrdersArgs { seconds: 2, json: true, ..args.clone() };
    let mut placed = 0;
    while placed < args.history {
        let run = run(shop, &step).await?;
        if run.done == 0 {
            return Err("everything is sold: give more --keys than --history".into());
        }
        placed += run.done;
        bar.set_position(placed);
    }
    bar.finish_and_clear();
    Ok(())
}

/// How long the first page of a buyer's orders and of a merchant's takes, the middle of a hundred.
async fn pages(shop: &Shop) -> Fallible<(f64, f64)> {
    let ask = PageAsk { after: None, limit: 20 };
    let mut buyers = Histogram::<u64>::new(3)?;
    let mut merchants = Histogram::<u64>::new(3)?;
    let of = shop.merchants_of_offers().await?;
    for (buyer, merchant) in shop.buyers.iter().zip(of.iter().cycle()).take(100) {
        let started = Instant::now();
        shop.orders.list_for_buyer(*buyer, &ask).await?;
        buyers.record(u64::try_from(started.elapsed().as_micros())?)?;
        let started = Instant::now();
        shop.orders.list_for_merchant(*merchant, &ask).await?;
        merchants.record(u64::try_from(started.elapsed().as_micros())?)?;
    }
    Ok((millis(&buyers, 0.5), millis(&merchants, 0.5)))
}

/// Of this process, in MiB; 0 where the system does not tell.
fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) >> 10
}

/// So many orders, unmeasured.
pub async fn place(shop: &Shop, count: usize, clients: usize) -> Fallible<()> {
    let left = Arc::new(AtomicU64::new(u64::try_from(count)?));
    let mut placing = Vec::new();
    for number in 0..clients {
        placing.push(tokio::spawn(Client::of(shop, number).place(left.clone())));
    }
    for client in placing {
        client.await??;
    }
    Ok(())
}

pub async fn run(shop: &Shop, args: &OrdersArgs) -> Fallible<Run> {
    let stop = Arc::new(AtomicBool::new(false));
    let sold_out = Arc::new(AtomicU64::new(0));
    let bar = bar(usize::try_from(args.seconds)?, "seconds of orders", args.json);
    let started = Instant::now();
    let mut clients = Vec::new();
    for number in 0..args.clients {
        let client = Client { stop: stop.clone(), sold_out: sold_out.clone(), ..Client::of(shop, number) };
        clients.push(tokio::spawn(client.run()));
    }
    for _ in 0..args.seconds {
        tokio::time::sleep(Duration::from_secs(1)).await;
        bar.inc(1);
    }
    stop.store(true, Ordering::Relaxed);
    let mut latency = Histogram::new(3)?;
    for client in clients {
        latency.add(client.await??)?;
    }
    bar.finish_and_clear();
    Ok(Run {
        done: latency.len(),
        sold_out: sold_out.load(Ordering::Relaxed),
        took: started.elapsed(),
        latency,
    })
}

struct Client {
    orders: Orders,
    ambient: Ambient,
    offers: Vec<OfferId>,
    buyers: Vec<UserId>,
    stop: Arc<AtomicBool>,
    sold_out: Arc<AtomicU64>,
    scope: String,
}

impl Client {
    fn of(shop: &Shop, number: usize) -> Self {
        Self {
            orders: shop.orders.clone(),
            ambient: shop.ambient.clone(),
            offers: shop.offers.clone(),
            buyers: shop.buyers.clone(),
            stop: Arc::default(),
            sold_out: Arc::default(),
            scope: format!("bench-{number}"),
        }
    }

    /// As long as some are left to be placed.
    async fn place(self, left: Arc<AtomicU64>) -> Fallible<()> {
        let one_less = |left: u64| left.checked_sub(1);
        while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
            self.orders.place(self.order()).await?;
        }
        Ok(())
    }

    /// Orders until told to stop; the microseconds that each delivered order took.
    async fn run(self) -> Fallible<Histogram<u64>> {
        let mut latency = Histogram::new(3)?;
        while !self.stop.load(Ordering::Relaxed) {
            let started = Instant::now();
            match self.orders.place(self.order()).await {
                Ok(_) => latency.record(u64::try_from(started.elapsed().as_micros())?)?,
                Err(OrderError::Refused(refusal)) if refusal.code() == "sold_out" => {
                    self.sold_out.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(latency)
    }

    fn order(&self) -> NewOrder {
        let random = u64::from_be_bytes(self.ambient.bytes::<8>());
        let offer = pick(&self.offers, random).copied().unwrap_or(OfferId(0));
        let buyer = pick(&self.buyers, random >> 32).copied().unwrap_or(UserId(0));
        let key = kernel::encode_128(u128::from_be_bytes(self.ambient.bytes::<16>()));
        NewOrder {
            buyer: Buyer::User(buyer),
            lines: vec![NewLine { offer, quantity: 1 }],
            pay: PayWith::Wallet,
            idempotency: Some(Idempotency { scope: self.scope.clone(), digest: key.clone(), key }),
            from: "127.0.0.1".into(),
            ..NewOrder::default()
        }
    }
}

fn pick<T>(items: &[T], random: u64) -> Option<&T> {
    let count = u64::try_from(items.len()).ok().filter(|&n| n > 0)?;
    items.get(usize::try_from(random % count).ok()?)
}

pub fn bar(length: usize, what: &'static str, hidden: bool) -> ProgressBar {
    if hidden {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(0));
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} {msg}, {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}

pub fn per_second(count: u64, took: Duration) -> u64 {
    let rate = u128::from(count) * 1_000_000 / took.as_micros().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}

#[allow(clippy::float_arithmetic, clippy::as_conversions)] // a time for people, not money
pub fn millis(latency: &Histogram<u64>, quantile: f64) -> f64 {
    (latency.value_at_quantile(quantile) as f64 / 10.0).round() / 100.0
}

#[allow(clippy::float_arithmetic, clippy::as_conversions)] // ratios for people
fn print(f: &Figures) {
    println!(
        "{} · {} clients · {} products · {} keys · full durability",
        f.engine, f.clients, f.products, f.keys
    );
    println!(
        "  {} orders/s   p50 {} ms   p99 {} ms   {} bytes an order",
        f.orders_per_s, f.p50_ms, f.p99_ms, f.bytes_per_order
    );
    println!("  {} orders in {:.1} s, {} sold out; the audit is clean", f.orders, f.seconds, f.sold_out);
    println!(
        "  {} orders before; {} MiB resident; a page of a buyer's orders {} ms, of a merchant's {} ms",
        f.history, f.resident_mib, f.buyer_page_ms, f.merchant_page_ms
    );
    for (tree, bytes) in &f.bytes_by_tree {
        println!("  {bytes} bytes an order in {tree}");
    }
    for (name, per_s) in &f.ceilings {
        println!(
            "  ceiling {name}: {per_s}/s, reached {:.2}",
            f.orders_per_s as f64 / (*per_s).max(1) as f64
        );
    }
}
