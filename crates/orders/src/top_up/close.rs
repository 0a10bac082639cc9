//! Nobody waits for it any more. What has come of it stays in the wallet, and what comes later gets there, too.

use crate::sweep::ASKED_AT_ONCE;
use crate::{OrderError, OrderRefusal, Orders, TopUp, TopUpState, store};
use futures_util::{StreamExt, stream};
use kernel::TopUpId;

impl Orders {
    /// A cancelled one stays cancelled.
    pub async fn cancel_top_up(&self, top_up: &TopUp) -> Result<TopUp, OrderError> {
        let closed = self.close_top_up(top_up.id, TopUpState::Cancelled).await?;
        self.close_at_channels(top_up.paid_for()).await;
        Ok(closed)
    }

    /// Expires top-ups whose time has come; asks their channels first. How many were looked at. Also what refunds brought
    /// into wallets pays what their owners owe.
    pub async fn sweep_top_ups(&self, limit: i64) -> Result<usize, OrderError> {
        let mut tx = self.db().read().await?;
        let due = store::top_ups::due(&mut tx, self.ambient().now(), limit).await?;
        drop(tx);
        let count = due.len();
        let ends = stream::iter(due).map(|top_up| self.expire_top_up(top_up));
        let ended: Vec<Result<(), OrderError>> = ends.buffer_unordered(ASKED_AT_ONCE).collect().await;
        ended.into_iter().collect::<Result<(), OrderError>>()?;
        self.collect_wallet_debts(limit).await?;
        Ok(count)
    }

    async fn expire_top_up(&self, top_up: TopUp) -> Result<(), OrderError> {
        // A channel that does not answer keeps nothing open: money that comes later is credited all the same.
        if let Err(error) = self.ask_all_of(top_up.paid_for()).await {
            tracing::info!(%error, top_up = %top_up.id, "a top-up expires without its channel having been asked");
        }
        match self.close_top_up(top_up.id, TopUpState::Expired).await {
            Ok(_) => self.close_at_channels(top_up.paid_for()).await,
            // It was paid or cancelled in the meantime.
            Err(OrderError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn close_top_up(&self, id: TopUpId, to: TopUpState) -> Result<TopUp, OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let before = store::top_ups::lock(&mut tx, id).await?.ok_or(OrderRefusal::NoSuchTopUp)?;
        if before.state == to {
            tx.rollback().await?;
            return Ok(before);
        }
        if before.state != TopUpState::Open || (to == TopUpState::Expired && before.expires_at > now) {
            tx.rollback().await?;
            return Err(OrderRefusal::TopUpEnded.into());
        }
        // Of which some has come: that much was topped up.
        let some = before.credited.minor > 0;
        let after = TopUp {
            state: if some { TopUpState::Paid } else { to },
            paid_at: before.paid_at.or(some.then_some(now)),
            closed_at: Some(now),
            ..before.clone()
        };
        store::top_ups::change(&mut tx, &before, &after).await?;
        store::top_ups::close_payments(&mut tx, before.paid_for()).await?;
        tx.commit().await?;
        Ok(after)
    }
}
