//! Which way a unit went, read where it stands.

use super::deliveries::Delivery;
use crate::{Bought, Shared};
use db::{Result, Tx, params};
use kernel::{DeliveryId, MerchantId, SkuId, Time, UserId};
use vault::Item;

/// So many units of a loop secret are counted, and so many of a buyer's orders.
const COUNTED: i64 = 20_000;
/// So many records of reveals are walked, and so many given out.
const WALKED: i64 = 500_000;
const GIVEN: i64 = 2_000;
/// Clocks of several nodes differ by less than what a merchant shows in that time.
const SLACK: i64 = 2_000;

/// The delivery of a one-time item, whose number is that of the unit.
pub(crate) async fn delivery(tx: &mut Tx, item: &Item) -> Result<Option<Delivery>> {
    let sql = "select order_id, seq, line, sku, item, state, delivered_at, revealed_at from deliveries \
               where merchant = $1 and sku = $2 and number = $3";
    let Some(row) = tx.query_opt(sql, params![item.merchant, item.sku, item.number]).await? else {
        return Ok(None);
    };
    Ok(Some(Delivery {
        id: DeliveryId { order: row.parse(0)?, seq: row.int(1)? },
        line: row.int(2)?,
        sku: row.parse(3)?,
        item: row.int(4)?,
        state: row.text(5)?,
        delivered_at: row.time(6)?,
        revealed_at: row.get(7)?,
    }))
}

/// How many units of that version of a loop secret were delivered, in how many orders.
pub(crate) async fn shared(tx: &mut Tx, item: &Item) -> Result<Shared> {
    let sql = "select count(*), count(distinct d.order_id) from (select order_id from deliveries \
               where merchant = $1 and sku = $2 and item = $3 limit $4) d";
    let row = tx.query_opt(sql, params![item.merchant, item.sku, item.number, COUNTED]).await?;
    let (units, orders) = row.map_or(Ok((0, 0)), |row| Ok::<_, db::DbError>((row.int(0)?, row.int(1)?)))?;
    Ok(Shared { units, orders, complete: units < COUNTED })
}

/// Of the buyer's newest orders: delivered units of that SKU, and of all goods of the merchant.
pub(crate) async fn bought(tx: &mut Tx, merchant: MerchantId, buyer: UserId, sku: SkuId) -> Result<Bought> {
    let sql = "select cast(coalesce(sum(case when l.sku = $3 then l.quantity else 0 end), 0) as bigint), \
               cast(coalesce(sum(l.quantity), 0) as bigint) \
               from (select id, merchant, state from orders where buyer = $2 order by id desc limit $4) o \
               join order_lines l on l.order_id = o.id and l.merchant = o.merchant \
               where o.merchant = $1 and o.state = 'delivered'";
    let row = tx.query_opt(sql, params![merchant, buyer, sku, COUNTED]).await?;
    let (of_sku, in_all) = row.map_or(Ok((0, 0)), |row| Ok::<_, db::DbError>((row.int(0)?, row.int(1)?)))?;
    let sql = "select count(*) from (select id from orders where buyer = $1 limit $2) o";
    let orders = tx.query_opt(sql, params![buyer, COUNTED]).await?.map_or(Ok(0), |row| row.int(0))?;
    let cases = super::diversions::count_of(tx, merchant, buyer).await?;
    Ok(Bought { of_sku, in_all, complete: orders < COUNTED, cases })
}

/// One time that a delivery was shown.
pub(crate) struct Record {
    pub delivery: String,
    pub at: Time,
    pub who: String,
    /// The network address.
    pub from: String,
}

/// The records of those deliveries, none of which was shown before that time; and whether these are all. A merchant's
/// chain grows with the time, so its place in it is found by halving: there is no index by unit, which every sale would pay
/// for.
pub(crate) async fn reveals(
    tx: &mut Tx,
    merchant: MerchantId,
    first: Time,
    deliveries: Vec<String>,
) -> Result<(Vec<Record>, bool)> {
    let row = tx.query_opt("select seq from vault_chains where merchant = $1", params![merchant]).await?;
    let end = row.map_or(Ok(0), |row| row.int(0))?;
    let from = (place_of(tx, merchant, end, first).await? - SLACK).max(1);
    let to = from.saturating_add(WALKED);
    let sql = "select delivery, at, who, from_address from vault_reveals where merchant = $1 and seq >= $2 \
               and seq < $3 and delivery = any($4) order by seq limit $5";
    let rows = tx.query(sql, params![merchant, from, to, deliveries, GIVEN]).await?;
    let record = |row: &db::Row| {
        Ok(Record { delivery: row.text(0)?, at: row.time(1)?, who: row.text(2)?, from: row.text(3)? })
    };
    let records = rows.iter().map(record).collect::<Result<Vec<Record>>>()?;
    let all = end < to && i64::try_from(records.len()).is_ok_and(|count| count < GIVEN);
    Ok((records, all))
}

/// From which addresses these users' keys were opened since then, each pair once; and whether these are all.
pub(crate) async fn shown_to(
    tx: &mut Tx,
    merchant: MerchantId,
    users: &[UserId],
    since: Time,
) -> Result<(Vec<(UserId, String)>, bool)> {
    let row = tx.query_opt("select seq from vault_chains where merchant = $1", params![merchant]).await?;
    let end = row.map_or(Ok(0), |row| row.int(0))?;
    let from = place_of(tx, merchant, end, since).await?;
    // Of more, the newest.
    let start = from.max(end.saturating_sub(WALKED));
    let users: Vec<String> = users.iter().map(UserId::to_string).collect();
    let sql = "select distinct o.buyer, r.from_address from vault_reveals r join orders o \
               on o.id = 'ord_' || substr(r.delivery, 5, 26) and o.merchant = r.merchant \
               where r.merchant = $1 and r.seq >= $2 and o.buyer = any($3) limit $4";
    let rows = tx.query(sql, params![merchant, start, users, COUNTED]).await?;
    let shown = rows.iter().map(|row| Ok((row.parse(0)?, row.text(1)?))).collect::<Result<Vec<_>>>()?;
    let all = start == from && i64::try_from(shown.len()).is_ok_and(|count| count < COUNTED);
    Ok((shown, all))
}

/// The first of the merchant's records of that time or later.
async fn place_of(tx: &mut Tx, merchant: MerchantId, end: i64, at: Time) -> Result<i64> {
    let (mut low, mut high) = (1, end.saturating_add(1));
    while low < high {
        let middle = low + (high - low) / 2;
        let sql = "select at from vault_reveals where merchant = $1 and seq = $2";
        match tx.query_opt(sql, params![merchant, middle]).await? {
            Some(row) if row.time(0)? < at => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}
