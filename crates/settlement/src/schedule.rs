use crate::store;
use crate::{NewPayout, Result, Settlement, SettlementRefusal, accounts};
use db::Tx;
use kernel::{Currency, MerchantId, Money, Span, Time};

/// How often money is paid out without being asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Day,
    Week,
}

impl Every {
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "daily",
            Self::Week => "weekly",
        }
    }
    fn span(self) -> Span {
        match self {
            Self::Day => Span::days(1),
            Self::Week => Span::days(7),
        }
    }
}

impl std::str::FromStr for Every {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Day, Self::Week].into_iter().find(|every| every.code() == code).ok_or(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutSchedule {
    pub currency: Currency,
    pub every: Every,
    /// What was released in the last so many days stays (T+N).
    pub keep_days: i64,
    /// Less than this is left until the next time, in minor units.
    pub minimum: i64,
    pub next_at: Time,
}

const KEEP_MAX: i64 = 90;
/// So many schedules are looked at in one turn.
const EACH: i64 = 100;

impl Settlement {
    /// Pays out by itself from now on; the first time one period from now.
    pub async fn put_payout_schedule(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        who: &str,
        new: PayoutSchedule,
    ) -> Result<PayoutSchedule> {
        let least = self.settings().payout_minimum;
        if !(0..=KEEP_MAX).contains(&new.keep_days) || new.minimum < least {
            let least = Money::new(least, new.currency);
            return Err(SettlementRefusal::BadSchedule { least });
        }
        let schedule = PayoutSchedule { next_at: self.ambient().now().after(new.every.span()), ..new };
        store::schedules::put(tx, merchant, who, &schedule).await?;
        Ok(schedule)
    }

    pub async fn drop_payout_schedule(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        currency: Currency,
    ) -> Result<()> {
        Ok(store::schedules::remove(tx, merchant, currency).await?)
    }

    pub async fn payout_schedules(&self, merchant: MerchantId) -> Result<Vec<PayoutSchedule>> {
        let mut tx = self.db().read().await?;
        Ok(store::schedules::of(&mut tx, merchant).await?)
    }

    /// Asks for the payouts whose time has come; how many schedules were looked at. Where nothing can be paid out now,
    /// it is tried again the next time.
    pub async fn run_payout_schedules(&self) -> Result<usize> {
        let now = self.ambient().now();
        let due = store::schedules::due(&mut self.db().read().await?, now, EACH).await?;
        for (merchant, schedule) in &due {
            let mut tx = self.db().begin().await?;
            let next = next_after(schedule, now);
            if !store::schedules::advance(&mut tx, *merchant, schedule, next).await? {
                // Another node was here first.
                continue;
            }
            match self.pay_by_schedule(&mut tx, *merchant, schedule).await {
                Ok(()) => tx.commit().await?,
                Err(SettlementRefusal::Db(error)) => return Err(error.into()),
                Err(refusal) => {
                    tracing::info!(%merchant, %refusal, "a scheduled payout has to wait for the next time");
                    tx.rollback().await?;
                    let mut tx = self.db().begin().await?;
                    store::schedules::advance(&mut tx, *merchant, schedule, next).await?;
                    tx.commit().await?;
                }
            }
        }
        Ok(due.len())
    }

    async fn pay_by_schedule(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        schedule: &PayoutSchedule,
    ) -> Result<()> {
        let balances = ledger::balances(tx, &[accounts::balance(merchant, schedule.currency)]).await?;
        let available = balances.first().map_or(0, ledger::Balance::available_credit);
        let since = self.ambient().now().before(Span::days(schedule.keep_days));
        let fresh = store::schedules::released_since(tx, merchant, schedule.currency, since).await?;
        let amount = available - fresh;
        if amount < schedule.minimum {
            return Ok(());
        }
        let new = NewPayout {
            merchant,
            amount: Money::new(amount, schedule.currency),
            who: "schedule".into(),
            key: format!("schedule/{}/{}", schedule.currency, schedule.next_at.0),
        };
        self.request_payout(tx, &new).await.map(|_| ())
    }
}

/// The next time that is still to come; those that were missed are not made up for.
fn next_after(schedule: &PayoutSchedule, now: Time) -> Time {
    let span = schedule.every.span();
    let missed = now.since(schedule.next_at).0 / span.0 + 1;
    schedule.next_at.after(Span(span.0.saturating_mul(missed.max(1))))
}
