use crate::StockRule;
use db::{Result, Row, Tx, params};
use kernel::{MerchantId, SkuId, Time};
use std::collections::HashMap;

const COLUMNS: &str = "select merchant, sku, warn_below, low_since from stock_rules";

pub(crate) async fn get(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<Option<StockRule>> {
    let sql = format!("{COLUMNS} where merchant = $1 and sku = $2");
    tx.query_opt(&sql, params![merchant, sku]).await?.as_ref().map(rule).transpose()
}

/// Of all SKUs of the merchant that have one: below how many units it warns.
pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<HashMap<SkuId, i64>> {
    let rows = tx.query(&format!("{COLUMNS} where merchant = $1"), params![merchant]).await?;
    rows.iter().map(|row| Ok((row.parse(1)?, row.int(2)?))).collect()
}

/// Those behind that one, in the order of the key.
pub(crate) async fn page(
    tx: &mut Tx,
    after: Option<(MerchantId, SkuId)>,
    limit: i64,
) -> Result<Vec<StockRule>> {
    let (merchant, sku) = after.map_or_else(Default::default, |(m, s)| (m.to_string(), s.to_string()));
    let sql = format!("{COLUMNS} where (merchant, sku) > ($1, $2) order by merchant, sku limit $3");
    tx.query(&sql, params![merchant, sku, limit]).await?.iter().map(rule).collect()
}

pub(crate) async fn put(tx: &mut Tx, merchant: MerchantId, sku: SkuId, units: i64, now: Time) -> Result<()> {
    let sql = "insert into stock_rules (merchant, sku, warn_below, updated_at) values ($1, $2, $3, $4) \
               on conflict (merchant, sku) do update set warn_below = excluded.warn_below, low_since = null, \
               updated_at = excluded.updated_at";
    tx.exec_one(sql, params![merchant, sku, units, now]).await
}

pub(crate) async fn delete(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<()> {
    let sql = "delete from stock_rules where merchant = $1 and sku = $2";
    tx.exec(sql, params![merchant, sku]).await.map(|_| ())
}

/// False where that is known already, or the rule is another one by now.
pub(crate) async fn fell(tx: &mut Tx, rule: &StockRule, now: Time) -> Result<bool> {
    let sql = "update stock_rules set low_since = $4 \
               where merchant = $1 and sku = $2 and warn_below = $3 and low_since is null";
    Ok(tx.exec(sql, params![rule.merchant, rule.sku, rule.warn_below, now]).await? == 1)
}

pub(crate) async fn rose(tx: &mut Tx, rule: &StockRule) -> Result<()> {
    let sql = "update stock_rules set low_since = null \
               where merchant = $1 and sku = $2 and warn_below = $3 and low_since is not null";
    tx.exec(sql, params![rule.merchant, rule.sku, rule.warn_below]).await.map(|_| ())
}

fn rule(row: &Row) -> Result<StockRule> {
    Ok(StockRule {
        merchant: row.parse(0)?,
        sku: row.parse(1)?,
        warn_below: row.int(2)?,
        low_since: row.get(3)?,
    })
}
