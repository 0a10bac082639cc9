use crate::counter::{Batch, Outcomes};
use crate::store::{self, orders::Row};
use crate::{Result, Settlement, SettlementRefusal};
use db::Tx;
use kernel::OrderId;
use std::collections::HashSet;

/// The word of a buyer.
pub(crate) struct Confirm(pub OrderId);

impl Batch for Confirm {
    type Done = ();

    fn order(&self) -> OrderId {
        self.0
    }

    async fn decide(money: &Settlement, tx: &mut Tx, works: &[Self]) -> Result<Outcomes<()>> {
        let orders: Vec<OrderId> = works.iter().map(|work| work.0).collect();
        money.release_all(tx, &orders, "confirmed").await
    }
}

impl Settlement {
    /// The buyer has received what was sold (确认收货): the money is released at once. Saying it again changes nothing.
    /// The caller has made sure that it is the buyer.
    pub async fn confirm(&self, order: OrderId) -> Result<()> {
        match &self.1 {
            Some(counter) => counter.confirmed.ask(Confirm(order)).await,
            None => self.release_now(order, "confirmed").await,
        }
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
        self.release_all(tx, &[order], why).await?.into_iter().collect()
    }

    /// Releases those that may be, with one transfer for each merchant and currency. No order is named twice.
    async fn release_all(&self, tx: &mut Tx, orders: &[OrderId], why: &'static str) -> Result<Outcomes<()>> {
        let now = self.ambient().now();
        let rows = self.held_all(tx, orders).await?;
        let keys: Vec<_> = rows.values().map(|row| (row.merchant, row.id)).collect();
        let released = store::releases::of(tx, &keys).await?;
        let frozen = store::held::frozen(tx, &keys).await?;
        let back = store::refunds::from_escrow(tx, &keys).await?;
        let (mut due, mut done, mut told) = (Vec::new(), Vec::new(), Vec::with_capacity(orders.len()));
        for order in orders {
            let may = may_release(rows.get(order), &released, &frozen, why);
            if let Ok(Some(row)) = &may {
                let amount = row.total - row.fee - back.get(order).copied().unwrap_or_default();
                done.push((row.merchant, row.id));
                if amount > 0 {
                    due.push(((*row).clone(), amount));
                }
            }
            told.push(may.map(|_| ()));
        }
        self.release(tx, now, due, why).await?;
        store::held::remove(tx, &done).await?;
        Ok(told)
    }
}

/// None: it was released before.
fn may_release<'a>(
    row: Option<&'a Row>,
    released: &HashSet<OrderId>,
    frozen: &HashSet<OrderId>,
    why: &str,
) -> Result<Option<&'a Row>> {
    let row = row.ok_or(SettlementRefusal::OrderNotFound)?;
    if !row.is_delivered() {
        return Err(SettlementRefusal::NotDelivered);
    }
    if released.contains(&row.id) {
        return Ok(None);
    }
    match (frozen.contains(&row.id), why) {
        (true, "confirmed") => Err(SettlementRefusal::Frozen),
        (false, "ruling") => Err(SettlementRefusal::NotFrozen),
        _ => Ok(Some(row)),
    }
}
