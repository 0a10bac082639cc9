//! A payment that its payer's bank disputes. What a channel tells is a reason to ask it, by a job: the notify is answered
//! at once, and what is asked is how the dispute stands now, so that what comes twice or out of order does no harm.

use crate::{OrderError, OrderRefusal, Orders, PaidFor, PaidOutcome, store};
use jobs::NewJob;
use kernel::{Money, PaymentId};
use ports::{ChannelDispute, ChannelError};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that asks a channel how a dispute stands.
pub const ASK_CHARGEBACK: &str = "chargeback.ask";

/// What such a job asks about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeAsk {
    pub channel: String,
    /// What the channel calls the dispute.
    pub reference: String,
}

impl DisputeAsk {
    pub fn job(&self) -> NewJob {
        NewJob::new(ASK_CHARGEBACK, &json!(self))
    }
}

/// Money that came through a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub of: PaidFor,
    pub payment: PaymentId,
    pub amount: Money,
    /// The code of a [`PaidOutcome`].
    pub outcome: String,
}

impl Arrival {
    /// Whether its order was delivered for it. Else it filled a wallet, or went back, or waits for that.
    pub fn delivered(&self) -> bool {
        use PaidOutcome::{Delivered, DeliveredLate, DeliveredOverpaid};
        [Delivered, DeliveredLate, DeliveredOverpaid].iter().any(|outcome| outcome.code() == self.outcome)
    }
}

impl Orders {
    pub(crate) async fn hear_dispute(&self, channel: &str, reference: String) -> Result<(), OrderError> {
        let ask = DisputeAsk { channel: channel.to_owned(), reference };
        let mut tx = self.db().begin().await?;
        jobs::enqueue(&mut tx, self.ambient(), vec![ask.job()]).await?;
        Ok(tx.commit().await?)
    }

    /// How a dispute stands at its channel; none where the channel is certain that it is nothing of ours.
    pub async fn dispute_at(&self, ask: &DisputeAsk) -> Result<Option<ChannelDispute>, OrderError> {
        let known = self.known_channel(&ask.channel)?;
        match known.entry.adapter.query_dispute(&ask.reference).await {
            Ok(told) => Ok(Some(told)),
            Err(ChannelError::NotFound | ChannelError::CannotTell | ChannelError::Refused(_)) => Ok(None),
            Err(error) => {
                tracing::warn!(channel = ask.channel, %error, "a channel does not say how a dispute stands");
                Err(OrderRefusal::ChannelDown.into())
            }
        }
    }

    /// What the channel calls that arrival, as it was booked here.
    pub async fn arrival(&self, channel: &str, event_id: &str) -> Result<Option<Arrival>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::payments::arrival(&mut tx, channel, event_id).await?)
    }
}
