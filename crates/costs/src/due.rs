use crate::store;
use db::Tx;
use kernel::{MerchantId, SkuId};

/// Something has changed that the prices of these SKUs depend on: they are due, until somebody has taken them. In the
/// transaction of the change; [`crate::put`] does it itself.
pub async fn touch(tx: &mut Tx, merchant: MerchantId, skus: &[SkuId]) -> db::Result<()> {
    store::touch(tx, merchant, skus).await
}

/// Takes some of what is due of a merchant. Whoever touches one of them meanwhile waits for the end of this transaction, so
/// that nothing is taken with what is not committed yet.
pub async fn take_due(tx: &mut Tx, merchant: MerchantId, limit: i64) -> db::Result<Vec<SkuId>> {
    store::take_due(tx, merchant, limit).await
}

/// Of whom something is due.
pub async fn due_merchants(tx: &mut Tx) -> db::Result<Vec<MerchantId>> {
    store::due_merchants(tx).await
}
