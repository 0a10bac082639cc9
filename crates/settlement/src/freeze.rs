use crate::service::reason;
use crate::store::{self, held::Held};
use crate::{Result, Settlement, SettlementRefusal};
use db::Tx;
use kernel::{OrderId, Time};

impl Settlement {
    /// Nothing of the order is released until it is thawed, or somebody rules. Frozen again, the new reason stands.
    /// Refused with `already_released` where the money is the merchant's already.
    pub async fn freeze(&self, tx: &mut Tx, order: OrderId, who: &str, why: &str) -> Result<()> {
        let why = reason(why)?;
        let row = self.held(tx, order, None).await?;
        if !row.is_delivered() {
            return Err(SettlementRefusal::NotDelivered);
        }
        if !store::releases::of(tx, &[(row.merchant, row.id)]).await?.is_empty() {
            return Err(SettlementRefusal::AlreadyReleased);
        }
        let now = self.ambient().now();
        let frozen = Held { who: who.to_owned(), why, ..Held::until(&row, "frozen", Time(i64::MAX), now) };
        Ok(store::held::put(tx, &[frozen]).await?)
    }

    /// Who holds it frozen; none where nobody does.
    pub async fn frozen_by(&self, tx: &mut Tx, order: OrderId) -> Result<Option<String>> {
        let row = self.held(tx, order, None).await?;
        let held = store::held::find(tx, row.merchant, row.id).await?;
        Ok(held.filter(|held| held.reason == "frozen").map(|held| held.who))
    }

    /// What was delivered in the place of something else has to prove good: from now on the money waits as long as it
    /// did at first. Refused where nobody holds it frozen.
    pub async fn hold_anew(&self, tx: &mut Tx, order: OrderId) -> Result<()> {
        let row = self.held(tx, order, None).await?;
        let held = store::held::find(tx, row.merchant, row.id).await?;
        if held.is_none_or(|held| held.reason != "frozen") {
            return Err(SettlementRefusal::NotFrozen);
        }
        let known = self.known(tx, std::slice::from_ref(&row)).await?;
        let goods = known.goods.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let now = self.ambient().now();
        let until = self.0.periods.due(now, goods);
        Ok(store::held::put(tx, &[Held::until(&row, "later_due", until, now)]).await?)
    }

    /// It is looked at again at once, and released when it is due.
    pub async fn thaw(&self, tx: &mut Tx, order: OrderId) -> Result<()> {
        let row = self.held(tx, order, None).await?;
        let held = store::held::find(tx, row.merchant, row.id).await?;
        if held.is_none_or(|held| held.reason != "frozen") {
            return Err(SettlementRefusal::NotFrozen);
        }
        let now = self.ambient().now();
        Ok(store::held::put(tx, &[Held::until(&row, "later_due", now, now)]).await?)
    }
}
