//! How fast goods are credited: orders placed from wallets, a supplier asked and asked about over loopback HTTP, and its
//! credit booked, all of it durable.

use super::orders::{bar, per_second};
use super::shop::{Fallible, Shop};
use catalog::{
    AccountField, AccountFieldKind, AccountForm, Category, GoodsKind, NewOffer, NewProduct, NewSku,
};
use clap::Args;
use kernel::{Bilingual, Currency, MerchantId, Money, OfferId, Secret, SkuId, Span, UserId};
use orders::{AccountAnswers, Buyer, Fulfiller, NewLine, NewOrder, OrderError, PayWith};
use ports::{NewSupply, SupplyRef, Wanted};
use sandbox::suppliers::{Callbacks, Config, Goods, Plan, Running, Supplier};
use serde::Serialize;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use supply::{Draft, NewRoute, SupplierState, SupplyBook};
use tokio::task::JoinSet;

#[derive(Args, Clone, Debug)]
pub struct RechargeArgs {
    /// Orders to be placed and credited
    #[arg(long, default_value_t = 30_000)]
    pub orders: usize,
    /// Buyers who order at once
    #[arg(long, default_value_t = 256)]
    pub clients: usize,
    /// Orders that one round of the fulfilment takes
    #[arg(long, default_value_t = 512)]
    pub round: i64,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Figures {
    engine: &'static str,
    orders: usize,
    placed_per_s: u64,
    /// From the first order placed to the last one credited.
    credited_per_s: u64,
    rounds: usize,
    /// The same requests by the same adapter, with no shop behind them.
    supplier_orders_per_s: u64,
}

const PRICE: i64 = 1_000;
const COST: i64 = 900;
const GOODS: u64 = 10_000_009;
/// Rounds that are under way at once: while one waits for its supplier, another writes.
const ROUNDS: usize = 2;
const CEILING: usize = 5_000;

pub async fn recharge(args: RechargeArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let mut shop = Shop::empty(database_url.as_deref()).await?;
    let measured = measure(&mut shop, &args).await;
    let audit = match &measured {
        Ok(_) => shop.orders.audit().await?.iter().map(|finding| format!("{finding:?}")).collect(),
        Err(_) => Vec::new(),
    };
    shop.close().await?;
    let figures = measured?;
    if let Some(finding) = audit.first() {
        return Err(format!("the audit found {} faults, the first: {finding}", audit.len()).into());
    }
    match args.json {
        true => println!("{}", serde_json::to_string(&figures)?),
        false => print(&figures),
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(shop: &mut Shop, args: &RechargeArgs) -> Fallible<Figures> {
    let merchant = shop.merchants().await?.into_iter().next().ok_or("no merchant")?;
    let (sku, offer) = goods(shop, merchant).await?;
    let supplier = start(args.orders + CEILING).await?;
    let fulfiller = fulfiller(shop);
    connect(shop, &fulfiller, &supplier, (merchant, sku), args.orders).await?;
    let ceiling = ceiling(shop, &supplier).await?;
    for _ in 0..args.clients.max(1) {
        let user = UserId::new(&shop.ambient);
        shop.orders.deposit(user, Money::new(100_000_000_000, Currency::CNY), &user.to_string()).await?;
        shop.buyers.push(user);
    }
    let bar = bar(args.orders, "credited", args.json);
    let (all_placed, rounds) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let mut crediting = JoinSet::new();
    for _ in 0..ROUNDS {
        let (fulfiller, all_placed, rounds) = (fulfiller.clone(), all_placed.clone(), rounds.clone());
        let (limit, shop, bar) = (args.round, shop.orders.clone(), bar.clone());
        crediting.spawn(async move {
            loop {
                let looked_at = fulfiller.round(limit).await?;
                rounds.fetch_add(usize::from(looked_at > 0), Ordering::Relaxed);
                bar.inc(u64::try_from(looked_at).unwrap_or(0) / 2);
                if looked_at > 0 {
                    continue;
                }
                if all_placed.load(Ordering::Acquire) && !shop.something_is_credited().await? {
                    return Ok::<(), OrderError>(());
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
    }
    place(shop, args, offer).await?;
    let placed = started.elapsed();
    all_placed.store(true, Ordering::Release);
    while let Some(ended) = crediting.join_next().await {
        ended??;
    }
    let took = started.elapsed();
    bar.finish_and_clear();
    supplier.control().audit()?;
    let count = u64::try_from(args.orders)?;
    let credited = supplier.control().opening() - supplier.control().deposit();
    let expected = COST * i64::try_from(args.orders + CEILING)?;
    if credited != expected {
        return Err(format!("the supplier has credited for {credited}, of {expected}").into());
    }
    Ok(Figures {
        engine: shop.engine().name(),
        orders: args.orders,
        placed_per_s: per_second(count, placed),
        credited_per_s: per_second(count, took),
        rounds: rounds.load(Ordering::Relaxed),
        supplier_orders_per_s: ceiling,
    })
}

async fn place(shop: &Shop, args: &RechargeArgs, offer: OfferId) -> Fallible<()> {
    let left = Arc::new(AtomicUsize::new(args.orders));
    let mut clients = JoinSet::new();
    for &user in &shop.buyers {
        let (orders, left) = (shop.orders.clone(), left.clone());
        clients.spawn(async move {
            let one_less = |left: usize| left.checked_sub(1);
            while let Ok(n) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less) {
                let account = AccountAnswers::new([("account".to_owned(), format!("{}", 10_000_000 + n))]);
                let new = NewOrder {
                    buyer: Buyer::User(user),
                    lines: vec![NewLine { offer, quantity: 1 }],
                    account,
                    pay: PayWith::Wallet,
                    from: "127.0.0.1".into(),
                    ..NewOrder::default()
                };
                orders.place(new).await?;
            }
            Ok::<(), OrderError>(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    Ok(())
}

async fn start(orders: usize) -> Fallible<Running> {
    let mut config = Config::at(Supplier::Kasushou, ([127, 0, 0, 1], 0).into());
    config.goods = vec![Goods::new(GOODS, "充值", COST)];
    config.deposit = COST * i64::try_from(orders)?;
    // What is reported would only be asked about sooner.
    config.usual = Plan { callbacks: Callbacks { never: true, ..Callbacks::default() }, ..Plan::default() };
    config.control = false;
    Ok(sandbox::suppliers::start(config).await?)
}

fn fulfiller(shop: &Shop) -> Fulfiller {
    let book = SupplyBook::new(supply::Parts {
        db: shop.db.clone(),
        ambient: shop.ambient.clone(),
        key: Secret::new(shop.ambient.bytes()),
        kinds: suppliers::kinds(),
        private_suppliers: true,
        patience: Duration::from_secs(10),
    });
    Fulfiller::new(shop.orders.clone(), book)
}

async fn connect(
    shop: &Shop,
    fulfiller: &Fulfiller,
    supplier: &Running,
    (merchant, sku): (MerchantId, SkuId),
    orders: usize,
) -> Fallible<()> {
    let draft = Draft {
        kind: "kasushou".into(),
        name: "bench".into(),
        currency: Currency::CNY,
        settings: settings(supplier),
        forget: Vec::new(),
        contract: "bench".into(),
        contract_until: shop.ambient.now().after(Span::days(30)),
        version: 0,
    };
    let mut tx = shop.db.begin().await?;
    let made = fulfiller.book().put(&mut tx, (merchant, None), &draft, "bench").await?;
    fulfiller.book().switch(&mut tx, (merchant, made.id), SupplierState::On, "bench").await?;
    let product = GOODS.to_string();
    let new = NewRoute { sku, supplier: made.id, product, unit_cost: COST, position: 0, on: true };
    supply::put_route(&mut tx, merchant, &new, "bench", shop.ambient.now()).await?;
    tx.commit().await?;
    let deposit = Money::new(COST * i64::try_from(orders)?, Currency::CNY);
    fulfiller.book_deposit((merchant, made.id), deposit, "bench", "bench").await?;
    Ok(())
}

fn settings(supplier: &Running) -> ports::Settings {
    supplier.settings().into_iter().map(|(name, value)| (name.to_owned(), Secret::new(value))).collect()
}

/// Orders and questions by the adapter alone.
async fn ceiling(shop: &Shop, supplier: &Running) -> Fallible<u64> {
    let kind = suppliers::kinds().iter().find(|kind| kind.code == "kasushou").ok_or("no such adapter")?;
    let adapter = (kind.build)(&settings(supplier), Currency::CNY, &shop.ambient)
        .map_err(|faults| format!("{faults:?}"))?;
    let left = Arc::new(AtomicUsize::new(CEILING));
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..64 {
        let (adapter, left, now) = (adapter.clone(), left.clone(), shop.ambient.now());
        clients.spawn(async move {
            let one_less = |left: usize| left.checked_sub(1);
            while let Ok(n) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less) {
                let new = NewSupply {
                    order_no: format!("ceiling{n:08}"),
                    wanted: Wanted::Credit,
                    product: GOODS.to_string(),
                    quantity: 1,
                    account: vec![("account".into(), Secret::new(format!("{n}")))],
                    unit_cost: Money::new(COST, Currency::CNY),
                    notify_url: "http://127.0.0.1:9/none".into(),
                };
                adapter.submit(&new).await?;
                let of = SupplyRef {
                    order_no: new.order_no,
                    wanted: new.wanted,
                    quantity: 1,
                    reference: None,
                    sent_at: now,
                };
                adapter.query(&of).await?;
            }
            Ok::<(), ports::SupplyError>(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    Ok(per_second(u64::try_from(CEILING)?, started.elapsed()))
}

async fn goods(shop: &Shop, merchant: MerchantId) -> Fallible<(SkuId, OfferId)> {
    let text = || Bilingual::new("充值", "Top-up");
    let mut tx = shop.db.begin().await?;
    let category = Category { code: "bench".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await?;
    let new = NewProduct {
        merchant,
        slug: "top-up".into(),
        category: category.code,
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words: catalog::ProductWords { title: text(), summary: text(), guide: text(), terms: text() },
    };
    let product = catalog::create_product(&mut tx, &shop.ambient, &new).await?;
    let new = NewSku { merchant, product, code: "TOP-UP".into(), name: text(), kind: GoodsKind::Recharge };
    let sku = catalog::create_sku(&mut tx, &shop.ambient, &new).await?;
    let field = AccountField {
        name: "account".into(),
        kind: AccountFieldKind::Number,
        label: text(),
        length_min: None,
        length_max: None,
        choices: Vec::new(),
    };
    catalog::put_account_form(
        &mut tx,
        merchant,
        sku,
        &AccountForm { fields: vec![field], ..AccountForm::default() },
    )
    .await?;
    let new = NewOffer::new(merchant, sku, Money::new(PRICE, Currency::CNY));
    let offer = catalog::create_offer(&mut tx, &shop.ambient, &new).await?;
    tx.commit().await?;
    Ok((sku, offer))
}

#[allow(clippy::float_arithmetic, clippy::as_conversions)] // a ratio for people
fn print(f: &Figures) {
    println!("{} · {} orders credited by a supplier on loopback · full durability", f.engine, f.orders);
    println!(
        "  {} orders/s placed, {} orders/s credited in {} rounds",
        f.placed_per_s, f.credited_per_s, f.rounds
    );
    println!(
        "  ceiling, the adapter and its supplier alone: {} orders/s, reached {:.2}; the audit is clean",
        f.supplier_orders_per_s,
        f.credited_per_s as f64 / f.supplier_orders_per_s.max(1) as f64
    );
}
