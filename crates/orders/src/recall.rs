use crate::store;
use db::Tx;
use kernel::{MerchantId, OrderId};

/// Takes back the units of an order that were never shown, because their money goes back: they cannot be shown any more.
/// Of those lines, or of all where none is named; how many units. Of a recall and a reveal at the same time one is done.
pub async fn recall(tx: &mut Tx, merchant: MerchantId, order: OrderId, lines: &[i64]) -> db::Result<u64> {
    store::deliveries::recall(tx, merchant, order, lines).await
}
