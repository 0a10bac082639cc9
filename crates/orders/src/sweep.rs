//! Expiry and lost notifies, from the database, so that a crash strands nothing.

use crate::channel::PaymentRow;
use crate::close::CloseAsk;
use crate::{OrderError, OrderState, Orders, store};
use futures_util::{StreamExt, stream};
use kernel::{MerchantId, OrderId, PaymentId, Span, Time};

/// The job that asks a channel about one open payment, as older programs had one for each: now [`Orders::follow_due`]
/// asks about all that are due. Its payload is the payment's id.
pub const FOLLOW_PAYMENT: &str = "payment.follow";
/// The job that sends money back. Its payload is the refund's id.
pub const RUN_REFUND: &str = "refund.run";

/// How long after its end a payment is still asked about: money on its way arrives late.
const FOLLOWED_AFTER: Span = Span::minutes(30);
/// How long after it, where its channel has not answered until then.
const NOT_HEARD_OF: Span = Span::days(3);
const ASK_RARELY: Span = Span::minutes(5);
/// How many of them are asked about at once.
pub(crate) const ASKED_AT_ONCE: usize = 16;

impl Orders {
    /// Expires orders whose time has come; asks their channels first. How many were closed or turned out to be paid.
    pub async fn sweep_expired(&self, limit: i64) -> Result<usize, OrderError> {
        let mut tx = self.db().read().await?;
        let due = store::holds::due(&mut tx, self.ambient().now(), limit).await?;
        drop(tx);
        let ends = stream::iter(due).map(|(merchant, id)| self.expire(merchant, id));
        let ended: Vec<Result<bool, OrderError>> = ends.buffer_unordered(ASKED_AT_ONCE).collect().await;
        ended.into_iter().try_fold(0, |done, ended| Ok(done + usize::from(ended?)))
    }

    /// False where it was paid or cancelled in the meantime.
    async fn expire(&self, merchant: MerchantId, id: OrderId) -> Result<bool, OrderError> {
        let order = self.find(id).await?;
        // A channel that does not answer must not keep the goods: money that comes later has its own rule.
        if let Ok(order) = self.ask_all(&order).await
            && order.state != OrderState::Pending
        {
            return Ok(true);
        }
        match self.0.desk.close(CloseAsk { merchant, order: id, expire: true }).await {
            Ok(_) => {
                self.close_at_channels(order.paid_for()).await;
                Ok(true)
            }
            Err(OrderError::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Asks the channels about open payments whose turn it is, in case their notifies were lost; says how many. Those
    /// of channels that have been silent lately have their turn later.
    pub async fn follow_due(&self, limit: i64) -> Result<usize, OrderError> {
        let mut tx = self.db().read().await?;
        let due = store::payments::due(&mut tx, self.ambient().now(), limit).await?;
        drop(tx);
        if due.is_empty() {
            return Ok(0);
        }
        let turns = stream::iter(due).map(|row| self.turn(row)).buffer_unordered(ASKED_AT_ONCE);
        let next: Vec<(PaymentRow, Option<Time>)> = turns.collect().await;
        let mut tx = self.db().begin().await?;
        store::payments::ask_next(&mut tx, &next).await?;
        tx.commit().await?;
        Ok(next.len())
    }

    /// The same for one payment: the work of a [`FOLLOW_PAYMENT`] job.
    pub async fn follow_payment(&self, id: PaymentId) -> Result<(), OrderError> {
        let mut tx = self.db().read().await?;
        let Some(row) = store::payments::find(&mut tx, id).await? else { return Ok(()) };
        drop(tx);
        if row.state == "paid" {
            return Ok(());
        }
        let next = self.turn(row).await;
        let mut tx = self.db().begin().await?;
        store::payments::ask_next(&mut tx, &[next]).await?;
        Ok(tx.commit().await?)
    }

    /// Asks about one payment, and says when it has its next turn.
    async fn turn(&self, row: PaymentRow) -> (PaymentRow, Option<Time>) {
        let asked = !self.is_resting(&row.channel) && self.follow(&row).await;
        let now = self.ambient().now();
        // Who could not be asked is asked beyond the end, too: nobody knows yet whether money had come.
        let later = (!asked && now < row.expires_at.after(NOT_HEARD_OF)).then(|| now.after(ASK_RARELY));
        let next = next_ask(&row, now).or(later);
        (row, next)
    }

    /// Whether there was an answer.
    async fn follow(&self, row: &PaymentRow) -> bool {
        match self.ask(row).await {
            Ok(asked) => {
                // Left for another way, or its order has ended: nobody should pay it any more.
                if row.state == "closed" && !asked.closed {
                    self.close_at(row).await;
                }
                true
            }
            Err(error) => {
                tracing::info!(%error, payment = %row.id, "asking about a payment failed, it is asked again");
                false
            }
        }
    }
}

/// The next time to ask: soon at first, then less often, until some time after the payment's end.
pub(crate) fn next_ask(payment: &PaymentRow, now: Time) -> Option<Time> {
    let age = now.since(payment.created_at);
    let wait = Span((age.0 / 2).clamp(Span::seconds(10).0, ASK_RARELY.0));
    Some(now.after(wait)).filter(|at| *at <= payment.expires_at.after(FOLLOWED_AFTER))
}
