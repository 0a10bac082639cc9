//! How long the pages of orders take in a shop with a long past.

use super::orders::{bar, millis};
use super::shop::{Fallible, Shop};
use super::store;
use clap::Args;
use hdrhistogram::Histogram;
use kernel::{MerchantId, OrderId, PageAsk, UserId};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Args, Clone, Debug)]
pub struct PagesArgs {
    /// Orders of the past, written straight into their tables
    #[arg(long, default_value_t = 10_000_000)]
    pub orders: usize,
    /// Who placed them
    #[arg(long, default_value_t = 100_000)]
    pub buyers: usize,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Orders a commit.
const PART: usize = 20_000;
const LOOKS: usize = 500;

pub async fn pages(args: PagesArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let shop = Shop::empty(database_url.as_deref()).await?;
    let measured = measure(&shop, &args).await;
    shop.close().await?;
    println!("{}", measured?);
    Ok(ExitCode::SUCCESS)
}

async fn measure(shop: &Shop, args: &PagesArgs) -> Fallible<String> {
    let merchants = shop.merchants().await?;
    let buyers: Vec<UserId> = (0..args.buyers.max(1)).map(|_| UserId::new(&shop.ambient)).collect();
    let bar = bar(args.orders, "orders of the past", args.json);
    let started = Instant::now();
    let mut written = 0;
    while written < args.orders {
        let part = PART.min(args.orders - written);
        let orders: Vec<_> = (0..part).map(|_| order(shop, &buyers, &merchants)).collect();
        store::past(&shop.db, shop.ambient.now(), &orders).await?;
        written += part;
        bar.inc(u64::try_from(part)?);
    }
    store::settle(&shop.db).await?;
    bar.finish_and_clear();
    let took = started.elapsed();
    let (buyer, merchant) = looks(shop, &buyers, &merchants).await?;
    let figures = serde_json::json!({
        "engine": shop.engine().name(), "orders": written, "buyers": buyers.len(), "written_in_s": took.as_secs(),
        "bytes": shop.bytes().await?,
        "buyer_page_p50_ms": millis(&buyer, 0.50), "buyer_page_p99_ms": millis(&buyer, 0.99),
        "merchant_page_p50_ms": millis(&merchant, 0.50), "merchant_page_p99_ms": millis(&merchant, 0.99),
    });
    Ok(figures.to_string())
}

/// Any buyer, any merchant, the next moment.
fn order(shop: &Shop, buyers: &[UserId], merchants: &[MerchantId]) -> (OrderId, UserId, MerchantId) {
    let random = u64::from_be_bytes(shop.ambient.bytes::<8>());
    let (buyer, merchant) = (pick(buyers, random), pick(merchants, random >> 32));
    (OrderId::new(&shop.ambient), buyer.unwrap_or(UserId(0)), merchant.unwrap_or(MerchantId(0)))
}

fn pick<T: Copy>(items: &[T], random: u64) -> Option<T> {
    let count = u64::try_from(items.len()).ok().filter(|&n| n > 0)?;
    items.get(usize::try_from(random % count).ok()?).copied()
}

/// The first page and the one behind it, of buyers and of merchants, each of another one than before.
async fn looks(
    shop: &Shop,
    buyers: &[UserId],
    merchants: &[MerchantId],
) -> Fallible<(Histogram<u64>, Histogram<u64>)> {
    let (mut of_buyer, mut of_merchant) = (Histogram::new(3)?, Histogram::new(3)?);
    let step = (buyers.len() / LOOKS).max(1);
    for (buyer, merchant) in buyers.iter().step_by(step).zip(merchants.iter().cycle()).take(LOOKS) {
        let mut ask = PageAsk { after: None, limit: 20 };
        for _ in 0..2 {
            let started = Instant::now();
            let page = shop.orders.list_for_buyer(*buyer, &ask).await?;
            of_buyer.record(u64::try_from(started.elapsed().as_micros())?)?;
            ask.after = page.next;
        }
        let mut ask = PageAsk { after: None, limit: 20 };
        for _ in 0..2 {
            let started = Instant::now();
            let page = shop.orders.list_for_merchant(*merchant, &ask).await?;
            of_merchant.record(u64::try_from(started.elapsed().as_micros())?)?;
            ask.after = page.next;
        }
    }
    Ok((of_buyer, of_merchant))
}
