use crate::SaidBefore;
use db::{Result, Tx, params};
use kernel::OrderId;
use orders::Order;

pub(crate) async fn of(tx: &mut Tx, order: OrderId) -> Result<Option<SaidBefore>> {
    let row = tx.query_opt("select who, at from reveal_words where order_id = $1", params![order]).await?;
    row.map(|r| Ok(SaidBefore { who: r.text(0)?, at: r.time(1)? })).transpose()
}

/// Said once; said again, the first time stands.
pub(crate) async fn put(tx: &mut Tx, order: &Order, said: &SaidBefore) -> Result<()> {
    let sql = "insert into reveal_words (order_id, merchant, who, at) values ($1, $2, $3, $4) on conflict do nothing";
    tx.exec(sql, params![order.id, order.merchant, &said.who, said.at]).await?;
    Ok(())
}

/// Whether a key of the order was shown before.
pub(crate) async fn was_shown(tx: &mut Tx, order: &Order) -> Result<bool> {
    let sql =
        "select 1 from deliveries where merchant = $1 and order_id = $2 and revealed_at is not null limit 1";
    Ok(tx.query_opt(sql, params![order.merchant, order.id]).await?.is_some())
}
