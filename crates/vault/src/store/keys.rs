use super::GENESIS;
use db::{DbError, Result, Tx, params};
use kernel::{BatchId, MerchantId};
use ports::WrappedKey;

/// The keys by which a batch opens.
pub(crate) struct StoredKey {
    pub id: BatchId,
    /// None when it was destroyed.
    pub wrapped_key: Option<Vec<u8>>,
    pub merchant_key: WrappedKey,
}

pub(crate) async fn merchant(tx: &mut Tx, merchant: MerchantId) -> Result<Option<WrappedKey>> {
    let sql = "select root_key_id, wrapped_key from vault_merchants where merchant = $1";
    let row = tx.query_opt(sql, params![merchant]).await?;
    row.map(|r| Ok(WrappedKey { root_key_id: r.text(0)?, bytes: r.bytes(1)? })).transpose()
}

/// The key that stands there afterwards, with a chain of reveals beside it.
pub(crate) async fn insert_merchant(tx: &mut Tx, id: MerchantId, new: &WrappedKey) -> Result<WrappedKey> {
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
    let sql = "select b.id, b.wrapped_key, m.root_key_id, m.wrapped_key from vault_batches b \
               join vault_merchants m on m.merchant = b.merchant where b.merchant = $1 and b.no = $2";
    let Some(row) = tx.query_opt(sql, params![merchant, no]).await? else { return Ok(None) };
    let merchant_key = WrappedKey { root_key_id: row.text(2)?, bytes: row.bytes(3)? };
    Ok(Some(StoredKey { id: row.parse(0)?, wrapped_key: row.get(1)?, merchant_key }))
}
