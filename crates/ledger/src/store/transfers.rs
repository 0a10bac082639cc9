use super::all_or_conflict;
use crate::Transfer;
use crate::work::Known;
use db::{Row, Tx, Ty, params, row};
use kernel::Time;

impl Transfer {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            book: row.text(0)?,
            id: row.text(1)?,
            kind: row.get(2)?,
            state: row.get(3)?,
            debit: row.int(4)?,
            credit: row.int(5)?,
            amount: row.int(6)?,
            target: row.get(7)?,
            resolved_by: row.get(8)?,
            expires_at: row.get(9)?,
            reference: row.text(10)?,
            created_at: row.time(11)?,
        })
    }
}

/// Those of the (book, id) that exist; one that is named twice may be found twice.
pub(crate) async fn named(tx: &mut Tx, names: &[(&str, &str)]) -> db::Result<Vec<Transfer>> {
    let sql = "select book, id, kind, state, debit, credit, amount, target, resolved_by, expires_at, reference, \
               created_at from transfers where book = $1 and id = $2";
    let rows = names.iter().map(|(book, id)| row![*book, *id]).collect();
    tx.query_each(sql, &[Ty::Text; 2], rows).await?.iter().map(Transfer::from_row).collect()
}

/// The transfers of a reference whose ids begin with it and a slash, in the order of their ids within a moment.
pub(crate) async fn of_reference(tx: &mut Tx, book: &str, reference: &str) -> db::Result<Vec<Transfer>> {
    // `0` follows `/` in every order that databases know, so this is the range of the primary key that begins with
    // `<reference>/`, and perhaps a little more, which the last condition drops.
    let sql = "select book, id, kind, state, debit, credit, amount, target, resolved_by, expires_at, reference, \
               created_at from transfers where book = $1 and id >= $2 and id < $3 and reference = $4 \
               order by created_at, id";
    let (from, to) = (format!("{reference}/"), format!("{reference}0"));
    tx.query(sql, params![book, from, to, reference]).await?.iter().map(Transfer::from_row).collect()
}

/// Pending ones whose time has come as (book, id, reference), oldest first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> db::Result<Vec<(String, String, String)>> {
    let sql = "select book, id, reference from transfers where state = 'pending' and expires_at <= $1 \
               order by expires_at, book, id limit $2";
    let rows = tx.query(sql, params![now, limit]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
}

/// Writes the new ones among them.
pub(crate) async fn insert(tx: &mut Tx, now: Time, transfers: &[Known<'_>]) -> db::Result<()> {
    let new = transfers.iter().filter(|transfer| transfer.stored.is_none());
    let rows = new
        .map(|t| {
            row![
                t.book,
                t.id,
                t.kind.code(),
                t.state.code(),
                t.debit,
                t.credit,
                t.amount,
                t.target,
                t.resolved_by,
                t.expires_at,
                t.reference,
                now
            ]
        })
        .collect();
    let sql = "insert into transfers (book, id, kind, state, debit, credit, amount, target, resolved_by, \
               expires_at, reference, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let (t, i) = (Ty::Text, Ty::Int);
    // Another transaction may use the same id for other accounts at the same moment: no lock keeps them apart.
    // (Not `on conflict do nothing`: PostgreSQL takes half as long again for it, and this is the hot path.)
    tx.put_each_new(sql, &[t, t, t, t, i, i, i, t, t, i, t, i], rows).await
}

/// Writes the states of those that were there before and have changed.
pub(crate) async fn set_states(tx: &mut Tx, transfers: &[Known<'_>]) -> db::Result<()> {
    let changed = transfers.iter().filter_map(|t| t.stored.filter(|old| *old != t.state).map(|old| (t, old)));
    let rows: Vec<_> =
        changed.map(|(t, old)| row![t.book, t.id, old.code(), t.state.code(), t.resolved_by]).collect();
    let meant = rows.len();
    let sql = "update transfers set state = $4, resolved_by = $5 \
               where transfers.book = $1 and transfers.id = $2 and transfers.state = $3";
    let written = tx.exec_each(sql, &[Ty::Text; 5], rows).await?;
    all_or_conflict(written, meant, "states changed")
}
