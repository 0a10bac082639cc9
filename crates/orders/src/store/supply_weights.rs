use crate::fulfil::Weights;
use db::{Result, Tx, params};
use kernel::{MerchantId, Time};

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Weights>> {
    let sql = "select cost, success, speed, deposit from supply_weights where merchant = $1";
    let row = tx.query_opt(sql, params![merchant]).await?;
    row.map(|r| Ok(Weights { cost: r.int(0)?, success: r.int(1)?, speed: r.int(2)?, deposit: r.int(3)? }))
        .transpose()
}

pub(crate) async fn put(
    tx: &mut Tx,
    merchant: MerchantId,
    weights: Weights,
    by: &str,
    now: Time,
) -> Result<()> {
    let sql = "insert into supply_weights (merchant, cost, success, speed, deposit, changed_at, changed_by) \
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (merchant) do update set cost = excluded.cost, \
               success = excluded.success, speed = excluded.speed, deposit = excluded.deposit, \
               changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    let Weights { cost, success, speed, deposit } = weights;
    tx.exec_one(sql, params![merchant, cost, success, speed, deposit, now, by]).await
}
