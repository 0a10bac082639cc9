use crate::store;
use crate::{Result, Settlement, SettlementRefusal};
use db::Tx;
use kernel::OrderId;

impl Settlement {
    /// The buyer has received what was sold (确认收货): the money is released at once. Saying it again changes nothing.
    /// The caller has made sure that it is the buyer.
    pub async fn confirm(&self, order: OrderId) -> Result<()> {
        self.release_now(order, "confirmed").await
    }

    /// Somebody has decided for the merchant: what was frozen is released at once.
    pub async fn release_by_ruling(&self, order: OrderId) -> Result<()> {
        self.release_now(order, "ruling").await
    }

    /// The same in the caller's transaction.
    pub async fn release_frozen(&self, tx: &mut Tx, order: OrderId) -> Result<()> {
        self.release_in(tx, order, "ruling").await
    }

    async fn release_now(&self, order: OrderId, why: &'static str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        self.release_in(&mut tx, order, why).await?;
        Ok(tx.commit().await?)
    }

    async fn release_in(&self, tx: &mut Tx, order: OrderId, why: &'static str) -> Result<()> {
        let now = self.ambient().now();
        let row = self.held(tx, order, None).await?;
        if !row.is_delivered() {
            return Err(SettlementRefusal::NotDelivered);
        }
        let key = [(row.merchant, row.id)];
        if !store::releases::of(tx, &key).await?.is_empty() {
            return Ok(());
        }
        let held = store::held::find(tx, row.merchant, row.id).await?;
        let frozen = held.is_some_and(|held| held.reason == "frozen");
        match (frozen, why) {
            (true, "confirmed") => return Err(SettlementRefusal::Frozen),
            (false, "ruling") => return Err(SettlementRefusal::NotFrozen),
            _ => {}
        }
        let back = store::refunds::from_escrow(tx, &key).await?;
        let amount = row.total - row.fee - back.get(&row.id).copied().unwrap_or_default();
        if amount > 0 {
            self.release(tx, now, vec![(row, amount)], why).await?;
        }
        Ok(store::held::remove(tx, &key).await?)
    }
}
