use super::names;
use db::{Result, Tx, Ty, params};
use kernel::{Bilingual, Currency, DeliveryId, MerchantId, OrderId, ProductId, SkuId, Time};
use std::collections::HashMap;

type Keys = [(MerchantId, OrderId)];

/// What the log has to know of an order.
pub(crate) struct Row {
    pub merchant: MerchantId,
    pub id: OrderId,
    pub state: String,
    pub total: i64,
    pub currency: Currency,
    pub paid_at: Option<Time>,
}

const COLUMNS: &str = "merchant, id, state, total, currency, paid_at";

fn read(r: &db::Row) -> Result<Row> {
    Ok(Row {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        state: r.text(2)?,
        total: r.int(3)?,
        currency: r.parse(4)?,
        paid_at: r.get(5)?,
    })
}

/// Those behind the cursor and before that id.
pub(crate) async fn page(tx: &mut Tx, after: &str, until: OrderId, limit: i64) -> Result<Vec<Row>> {
    let sql = format!("select {COLUMNS} from orders where id > $1 and id < $2 order by id limit $3");
    tx.query(&sql, params![after, until, limit]).await?.iter().map(read).collect()
}

pub(crate) async fn many(tx: &mut Tx, keys: &Keys) -> Result<Vec<Row>> {
    let sql = format!("select {COLUMNS} from orders where merchant = $1 and id = $2");
    tx.query_each(&sql, &[Ty::Text; 2], names(keys)).await?.iter().map(read).collect()
}

/// A line as it was sold.
pub(crate) struct Sold {
    pub order: OrderId,
    pub line: i64,
    pub sku: SkuId,
    pub product: ProductId,
    pub revision: i64,
    pub sku_name: Bilingual,
    pub unit_price: i64,
    pub quantity: i64,
}

pub(crate) async fn lines(tx: &mut Tx, keys: &Keys) -> Result<Vec<Sold>> {
    let sql = "select order_id, line, sku, product, revision, sku_name_zh, sku_name_en, unit_price, quantity \
               from order_lines where merchant = $1 and order_id = $2 order by line";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter()
        .map(|r| {
            Ok(Sold {
                order: r.parse(0)?,
                line: r.int(1)?,
                sku: r.parse(2)?,
                product: r.parse(3)?,
                revision: r.int(4)?,
                sku_name: Bilingual::new(r.text(5)?, r.text(6)?),
                unit_price: r.int(7)?,
                quantity: r.int(8)?,
            })
        })
        .collect()
}

/// A unit that was handed out.
pub(crate) struct Unit {
    pub merchant: MerchantId,
    pub id: DeliveryId,
    pub line: i64,
    pub sku: SkuId,
    pub number: i64,
    pub item: i64,
    pub delivered_at: Time,
}

pub(crate) async fn units(tx: &mut Tx, keys: &Keys) -> Result<Vec<Unit>> {
    let sql = "select merchant, order_id, seq, line, sku, number, item, delivered_at from deliveries \
               where merchant = $1 and order_id = $2 order by seq";
    let rows = tx.query_each(sql, &[Ty::Text; 2], names(keys)).await?;
    rows.iter()
        .map(|r| {
            Ok(Unit {
                merchant: r.parse(0)?,
                id: DeliveryId { order: r.parse(1)?, seq: r.int(2)? },
                line: r.int(3)?,
                sku: r.parse(4)?,
                number: r.int(5)?,
                item: r.int(6)?,
                delivered_at: r.time(7)?,
            })
        })
        .collect()
}

/// How the merchants of those orders are called now.
pub(crate) async fn merchant_names(tx: &mut Tx, keys: &Keys) -> Result<HashMap<MerchantId, Bilingual>> {
    let mut merchants: Vec<String> = keys.iter().map(|(merchant, _)| merchant.to_string()).collect();
    merchants.sort_unstable();
    merchants.dedup();
    let sql = "select id, name_zh, name_en from merchants where id = any($1)";
    let rows = tx.query(sql, params![merchants]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, Bilingual::new(r.text(1)?, r.text(2)?)))).collect()
}
