use crate::judge::{Line, Verdict};
use crate::take::Whose;
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{SupplierId, SupplierStatementId};
use std::str::FromStr;

/// Subjects and parties of a statement's lines.
pub(crate) async fn of_statement(tx: &mut Tx, id: SupplierStatementId) -> Result<Vec<(String, String)>> {
    let sql = "select subject, party from supplier_statement_lines where statement = $1";
    let rows = tx.query(sql, params![id]).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.text(1)?))).collect()
}

pub(crate) async fn delete(tx: &mut Tx, id: SupplierStatementId) -> Result<()> {
    tx.exec("delete from supplier_statement_lines where statement = $1", params![id]).await?;
    Ok(())
}

pub(crate) async fn insert(tx: &mut Tx, whose: &Whose, lines: &[Line]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into supplier_statement_lines (statement, line, merchant, supplier, kind, order_no, reference, amount, \
               at, state, subject, party, verdict, ours) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let types = [Text, Int, Text, Text, Text, Text, Text, Int, Int, Text, Text, Text, Text, Int];
    let rows = lines.iter().map(|line| {
        row![
            line.statement,
            line.number,
            whose.merchant,
            whose.supplier,
            line.kind.code(),
            &line.order_no,
            &line.reference,
            line.amount,
            line.at,
            line.state.code(),
            &line.subject,
            &line.party,
            line.verdict.code(),
            line.ours
        ]
    });
    tx.exec_each(sql, &types, rows.collect()).await?;
    Ok(())
}

/// What stands in another statement already is not counted again.
pub(crate) async fn mark_again(tx: &mut Tx, supplier: SupplierId, id: SupplierStatementId) -> Result<()> {
    let sql = "update supplier_statement_lines set verdict = 'again' where statement = $2 and exists (select 1 from \
               supplier_statement_lines o where o.supplier = $1 and o.subject = supplier_statement_lines.subject \
               and o.statement <> $2 and o.verdict <> 'again')";
    tx.exec(sql, params![supplier, id]).await?;
    Ok(())
}

/// What stood in a statement that does not have it any more counts in the next one that does.
pub(crate) async fn first_again(tx: &mut Tx, supplier: SupplierId, subjects: &[&str]) -> Result<()> {
    let sql = "update supplier_statement_lines set verdict = 'waiting' where supplier_statement_lines.supplier = $1 \
               and supplier_statement_lines.subject = $2 and supplier_statement_lines.verdict = 'again' \
               and supplier_statement_lines.statement = (select min(o.statement) from supplier_statement_lines o \
               where o.supplier = $1 and o.subject = $2)";
    let rows = subjects.iter().map(|subject| row![supplier, *subject]).collect();
    tx.exec_each(sql, &[Ty::Text; 2], rows).await?;
    Ok(())
}

const COLUMNS: &str =
    "statement, line, kind, order_no, reference, amount, at, state, subject, party, verdict, ours";

/// All lines of these parties, in the order in which they happened.
pub(crate) async fn of_parties(tx: &mut Tx, supplier: SupplierId, parties: &[String]) -> Result<Vec<Line>> {
    let sql = format!("select {COLUMNS} from supplier_statement_lines where supplier = $1 and party = $2");
    let keys = parties.iter().map(|party| row![supplier, party]).collect();
    let rows = tx.query_each(&sql, &[Ty::Text; 2], keys).await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>>>()?;
    lines.sort_by(|a, b| {
        (a.at, &a.subject, a.statement, a.number).cmp(&(b.at, &b.subject, b.statement, b.number))
    });
    Ok(lines)
}

/// What became of them, and what of ours each is held against.
pub(crate) async fn judged(tx: &mut Tx, lines: &[(Line, Verdict, i64)]) -> Result<()> {
    let sql = "update supplier_statement_lines set verdict = $3, ours = $4 where supplier_statement_lines.statement = $1 \
               and supplier_statement_lines.line = $2";
    let rows = lines
        .iter()
        .map(|(line, verdict, ours)| row![line.statement, line.number, verdict.code(), *ours])
        .collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Int, Ty::Text, Ty::Int], rows).await
}

/// Lines that belong to another party than was known.
pub(crate) async fn rename(tx: &mut Tx, lines: &[&Line]) -> Result<()> {
    let sql = "update supplier_statement_lines set party = $3 where supplier_statement_lines.statement = $1 \
               and supplier_statement_lines.line = $2";
    let rows = lines.iter().map(|line| row![line.statement, line.number, &line.party]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Int, Ty::Text], rows).await?;
    let sql = "update supplier_differences set party = $2 where supplier_differences.subject = $1 \
               and supplier_differences.supplier = (select min(l.supplier) from supplier_statement_lines l where l.subject = $1 \
               and l.party = $2)";
    let rows = lines.iter().map(|line| row![&line.subject, &line.party]).collect();
    tx.exec_each(sql, &[Ty::Text; 2], rows).await?;
    Ok(())
}

/// So many parties are looked at again in one turn.
const UNSETTLED: i64 = 2_000;

/// Parties of which something waits.
pub(crate) async fn unsettled(tx: &mut Tx, supplier: SupplierId) -> Result<Vec<String>> {
    let sql = "select party from supplier_statement_lines where supplier = $1 and verdict = 'waiting' union \
               select party from supplier_differences where supplier = $1 and state in ('open', 'disputed') \
               and movement <> 'balance' order by party limit $2";
    let rows = tx.query(sql, params![supplier, UNSETTLED]).await?;
    rows.iter().map(|r| r.text(0)).collect()
}

fn line(r: &Row) -> Result<Line> {
    Ok(Line {
        statement: r.parse(0)?,
        number: r.int(1)?,
        kind: word(r, 2)?,
        order_no: r.text(3)?,
        reference: r.text(4)?,
        amount: r.int(5)?,
        at: r.time(6)?,
        state: word(r, 7)?,
        subject: r.text(8)?,
        party: r.text(9)?,
        verdict: word(r, 10)?,
        ours: r.int(11)?,
    })
}

pub(crate) fn word<T: FromStr<Err = ()>>(r: &Row, at: usize) -> Result<T> {
    r.text(at)?.parse().map_err(|()| DbError::Decode("an unknown word in a supplier's statement".into()))
}
