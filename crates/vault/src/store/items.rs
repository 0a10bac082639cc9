use super::SkuRow;
use crate::{Batch, RevealAsk, Sealed, SkuKind};
use db::{DbError, Engine, Result, Tx, Ty, Value, params, row};
use kernel::{BatchId, MerchantId, SkuId, Time};
use std::collections::HashMap;

/// An item whose own expiry has come.
pub(crate) struct Due {
    pub number: i64,
    pub batch: i64,
    /// It has a state: withdrawn, or complained of.
    pub marked: bool,
}

const PAGE: i64 = 5_000;

/// Those of the fingerprints that the merchant has, each with the batch it came in.
pub(crate) async fn known(
    tx: &mut Tx,
    merchant: MerchantId,
    prints: &[[u8; 16]],
) -> Result<HashMap<Vec<u8>, i64>> {
    let sql = "select fingerprint, batch from vault_items where merchant = $1 and fingerprint = $2";
    let merchant = merchant.to_string();
    let rows = prints.iter().map(|print| row![&merchant, *print]).collect();
    let found = tx.query_each(sql, &[Ty::Text, Ty::Bytes], rows).await?;
    found.iter().map(|row| Ok((row.bytes(0)?, row.int(1)?))).collect()
}

/// All of the rows, or none of them where the merchant has one of the fingerprints.
pub(crate) async fn insert_all(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<bool> {
    // Without `on conflict`, because PostgreSQL then writes each row twice into its log.
    let sql = "insert into vault_items (merchant, sku, number, batch, fingerprint, sealed, lapses_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    let (t, i, b) = (Ty::Text, Ty::Int, Ty::Bytes);
    tx.batch("savepoint vault_part").await?;
    let all = match tx.exec_each(sql, &[t, t, i, i, b, b, i], rows).await {
        Ok(_) => true,
        Err(error) if error.is_unique("vault_items__merchant_fingerprint") => false,
        Err(error) => return Err(error),
    };
    if !all {
        tx.batch("rollback to savepoint vault_part").await?;
    }
    tx.batch("release savepoint vault_part").await?;
    Ok(all)
}

/// A page of the batch's numbers after that one with what is sealed there.
pub(crate) async fn of_batch(tx: &mut Tx, batch: &Batch, after: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    let Some((first, last)) = batch.numbers else { return Ok(Vec::new()) };
    let sql = "select number, sealed from vault_items where merchant = $1 and sku = $2 and number > $3 \
               and number <= $4 and batch = $5 order by number limit $6";
    let rows =
        tx.query(sql, params![batch.merchant, batch.sku, after.max(first - 1), last, batch.no, PAGE]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?))).collect()
}

/// The next items in stock of each SKU, at most as many as wanted: (index of the want, number).
pub(crate) async fn next(tx: &mut Tx, wants: &[(&SkuRow, i64)]) -> Result<Vec<(usize, i64)>> {
    let sql = "select $5, i.number from vault_items i where i.merchant = $1 and i.sku = $2 and i.number > $3 and i.state is null \
               order by i.number limit $4";
    found(tx, sql, wants).await
}

/// The newest version of each loop secret that is not withdrawn: (index of the want, number).
pub(crate) async fn newest_versions(tx: &mut Tx, wants: &[(&SkuRow, i64)]) -> Result<Vec<(usize, i64)>> {
    let sql = "select $5, i.number from vault_items i where i.merchant = $1 and i.sku = $2 and i.state is null \
               order by i.number desc limit 1";
    found(tx, sql, wants).await
}

async fn found(tx: &mut Tx, sql: &str, wants: &[(&SkuRow, i64)]) -> Result<Vec<(usize, i64)>> {
    let rows = (0i64..)
        .zip(wants)
        .map(|(at, (sku, count))| row![sku.merchant, sku.sku, sku.head, *count, at])
        .collect();
    let types = [Ty::Text, Ty::Text, Ty::Int, Ty::Int, Ty::Int];
    let rows = tx.query_each(sql, &types, rows).await?;
    rows.iter().map(|row| Ok((usize::try_from(row.int(0)?).unwrap_or(usize::MAX), row.int(1)?))).collect()
}

/// The next item in stock behind the head.
pub(crate) async fn next_live(tx: &mut Tx, sku: &SkuRow) -> Result<Option<i64>> {
    let sql = "select number from vault_items where merchant = $1 and sku = $2 and number > $3 and state is null \
               order by number limit 1";
    tx.query_opt(sql, params![sku.merchant, sku.sku, sku.head]).await?.map(|row| row.int(0)).transpose()
}

/// What is to be shown for each ask, in their order: of a loop secret the newest version, or what was sold where all are
/// withdrawn.
pub(crate) async fn sealed(tx: &mut Tx, asks: &[RevealAsk]) -> Result<Vec<Sealed>> {
    let sql = "select i.number, i.batch, i.sealed, s.kind from vault_skus s \
               join vault_items i on i.merchant = s.merchant and i.sku = s.sku \
               where s.merchant = $1 and s.sku = $2 and i.number = (case when s.kind = 'loop' then coalesce((select \
               max(n.number) from vault_items n where n.merchant = $1 and n.sku = $2 and n.state is null), $3) \
               else $3 end)";
    let rows = asks.iter().map(|ask| row![ask.merchant, ask.sku, ask.item]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    if rows.len() != asks.len() {
        return Err(DbError::State("an item to be revealed is not in the vault".into()));
    }
    let sealed = asks.iter().zip(rows).map(|(ask, row)| {
        let number = row.int(0)?;
        let version = if row.get::<SkuKind>(3)? == SkuKind::Loop { number } else { 1 };
        Ok(Sealed {
            merchant: ask.merchant,
            sku: ask.sku,
            number,
            batch: row.int(1)?,
            version,
            bytes: row.bytes(2)?,
        })
    });
    sealed.collect()
}

/// The state of an item, and the head of its SKU (0 for a loop secret, whose head counts uses).
pub(crate) async fn state(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    item: i64,
) -> Result<Option<(Option<String>, i64)>> {
    let sql = "select i.state, (case when s.kind = 'loop' then 0 else s.head end) from vault_items i \
               join vault_skus s on s.merchant = i.merchant and s.sku = i.sku \
               where i.merchant = $1 and i.sku = $2 and i.number = $3";
    let row = tx.query_opt(sql, params![merchant, sku, item]).await?;
    row.map(|row| Ok((row.get(0)?, row.int(1)?))).transpose()
}

/// What may still be withdrawn begins behind this number.
fn floor(sku: &SkuRow) -> i64 {
    if sku.kind == SkuKind::OneTime { sku.head } else { 0 }
}

/// How many items left the stock.
pub(crate) async fn withdraw_batch(tx: &mut Tx, sku: &SkuRow, batch: &Batch) -> Result<i64> {
    let Some((first, last)) = batch.numbers else { return Ok(0) };
    let sql = "update vault_items set state = 'withdrawn', lapses_at = null where merchant = $1 and sku = $2 \
               and number > $3 and number <= $4 and batch = $5 and state is null";
    let after = floor(sku).max(first - 1);
    let count = tx.exec(sql, params![sku.merchant, sku.sku, after, last, batch.no]).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

pub(crate) async fn in_stock_of(tx: &mut Tx, sku: &SkuRow, batch: &Batch) -> Result<i64> {
    let Some((first, last)) = batch.numbers else { return Ok(0) };
    let sql = "select count(*) from vault_items where merchant = $1 and sku = $2 and number > $3 and number <= $4 \
               and batch = $5 and state is null";
    let after = floor(sku).max(first - 1);
    let row = tx.query_opt(sql, params![sku.merchant, sku.sku, after, last, batch.no]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Items whose own expiry has come, the earliest first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(MerchantId, SkuId, i64)>> {
    let sql =
        "select merchant, sku, number from vault_items where lapses_at <= $1 order by lapses_at limit $2";
    let rows = tx.query(sql, params![now, limit]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?, row.int(2)?))).collect()
}

/// SKUs with such items.
pub(crate) async fn skus_due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(MerchantId, SkuId)>> {
    let sql = "select distinct merchant, sku from vault_items where lapses_at <= $1 order by merchant, sku limit $2";
    let rows = tx.query(sql, params![now, limit]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?))).collect()
}

/// Such items of one SKU.
pub(crate) async fn due_of(tx: &mut Tx, sku: &SkuRow, now: Time, limit: i64) -> Result<Vec<i64>> {
    let sql = "select number from vault_items where lapses_at <= $1 and merchant = $2 and sku = $3 \
               order by lapses_at limit $4";
    let rows = tx.query(sql, params![now, sku.merchant, sku.sku, limit]).await?;
    rows.iter().map(|row| row.int(0)).collect()
}

pub(crate) async fn still_due(tx: &mut Tx, sku: &SkuRow, numbers: &[i64]) -> Result<Vec<Due>> {
    let sql = "select number, batch, state from vault_items where merchant = $1 and sku = $2 and number = $3 \
               and lapses_at is not null";
    let rows =
        tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows_of(sku, numbers.iter().copied())).await?;
    rows.iter()
        .map(|row| {
            let marked = row.get::<Option<String>>(2)?.is_some();
            Ok(Due { number: row.int(0)?, batch: row.int(1)?, marked })
        })
        .collect()
}

fn rows_of(sku: &SkuRow, numbers: impl Iterator<Item = i64>) -> Vec<Vec<Value>> {
    numbers.map(|number| row![sku.merchant, sku.sku, number]).collect()
}

/// Their expiry means nothing to the stock any more.
pub(crate) async fn settle(tx: &mut Tx, sku: &SkuRow, items: &[Due]) -> Result<()> {
    let sql = "update vault_items set lapses_at = null where vault_items.merchant = $1 and vault_items.sku = $2 \
               and vault_items.number = $3 and vault_items.lapses_at is not null";
    let rows = rows_of(sku, items.iter().map(|item| item.number));
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}

pub(crate) async fn withdraw(tx: &mut Tx, sku: &SkuRow, items: &[Due]) -> Result<()> {
    let sql = "update vault_items set state = 'withdrawn', lapses_at = null where vault_items.merchant = $1 \
               and vault_items.sku = $2 and vault_items.number = $3 and vault_items.state is null";
    let rows = rows_of(sku, items.iter().map(|item| item.number));
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}

/// From delivered: behind the head, and not marked.
pub(crate) async fn report_bad(tx: &mut Tx, merchant: MerchantId, sku: SkuId, item: i64) -> Result<bool> {
    let sql = "update vault_items set state = 'reported_bad' where merchant = $1 and sku = $2 and number = $3 \
               and state is null and number <= (select s.head from vault_skus s \
               where s.merchant = $1 and s.sku = $2 and s.kind = 'one_time')";
    Ok(tx.exec(sql, params![merchant, sku, item]).await? == 1)
}

pub(crate) async fn mark_replaced(tx: &mut Tx, merchant: MerchantId, sku: SkuId, item: i64) -> Result<bool> {
    let sql = "update vault_items set state = 'replaced' where merchant = $1 and sku = $2 and number = $3 \
               and state = 'reported_bad'";
    Ok(tx.exec(sql, params![merchant, sku, item]).await? == 1)
}

/// Destroys what is sealed and the key to it; how many items that were.
pub(crate) async fn shred(tx: &mut Tx, sku: &SkuRow, batch: &Batch) -> Result<i64> {
    // SQLite leaves what it overwrites in the free parts of its pages, unless it is told not to.
    let clean = tx.engine() == Engine::Sqlite;
    if clean {
        tx.batch("pragma secure_delete = on").await?;
    }
    let (first, last) = batch.numbers.unwrap_or((1, 0));
    let sql = "update vault_items set sealed = $6, lapses_at = null where merchant = $1 and sku = $2 and number >= $3 \
               and number <= $4 and batch = $5";
    let nothing: &[u8] = &[];
    let items = tx.exec(sql, params![sku.merchant, sku.sku, first, last, batch.no, nothing]).await?;
    let sql = "update vault_batches set state = 'shredded', wrapped_key = null \
               where merchant = $1 and id = $2 and state = $3";
    tx.exec_one(sql, params![batch.merchant, batch.id, batch.state.code()]).await?;
    if clean {
        tx.batch("pragma secure_delete = off").await?;
    }
    Ok(i64::try_from(items).unwrap_or(i64::MAX))
}

pub(crate) async fn batches_of(
    tx: &mut Tx,
    merchant: MerchantId,
    items: &[(SkuId, i64)],
) -> Result<Vec<(SkuId, i64, BatchId)>> {
    let sql = "select i.sku, i.number, b.id from vault_items i \
               join vault_batches b on b.merchant = i.merchant and b.no = i.batch \
               where i.merchant = $1 and i.sku = $2 and i.number = $3";
    let rows = items.iter().map(|(sku, number)| row![merchant, *sku, *number]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.int(1)?, row.parse(2)?))).collect()
}

/// Of a loop secret the newest version is what is sold.
pub(crate) async fn next_batch(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<Option<BatchId>> {
    let known = "select kind, head from vault_skus where merchant = $1 and sku = $2";
    let Some(row) = tx.query_opt(known, params![merchant, sku]).await? else { return Ok(None) };
    let (after, order) = match row.get::<SkuKind>(0)? {
        SkuKind::Loop => (0, "desc"),
        SkuKind::OneTime => (row.int(1)?, "asc"),
    };
    let sql = format!(
        "select b.id from vault_items i join vault_batches b on b.merchant = i.merchant and b.no = i.batch \
         where i.merchant = $1 and i.sku = $2 and i.number > $3 and i.state is null order by i.number {order} limit 1"
    );
    tx.query_opt(&sql, params![merchant, sku, after]).await?.map(|row| row.parse(0)).transpose()
}

/// An item as it lies there, with what its batch says of itself.
pub(crate) struct Lying {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub number: i64,
    pub batch: BatchId,
    /// Of the batch: its root, and how many items it has.
    pub root: Option<Vec<u8>>,
    pub items: i64,
    pub sealed: Vec<u8>,
}

pub(crate) async fn lying(tx: &mut Tx, items: &[(MerchantId, SkuId, i64)]) -> Result<Vec<Lying>> {
    let sql = "select i.merchant, i.sku, i.number, b.id, b.merkle_root, b.items, i.sealed from vault_items i \
               join vault_batches b on b.merchant = i.merchant and b.no = i.batch \
               where i.merchant = $1 and i.sku = $2 and i.number = $3";
    let rows = items.iter().map(|(merchant, sku, number)| row![*merchant, *sku, *number]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    rows.iter()
        .map(|row| {
            Ok(Lying {
                merchant: row.parse(0)?,
                sku: row.parse(1)?,
                number: row.int(2)?,
                batch: row.parse(3)?,
                root: row.get(4)?,
                items: row.int(5)?,
                sealed: row.bytes(6)?,
            })
        })
        .collect()
}
