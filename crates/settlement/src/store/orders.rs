use crate::due::Goods;
use db::{Result, Tx, Ty, params, row};
use kernel::{Currency, MerchantId, OrderId, Time, UserId};
use std::collections::HashMap;

/// What settlement has to know of an order.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub merchant: MerchantId,
    pub id: OrderId,
    pub buyer: Option<UserId>,
    pub state: String,
    pub total: i64,
    pub fee: i64,
    /// What came from the buyer's wallet beside a channel.
    pub wallet_part: i64,
    pub currency: Currency,
    /// When it was paid, or credited.
    pub paid_at: Option<Time>,
}

impl Row {
    pub fn is_delivered(&self) -> bool {
        self.state == "delivered" && self.paid_at.is_some()
    }
}

// What a supplier credited or gave was delivered then, and not when it was paid.
const COLUMNS: &str = "merchant, id, buyer, state, total, fee, currency, \
     case when goods <> 'keys' then coalesce(closed_at, paid_at) else paid_at end, wallet_part";

fn read(r: &db::Row) -> Result<Row> {
    Ok(Row {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        buyer: r.parse_opt(2)?,
        state: r.text(3)?,
        total: r.int(4)?,
        fee: r.int(5)?,
        currency: r.parse(6)?,
        paid_at: r.get(7)?,
        wallet_part: r.int(8)?,
    })
}

pub(crate) async fn merchant_of(tx: &mut Tx, order: OrderId) -> Result<Option<MerchantId>> {
    let found = tx.query_opt("select merchant from orders where id = $1", params![order]).await?;
    found.map(|row| row.parse(0)).transpose()
}

/// Those that there are, with their merchants.
pub(crate) async fn keys(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<(MerchantId, OrderId)>> {
    let rows = orders.iter().map(|order| row![*order]).collect();
    let found = tx.query_each("select merchant, id from orders where id = $1", &[Ty::Text], rows).await?;
    found.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?))).collect()
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<Row>> {
    let sql = format!("select {COLUMNS} from orders where merchant = $1 and id = $2");
    tx.query_opt(&sql, params![merchant, order]).await?.as_ref().map(read).transpose()
}

/// Those of the merchant behind the cursor and before that id.
pub(crate) async fn page(
    tx: &mut Tx,
    merchant: MerchantId,
    after: &str,
    until: OrderId,
    limit: i64,
) -> Result<Vec<Row>> {
    let sql = format!(
        "select {COLUMNS} from orders where merchant = $1 and id > $2 and id < $3 order by id limit $4"
    );
    tx.query(&sql, params![merchant, after, until, limit]).await?.iter().map(read).collect()
}

pub(crate) async fn many(tx: &mut Tx, keys: &[(MerchantId, OrderId)]) -> Result<Vec<Row>> {
    let sql = format!("select {COLUMNS} from orders where merchant = $1 and id = $2");
    tx.query_each(&sql, &[Ty::Text; 2], names(keys)).await?.iter().map(read).collect()
}

/// What the lines of each order sold.
pub(crate) async fn goods(
    tx: &mut Tx,
    keys: &[(MerchantId, OrderId)],
) -> Result<HashMap<OrderId, Vec<Goods>>> {
    let sql = "select l.order_id, p.category, s.kind from order_lines l join products p on p.id = l.product \
               join skus s on s.id = l.sku where l.merchant = $1 and l.order_id = $2";
    let mut goods: HashMap<OrderId, Vec<Goods>> = HashMap::new();
    for row in tx.query_each(sql, &[Ty::Text; 2], names(keys)).await? {
        let sold = Goods { category: row.text(1)?, kind: row.text(2)? };
        goods.entry(row.parse(0)?).or_default().push(sold);
    }
    Ok(goods)
}

pub(crate) struct Line {
    pub line: i64,
    pub unit_price: i64,
    /// Of the units ordered, those that were not paid back yet.
    pub left: i64,
}

/// The lines of each order.
pub(crate) async fn lines(
    tx: &mut Tx,
    keys: &[(MerchantId, OrderId)],
) -> Result<HashMap<OrderId, Vec<Line>>> {
    let sql = "select l.order_id, l.line, l.unit_price, l.quantity - coalesce(r.quantity, 0) from order_lines l \
               left join refunded_lines r on r.order_id = l.order_id and r.line = l.line and r.merchant = l.merchant \
               where l.merchant = $1 and l.order_id = $2 order by l.line";
    let mut lines: HashMap<OrderId, Vec<Line>> = HashMap::new();
    for r in tx.query_each(sql, &[Ty::Text; 2], names(keys)).await? {
        let line = Line { line: r.int(1)?, unit_price: r.int(2)?, left: r.int(3)? };
        lines.entry(r.parse(0)?).or_default().push(line);
    }
    Ok(lines)
}

pub(super) fn names(keys: &[(MerchantId, OrderId)]) -> Vec<Vec<db::Value>> {
    keys.iter().map(|(merchant, order)| row![*merchant, *order]).collect()
}

/// Delivered orders behind the cursor: by currency, what will be released of them, by the day of their payment.
pub(crate) async fn not_walked(
    tx: &mut Tx,
    merchant: MerchantId,
    shift: i64,
) -> Result<Vec<(Currency, i64, i64)>> {
    let sql = "select o.currency, (case when o.goods <> 'keys' then coalesce(o.closed_at, o.paid_at) else o.paid_at end + $2) / 86400000000, \
               cast(sum(o.total - o.fee - coalesce(r.from_escrow, 0)) as bigint) from orders o \
               left join refunded_orders r on r.order_id = o.id and r.merchant = o.merchant \
               where o.merchant = $1 and o.state = 'delivered' and o.paid_at is not null \
               and o.id > coalesce((select c.up_to from release_cursors c where c.merchant = $1), '') \
               and not exists (select 1 from releases d where d.order_id = o.id and d.merchant = o.merchant) \
               and not exists (select 1 from held_orders h where h.order_id = o.id and h.merchant = o.merchant) \
               group by 1, 2 order by 1, 2";
    let rows = tx.query(sql, params![merchant, shift]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?, r.int(2)?))).collect()
}
