use super::{bytes, count, stored};
use crate::{Head, Hex};
use db::{Result, Row, Tx, params};
use kernel::Time;

/// A head, and the key that it is signed with.
pub(crate) struct Signed {
    pub head: Head,
    pub public_key: [u8; 32],
}

const COLUMNS: &str = "size, root, signed_at, public_key, signature";

pub(super) fn read(row: &Row) -> Result<Signed> {
    let head = Head {
        root: Hex(bytes(row.bytes(1)?)?),
        signature: Hex(bytes(row.bytes(4)?)?),
        size: count(row.int(0)?)?,
        time: row.time(2)?.rfc3339(),
    };
    Ok(Signed { head, public_key: bytes(row.bytes(3)?)? })
}

pub(crate) async fn insert(tx: &mut Tx, head: &Head, at: Time, public_key: &[u8; 32]) -> Result<()> {
    let sql =
        "insert into log_heads (size, root, signed_at, public_key, signature) values ($1, $2, $3, $4, $5)";
    tx.exec_one(sql, params![stored(head.size), head.root.0, at, *public_key, head.signature.0]).await
}

pub(crate) async fn newest(tx: &mut Tx) -> Result<Option<Signed>> {
    let sql = format!("select {COLUMNS} from log_heads order by size desc limit 1");
    tx.query_opt(&sql, &[]).await?.as_ref().map(read).transpose()
}

/// The first one that has that entry.
pub(crate) async fn over(tx: &mut Tx, entry: u64) -> Result<Option<Signed>> {
    let sql = format!("select {COLUMNS} from log_heads where size > $1 order by size limit 1");
    tx.query_opt(&sql, params![stored(entry)]).await?.as_ref().map(read).transpose()
}

/// Those before that size, the newest first.
pub(crate) async fn list(tx: &mut Tx, before: u64, limit: i64) -> Result<Vec<Signed>> {
    let sql = format!("select {COLUMNS} from log_heads where size < $1 order by size desc limit $2");
    tx.query(&sql, params![stored(before), limit]).await?.iter().map(read).collect()
}

/// Those from that size on, the oldest first.
pub(super) async fn from(tx: &mut Tx, first: u64, limit: i64) -> Result<Vec<Signed>> {
    let sql = format!("select {COLUMNS} from log_heads where size >= $1 order by size limit $2");
    tx.query(&sql, params![stored(first), limit]).await?.iter().map(read).collect()
}
