//! A buyer puts money into the wallet through a payment channel. The money is the buyer's from the moment that it has
//! arrived, so whatever arrives is credited: late, more or less than was asked for, or twice. Only what came in another
//! currency goes back.

/// Money arrived for one.
mod arrive;
/// Begin one.
mod begin;
/// Cancel and expire.
mod close;
/// Some of it goes back to where it came from.
mod give_back;
/// Open its payment, here or there.
mod open;

pub(crate) use arrive::Booking;
pub use begin::NewTopUp;
pub(crate) use give_back::Arrival;
pub use give_back::TopUpView;

use crate::{OrderError, OrderRefusal, OrderSettings, Orders, PaidFor, store};
use kernel::{Money, Page, PageAsk, Time, TopUpId, UserId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopUpState {
    /// Waits for its money; some of it may have come.
    Open,
    Paid,
    Cancelled,
    Expired,
}

impl TopUpState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Paid, Self::Cancelled, Self::Expired];

    /// Stable: stored, and sent to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

impl std::str::FromStr for TopUpState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopUp {
    pub user: UserId,
    pub id: TopUpId,
    pub state: TopUpState,
    /// The code of the payment channel that was chosen last.
    pub pay: String,
    /// What was asked for.
    pub amount: Money,
    /// What has reached the wallet.
    pub credited: Money,
    pub created_at: Time,
    pub expires_at: Time,
    pub paid_at: Option<Time>,
    pub closed_at: Option<Time>,
}

impl TopUp {
    pub fn waits(&self, now: Time) -> bool {
        self.state == TopUpState::Open && self.expires_at > now
    }

    pub fn paid_for(&self) -> PaidFor {
        PaidFor::TopUp { user: self.user, top_up: self.id }
    }
}

/// What may be topped up at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopUpLimits {
    pub min: Money,
    pub max: Money,
    /// What is offered to be pressed.
    pub amounts: Vec<Money>,
}

impl OrderSettings {
    /// None where nobody may top up.
    pub fn top_up_limits(&self) -> Option<TopUpLimits> {
        let money = |minor| Money::new(minor, self.top_up_currency);
        let (min, max) = (self.top_up_min.max(1), self.top_up_max.min(self.top_up_day_max));
        let amounts = self.top_up_amounts.iter().filter(|amount| (min..=max).contains(*amount));
        (max >= min).then(|| TopUpLimits {
            min: money(min),
            max: money(max),
            amounts: amounts.map(|amount| money(*amount)).collect(),
        })
    }
}

impl Orders {
    pub async fn top_up(&self, id: TopUpId) -> Result<TopUp, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::top_ups::find(&mut tx, id).await?.ok_or(OrderRefusal::NoSuchTopUp)?)
    }

    /// The same, if it is that user's; to others it does not exist.
    pub async fn top_up_of(&self, user: UserId, id: TopUpId) -> Result<TopUp, OrderError> {
        let found = self.top_up(id).await?;
        if found.user == user { Ok(found) } else { Err(OrderRefusal::NoSuchTopUp.into()) }
    }

    /// Newest first.
    pub async fn top_ups(&self, user: UserId, ask: &PageAsk) -> Result<Page<TopUp>, OrderError> {
        let before = ask.after.as_deref().unwrap_or("~");
        let mut tx = self.db().read().await?;
        let rows = store::top_ups::list(&mut tx, user, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |top_up| top_up.id.to_string()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_asked_for_is_offered() {
        let settings = OrderSettings {
            top_up_min: 100,
            top_up_max: 5_000,
            top_up_day_max: 2_000,
            top_up_amounts: vec![50, 100, 2_000, 2_001],
            ..OrderSettings::default()
        };
        let limits = settings.top_up_limits().unwrap();
        assert_eq!((limits.min.minor, limits.max.minor), (100, 2_000));
        assert_eq!(limits.amounts.iter().map(|a| a.minor).collect::<Vec<_>>(), [100, 2_000]);
        assert!(OrderSettings { top_up_max: 0, ..settings }.top_up_limits().is_none());
        assert!(TopUpState::ALL.into_iter().all(|state| state.as_str().parse() == Ok(state)));
    }
}
