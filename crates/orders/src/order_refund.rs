//! What was paid goes back to where it came from: of a delivered order, or of what stands in a wallet. Whoever decides it
//! moves the money to the exception account and reserves it towards the channel in the same transaction; the rest is the
//! way of every refund.

use crate::{PaidFor, RUN_REFUND, store};
use db::Tx;
use jobs::NewJob;
use kernel::{Ambient, MerchantId, Money, OrderId, PaymentId, RefundId};
use serde_json::json;
use std::collections::HashMap;

/// Which payment of which channel brought money, and by which of its arrivals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidBy {
    pub payment: PaymentId,
    pub channel: String,
    /// What the channel calls the arrival.
    pub event_id: String,
}

/// Money on its way back through the channel that it came through.
#[derive(Clone, Copy, Debug)]
pub struct ToOrigin<'a> {
    pub of: PaidFor,
    pub id: RefundId,
    pub to: &'a PaidBy,
    pub amount: Money,
}

/// The arrivals that delivered these orders; those that were paid from a wallet have none.
pub async fn paid_by(tx: &mut Tx, orders: &[(MerchantId, OrderId)]) -> db::Result<HashMap<OrderId, PaidBy>> {
    store::refunds::paid_by(tx, orders).await
}

/// Writes the refunds and the jobs that carry them.
pub async fn begin_refunds(tx: &mut Tx, ambient: &Ambient, refunds: &[ToOrigin<'_>]) -> db::Result<()> {
    if refunds.is_empty() {
        return Ok(());
    }
    store::refunds::insert(tx, refunds, ambient.now()).await?;
    let job = |refund: &ToOrigin<'_>| NewJob::new(RUN_REFUND, &json!(refund.id));
    jobs::enqueue(tx, ambient, refunds.iter().map(job).collect()).await?;
    Ok(())
}
