use db::{Result, Tx, Ty, Value, params};
use kernel::{MerchantId, OrderId};

pub(crate) async fn insert(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    let sql = "insert into order_prices (merchant, order_id, made) values ($1, $2, $3)";
    tx.put_each(sql, &[Ty::Text; 3], rows).await
}

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<String>> {
    let sql = "select made from order_prices where merchant = $1 and order_id = $2";
    tx.query_opt(sql, params![merchant, order]).await?.map(|row| row.text(0)).transpose()
}
