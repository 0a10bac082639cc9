use crate::Entry;
use db::{Result, Row, Tx, params};
use kernel::DisputeId;

const COLUMNS: &str = "seq, at, side, who, kind, text, data, previous, digest";

fn read(r: &Row) -> Result<Entry> {
    Ok(Entry {
        seq: r.int(0)?,
        at: r.time(1)?,
        side: r.parse(2)?,
        who: r.text(3)?,
        kind: r.text(4)?,
        text: r.text(5)?,
        data: r.text(6)?,
        previous: r.bytes(7)?,
        digest: r.bytes(8)?,
    })
}

pub(crate) async fn of(tx: &mut Tx, dispute: DisputeId) -> Result<Vec<Entry>> {
    let sql = format!("select {COLUMNS} from dispute_entries where dispute = $1 order by seq");
    tx.query(&sql, params![dispute]).await?.iter().map(read).collect()
}

/// The newest one: whoever appends holds the case.
pub(crate) async fn last(tx: &mut Tx, dispute: DisputeId) -> Result<Option<Entry>> {
    let sql = format!("select {COLUMNS} from dispute_entries where dispute = $1 order by seq desc limit 1");
    tx.query_opt(&sql, params![dispute]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn insert(tx: &mut Tx, dispute: DisputeId, e: &Entry) -> Result<()> {
    let sql = "insert into dispute_entries (dispute, seq, at, side, who, kind, text, data, previous, digest) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = params![
        dispute,
        e.seq,
        e.at,
        e.side.code(),
        &e.who,
        &e.kind,
        &e.text,
        &e.data,
        e.previous.clone(),
        e.digest.clone()
    ];
    tx.exec_one(sql, values).await
}

/// Cases after that one, for the audit.
pub(crate) async fn cases(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<DisputeId>> {
    let sql = "select id from disputes where id > $1 order by id limit $2";
    tx.query(sql, params![after, limit]).await?.iter().map(|row| row.parse(0)).collect()
}
