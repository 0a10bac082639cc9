//! How many deliveries were shown, against how many were sold.

use crate::audit::Finding;
use db::{Result, Tx, params};
use kernel::{MerchantId, SkuId};
use std::collections::HashMap;

/// Adds to the count of deliveries shown after their purchase; what it is now.
pub(crate) async fn count(tx: &mut Tx, merchant: MerchantId, sku: SkuId, first: i64) -> Result<i64> {
    let sql = "insert into reveal_counts (merchant, sku, revealed) values ($1, $2, $3) \
               on conflict (merchant, sku) do update set revealed = reveal_counts.revealed + excluded.revealed";
    tx.exec_one(sql, params![merchant, sku, first]).await?;
    let sql = "select revealed from reveal_counts where merchant = $1 and sku = $2";
    tx.query_opt(sql, params![merchant, sku]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Different deliveries that were ever shown, by merchant and SKU.
pub(crate) async fn shown(tx: &mut Tx) -> Result<HashMap<(String, String), i64>> {
    let sql = "select merchant, sku, count(distinct delivery) from vault_reveals group by merchant, sku";
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|row| Ok(((row.text(0)?, row.text(1)?), row.int(2)?))).collect()
}

/// Records of reveals that belong to no delivery of that very item.
pub(crate) async fn without_delivery(tx: &mut Tx) -> Result<Vec<Finding>> {
    // The delivery's id is its order's with a number: taken apart, the row is found by its primary key.
    let sql = "select r.merchant || ' seq ' || cast(r.seq as text) from vault_reveals r left join deliveries d \
               on d.merchant = r.merchant and d.order_id = 'ord_' || substr(r.delivery, 5, 26) \
               and cast(d.seq as text) = substr(r.delivery, 32) and d.sku = r.sku and d.item = r.item \
               where d.order_id is null limit 100";
    let rows = tx.query(sql, &[]).await?;
    let what = "a key was shown that was not delivered";
    rows.iter().map(|row| Ok(Finding { what: what.to_owned(), row: row.text(0)? })).collect()
}
