use crate::work::Line;
use db::{Row, Tx, Ty, params, row};
use kernel::Time;

pub(crate) async fn insert(tx: &mut Tx, lines: &[Line<'_>]) -> db::Result<()> {
    let sql =
        "insert into statement_lines (account, seq, book, transfer, balance) values ($1, $2, $3, $4, $5)";
    let rows = lines.iter().map(|l| row![l.account, l.seq, l.book, l.transfer, l.balance]).collect();
    tx.put_each(sql, &[Ty::Int, Ty::Int, Ty::Text, Ty::Text, Ty::Int], rows).await
}

/// Lines before that one, newest first, with their transfers and the purpose of the account on the other side.
pub(crate) async fn page(tx: &mut Tx, account: i64, before: i64, limit: i64) -> db::Result<Vec<Row>> {
    let sql = "select l.seq, l.book, l.transfer, l.balance, t.kind, t.debit, t.amount, t.reference, t.created_at, \
               o.purpose from statement_lines l \
               join transfers t on t.book = l.book and t.id = l.transfer \
               join accounts o on o.id = (case when t.debit = l.account then t.credit else t.debit end) \
               where l.account = $1 and l.seq < $2 order by l.seq desc limit $3";
    tx.query(sql, params![account, before, limit]).await
}

/// Lines whose transfers were made in that time, oldest first.
pub(crate) async fn between(
    tx: &mut Tx,
    account: i64,
    (from, to): (Time, Time),
    behind: i64,
    limit: i64,
) -> db::Result<Vec<Row>> {
    let sql = "select l.seq, l.book, l.transfer, l.balance, t.kind, t.debit, t.amount, t.reference, t.created_at, \
               o.purpose from statement_lines l \
               join transfers t on t.book = l.book and t.id = l.transfer \
               join accounts o on o.id = (case when t.debit = l.account then t.credit else t.debit end) \
               where l.account = $1 and l.seq > $2 and t.created_at >= $3 and t.created_at < $4 \
               order by l.seq limit $5";
    tx.query(sql, params![account, behind, from, to, limit]).await
}

pub(crate) async fn balance_before(tx: &mut Tx, account: i64, at: Time) -> db::Result<i64> {
    let sql = "select l.balance from statement_lines l join transfers t on t.book = l.book and t.id = l.transfer \
               where l.account = $1 and t.created_at < $2 order by l.seq desc limit 1";
    tx.query_opt(sql, params![account, at]).await?.map_or(Ok(0), |row| row.int(0))
}
