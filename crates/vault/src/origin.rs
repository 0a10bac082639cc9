use crate::store;
use db::Tx;
use kernel::{BatchId, MerchantId, SkuId};

/// Which batch each of those items came in with; in no particular order, unknown ones are left out.
pub async fn batches_of(
    tx: &mut Tx,
    merchant: MerchantId,
    items: &[(SkuId, i64)],
) -> db::Result<Vec<(SkuId, i64, BatchId)>> {
    store::items::batches_of(tx, merchant, items).await
}

/// The batch of the unit that is sold next; none where nothing is left.
pub async fn next_batch(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> db::Result<Option<BatchId>> {
    store::items::next_batch(tx, merchant, sku).await
}
