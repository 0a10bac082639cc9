use super::orders::{Row, names};
use db::{Result, Tx, Ty, params, row};
use kernel::{Currency, MerchantId, OrderId, Time};
use std::collections::HashSet;

#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub merchant: MerchantId,
    pub order: OrderId,
    /// later_due, pending, late or frozen
    pub reason: String,
    pub due_at: Time,
    pub who: String,
    pub why: String,
    pub since: Time,
}

impl Held {
    pub fn until(row: &Row, reason: &str, due_at: Time, now: Time) -> Self {
        Self {
            merchant: row.merchant,
            order: row.id,
            reason: reason.to_owned(),
            due_at,
            who: String::new(),
            why: String::new(),
            since: now,
        }
    }
}

/// Writes them, or over those that stand.
pub(crate) async fn put(tx: &mut Tx, held: &[Held]) -> Result<()> {
    use Ty::{Int, Text};
    let rows = held
        .iter()
        .map(|h| row![h.merchant, h.order, &h.reason, h.due_at, &h.who, &h.why, h.since])
        .collect();
    let sql = "insert into held_orders (merchant, order_id, reason, due_at, who, why, since) \
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (order_id, merchant) do update set \
               reason = excluded.reason, due_at = excluded.due_at, who = excluded.who, why = excluded.why, \
               since = excluded.since";
    tx.exec_each_one(sql, &[Text, Text, Text, Int, Text, Text, Int], rows).await
}

pub(crate) async fn remove(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<()> {
    let sql = "delete from held_orders where held_orders.merchant = $1 and held_orders.order_id = $2";
    tx.exec_each(sql, &[Ty::Text; 2], names(keys)).await?;
    Ok(())
}

/// Those that came to nothing, but not one that is being paid late at this moment.
pub(crate) async fn remove_unpaid(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<()> {
    let sql = "delete from held_orders where held_orders.merchant = $1 and held_orders.order_id = $2 \
               and held_orders.reason <> 'late'";
    tx.exec_each(sql, &[Ty::Text; 2], names(keys)).await?;
    Ok(())
}

/// Those among the orders that are held.
pub(crate) async fn of(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<HashSet<OrderId>> {
    let sql = "select order_id from held_orders where merchant = $1 and order_id = $2";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter().map(|row| row.parse(0)).collect()
}

/// Those among the orders that are frozen.
pub(crate) async fn frozen(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<HashSet<OrderId>> {
    let sql = "select order_id from held_orders where merchant = $1 and order_id = $2 and reason = 'frozen'";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter().map(|row| row.parse(0)).collect()
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<Held>> {
    let sql = "select merchant, order_id, reason, due_at, who, why, since from held_orders \
               where merchant = $1 and order_id = $2";
    let found = tx.query_opt(sql, params![merchant, order]).await?;
    found
        .map(|r| {
            Ok(Held {
                merchant: r.parse(0)?,
                order: r.parse(1)?,
                reason: r.text(2)?,
                due_at: r.time(3)?,
                who: r.text(4)?,
                why: r.text(5)?,
                since: r.time(6)?,
            })
        })
        .transpose()
}

/// Those whose time has come, the oldest first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(MerchantId, OrderId)>> {
    let sql = "select merchant, order_id from held_orders where reason <> 'frozen' and due_at <= $1 \
               order by due_at limit $2";
    let rows = tx.query(sql, params![now, limit]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?))).collect()
}

/// Those among them that it still holds for.
pub(crate) async fn still_due(
    tx: &mut Tx,
    keys: &[(MerchantId, OrderId)],
    now: Time,
) -> Result<Vec<(MerchantId, OrderId)>> {
    let sql = "select merchant, order_id from held_orders where merchant = $1 and order_id = $2 \
               and reason <> 'frozen' and due_at <= $3";
    let rows = keys.iter().map(|(merchant, order)| row![*merchant, *order, now]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?))).collect()
}

/// By currency and day: what will be released of the merchant's held orders, and what is frozen (day 0).
pub(crate) async fn expected(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<(Currency, i64, i64)>> {
    let sql = "select o.currency, case when h.reason = 'frozen' then 0 else h.due_at / 86400000000 end, \
               cast(sum(o.total - o.fee - coalesce(r.from_escrow, 0)) as bigint) from held_orders h \
               join orders o on o.id = h.order_id and o.merchant = h.merchant \
               left join refunded_orders r on r.order_id = o.id and r.merchant = o.merchant \
               where h.merchant = $1 and o.state = 'delivered' group by 1, 2 order by 1, 2";
    let rows = tx.query(sql, params![merchant]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?, r.int(2)?))).collect()
}
