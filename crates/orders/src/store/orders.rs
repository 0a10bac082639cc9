use crate::batch::Effect;
use crate::{Order, OrderLine, SealedContact};
use db::{Result, Row, Tx, Ty, row};
use kernel::{Bilingual, Currency, Language, MerchantId, Money, OrderId, UserId};
use std::collections::HashMap;

pub(super) const COLUMNS: &str = "merchant, id, buyer, contact_sealed, origin, placed_from, language, state, pay, total, fee, currency, \
                       metadata, created_at, expires_at, paid_at, closed_at, contact_print, wallet_part, wallet_holds, goods";
const INSERT: &str = "insert into orders (merchant, id, buyer, contact_sealed, origin, placed_from, language, state, pay, \
     total, fee, currency, metadata, created_at, expires_at, paid_at, closed_at, idempotency, request_digest, \
     contact_print, goods) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
const INSERT_LINE: &str = "insert into order_lines (merchant, order_id, line, offer, sku, product, revision, \
     sku_name_zh, sku_name_en, unit_price, quantity) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const LINES: &str = "select order_id, line, offer, sku, product, revision, sku_name_zh, sku_name_en, unit_price, quantity \
     from order_lines where merchant = $1 and order_id = $2 order by line";
const CHANGE: &str = "update orders set state = $4, pay = $5, paid_at = $6, closed_at = $7, wallet_part = $8 \
     where orders.merchant = $1 and orders.id = $2 and orders.state = $3";

pub(crate) async fn insert(tx: &mut Tx, effects: &[&Effect]) -> Result<()> {
    use Ty::{Bytes, Int, Text};
    let new = || effects.iter().filter(|e| e.is_new);
    let rows = new().map(|e| order_row(e)).collect();
    let types = &[
        Text, Text, Text, Bytes, Text, Text, Text, Text, Text, Int, Int, Text, Text, Int, Int, Int, Int,
        Bytes, Text, Bytes, Text,
    ];
    tx.put_each(INSERT, types, rows).await?;
    let lines = new().flat_map(|e| e.order.lines.iter().map(|l| line_row(&e.order, l))).collect();
    tx.put_each(INSERT_LINE, &[Text, Text, Int, Text, Text, Text, Int, Text, Text, Int, Int], lines).await
}

fn order_row(e: &Effect) -> Vec<db::Value> {
    let (o, known_by) = (&e.order, e.idempotency.as_ref());
    let contact = o.sealed_contact.as_ref();
    row![
        o.merchant,
        o.id,
        o.buyer,
        contact.map(|c| c.sealed.clone()),
        &o.origin,
        &o.placed_from,
        o.language.code(),
        e.to.as_str(),
        &o.pay,
        o.total.minor,
        o.fee.minor,
        o.currency(),
        o.metadata.clone(),
        o.created_at,
        o.expires_at,
        o.paid_at,
        o.closed_at,
        known_by.map(|i| i.name().to_vec()),
        known_by.map(|i| i.digest.clone()),
        contact.map(|c| c.print.clone()),
        o.goods.as_str(),
    ]
}

fn line_row(order: &Order, l: &OrderLine) -> Vec<db::Value> {
    row![
        order.merchant,
        order.id,
        l.line,
        l.offer,
        l.sku,
        l.product,
        l.revision,
        &l.sku_name.zh,
        &l.sku_name.en,
        l.unit_price,
        l.quantity,
    ]
}

/// Existing orders only; the old state is named.
pub(crate) async fn change_state(tx: &mut Tx, effects: &[&Effect]) -> Result<()> {
    use Ty::{Int, Text};
    let rows = effects
        .iter()
        .filter(|e| !e.is_new && e.to != e.order.state)
        .map(|e| {
            let o = &e.order;
            let (from, to, part) = (o.state.as_str(), e.to.as_str(), o.wallet_part.minor);
            row![o.merchant, o.id, from, to, &o.pay, o.paid_at, o.closed_at, part]
        })
        .collect();
    tx.exec_each_one(CHANGE, &[Text, Text, Text, Text, Text, Int, Int, Int], rows).await
}

/// A waiting order is to be paid another way than it was read with: through that channel, and so much from the wallet,
/// held for the so-many-th time.
pub(crate) async fn pay_by(
    tx: &mut Tx,
    order: &Order,
    channel: &str,
    (part, holds): (Money, i64),
) -> Result<()> {
    let sql = "update orders set pay = $3, wallet_part = $4, wallet_holds = $5 where merchant = $1 and id = $2 \
               and state = 'pending' and pay = $6 and wallet_part = $7 and wallet_holds = $8";
    let (old, old_holds) = (order.wallet_part.minor, order.wallet_holds);
    let new = db::params![order.merchant, order.id, channel, part.minor, holds, &order.pay, old, old_holds];
    tx.exec_one(sql, new).await
}

/// Loads and locks, in one order everywhere: by merchant and id.
pub(crate) async fn lock(
    tx: &mut Tx,
    mut keys: Vec<(MerchantId, OrderId)>,
) -> Result<HashMap<OrderId, Order>> {
    keys.sort();
    keys.dedup();
    by_keys(tx, keys, " for update").await
}

/// As they stand, with nothing held.
pub(crate) async fn many(tx: &mut Tx, keys: Vec<(MerchantId, OrderId)>) -> Result<HashMap<OrderId, Order>> {
    by_keys(tx, keys, "").await
}

async fn by_keys(
    tx: &mut Tx,
    keys: Vec<(MerchantId, OrderId)>,
    held: &str,
) -> Result<HashMap<OrderId, Order>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<_> = keys.iter().map(|(m, o)| row![*m, *o]).collect();
    let select = format!("select {COLUMNS} from orders where merchant = $1 and id = $2{held}");
    let found = tx.query_each(&select, &[Ty::Text, Ty::Text], rows.clone()).await?;
    let mut orders = HashMap::with_capacity(found.len());
    for row in &found {
        let order = order(row)?;
        orders.insert(order.id, order);
    }
    attach_lines(tx, rows, &mut orders).await?;
    Ok(orders)
}

async fn attach_lines(
    tx: &mut Tx,
    keys: Vec<Vec<db::Value>>,
    orders: &mut HashMap<OrderId, Order>,
) -> Result<()> {
    for row in &tx.query_each(LINES, &[Ty::Text, Ty::Text], keys).await? {
        if let Some(order) = orders.get_mut(&row.parse::<OrderId>(0)?) {
            order.lines.push(line(row)?);
        }
    }
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: OrderId) -> Result<Option<Order>> {
    let sql = format!("select {COLUMNS} from orders where id = $1");
    let Some(row) = tx.query_opt(&sql, db::params![id]).await? else { return Ok(None) };
    let order = order(&row)?;
    with_lines(tx, vec![order]).await.map(|mut orders| orders.pop())
}

/// Newest first, after the cursor (the id of the last one seen).
pub(crate) async fn list_by(
    tx: &mut Tx,
    who: ListBy<'_>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Order>> {
    let (column, value) = match who {
        ListBy::Buyer(user) => ("buyer", db::Value::from(user)),
        ListBy::Merchant(merchant) => ("merchant", merchant.into()),
        ListBy::Contact(print) => ("contact_print", print.into()),
    };
    // '~' sorts behind every id
    let before = after.unwrap_or("~");
    let sql =
        format!("select {COLUMNS} from orders where {column} = $1 and id < $2 order by id desc limit $3");
    let rows = tx.query(&sql, db::params![value, before, limit]).await?;
    let orders = rows.iter().map(order).collect::<Result<Vec<_>>>()?;
    with_lines(tx, orders).await
}

/// Those of the merchant from that id on.
pub(crate) async fn count_since(tx: &mut Tx, merchant: MerchantId, first: OrderId) -> Result<i64> {
    let sql = "select count(*) from orders where merchant = $1 and id >= $2";
    tx.query_opt(sql, db::params![merchant, first]).await?.map_or(Ok(0), |row| row.int(0))
}

/// How many orders of guests with that contact are the user's now.
pub(crate) async fn claim(tx: &mut Tx, user: UserId, print: &[u8]) -> Result<u64> {
    let sql = "update orders set buyer = $1 where contact_print = $2 and buyer is null";
    tx.exec(sql, db::params![user, print]).await
}

pub(crate) enum ListBy<'a> {
    Buyer(UserId),
    Merchant(MerchantId),
    /// By the print of a contact.
    Contact(&'a [u8]),
}

pub(super) async fn with_lines(tx: &mut Tx, orders: Vec<Order>) -> Result<Vec<Order>> {
    let keys = orders.iter().map(|o| row![o.merchant, o.id]).collect();
    let ids: Vec<OrderId> = orders.iter().map(|o| o.id).collect();
    let mut by_id: HashMap<OrderId, Order> = orders.into_iter().map(|o| (o.id, o)).collect();
    attach_lines(tx, keys, &mut by_id).await?;
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

pub(super) fn order(r: &Row) -> Result<Order> {
    let currency: Currency = r.parse(11)?;
    let contact = (r.get::<Option<Vec<u8>>>(3)?, r.get::<Option<Vec<u8>>>(17)?);
    Ok(Order {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        buyer: r.parse_opt(2)?,
        contact: None,
        sealed_contact: match contact {
            (Some(sealed), Some(print)) => Some(SealedContact { sealed, print }),
            _ => None,
        },
        origin: r.text(4)?,
        placed_from: r.text(5)?,
        language: if r.text(6)? == "en" { Language::En } else { Language::Zh },
        state: r.text(7)?.parse().map_err(|()| db::DbError::Decode("an unknown order state".into()))?,
        goods: r.text(20)?.parse().map_err(|()| db::DbError::Decode("unknown goods of an order".into()))?,
        pay: r.text(8)?,
        total: Money::new(r.int(9)?, currency),
        fee: Money::new(r.int(10)?, currency),
        wallet_part: Money::new(r.int(18)?, currency),
        wallet_holds: r.int(19)?,
        metadata: r.get(12)?,
        created_at: r.time(13)?,
        expires_at: r.time(14)?,
        paid_at: r.get(15)?,
        closed_at: r.get(16)?,
        lines: Vec::new(),
    })
}

fn line(r: &Row) -> Result<OrderLine> {
    Ok(OrderLine {
        line: r.int(1)?,
        offer: r.parse(2)?,
        sku: r.parse(3)?,
        product: r.parse(4)?,
        revision: r.int(5)?,
        sku_name: Bilingual::new(r.text(6)?, r.text(7)?),
        unit_price: r.int(8)?,
        quantity: r.int(9)?,
    })
}
