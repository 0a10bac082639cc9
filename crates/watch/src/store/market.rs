use crate::MarketPrice;
use db::{Result, Row, Tx, Ty, Value, params, row};
use kernel::{MerchantId, Money, SkuId, Time};

/// Those that were seen at that moment or later.
pub(crate) async fn of_skus(
    tx: &mut Tx,
    merchant: MerchantId,
    skus: &[SkuId],
    since: Time,
) -> Result<Vec<MarketPrice>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = skus.iter().map(SkuId::to_string).collect();
    let sql = "select sku, source, price, currency, seen_at, noted_by from market_prices where merchant = $1 \
               and sku = any($2) and seen_at >= $3";
    tx.query(sql, params![merchant, ids, since]).await?.iter().map(read).collect()
}

pub(crate) async fn put(tx: &mut Tx, merchant: MerchantId, prices: &[MarketPrice]) -> Result<()> {
    let row = |p: &MarketPrice| -> Vec<Value> {
        row![merchant, p.sku, &p.source, p.price.minor, p.price.currency, p.at, &p.by]
    };
    let types = [Ty::Text, Ty::Text, Ty::Text, Ty::Int, Ty::Text, Ty::Int, Ty::Text];
    let last = "insert into market_prices (merchant, sku, source, price, currency, seen_at, noted_by) \
                values ($1, $2, $3, $4, $5, $6, $7) on conflict (merchant, sku, source) do update set \
                price = excluded.price, currency = excluded.currency, seen_at = excluded.seen_at, \
                noted_by = excluded.noted_by";
    tx.put_each(last, &types, prices.iter().map(row).collect()).await?;
    let all = "insert into market_price_history (merchant, sku, source, price, currency, seen_at, noted_by) \
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (merchant, sku, source, seen_at) do update set \
               price = excluded.price, currency = excluded.currency, noted_by = excluded.noted_by";
    tx.put_each(all, &types, prices.iter().map(row).collect()).await
}

/// SKUs behind that one that were seen anywhere.
pub(crate) async fn skus(tx: &mut Tx, merchant: MerchantId, after: &str, limit: i64) -> Result<Vec<SkuId>> {
    let sql = "select distinct sku from market_prices where merchant = $1 and sku > $2 order by sku limit $3";
    tx.query(sql, params![merchant, after, limit]).await?.iter().map(|row| row.parse(0)).collect()
}

pub(crate) async fn history(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    limit: i64,
) -> Result<Vec<MarketPrice>> {
    let sql = "select sku, source, price, currency, seen_at, noted_by from market_price_history where merchant = $1 \
               and sku = $2 order by seen_at desc, source limit $3";
    tx.query(sql, params![merchant, sku, limit]).await?.iter().map(read).collect()
}

fn read(r: &Row) -> Result<MarketPrice> {
    Ok(MarketPrice {
        sku: r.parse(0)?,
        source: r.text(1)?,
        price: Money::new(r.int(2)?, r.parse(3)?),
        at: r.time(4)?,
        by: r.text(5)?,
    })
}
