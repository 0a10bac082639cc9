//! What came of the payments of each channel lately, for whoever decides which are switched on.

use crate::{OrderError, Orders, store};
use kernel::{PaymentId, Time};

/// Of payments that were opened from some moment on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelFigures {
    pub channel: String,
    pub opened: i64,
    /// Of these: money arrived.
    pub paid: i64,
    /// Of these: ended without money.
    pub closed: i64,
    /// When money arrived last, as far as the newest payments tell.
    pub last_paid_at: Option<Time>,
}

impl ChannelFigures {
    /// Neither paid nor ended yet.
    pub fn waiting(&self) -> i64 {
        self.opened - self.paid - self.closed
    }
}

/// So many of the newest payments are looked at: what is asked for often must not read a year.
const LOOK_AT: i64 = 100_000;

impl Orders {
    /// By channel; one without payments is not among them.
    pub async fn channel_figures(&self, since: Time) -> Result<Vec<ChannelFigures>, OrderError> {
        let first = PaymentId::first_at(since).to_string();
        let mut tx = self.db().read().await?;
        Ok(store::channel_figures::of_all(&mut tx, &first, LOOK_AT).await?)
    }
}
