use super::orders::{Row, names};
use crate::split::{Before, Shares};
use db::{Result, Tx, Ty, params, row};
use kernel::{MerchantId, Money, OrderId, RefundId, Time};
use std::collections::HashMap;

/// What of each order's money in escrow went back.
pub(crate) async fn from_escrow(
    tx: &mut Tx,
    keys: &[(MerchantId, OrderId)],
) -> Result<HashMap<OrderId, i64>> {
    let sql = "select order_id, from_escrow from refunded_orders where merchant = $1 and order_id = $2";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

/// How each of the orders stands before a refund, where those are named that were released, with what was withheld.
pub(crate) async fn before(
    tx: &mut Tx,
    rows: &[&Row],
    released: &HashMap<OrderId, i64>,
) -> Result<HashMap<OrderId, Before>> {
    let keys: Vec<_> = rows.iter().map(|row| (row.merchant, row.id)).collect();
    let sql = "select order_id, refunded, fee_back, from_escrow, tax_back from refunded_orders \
               where merchant = $1 and order_id = $2";
    let mut went: HashMap<OrderId, (i64, i64, i64, i64)> = HashMap::new();
    for r in tx.query_each(sql, &[Ty::Text; 2], names(&keys)).await? {
        went.insert(r.parse(0)?, (r.int(1)?, r.int(2)?, r.int(3)?, r.int(4)?));
    }
    let stands = rows.iter().map(|row| {
        let (refunded, fee_back, from_escrow, tax_back) = went.get(&row.id).copied().unwrap_or_default();
        let (total, fee, withheld) = (row.total, row.fee, released.get(&row.id).copied());
        let (released, tax) = (withheld.is_some(), withheld.unwrap_or_default());
        (row.id, Before { total, fee, refunded, fee_back, from_escrow, released, tax, tax_back })
    });
    Ok(stands.collect())
}

/// Adds to what went back of each. The row says no where it would be more than was paid.
pub(crate) async fn add(tx: &mut Tx, refunds: &[(&Row, NewRow<'_>)]) -> Result<()> {
    use Ty::{Int, Text};
    let rows = refunds.iter().map(|(row, _)| row![row.merchant, row.id, row.currency]).collect();
    let sql = "insert into refunded_orders (merchant, order_id, currency, refunded, fee_back, from_escrow) \
               values ($1, $2, $3, 0, 0, 0) on conflict do nothing";
    tx.exec_each(sql, &[Text; 3], rows).await?;
    let rows = refunds
        .iter()
        .map(|(row, new)| {
            let Shares { fee, escrow, tax, .. } = new.shares;
            row![row.merchant, row.id, new.amount, fee, escrow, row.total, row.fee, tax]
        })
        .collect();
    let sql = "update refunded_orders set refunded = refunded_orders.refunded + $3, \
               fee_back = refunded_orders.fee_back + $4, from_escrow = refunded_orders.from_escrow + $5, \
               tax_back = refunded_orders.tax_back + $8 \
               where refunded_orders.merchant = $1 and refunded_orders.order_id = $2 \
               and refunded_orders.refunded + $3 <= $6 and refunded_orders.fee_back + $4 <= $7";
    tx.exec_each_one(sql, &[Text, Text, Int, Int, Int, Int, Int, Int], rows).await
}

/// Counts units (line, quantity) of each order as paid back; not more than were ordered.
pub(crate) async fn add_lines(tx: &mut Tx, lines: &[(&Row, (i64, i64))]) -> Result<()> {
    let rows =
        lines.iter().map(|(row, (line, quantity))| row![row.merchant, row.id, *line, *quantity]).collect();
    let sql = "insert into refunded_lines (merchant, order_id, line, quantity) values ($1, $2, $3, $4) \
               on conflict (order_id, line, merchant) do update set quantity = refunded_lines.quantity + excluded.quantity";
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await
}

/// Out of which of the merchant's accounts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Own {
    pub balance: i64,
    pub bond: i64,
    pub debt: i64,
}

pub(crate) struct NewRow<'a> {
    pub id: RefundId,
    pub way: &'static str,
    pub amount: i64,
    pub shares: Shares,
    /// What of the merchant's share came from where.
    pub own: Own,
    pub side: &'static str,
    pub who: &'a str,
    pub reason: &'a str,
}

pub(crate) async fn insert(tx: &mut Tx, refunds: &[(&Row, NewRow<'_>)], now: Time) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into order_refunds (merchant, id, order_id, way, amount, currency, fee_back, from_escrow, \
               from_balance, from_bond, from_debt, side, who, reason, created_at, tax_back) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let rows = refunds
        .iter()
        .map(|(row, new)| {
            row![
                row.merchant,
                new.id,
                row.id,
                new.way,
                new.amount,
                row.currency,
                new.shares.fee,
                new.shares.escrow,
                new.own.balance,
                new.own.bond,
                new.own.debt,
                new.side,
                new.who,
                new.reason,
                now,
                new.shares.tax
            ]
        })
        .collect();
    let types = [Text, Text, Text, Text, Int, Text, Int, Int, Int, Int, Int, Text, Text, Text, Int, Int];
    tx.exec_each_one(sql, &types, rows).await
}

/// What of a delivered order was given back through its channel, is on its way there, or was taken by the payer's bank.
/// What the channel would not have counts, too: it was its part, wherever it went then.
pub(crate) async fn through_channel(
    tx: &mut Tx,
    keys: &[(MerchantId, OrderId)],
) -> Result<HashMap<OrderId, i64>> {
    let sql = "select order_id, amount from refunds where merchant = $1 and order_id = $2 and exception = ''";
    let taken = "select order_id, amount from order_refunds where merchant = $1 and order_id = $2 \
                 and way = 'chargeback' and returned = ''";
    let mut went = HashMap::new();
    for sql in [sql, taken] {
        for r in tx.query_each(sql, &[Ty::Text; 2], names(keys)).await? {
            *went.entry(r.parse(0)?).or_default() += r.int(1)?;
        }
    }
    Ok(went)
}

/// A refund as it is read: with how it stands where a channel carries it.
pub(crate) struct Stored {
    pub id: RefundId,
    pub way: String,
    pub amount: Money,
    pub side: String,
    pub who: String,
    pub reason: String,
    pub at: Time,
    /// Of those to the origin: pending, succeeded or failed. Of what a bank took: returned, where it came again.
    pub state: Option<String>,
}

pub(crate) async fn of_order(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<Stored>> {
    let sql = "select x.id, x.way, x.amount, x.currency, x.side, x.who, x.reason, x.created_at, \
               case when x.returned <> '' then 'returned' else r.state end \
               from order_refunds x left join refunds r on r.merchant = x.merchant and r.id = x.id \
               where x.merchant = $1 and x.order_id = $2 order by x.id";
    let rows = tx.query(sql, params![merchant, order]).await?;
    rows.iter()
        .map(|r| {
            Ok(Stored {
                id: r.parse(0)?,
                way: r.text(1)?,
                amount: Money::new(r.int(2)?, r.parse(3)?),
                side: r.text(4)?,
                who: r.text(5)?,
                reason: r.text(6)?,
                at: r.time(7)?,
                state: r.get(8)?,
            })
        })
        .collect()
}
