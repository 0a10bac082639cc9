//! What was paid goes back to where it came from: of a delivered order, or of what stands in a wallet. Whoever decides it
//! moves the money to the exception account and reserves it towards the channel in the same transaction; the rest is the
//! way of every refund.

use crate::{PaidFor, RUN_REFUND, store};
use db::Tx;
use jobs::NewJob;
use kernel::{Ambient, MerchantId, Money, OrderId, PaymentId, RefundId};
use serde_json::json;

/// Which payment of which channel brought money, and by which of its arrivals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidBy {
    pub payment: PaymentId,
    pub channel: String,
    /// What the channel calls the arrival.
    pub event_id: String,
}

/// The arrival that delivered an order; none where it was paid from a wallet.
pub async fn paid_by(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> db::Result<Option<PaidBy>> {
    store::refunds::paid_by(tx, merchant, order).await
}

/// Writes the refund and the job that carries it.
pub async fn begin_refund(
    tx: &mut Tx,
    ambient: &Ambient,
    of: PaidFor,
    id: RefundId,
    to: &PaidBy,
    amount: Money,
) -> db::Result<()> {
    store::refunds::insert(tx, of, id, to, amount, ambient.now()).await?;
    jobs::enqueue(tx, ambient, vec![NewJob::new(RUN_REFUND, &json!(id))]).await?;
    Ok(())
}
