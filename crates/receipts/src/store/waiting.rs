use super::names;
use db::{Result, Tx, Ty, params, row};
use kernel::{MerchantId, OrderId, Time};

type Key = (MerchantId, OrderId);

/// An order that may be delivered still.
pub(crate) struct Waiting {
    pub key: Key,
    pub due_at: Time,
}

/// Those to be looked at now, the longest due first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<Key>> {
    let sql =
        "select merchant, order_id from log_waiting where due_at <= $1 order by due_at, order_id limit $2";
    tx.query(sql, params![now, limit]).await?.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?))).collect()
}

/// Notes them, or when they are due now. That one was delivered late stays noted.
pub(crate) async fn put(tx: &mut Tx, waiting: &[Waiting]) -> Result<()> {
    let rows = waiting.iter().map(|w| row![w.key.0, w.key.1, w.due_at]).collect();
    let sql = "insert into log_waiting (merchant, order_id, due_at, late) values ($1, $2, $3, 0) \
               on conflict (order_id, merchant) do update set due_at = excluded.due_at";
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}

pub(crate) async fn remove(tx: &mut Tx, keys: &[Key]) -> Result<()> {
    let sql = "delete from log_waiting where log_waiting.merchant = $1 and log_waiting.order_id = $2";
    tx.exec_each(sql, &[Ty::Text; 2], names(keys)).await?;
    Ok(())
}

/// Those that came to nothing, but not one that is being delivered late at this moment.
pub(crate) async fn remove_ended(tx: &mut Tx, keys: &[Key]) -> Result<()> {
    let sql = "delete from log_waiting where log_waiting.merchant = $1 and log_waiting.order_id = $2 \
               and log_waiting.late = 0";
    tx.exec_each(sql, &[Ty::Text; 2], names(keys)).await?;
    Ok(())
}
