use crate::{Aftercare, CareRefusal, Result, store};
use db::Tx;
use kernel::OrderId;

impl Aftercare {
    /// Support holds an order's money no longer, in the caller's transaction. What an open case holds stays held: refused
    /// where nobody else does, and where support froze it on top, the case has it back.
    pub async fn thaw(&self, tx: &mut Tx, order: OrderId) -> Result<()> {
        // Behind the lock of the merchant's money no case is opened or ended.
        let holder = self.money().frozen_by(tx, order).await?;
        let cases = store::cases::of_order(tx, order).await?;
        let case = cases.into_iter().find(|case| case.is_open() && case.frozen);
        let (Some(case), Some(holder)) = (case, holder) else {
            return Ok(self.money().thaw(tx, order).await?);
        };
        let who = case.id.to_string();
        if holder == who {
            return Err(CareRefusal::HeldByDispute);
        }
        Ok(self.money().freeze(tx, order, &who, &held_for(case.id)).await?)
    }
}

/// Why the money of a disputed order is held.
pub(crate) fn held_for(case: kernel::DisputeId) -> String {
    format!("a dispute: {case}")
}
