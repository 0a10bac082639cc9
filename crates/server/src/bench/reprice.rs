//! How fast prices follow their costs: a supplier says that all its goods cost more, in lists of some thousands as a feed
//! pushes them, and each offer has its new price, durably.

use super::orders::{bar, per_second};
use super::shop::{Fallible, Shop};
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords, Which};
use clap::Args;
use kernel::{Bilingual, Currency, MerchantId, Money, Secret, Span, SupplierId};
use sandbox::suppliers::{Config, Supplier};
use serde::Serialize;
use std::ops::Range;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use supply::{Draft, NewRoute, SupplierState, SupplyBook};
use watch::{Parts, Quote, Roundness, RuleDraft, Scope, Settings, Terms, Watch};

#[derive(Args, Clone, Debug)]
pub struct RepriceArgs {
    /// Offers whose prices follow
    #[arg(long, default_value_t = 100_000)]
    pub offers: usize,
    /// Lines of one list of quotes, each a transaction: up to 5,000
    #[arg(long, default_value_t = 5_000)]
    pub lines: usize,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Figures {
    engine: &'static str,
    offers: usize,
    lists: usize,
    /// From the first list on, until the last offer has its price.
    took_ms: u64,
    offers_per_s: u64,
    /// Of a list, its prices with it.
    slowest_ms: u64,
    /// Of the transaction that sales of the merchant wait for: a list's costs alone.
    slowest_costs_ms: u64,
}

/// SKUs of one product, and of one transaction of the preparation.
const EACH: usize = 100;
const COST: i64 = 1_000;
/// Half as much again, a tenth on it, up to .90.
const PRICE: i64 = 1_690;

pub async fn reprice(args: RepriceArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let shop = Shop::empty(database_url.as_deref()).await?;
    let measured = measure(&shop, &args).await;
    shop.close().await?;
    let figures = measured?;
    match args.json {
        true => println!("{}", serde_json::to_string(&figures)?),
        false => print(&figures),
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(shop: &Shop, args: &RepriceArgs) -> Fallible<Figures> {
    let merchant = shop.merchants().await?.into_iter().next().ok_or("no merchant")?;
    let (db, ambient, book) = (shop.db.clone(), shop.ambient.clone(), book(shop));
    let watch = Watch::new(Parts { db, ambient, book: book.clone(), settings: Settings::default() });
    let supplier = supplier(shop, &book, merchant).await?;
    prepare(shop, &watch, (merchant, supplier), args).await?;
    let moved = bar(args.offers, "offers repriced", args.json);
    let quotes: Vec<Quote> = (0..args.offers).map(|n| quote(n, COST * 3 / 2)).collect();
    let (mut slowest, mut slowest_costs, mut applied) = (Duration::ZERO, Duration::ZERO, 0);
    let lists: Vec<&[Quote]> = quotes.chunks(args.lines.clamp(1, 5_000)).collect();
    let started = Instant::now();
    for list in &lists {
        let begun = Instant::now();
        watch.take_quotes((merchant, supplier), list, "bench").await?;
        slowest_costs = slowest_costs.max(begun.elapsed());
        applied += watch.reprice(merchant).await?.applied;
        slowest = slowest.max(begun.elapsed());
        moved.inc(u64::try_from(list.len())?);
    }
    let took = started.elapsed();
    moved.finish_and_clear();
    if applied != args.offers {
        return Err(format!("{applied} of {} offers were repriced", args.offers).into());
    }
    let mut tx = shop.db.read().await?;
    let offers = catalog::priced(&mut tx, merchant, Which::All).await?;
    if let Some(odd) = offers.iter().find(|offer| offer.price.price.minor != PRICE) {
        return Err(format!("{} costs {} afterwards", odd.offer, odd.price.price).into());
    }
    Ok(Figures {
        engine: shop.engine().name(),
        offers: args.offers,
        lists: lists.len(),
        took_ms: u64::try_from(took.as_millis())?,
        offers_per_s: per_second(u64::try_from(args.offers)?, took),
        slowest_ms: u64::try_from(slowest.as_millis())?,
        slowest_costs_ms: u64::try_from(slowest_costs.as_millis())?,
    })
}

/// Goods, and a rule that has made their first price.
async fn prepare(
    shop: &Shop,
    watch: &Watch,
    (merchant, supplier): (MerchantId, SupplierId),
    args: &RepriceArgs,
) -> Fallible<()> {
    let making = bar(args.offers, "offers made", args.json);
    for from in (0..args.offers).step_by(EACH) {
        goods(shop, (merchant, supplier), from..args.offers.min(from + EACH)).await?;
        making.inc(u64::try_from(EACH)?);
    }
    making.finish_and_clear();
    let terms = Terms { add_bps: 1_000, rounding: Roundness::Nine, ..Terms::default() };
    let (scope, currency) = (Scope::All, Currency::CNY);
    let draft = RuleDraft { scope, currency, name: "bench".into(), terms, on: true, version: 0 };
    let mut tx = shop.db.begin().await?;
    watch.put_rule(&mut tx, (merchant, None), &draft, "bench").await?;
    tx.commit().await?;
    let first = watch.reprice(merchant).await?.applied;
    if first != args.offers {
        return Err(format!("{first} of {} offers had their first price", args.offers).into());
    }
    Ok(())
}

fn quote(number: usize, cost: i64) -> Quote {
    Quote { product: format!("goods-{number}"), cost, stock: None }
}

fn book(shop: &Shop) -> SupplyBook {
    SupplyBook::new(supply::Parts {
        db: shop.db.clone(),
        ambient: shop.ambient.clone(),
        key: Secret::new(shop.ambient.bytes()),
        kinds: suppliers::kinds(),
        private_suppliers: true,
        patience: Duration::from_secs(10),
    })
}

/// One that is never asked for anything.
async fn supplier(shop: &Shop, book: &SupplyBook, merchant: MerchantId) -> Fallible<SupplierId> {
    let running =
        sandbox::suppliers::start(Config::at(Supplier::Kasushou, ([127, 0, 0, 1], 0).into())).await?;
    let settings = running.settings().into_iter();
    let draft = Draft {
        kind: "kasushou".into(),
        name: "bench".into(),
        currency: Currency::CNY,
        settings: settings.map(|(name, value)| (name.to_owned(), Secret::new(value))).collect(),
        forget: Vec::new(),
        contract: "bench".into(),
        contract_until: shop.ambient.now().after(Span::days(30)),
        version: 0,
    };
    let mut tx = shop.db.begin().await?;
    let made = book.put(&mut tx, (merchant, None), &draft, "bench").await?;
    book.switch(&mut tx, (merchant, made.id), SupplierState::On, "bench").await?;
    tx.commit().await?;
    Ok(made.id)
}

async fn goods(
    shop: &Shop,
    (merchant, supplier): (MerchantId, SupplierId),
    numbers: Range<usize>,
) -> Fallible<()> {
    let text = || Bilingual::new("充值", "Top-up");
    let mut tx = shop.db.begin().await?;
    let category = Category { code: "bench".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await?;
    let new = NewProduct {
        merchant,
        slug: format!("top-up-{}", numbers.start),
        category: category.code,
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words: ProductWords { title: text(), summary: text(), guide: text(), terms: text() },
    };
    let product = catalog::create_product(&mut tx, &shop.ambient, &new).await?;
    for number in numbers {
        let code = format!("TOP-UP-{number}");
        let new = NewSku { merchant, product, code, name: text(), kind: GoodsKind::Recharge };
        let sku = catalog::create_sku(&mut tx, &shop.ambient, &new).await?;
        let new = NewOffer::new(merchant, sku, Money::new(5_000, Currency::CNY));
        catalog::create_offer(&mut tx, &shop.ambient, &new).await?;
        let product = quote(number, COST).product;
        let new = NewRoute { sku, supplier, product, unit_cost: COST, position: 0, on: true };
        supply::put_route(&mut tx, merchant, &new, "bench", shop.ambient.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn print(f: &Figures) {
    println!("{} · {} offers follow a rise of their costs · full durability", f.engine, f.offers);
    println!("  {} ms in {} lists of quotes: {} offers/s", f.took_ms, f.lists, f.offers_per_s);
    println!(
        "  slowest list {} ms; of that its costs, which sales of the merchant wait for, {} ms at most",
        f.slowest_ms, f.slowest_costs_ms
    );
}
