//! Reading by pages of primary keys, so that the audit of a large vault needs little memory.

use super::{SkuRow, batches};
use crate::Batch;
use crate::reveal::Reveal;
use db::{Result, Row, Tx, params};
use kernel::hex;

const PAGE: i64 = 5_000;

pub(crate) struct AuditedItem {
    pub number: i64,
    pub batch: i64,
    pub fingerprint_bytes: i64,
    pub sealed: Vec<u8>,
    pub withdrawn: bool,
}

async fn count(tx: &mut Tx, sql: &str) -> Result<i64> {
    tx.query_opt(sql, &[]).await?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) async fn count_items(tx: &mut Tx) -> Result<i64> {
    count(tx, "select count(*) from vault_items").await
}

pub(crate) async fn count_reveals(tx: &mut Tx) -> Result<i64> {
    count(tx, "select count(*) from vault_reveals").await
}

/// Items of the SKU after that number.
pub(crate) async fn items(tx: &mut Tx, sku: &SkuRow, after: i64) -> Result<Vec<AuditedItem>> {
    let sql = "select number, batch, length(fingerprint), sealed, state from vault_items \
               where merchant = $1 and sku = $2 and number > $3 order by number limit $4";
    let rows = tx.query(sql, params![sku.merchant, sku.sku, after, PAGE]).await?;
    let item = |row: &Row| {
        Ok(AuditedItem {
            number: row.int(0)?,
            batch: row.int(1)?,
            fingerprint_bytes: row.int(2)?,
            sealed: row.bytes(3)?,
            withdrawn: row.get::<Option<String>>(4)?.as_deref() == Some("withdrawn"),
        })
    };
    rows.iter().map(item).collect()
}

/// Batches after that one.
pub(crate) async fn batches(tx: &mut Tx, (merchant, id): &(String, String)) -> Result<Vec<Batch>> {
    let sql = format!("{} where (merchant, id) > ($1, $2) order by merchant, id limit $3", batches::COLUMNS);
    tx.query(&sql, params![merchant, id, PAGE]).await?.iter().map(batches::from_row).collect()
}

/// Fingerprints that a merchant has twice, which the unique index rules out.
pub(crate) async fn twice(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let sql = "select merchant, fingerprint from vault_items group by merchant, fingerprint \
               having count(*) > 1 order by merchant limit 100";
    tx.query(sql, &[]).await?.iter().map(|row| Ok((row.text(0)?, hex(row.bytes(1)?)))).collect()
}

/// Each merchant with the end of its chain.
pub(crate) async fn chains(tx: &mut Tx) -> Result<Vec<(String, i64, Vec<u8>)>> {
    let rows = tx.query("select merchant, seq, hash from vault_chains order by merchant", &[]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?, row.bytes(2)?))).collect()
}

/// Links of the merchant's chain after that one, each with its hash.
pub(crate) async fn reveals(tx: &mut Tx, merchant: &str, after: i64) -> Result<Vec<(Reveal, Vec<u8>)>> {
    let sql = "select merchant, seq, at, sku, item, shown, delivery, who, from_address, hash from vault_reveals \
               where merchant = $1 and seq > $2 order by seq limit $3";
    let rows = tx.query(sql, params![merchant, after, PAGE]).await?;
    rows.iter().map(|row| Ok((link(row)?, row.bytes(9)?))).collect()
}

fn link(row: &Row) -> Result<Reveal> {
    Ok(Reveal {
        merchant: row.text(0)?,
        seq: row.int(1)?,
        at: row.time(2)?,
        sku: row.text(3)?,
        item: row.int(4)?,
        shown: row.int(5)?,
        delivery: row.text(6)?,
        who: row.text(7)?,
        from: row.text(8)?,
    })
}
