//! How buyers and merchants have done, from what stands in the tables.

use crate::store::history::{self, Counts, Whose};
use crate::{Aftercare, Result};
use db::Tx;
use kernel::{DisputeId, MerchantId, Span, Time};
use orders::Order;
use serde_json::{Value, json};

/// How one side has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Delivered orders.
    pub orders: i64,
    /// Of these, those of which something was given back.
    pub refunded: i64,
    pub cases: i64,
    /// Cases that were decided against this side.
    pub lost: i64,
    /// Of a merchant: how long the first answer takes, on average; 0 where there was none.
    pub answer_minutes: i64,
    /// Of a buyer: how old the account is; 0 of guests.
    pub account_days: i64,
}

/// Of merchants, what was in that time.
const WINDOW: Span = Span::days(90);
/// Of buyers, so many orders say whether delivery is stricter.
pub(crate) const LATELY: i64 = 100;

impl Score {
    fn of(counts: Counts) -> Self {
        Self {
            orders: counts.orders,
            refunded: counts.refunded,
            cases: counts.cases,
            lost: counts.lost,
            answer_minutes: counts.answer_seconds / 60,
            account_days: 0,
        }
    }
    /// Orders of which something was given back, in hundredths of a per cent.
    pub fn refund_rate(&self) -> i64 {
        rate(self.refunded, self.orders)
    }
    /// Cases lost, in hundredths of a per cent of all cases.
    pub fn loss_rate(&self) -> i64 {
        rate(self.lost, self.cases)
    }
    /// Cases in hundredths of a per cent of all orders.
    pub fn case_rate(&self) -> i64 {
        rate(self.cases, self.orders)
    }

    pub(crate) fn told(&self) -> Value {
        json!({
            "orders": self.orders, "refunded": self.refunded, "cases": self.cases, "lost": self.lost,
            "refund_rate_bps": self.refund_rate(), "loss_rate_bps": self.loss_rate(),
            "answer_minutes": self.answer_minutes, "account_days": self.account_days,
        })
    }
}

fn rate(part: i64, whole: i64) -> i64 {
    if whole > 0 { part.saturating_mul(10_000) / whole } else { 0 }
}

impl Aftercare {
    /// How a merchant has done in the last 90 days.
    pub async fn merchant_score(&self, merchant: MerchantId) -> Result<Score> {
        let mut tx = self.db().read().await?;
        self::merchant(&mut tx, merchant, DisputeId(0), self.ambient().now()).await
    }
}

/// Of whoever bought it, by the newest orders.
pub(crate) async fn buyer_lately(tx: &mut Tx, order: &Order) -> Result<Score> {
    let whose = order.buyer.map_or(Whose::ContactOf(order.id), Whose::Account);
    Ok(Score::of(history::lately(tx, &whose, LATELY).await?))
}

/// Of whoever bought it: by the account, or by the contact of a guest. `without` does not count.
pub(crate) async fn buyer(tx: &mut Tx, order: &Order, without: DisputeId, now: Time) -> Result<Score> {
    let whose = order.buyer.map_or(Whose::ContactOf(order.id), Whose::Account);
    let mut score = Score::of(history::buyer(tx, &whose, without).await?);
    if let Some(user) = order.buyer {
        let since = history::account_since(tx, user).await?;
        score.account_days = since.map_or(0, |since| now.since(since).0 / Span::days(1).0);
    }
    Ok(score)
}

pub(crate) async fn merchant(
    tx: &mut Tx,
    merchant: MerchantId,
    without: DisputeId,
    now: Time,
) -> Result<Score> {
    Ok(Score::of(history::merchant(tx, merchant, now.before(WINDOW), without).await?))
}
