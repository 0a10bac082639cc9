use super::GENESIS;
use db::{DbError, Result, Row, Tx, params};
use kernel::{BatchId, MerchantId};
use ports::WrappedKey;

/// The keys by which a batch opens.
pub(crate) struct StoredKey {
    pub id: BatchId,
    /// None when it was destroyed.
    pub wrapped_key: Option<Vec<u8>>,
    /// Of a batch that is being sealed anew: the key of the items up to its position.
    pub next_key: Option<Vec<u8>>,
    pub merchant_key: MerchantKey,
}

/// A merchant's key as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MerchantKey {
    pub wrapped: WrappedKey,
    /// The key of fingerprints under it; none while that is derived from it.
    pub fingerprint: Option<Vec<u8>>,
}

pub(crate) async fn merchant(tx: &mut Tx, merchant: MerchantId) -> Result<Option<MerchantKey>> {
    let sql = "select root_key_id, wrapped_key, fingerprint_key from vault_merchants where merchant = $1";
    tx.query_opt(sql, params![merchant]).await?.map(|r| merchant_key(&r, 0)).transpose()
}

/// From three columns that begin there.
pub(crate) fn merchant_key(row: &Row, at: usize) -> Result<MerchantKey> {
    let wrapped = WrappedKey { root_key_id: row.text(at)?, bytes: row.bytes(at + 1)? };
    Ok(MerchantKey { wrapped, fingerprint: row.get(at + 2)? })
}

/// The key that stands there afterwards, with a chain of reveals beside it.
pub(crate) async fn insert_merchant(tx: &mut Tx, id: MerchantId, new: &WrappedKey) -> Result<MerchantKey> {
    let sql = "insert into vault_merchants (merchant, root_key_id, wrapped_key, batches) values ($1, $2, $3, 0) \
               on conflict do nothing";
    tx.exec(sql, params![id, &new.root_key_id, new.bytes.as_slice()]).await?;
    let sql = "insert into vault_chains (merchant, seq, hash) values ($1, 0, $2) on conflict do nothing";
    tx.exec(sql, params![id, GENESIS]).await?;
    merchant(tx, id)
        .await?
        .ok_or_else(|| DbError::State(format!("the key of {id} was just written and is gone")))
}

/// The short name of the merchant's next batch.
pub(crate) async fn next_batch(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "update vault_merchants set batches = batches + 1 where merchant = $1 returning batches";
    let row = tx.query_opt(sql, params![merchant]).await?;
    row.ok_or_else(|| DbError::State(format!("the vault has no key of {merchant}")))?.int(0)
}

pub(crate) async fn batch(tx: &mut Tx, merchant: MerchantId, no: i64) -> Result<Option<StoredKey>> {
    let sql = "select b.id, b.wrapped_key, r.wrapped_key, m.root_key_id, m.wrapped_key, m.fingerprint_key \
               from vault_batches b join vault_merchants m on m.merchant = b.merchant \
               left join vault_reseals r on r.merchant = b.merchant and r.batch = b.no \
               where b.merchant = $1 and b.no = $2";
    let Some(row) = tx.query_opt(sql, params![merchant, no]).await? else { return Ok(None) };
    let merchant_key = merchant_key(&row, 3)?;
    Ok(Some(StoredKey { id: row.parse(0)?, wrapped_key: row.get(1)?, next_key: row.get(2)?, merchant_key }))
}
