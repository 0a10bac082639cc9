//! Expiry and lost notifies, from the database, so that a crash strands nothing.

use crate::channel::PaymentRow;
use crate::close::CloseAsk;
use crate::{OrderError, OrderState, Orders, store};
use db::Tx;
use jobs::NewJob;
use kernel::{Ambient, PaymentId, Span};
use serde_json::json;

/// The job that asks a channel about an open payment, in case its notify was lost. Its payload is the payment's id.
pub const FOLLOW_PAYMENT: &str = "payment.follow";
/// The job that sends money back. Its payload is the refund's id.
pub const RUN_REFUND: &str = "refund.run";

/// How long after its end a payment is still asked about: money on its way arrives late.
const FOLLOWED_AFTER: Span = Span::minutes(30);

impl Orders {
    /// Expires orders whose time has come; asks their channels first. How many were closed or turned out to be paid.
    pub async fn sweep_expired(&self, limit: i64) -> Result<usize, OrderError> {
        let mut tx = self.db().read().await?;
        let due = store::holds::due(&mut tx, self.ambient().now(), limit).await?;
        drop(tx);
        let mut done = 0;
        for (merchant, id) in due {
            let order = self.find(id).await?;
            // A channel that does not answer must not keep the goods: money that comes later has its own rule.
            if let Ok(order) = self.refresh(&order).await
                && order.state != OrderState::Pending
            {
                done += 1;
                continue;
            }
            match self.0.desk.close(CloseAsk { merchant, order: id, expire: true }).await {
                Ok(_) => {
                    self.close_at_channels(&order).await;
                    done += 1;
                }
                // Paid or cancelled in the meantime.
                Err(OrderError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// The work of a [`FOLLOW_PAYMENT`] job: asks once and, while money may still come, asks for another turn.
    pub async fn follow_payment(&self, id: PaymentId) -> Result<(), OrderError> {
        let mut tx = self.db().read().await?;
        let Some(row) = store::payments::find(&mut tx, id).await? else { return Ok(()) };
        drop(tx);
        if row.state == "paid" {
            return Ok(());
        }
        if let Err(error) = self.ask_channel(&row.channel, id).await {
            tracing::info!(%error, payment = %id, "asking about a payment failed, it is asked again");
        }
        let mut tx = self.db().begin().await?;
        follow(&mut tx, self.ambient(), &row).await?;
        Ok(tx.commit().await?)
    }
}

/// The next time to ask: soon at first, then less often, until some time after the payment's end.
pub(crate) async fn follow(tx: &mut Tx, ambient: &Ambient, payment: &PaymentRow) -> db::Result<()> {
    let now = ambient.now();
    let age = now.since(payment.created_at);
    let wait = Span((age.0 / 2).clamp(Span::seconds(10).0, Span::minutes(5).0));
    let run_at = now.after(wait);
    if run_at > payment.expires_at.after(FOLLOWED_AFTER) {
        return Ok(());
    }
    jobs::enqueue(tx, ambient, vec![NewJob::new(FOLLOW_PAYMENT, &json!(payment.id)).at(run_at)]).await?;
    Ok(())
}
