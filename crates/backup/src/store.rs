use crate::book::Booked;
use db::{Db, Result, Row, Tx, params};
use kernel::Time;

const COLUMNS: &str =
    "select id, due_at, state, started_at, finished_at, place, bytes, root, proof_ms, error from backups";

fn booked(row: &Row) -> Result<Booked> {
    Ok(Booked {
        id: row.text(0)?,
        due_at: row.get(1)?,
        state: row.text(2)?,
        started_at: row.time(3)?,
        finished_at: row.get(4)?,
        place: row.text(5)?,
        bytes: row.get(6)?,
        root: row.get(7)?,
        proof_ms: row.get(8)?,
        error: row.get(9)?,
    })
}

pub(crate) async fn latest_proven(db: &Db) -> Result<Option<Booked>> {
    let sql = format!("{COLUMNS} where state = 'proven' order by finished_at desc limit 1");
    db.query_opt(&sql, &[]).await?.as_ref().map(booked).transpose()
}

pub(crate) async fn latest_try(db: &Db) -> Result<Option<Booked>> {
    let sql = format!("{COLUMNS} order by started_at desc limit 1");
    db.query_opt(&sql, &[]).await?.as_ref().map(booked).transpose()
}

pub(crate) async fn of_turn(db: &Db, due_at: Time) -> Result<Option<Booked>> {
    let sql = format!("{COLUMNS} where due_at = $1");
    db.query_opt(&sql, params![due_at]).await?.as_ref().map(booked).transpose()
}

/// False where another has this turn.
pub(crate) async fn claim(
    tx: &mut Tx,
    id: &str,
    due_at: Option<Time>,
    place: &str,
    (now, lease_until): (Time, Time),
) -> Result<bool> {
    let sql = "insert into backups (id, due_at, state, holder, lease_until, started_at, place) \
               values ($1, $2, 'running', $1, $3, $4, $5) on conflict do nothing";
    Ok(tx.exec(sql, params![id, due_at, lease_until, now, place]).await? == 1)
}

/// Takes over a turn that failed, or whose holder is gone.
pub(crate) async fn take_over(
    tx: &mut Tx,
    due_at: Time,
    holder: &str,
    place: &str,
    (now, lease_until, failed_before): (Time, Time, Time),
) -> Result<bool> {
    let sql = "update backups set state = 'running', holder = $2, lease_until = $3, started_at = $4, \
               finished_at = null, error = null, place = $6 where due_at = $1 \
               and ((state = 'failed' and finished_at < $5) or (state = 'running' and lease_until < $4))";
    Ok(tx.exec(sql, params![due_at, holder, lease_until, now, failed_before, place]).await? == 1)
}

/// False where it is no longer ours.
pub(crate) async fn renew(tx: &mut Tx, holder: &str, lease_until: Time) -> Result<bool> {
    let sql = "update backups set lease_until = $2 where holder = $1 and state = 'running'";
    Ok(tx.exec(sql, params![holder, lease_until]).await? == 1)
}

pub(crate) async fn proven(
    tx: &mut Tx,
    holder: &str,
    now: Time,
    place: &str,
    (bytes, root, proof_ms): (i64, &str, i64),
) -> Result<()> {
    let sql = "update backups set state = 'proven', finished_at = $2, place = $3, bytes = $4, root = $5, proof_ms = $6 \
               where holder = $1 and state = 'running'";
    tx.exec_one(sql, params![holder, now, place, bytes, root, proof_ms]).await
}

pub(crate) async fn failed(tx: &mut Tx, holder: &str, now: Time, error: &str) -> Result<bool> {
    let sql = "update backups set state = 'failed', finished_at = $2, error = $3 where holder = $1 and state = 'running'";
    Ok(tx.exec(sql, params![holder, now, error]).await? == 1)
}

/// The names that documents, and files of disputes, have in the blob store.
pub(crate) async fn documents(tx: &mut Tx) -> Result<Vec<String>> {
    tx.query("select blob from documents union select blob from dispute_files order by blob", &[])
        .await?
        .iter()
        .map(|row| row.text(0))
        .collect()
}
