use super::keys::{MerchantKey, merchant_key};
use crate::merkle::{Hash, Tree};
use crate::root_link::{RootLink, StoredLink};
use crate::{Batch, Rotation};
use db::{DbError, Engine, Result, Row, Tx, Ty, Value, params, row};
use kernel::{BatchId, MerchantId, SkuId, Time};
use ports::WrappedKey;

const PAGE: i64 = 1_000;

pub(crate) async fn running(tx: &mut Tx, kind: &str) -> Result<Option<Rotation>> {
    let sql =
        "select id, from_key, to_key, started_at from vault_rotations where kind = $1 and state = 'running'";
    let row = tx.query_opt(sql, params![kind]).await?;
    row.map(|r| {
        Ok(Rotation { id: r.text(0)?, from_key: r.text(1)?, to_key: r.text(2)?, started_at: r.time(3)? })
    })
    .transpose()
}

pub(crate) async fn begin(tx: &mut Tx, kind: &str, new: &Rotation) -> Result<()> {
    let sql = "insert into vault_rotations (id, kind, from_key, to_key, state, started_at) \
               values ($1, $2, $3, $4, 'running', $5)";
    tx.exec_one(sql, params![&new.id, kind, &new.from_key, &new.to_key, new.started_at]).await
}

pub(crate) async fn finish(tx: &mut Tx, id: &str, now: Time) -> Result<()> {
    let sql =
        "update vault_rotations set state = 'done', finished_at = $2 where id = $1 and state = 'running'";
    tx.exec_one(sql, params![id, now]).await
}

fn wrapped(row: &Row, at: usize) -> Result<WrappedKey> {
    Ok(WrappedKey { root_key_id: row.text(at)?, bytes: row.bytes(at + 1)? })
}

pub(crate) async fn check(tx: &mut Tx) -> Result<Option<WrappedKey>> {
    let sql = "select root_key_id, value from vault_root where name = 'check'";
    tx.query_opt(sql, &[]).await?.map(|row| wrapped(&row, 0)).transpose()
}

pub(crate) async fn replace_check(tx: &mut Tx, old: &WrappedKey, new: &WrappedKey) -> Result<()> {
    let sql = "update vault_root set root_key_id = $2, value = $3 where name = 'check' and value = $1";
    tx.exec_one(sql, params![old.bytes.as_slice(), &new.root_key_id, new.bytes.as_slice()]).await
}

pub(crate) async fn kept(tx: &mut Tx, purpose: &str) -> Result<Option<WrappedKey>> {
    let sql = "select root_key_id, wrapped_key from vault_kept_keys where purpose = $1";
    tx.query_opt(sql, params![purpose]).await?.map(|row| wrapped(&row, 0)).transpose()
}

pub(crate) async fn keep(
    tx: &mut Tx,
    purpose: &str,
    old: Option<&WrappedKey>,
    new: &WrappedKey,
) -> Result<()> {
    let Some(old) = old else {
        let sql = "insert into vault_kept_keys (purpose, root_key_id, wrapped_key) values ($1, $2, $3)";
        return tx.exec_one(sql, params![purpose, &new.root_key_id, new.bytes.as_slice()]).await;
    };
    let sql = "update vault_kept_keys set root_key_id = $2, wrapped_key = $3 where purpose = $1 and wrapped_key = $4";
    let values = params![purpose, &new.root_key_id, new.bytes.as_slice(), old.bytes.as_slice()];
    tx.exec_one(sql, values).await
}

/// Merchants whose keys that root key wrapped.
pub(crate) async fn wrapped_by(tx: &mut Tx, root: &str, limit: i64) -> Result<Vec<(MerchantId, WrappedKey)>> {
    let sql = "select merchant, root_key_id, wrapped_key from vault_merchants where root_key_id = $1 \
               order by merchant limit $2";
    let rows = tx.query(sql, params![root, limit]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, wrapped(row, 1)?))).collect()
}

/// How many; a key that was changed meanwhile is left as it is.
pub(crate) async fn rewrap(tx: &mut Tx, rows: Vec<(MerchantId, WrappedKey, WrappedKey)>) -> Result<usize> {
    let sql = "update vault_merchants set root_key_id = $2, wrapped_key = $3 \
               where vault_merchants.merchant = $1 and vault_merchants.wrapped_key = $4";
    let rows = rows.into_iter().map(|(m, old, new)| row![m, new.root_key_id, new.bytes, old.bytes]).collect();
    let moved = tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Bytes, Ty::Bytes], rows).await?;
    Ok(usize::try_from(moved).unwrap_or(usize::MAX))
}

pub(crate) async fn lock_merchant(tx: &mut Tx, id: MerchantId) -> Result<Option<MerchantKey>> {
    let sql = "select root_key_id, wrapped_key, fingerprint_key from vault_merchants where merchant = $1 for update";
    tx.query_opt(sql, params![id]).await?.map(|row| merchant_key(&row, 0)).transpose()
}

pub(crate) async fn set_merchant(
    tx: &mut Tx,
    id: MerchantId,
    old: &MerchantKey,
    (new, fingerprint): (&WrappedKey, Vec<u8>),
    now: Time,
) -> Result<()> {
    let sql = "update vault_merchants set root_key_id = $2, wrapped_key = $3, fingerprint_key = $4, rotated_at = $5 \
               where merchant = $1 and wrapped_key = $6";
    let values =
        params![id, &new.root_key_id, new.bytes.as_slice(), fingerprint, now, old.wrapped.bytes.as_slice()];
    tx.exec_one(sql, values).await
}

/// Merchants whose key was not changed since that time.
pub(crate) async fn merchants_before(tx: &mut Tx, since: Time, limit: i64) -> Result<Vec<MerchantId>> {
    let sql =
        "select merchant from vault_merchants where coalesce(rotated_at, 0) < $1 order by merchant limit $2";
    tx.query(sql, params![since, limit]).await?.iter().map(|row| row.parse(0)).collect()
}

/// Where data keys lie: of what is sealed, and of what is being sealed anew.
#[derive(Clone, Copy)]
pub(crate) struct DataKeys {
    read: &'static str,
    write: &'static str,
}
pub(crate) const BATCHES: DataKeys = DataKeys {
    read: "select no, id, wrapped_key from vault_batches where merchant = $1 and wrapped_key is not null",
    write: "update vault_batches set wrapped_key = $3 where vault_batches.merchant = $1 \
            and vault_batches.no = $2 and vault_batches.wrapped_key = $4",
};
pub(crate) const RESEALS: DataKeys = DataKeys {
    read: "select r.batch, b.id, r.wrapped_key from vault_reseals r \
           join vault_batches b on b.merchant = r.merchant and b.no = r.batch where r.merchant = $1",
    write: "update vault_reseals set wrapped_key = $3 where vault_reseals.merchant = $1 \
            and vault_reseals.batch = $2 and vault_reseals.wrapped_key = $4",
};

pub(crate) async fn data_keys(
    tx: &mut Tx,
    of: DataKeys,
    merchant: MerchantId,
) -> Result<Vec<(i64, BatchId, Vec<u8>)>> {
    let rows = tx.query(of.read, params![merchant]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, row.parse(1)?, row.bytes(2)?))).collect()
}

pub(crate) async fn set_data_keys(
    tx: &mut Tx,
    of: DataKeys,
    merchant: MerchantId,
    rows: Vec<(i64, Vec<u8>, Vec<u8>)>,
) -> Result<()> {
    let rows: Vec<Vec<Value>> = rows.into_iter().map(|(no, old, new)| row![merchant, no, new, old]).collect();
    tx.exec_each_one(of.write, &[Ty::Text, Ty::Int, Ty::Bytes, Ty::Bytes], rows).await
}

/// Batches whose data key was not changed since that time; those that were begun are among them.
pub(crate) async fn batches_before(
    tx: &mut Tx,
    since: Time,
    limit: i64,
) -> Result<Vec<(MerchantId, BatchId)>> {
    let sql = "select merchant, id from vault_batches where state in ('in_stock', 'withdrawn') \
               and wrapped_key is not null and coalesce(resealed_at, created_at) < $1 order by merchant, id limit $2";
    let rows = tx.query(sql, params![since, limit]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?))).collect()
}

pub(crate) async fn batch_key(tx: &mut Tx, batch: &Batch) -> Result<Option<Vec<u8>>> {
    let sql = "select wrapped_key from vault_batches where merchant = $1 and id = $2";
    tx.query_opt(sql, params![batch.merchant, batch.id]).await?.map_or(Ok(None), |row| row.get(0))
}

/// How far a batch was sealed anew.
pub(crate) struct Reseal {
    pub wrapped_key: Vec<u8>,
    pub position: i64,
    pub old: Tree,
    pub new: Tree,
}

fn tree(bytes: &[u8]) -> Result<Tree> {
    Tree::from_bytes(bytes).ok_or_else(|| DbError::Decode("an edge of a Merkle tree is none".into()))
}

fn reseal_row(row: &Row, at: usize) -> Result<Reseal> {
    let (old, new) = (tree(&row.bytes(at + 2)?)?, tree(&row.bytes(at + 3)?)?);
    Ok(Reseal { wrapped_key: row.bytes(at)?, position: row.int(at + 1)?, old, new })
}

pub(crate) async fn reseal(tx: &mut Tx, batch: &Batch) -> Result<Option<Reseal>> {
    let sql = "select wrapped_key, position, old_edge, new_edge from vault_reseals where merchant = $1 and batch = $2";
    tx.query_opt(sql, params![batch.merchant, batch.no]).await?.map(|row| reseal_row(&row, 0)).transpose()
}

/// All that are under way.
pub(crate) async fn reseals(tx: &mut Tx) -> Result<Vec<((MerchantId, i64), Reseal)>> {
    let sql = "select merchant, batch, wrapped_key, position, old_edge, new_edge from vault_reseals";
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|row| Ok(((row.parse(0)?, row.int(1)?), reseal_row(row, 2)?))).collect()
}

pub(crate) async fn begin_reseal(tx: &mut Tx, batch: &Batch, reseal: &Reseal, now: Time) -> Result<()> {
    let sql = "insert into vault_reseals (merchant, batch, wrapped_key, position, old_edge, new_edge, started_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    let (old, new) = (reseal.old.to_bytes(), reseal.new.to_bytes());
    let key = reseal.wrapped_key.as_slice();
    tx.exec_one(sql, params![batch.merchant, batch.no, key, reseal.position, old, new, now]).await
}

/// The next items of the batch and what is sealed there.
pub(crate) async fn sealed_after(
    tx: &mut Tx,
    batch: &Batch,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Vec<u8>)>> {
    let Some((_, last)) = batch.numbers else { return Ok(Vec::new()) };
    let sql = "select number, sealed from vault_items where merchant = $1 and sku = $2 and number > $3 \
               and number <= $4 and batch = $5 order by number limit $6";
    let rows = tx.query(sql, params![batch.merchant, batch.sku, after, last, batch.no, limit]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?))).collect()
}

pub(crate) struct Sealing {
    pub number: i64,
    pub old: Vec<u8>,
    pub new: Vec<u8>,
}

pub(crate) async fn seal_anew(tx: &mut Tx, batch: &Batch, rows: Vec<Sealing>) -> Result<()> {
    // SQLite leaves what it overwrites in the free parts of its pages, unless it is told not to.
    let clean = tx.engine() == Engine::Sqlite;
    if clean {
        tx.batch("pragma secure_delete = on").await?;
    }
    let sql = "update vault_items set sealed = $5 where vault_items.merchant = $1 and vault_items.sku = $2 \
               and vault_items.number = $3 and vault_items.sealed = $4";
    let rows = rows.into_iter().map(|r| row![batch.merchant, batch.sku, r.number, r.old, r.new]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Bytes, Ty::Bytes], rows).await?;
    if clean {
        tx.batch("pragma secure_delete = off").await?;
    }
    Ok(())
}

pub(crate) async fn advance(tx: &mut Tx, batch: &Batch, from: i64, to: &Reseal) -> Result<()> {
    let sql = "update vault_reseals set position = $4, old_edge = $5, new_edge = $6 \
               where merchant = $1 and batch = $2 and position = $3";
    let (old, new) = (to.old.to_bytes(), to.new.to_bytes());
    tx.exec_one(sql, params![batch.merchant, batch.no, from, to.position, old, new]).await
}

pub(crate) async fn finish_reseal(
    tx: &mut Tx,
    batch: &Batch,
    (old_key, new_key): (&[u8], &[u8]),
    (old_root, new_root): (&Hash, &Hash),
    now: Time,
) -> Result<()> {
    let sql = "update vault_batches set wrapped_key = $4, merkle_root = $6, resealed_at = $7 \
               where merchant = $1 and id = $2 and wrapped_key = $3 and merkle_root = $5";
    let values = params![batch.merchant, batch.id, old_key, new_key, *old_root, *new_root, now];
    tx.exec_one(sql, values).await?;
    forget(tx, batch.merchant, batch.no).await
}

/// The key of items that are being sealed anew goes with their batch.
pub(crate) async fn forget(tx: &mut Tx, merchant: MerchantId, no: i64) -> Result<()> {
    let sql = "delete from vault_reseals where merchant = $1 and batch = $2";
    tx.exec(sql, params![merchant, no]).await.map(|_| ())
}

/// What is sealed there now; empty where it was shredded.
pub(crate) async fn item(tx: &mut Tx, merchant: MerchantId, sku: SkuId, number: i64) -> Result<Vec<u8>> {
    let sql = "select sealed from vault_items where merchant = $1 and sku = $2 and number = $3";
    let row = tx.query_opt(sql, params![merchant, sku, number]).await?;
    row.map_or(Ok(Vec::new()), |row| row.bytes(0))
}

pub(crate) async fn last_link(tx: &mut Tx, batch: &Batch) -> Result<Option<(i64, Vec<u8>)>> {
    let sql =
        "select seq, hash from vault_root_links where merchant = $1 and batch = $2 order by seq desc limit 1";
    let row = tx.query_opt(sql, params![batch.merchant, batch.no]).await?;
    row.map(|row| Ok((row.int(0)?, row.bytes(1)?))).transpose()
}

pub(crate) async fn add_link(tx: &mut Tx, link: &RootLink, hash: Vec<u8>, mac: Vec<u8>) -> Result<()> {
    let sql = "insert into vault_root_links (merchant, batch, seq, old_root, new_root, items, at, hash, mac) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (old, new) = (link.old_root.as_slice(), link.new_root.as_slice());
    let values = params![link.merchant, link.batch, link.seq, old, new, link.items, link.at, hash, mac];
    tx.exec_one(sql, values).await
}

/// Links after that one, batch by batch.
pub(crate) async fn links(tx: &mut Tx, after: &(String, i64, i64)) -> Result<Vec<StoredLink>> {
    let sql = "select merchant, batch, seq, old_root, new_root, items, at, hash, mac from vault_root_links \
               where (merchant, batch, seq) > ($1, $2, $3) order by merchant, batch, seq limit $4";
    let rows = tx.query(sql, params![&after.0, after.1, after.2, PAGE]).await?;
    rows.iter().map(stored_link).collect()
}

fn stored_link(row: &Row) -> Result<StoredLink> {
    let link = RootLink {
        merchant: row.parse(0)?,
        batch: row.int(1)?,
        seq: row.int(2)?,
        old_root: row.bytes(3)?,
        new_root: row.bytes(4)?,
        items: row.int(5)?,
        at: row.time(6)?,
    };
    Ok(StoredLink { link, hash: row.bytes(7)?, mac: row.bytes(8)? })
}

/// Merchants after that one with their keys.
pub(crate) async fn merchants(tx: &mut Tx, after: &str) -> Result<Vec<(MerchantId, MerchantKey)>> {
    let sql = "select merchant, root_key_id, wrapped_key, fingerprint_key from vault_merchants \
               where merchant > $1 order by merchant limit $2";
    let rows = tx.query(sql, params![after, PAGE]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, merchant_key(row, 1)?))).collect()
}
