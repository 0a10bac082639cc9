use crate::store;
use db::Tx;
use kernel::{MerchantId, SkuId};

/// A buyer says that a delivered item does not work. False where it is not delivered, or was reported before.
pub async fn report_bad(tx: &mut Tx, merchant: MerchantId, sku: SkuId, item: i64) -> db::Result<bool> {
    store::items::report_bad(tx, merchant, sku, item).await
}

/// A reported item was replaced by another one. False where it was not reported, or replaced before.
pub async fn mark_replaced(tx: &mut Tx, merchant: MerchantId, sku: SkuId, item: i64) -> db::Result<bool> {
    store::items::mark_replaced(tx, merchant, sku, item).await
}
