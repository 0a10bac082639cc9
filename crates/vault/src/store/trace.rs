//! Items found by their fingerprints.

use super::keys::{MerchantKey, merchant_key};
use crate::SkuKind;
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{BatchId, MerchantId, SkuId};

/// An item as it stands.
pub(crate) struct Match {
    pub sku: SkuId,
    pub number: i64,
    pub kind: SkuKind,
    pub batch: BatchId,
    pub state: Option<String>,
    /// Of its SKU; 0 for a loop secret, whose head counts uses.
    pub head: i64,
}

const ITEM: &str = "i.sku, i.number, s.kind, b.id, i.state, (case when s.kind = 'loop' then 0 else s.head end) \
                    from vault_items i join vault_skus s on s.merchant = i.merchant and s.sku = i.sku \
                    join vault_batches b on b.merchant = i.merchant and b.no = i.batch";

/// The keys of that merchant, or of all that have one.
pub(crate) async fn keys(tx: &mut Tx, of: Option<MerchantId>) -> Result<Vec<(MerchantId, MerchantKey)>> {
    let sql = "select merchant, root_key_id, wrapped_key, fingerprint_key from vault_merchants \
               where $1 = '' or merchant = $1 order by merchant";
    let rows = tx.query(sql, params![of.map_or(String::new(), |id| id.to_string())]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, merchant_key(row, 1)?))).collect()
}

/// Those of the merchant's items that have one of the fingerprints, which are all different.
pub(crate) async fn items(
    tx: &mut Tx,
    merchant: MerchantId,
    prints: &[[u8; 16]],
) -> Result<Vec<([u8; 16], Match)>> {
    let sql = format!("select i.fingerprint, {ITEM} where i.merchant = $1 and i.fingerprint = $2");
    let merchant = merchant.to_string();
    let rows = prints.iter().map(|print| row![&merchant, *print]).collect();
    let found = tx.query_each(&sql, &[Ty::Text, Ty::Bytes], rows).await?;
    found
        .iter()
        .map(|row| Ok((row.bytes(0)?.first_chunk().copied().unwrap_or_default(), from_row(row, 1)?)))
        .collect()
}

pub(crate) async fn one(tx: &mut Tx, merchant: MerchantId, sku: SkuId, number: i64) -> Result<Option<Match>> {
    let sql = format!("select {ITEM} where i.merchant = $1 and i.sku = $2 and i.number = $3");
    tx.query_opt(&sql, params![merchant, sku, number]).await?.map(|row| from_row(&row, 0)).transpose()
}

/// From six columns that begin there.
fn from_row(row: &Row, at: usize) -> Result<Match> {
    Ok(Match {
        sku: row.parse(at)?,
        number: row.int(at + 1)?,
        kind: row.get(at + 2)?,
        batch: row.parse(at + 3)?,
        state: row.get(at + 4)?,
        head: row.int(at + 5)?,
    })
}
