use crate::figures::{Sold, Total};
use db::{Result, Tx, params};
use kernel::MerchantId;

/// Of the merchant's delivered orders with ids from one to before the other.
pub(crate) async fn totals(tx: &mut Tx, merchant: MerchantId, from: &str, to: &str) -> Result<Vec<Total>> {
    let sql = "select currency, count(*), cast(sum(total) as bigint) from orders \
               where merchant = $1 and id >= $2 and id < $3 and state = 'delivered' \
               group by currency order by currency";
    let rows = tx.query(sql, params![merchant, from, to]).await?;
    rows.iter()
        .map(|row| Ok(Total { currency: row.parse(0)?, orders: row.int(1)?, sales: row.int(2)? }))
        .collect()
}

pub(crate) async fn sold(tx: &mut Tx, merchant: MerchantId, from: &str, to: &str) -> Result<Vec<Sold>> {
    let sql = "select l.product, l.sku, o.currency, cast(sum(l.quantity) as bigint), \
               cast(sum(l.quantity * l.unit_price) as bigint) \
               from orders o join order_lines l on l.order_id = o.id and l.merchant = o.merchant \
               where o.merchant = $1 and o.id >= $2 and o.id < $3 and o.state = 'delivered' \
               and l.order_id >= $2 and l.order_id < $3 \
               group by l.product, l.sku, o.currency order by l.product, l.sku, o.currency";
    let rows = tx.query(sql, params![merchant, from, to]).await?;
    rows.iter()
        .map(|row| {
            Ok(Sold {
                product: row.parse(0)?,
                sku: row.parse(1)?,
                currency: row.parse(2)?,
                units: row.int(3)?,
                sales: row.int(4)?,
            })
        })
        .collect()
}

/// The merchant's orders that wait for their money.
pub(crate) async fn pending(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql =
        "select count(*) from orders where merchant = $1 and state = 'pending' and state <> 'delivered'";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |row| row.int(0))
}

/// The merchant's alarms with ids from that one on.
pub(crate) async fn alarms(tx: &mut Tx, merchant: MerchantId, from: &str) -> Result<i64> {
    let sql = "select count(*) from alarms where merchant = $1 and id >= $2";
    tx.query_opt(sql, params![merchant, from]).await?.map_or(Ok(0), |row| row.int(0))
}
