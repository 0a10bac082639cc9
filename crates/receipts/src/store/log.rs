use super::{bytes, count, stored};
use crate::tree::{Hash, Spot};
use db::{DbError, Result, Tx, Ty, params, row};
use kernel::{OrderId, Time};

/// How far the log is.
pub(crate) struct State {
    /// The last order that was looked at; empty before the first.
    pub up_to: String,
    pub size: u64,
}

/// Whether there is anything to look at now: an order between the cursor and that id, or one that waits.
pub(crate) async fn is_behind(tx: &mut Tx, until: OrderId, now: Time) -> Result<bool> {
    let sql = "select 1 where exists (select 1 from orders o where o.id > \
               coalesce((select l.up_to from log_state l where l.name = 'receipts'), '') and o.id < $1) \
               or exists (select 1 from log_waiting w where w.due_at <= $2)";
    Ok(tx.query_opt(sql, params![until, now]).await?.is_some())
}

/// One at a time is behind this, until its transaction ends.
pub(crate) async fn lock(tx: &mut Tx) -> Result<State> {
    let sql =
        "insert into log_state (name, up_to, size) values ('receipts', '', 0) on conflict (name) do nothing";
    tx.exec(sql, &[]).await?;
    let sql = "select up_to, size from log_state where name = 'receipts' for update";
    let row = tx.query_opt(sql, &[]).await?;
    let row = row.ok_or_else(|| DbError::State("the transparency log has no row in log_state".into()))?;
    Ok(State { up_to: row.text(0)?, size: count(row.int(1)?)? })
}

pub(crate) async fn size(tx: &mut Tx) -> Result<u64> {
    let row = tx.query_opt("select size from log_state where name = 'receipts'", &[]).await?;
    row.map_or(Ok(0), |row| count(row.int(0)?))
}

pub(crate) async fn advance(tx: &mut Tx, from: u64, (up_to, size): (&str, u64)) -> Result<()> {
    let sql = "update log_state set up_to = $1, size = $2 where name = 'receipts' and size = $3";
    tx.exec_one(sql, params![up_to, stored(size), stored(from)]).await
}

pub(crate) async fn insert(tx: &mut Tx, nodes: Vec<(Spot, Hash)>) -> Result<()> {
    let rows =
        nodes.into_iter().map(|(spot, hash)| row![i64::from(spot.level), stored(spot.place), hash]).collect();
    let sql = "insert into log_nodes (level, place, hash) values ($1, $2, $3)";
    tx.put_each(sql, &[Ty::Int, Ty::Int, Ty::Bytes], rows).await
}

/// The hashes of those subtrees, all of which must be there.
pub(crate) async fn nodes(tx: &mut Tx, spots: &[Spot]) -> Result<Vec<Hash>> {
    let rows = spots.iter().map(|spot| row![i64::from(spot.level), stored(spot.place)]).collect();
    let sql = "select hash from log_nodes where level = $1 and place = $2";
    let found = tx.query_each(sql, &[Ty::Int; 2], rows).await?;
    if found.len() != spots.len() {
        return Err(DbError::State("a hash of the transparency log is missing".into()));
    }
    found.iter().map(|row| bytes(row.bytes(0)?)).collect()
}
