//! Reading by pages of primary keys, so that the audit of a large database needs little memory.

use db::{Row, Tx, params};

/// Rows per page.
pub(crate) const PAGE: i64 = 5_000;

pub(crate) async fn count_accounts(tx: &mut Tx) -> db::Result<i64> {
    tx.query_opt("select count(*) from accounts", &[]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Transfers after that one, each with the one that it names and the one that resolved it.
pub(crate) async fn transfers(tx: &mut Tx, (id, book): (&str, &str)) -> db::Result<Vec<Row>> {
    // The page is cut before the joins, or PostgreSQL may join the whole table for each page.
    let sql = "select t.book, t.id, t.kind, t.state, t.debit, t.credit, t.amount, t.target, t.resolved_by, \
               t.expires_at, p.kind, p.state, p.debit, p.credit, p.amount, p.resolved_by, r.target \
               from (select * from transfers where (id, book) > ($1, $2) order by id, book limit $3) t \
               left join transfers p on p.book = t.book and p.id = t.target \
               left join transfers r on r.book = t.book and r.id = t.resolved_by \
               order by t.id, t.book";
    tx.query(sql, params![id, book, PAGE]).await
}

/// The same without the others: for the passes after the first.
pub(crate) async fn amounts(tx: &mut Tx, (id, book): (&str, &str)) -> db::Result<Vec<Row>> {
    let sql = "select t.book, t.id, t.kind, t.state, t.debit, t.credit, t.amount from transfers t \
               where (t.id, t.book) > ($1, $2) order by t.id, t.book limit $3";
    tx.query(sql, params![id, book, PAGE]).await
}

/// Accounts from that id to that id, both included.
pub(crate) async fn accounts(tx: &mut Tx, from: i64, to: i64) -> db::Result<Vec<Row>> {
    let sql = "select id, owner, purpose, asset, rule, debits_pending, debits_posted, credits_pending, \
               credits_posted, lines from accounts where id >= $1 and id <= $2 order by id limit $3";
    tx.query(sql, params![from, to, PAGE]).await
}

/// A transfer that names that account.
pub(crate) async fn transfer_at(tx: &mut Tx, account: i64) -> db::Result<Option<Row>> {
    let sql = "select book, id from transfers where debit = $1 or credit = $1 limit 1";
    tx.query_opt(sql, params![account]).await
}

/// Statement lines after that one, each with its account and transfer.
pub(crate) async fn lines(tx: &mut Tx, (account, seq): (i64, i64)) -> db::Result<Vec<Row>> {
    let sql = "select l.account, l.seq, l.balance, a.lines, t.kind, t.debit, t.credit, t.amount, \
               a.credits_posted, a.debits_posted \
               from (select * from statement_lines where (account, seq) > ($1, $2) \
               order by account, seq limit $3) l \
               left join accounts a on a.id = l.account \
               left join transfers t on t.book = l.book and t.id = l.transfer \
               order by l.account, l.seq";
    tx.query(sql, params![account, seq, PAGE]).await
}

/// Accounts that say they have lines but have none.
pub(crate) async fn accounts_without_lines(tx: &mut Tx) -> db::Result<Vec<Row>> {
    let sql = "select id from accounts where lines <> 0 and not exists \
               (select 1 from statement_lines l where l.account = accounts.id) limit 100";
    tx.query(sql, &[]).await
}
