use db::{Result, Tx, Ty, params, row};
use kernel::{MerchantId, OrderId, Time};

/// Merchants that have orders between their cursor and that id, those first that were not looked at for longest.
pub(crate) async fn waiting(tx: &mut Tx, until: OrderId, limit: i64) -> Result<Vec<MerchantId>> {
    let sql = "select m.id from merchants m left join release_cursors c on c.merchant = m.id \
               where exists (select 1 from orders o where o.merchant = m.id and o.id > coalesce(c.up_to, '') and o.id < $1) \
               order by coalesce(c.looked_at, 0), m.id limit $2";
    tx.query(sql, params![until, limit]).await?.iter().map(|row| row.parse(0)).collect()
}

/// Holds the money of these merchants' orders until the transaction ends; how far each was walked.
pub(crate) async fn lock(
    tx: &mut Tx,
    merchants: &[MerchantId],
    now: Time,
) -> Result<Vec<(MerchantId, String)>> {
    let mut merchants = merchants.to_vec();
    merchants.sort();
    let rows = merchants.iter().map(|merchant| row![*merchant, now]).collect();
    let sql =
        "insert into release_cursors (merchant, up_to, looked_at) values ($1, '', $2) on conflict do nothing";
    tx.exec_each(sql, &[Ty::Text, Ty::Int], rows).await?;
    let names: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let sql =
        "select merchant, up_to from release_cursors where merchant = any($1) order by merchant for update";
    tx.query(sql, params![names]).await?.iter().map(|row| Ok((row.parse(0)?, row.text(1)?))).collect()
}

pub(crate) async fn advance(tx: &mut Tx, to: &[(MerchantId, OrderId)], now: Time) -> Result<()> {
    let rows = to.iter().map(|(merchant, order)| row![*merchant, *order, now]).collect();
    let sql = "update release_cursors set up_to = $2, looked_at = $3 where release_cursors.merchant = $1";
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}
