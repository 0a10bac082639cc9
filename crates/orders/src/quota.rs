//! What plans allow: looked up at most once a minute for each merchant, so that the way of an order writes and reads
//! nothing for it. A plan is a price, not a wall: within that minute some orders more may pass.

use crate::{OrderError, OrderRefusal, Orders, store};
use catalog::Listing;
use kernel::{MerchantId, OfferId, OrderId, Span, Time};
use merchants::Limits;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const FRESH: Span = Span::minutes(1);
const MOST: usize = 50_000;

/// What a merchant may do, and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    pub limits: Limits,
    /// Orders since the month began, UTC; counted only where they have a limit.
    pub orders_month: i64,
}

#[derive(Default)]
pub(crate) struct Quotas(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Whether any plan has a limit at all, and when that was read.
    any: Option<(Time, bool)>,
    of: HashMap<MerchantId, (Time, Quota)>,
}

impl Orders {
    /// What the merchant's plan allows; at most a minute old.
    pub async fn quota(&self, merchant: MerchantId) -> Result<Quota, OrderError> {
        let now = self.ambient().now();
        if !self.any_limits(now).await? {
            return Ok(Quota::default());
        }
        if let Some(quota) =
            self.known(|known| known.of.get(&merchant).filter(|k| fresh(k.0, now)).map(|k| k.1))
        {
            return Ok(quota);
        }
        let mut tx = self.db().read().await?;
        let plan = merchants::plan_of(&mut tx, merchant).await.map_err(crate::batch::only_db)?;
        let limits = plan.map(|plan| plan.limits).unwrap_or_default();
        let orders_month = match limits.orders_month {
            Some(_) => store::orders::count_since(&mut tx, merchant, OrderId::first_at(month(now))).await?,
            None => 0,
        };
        let quota = Quota { limits, orders_month };
        self.known(|known| {
            if known.of.len() >= MOST {
                known.of.clear();
            }
            known.of.insert(merchant, (now, quota))
        });
        Ok(quota)
    }

    /// Refuses where the plan of the merchant who offers this allows no more orders this month.
    pub async fn must_be_within_plan(&self, listing: &Listing, offer: OfferId) -> Result<(), OrderError> {
        if !self.any_limits(self.ambient().now()).await? {
            return Ok(());
        }
        // An unknown offer is refused later, by its own name.
        let Some(view) = listing.offer(offer).await? else { return Ok(()) };
        let quota = self.quota(view.merchant).await?;
        match quota.limits.orders_month {
            Some(limit) if quota.orders_month >= limit => Err(OrderRefusal::PlanLimit.into()),
            _ => Ok(()),
        }
    }

    /// Orders of the merchant since the month began, UTC.
    pub async fn orders_this_month(&self, merchant: MerchantId) -> Result<i64, OrderError> {
        let since = OrderId::first_at(month(self.ambient().now()));
        Ok(store::orders::count_since(&mut self.db().read().await?, merchant, since).await?)
    }

    async fn any_limits(&self, now: Time) -> Result<bool, OrderError> {
        if let Some(any) = self.known(|known| known.any.filter(|any| fresh(any.0, now)).map(|any| any.1)) {
            return Ok(any);
        }
        let plans = merchants::plans(self.db()).await.map_err(crate::batch::only_db)?;
        let any = plans.iter().any(|plan| plan.limits != Limits::default());
        self.known(|known| known.any = Some((now, any)));
        Ok(any)
    }

    fn known<T>(&self, with: impl FnOnce(&mut Known) -> T) -> T {
        with(&mut self.2.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn fresh(read_at: Time, now: Time) -> bool {
    (0..FRESH.0).contains(&now.since(read_at).0)
}

/// The first moment of that month.
fn month(now: Time) -> Time {
    let text = now.rfc3339();
    Time::parse_rfc3339(&format!("{}-01", text.get(..7).unwrap_or_default())).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_its_first_midnight() {
        let time = Time::from_unix_seconds(1_795_424_264);
        assert_eq!(month(time).rfc3339(), "2026-11-01T00:00:00Z");
    }
}
