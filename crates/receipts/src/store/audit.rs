use super::heads::{self, Signed};
use super::{bytes, count, stored};
use crate::tree::{Hash, Spot};
use db::{Result, Tx, Ty, params, row};
use kernel::{Currency, MerchantId, OrderId};
use std::collections::HashMap;

/// An entry, and how its order stands.
pub(crate) struct Written {
    pub entry: u64,
    pub merchant: MerchantId,
    pub order: OrderId,
    pub core: String,
    pub is_delivered: bool,
    /// None where there is no such order.
    pub total: Option<(i64, Currency)>,
}

/// From that entry on.
pub(crate) async fn written(tx: &mut Tx, first: u64, limit: u64) -> Result<Vec<Written>> {
    let sql = "select r.entry, r.merchant, r.order_id, r.core, o.state, o.total, o.currency from receipts r \
               left join orders o on o.id = r.order_id and o.merchant = r.merchant \
               where r.entry >= $1 order by r.entry limit $2";
    let rows = tx.query(sql, params![stored(first), stored(limit)]).await?;
    rows.iter()
        .map(|r| {
            Ok(Written {
                entry: count(r.int(0)?)?,
                merchant: r.parse(1)?,
                order: r.parse(2)?,
                core: r.text(3)?,
                is_delivered: r.get::<Option<String>>(4)?.as_deref() == Some("delivered"),
                total: r.get::<Option<i64>>(5)?.zip(r.parse_opt(6)?),
            })
        })
        .collect()
}

/// Heads over the entries from the first to the last of these.
pub(crate) async fn heads(tx: &mut Tx, first: u64, last: u64) -> Result<Vec<Signed>> {
    let limit = stored(last.saturating_sub(first).saturating_add(1));
    heads::from(tx, first.saturating_add(1), limit).await
}

/// Those of the subtrees whose hashes are stored.
pub(crate) async fn nodes(tx: &mut Tx, spots: &[(Spot, Hash)]) -> Result<HashMap<Spot, Hash>> {
    let rows = spots.iter().map(|(spot, _)| row![i64::from(spot.level), stored(spot.place)]).collect();
    let sql = "select level, place, hash from log_nodes where level = $1 and place = $2";
    let found = tx.query_each(sql, &[Ty::Int; 2], rows).await?;
    found
        .iter()
        .map(|r| {
            let level = u32::try_from(r.int(0)?).unwrap_or(u32::MAX);
            Ok((Spot { level, place: count(r.int(1)?)? }, bytes(r.bytes(2)?)?))
        })
        .collect()
}

pub(crate) async fn count_nodes(tx: &mut Tx) -> Result<u64> {
    let row = tx.query_opt("select count(*) from log_nodes", &[]).await?;
    row.map_or(Ok(0), |row| count(row.int(0)?))
}

/// Delivered orders that the walk has been past and that stand nowhere.
pub(crate) async fn passed_over(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = "select o.id from orders o where o.state = 'delivered' \
               and o.id <= (select l.up_to from log_state l where l.name = 'receipts') \
               and not exists (select 1 from receipts r where r.order_id = o.id and r.merchant = o.merchant) \
               and not exists (select 1 from log_waiting w where w.order_id = o.id and w.merchant = o.merchant) \
               order by o.id limit 100";
    tx.query(sql, &[]).await?.iter().map(|row| row.text(0)).collect()
}
