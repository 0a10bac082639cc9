use db::{Db, Result, Tx, params};
use kernel::{Span, Time};

/// An operator who shortened the interval does not wait for the end of the old one; a running task is left alone.
const CLAIM: &str = "update schedules set holder = $2, due_at = $5 \
     where name = $1 and (due_at <= $3 or (holder = '' and due_at > $4))";

/// Without the turn of a writer.
pub(crate) async fn is_due(db: &Db, name: &str, now: Time, every: Span) -> Result<bool> {
    let row = db.query_opt("select holder, due_at from schedules where name = $1", params![name]).await?;
    let Some(row) = row else { return Ok(true) };
    let due_at = row.time(1)?;
    Ok(due_at <= now || (row.text(0)?.is_empty() && due_at > now.after(every)))
}

pub(crate) async fn claim(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: Time,
    every: Span,
    lease_end: Time,
) -> Result<bool> {
    let first = "insert into schedules (name, holder, due_at) values ($1, '', $2) on conflict do nothing";
    tx.exec(first, params![name, now]).await?;
    Ok(tx.exec(CLAIM, params![name, holder, now, now.after(every), lease_end]).await? == 1)
}

pub(crate) async fn release(tx: &mut Tx, name: &str, holder: &str, next: Time) -> Result<bool> {
    let sql = "update schedules set holder = '', due_at = $3 where name = $1 and holder = $2";
    Ok(tx.exec(sql, params![name, holder, next]).await? == 1)
}
