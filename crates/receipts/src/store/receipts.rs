use super::{count, names, stored};
use db::{Result, Tx, Ty, params, row};
use kernel::{MerchantId, OrderId};
use std::collections::HashSet;

/// What was written down of an order, and where it stands in the log.
pub(crate) struct Entry {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub entry: u64,
    pub core: String,
}

pub(crate) async fn insert(tx: &mut Tx, entries: Vec<Entry>) -> Result<()> {
    let rows = entries.into_iter().map(|e| row![e.merchant, e.order, stored(e.entry), e.core]).collect();
    let sql = "insert into receipts (merchant, order_id, entry, core) values ($1, $2, $3, $4)";
    tx.put_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Text], rows).await
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<Entry>> {
    let sql = "select entry, core from receipts where merchant = $1 and order_id = $2";
    let Some(row) = tx.query_opt(sql, params![merchant, order]).await? else { return Ok(None) };
    Ok(Some(Entry { merchant, order, entry: count(row.int(0)?)?, core: row.text(1)? }))
}

/// Those among the orders that are in the log.
pub(crate) async fn known(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<HashSet<OrderId>> {
    let sql = "select order_id from receipts where merchant = $1 and order_id = $2";
    tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?.iter().map(|row| row.parse(0)).collect()
}
