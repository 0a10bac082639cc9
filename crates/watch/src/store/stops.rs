use crate::Stop;
use db::{Result, Tx, params};
use kernel::MerchantId;

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Stop>> {
    let sql = "select reason, stopped_at, stopped_by from price_stops where merchant = $1";
    let found = tx.query_opt(sql, params![merchant]).await?;
    found.map(|r| Ok(Stop { reason: r.text(0)?, at: r.time(1)?, by: r.text(2)? })).transpose()
}

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, stop: &Stop) -> Result<()> {
    let sql = "insert into price_stops (merchant, reason, stopped_at, stopped_by) values ($1, $2, $3, $4)";
    tx.exec_one(sql, params![merchant, &stop.reason, stop.at, &stop.by]).await
}

pub(crate) async fn remove(tx: &mut Tx, merchant: MerchantId) -> Result<bool> {
    Ok(tx.exec("delete from price_stops where merchant = $1", params![merchant]).await? == 1)
}
