use super::orders::names;
use db::{Result, Tx, Ty, params, row};
use kernel::{Currency, MerchantId, OrderId, ReleaseId, Time};
use std::collections::{HashMap, HashSet};

pub(crate) struct Release {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub run: ReleaseId,
    pub amount: i64,
    /// Of the amount.
    pub tax: i64,
    pub currency: Currency,
}

pub(crate) async fn insert(tx: &mut Tx, releases: &[Release], why: &'static str, now: Time) -> Result<()> {
    use Ty::{Int, Text};
    let rows = releases
        .iter()
        .map(|r| row![r.merchant, r.order, r.run, r.amount, r.currency, why, now, r.tax])
        .collect();
    let sql = "insert into releases (merchant, order_id, run, amount, currency, why, released_at, tax) \
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.exec_each_one(sql, &[Text, Text, Text, Int, Text, Text, Int, Int], rows).await
}

/// Those among the orders that were released.
pub(crate) async fn of(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<HashSet<OrderId>> {
    let sql = "select order_id from releases where merchant = $1 and order_id = $2";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter().map(|row| row.parse(0)).collect()
}

/// The same, with what was withheld of each.
pub(crate) async fn withheld(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<HashMap<OrderId, i64>> {
    let sql = "select order_id, tax from releases where merchant = $1 and order_id = $2";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

/// When, why, and what was withheld.
pub(crate) async fn find(
    tx: &mut Tx,
    merchant: MerchantId,
    order: OrderId,
) -> Result<Option<(Time, String, i64)>> {
    let sql = "select released_at, why, tax from releases where merchant = $1 and order_id = $2";
    let found = tx.query_opt(sql, params![merchant, order]).await?;
    found.map(|row| Ok((row.time(0)?, row.text(1)?, row.int(2)?))).transpose()
}
