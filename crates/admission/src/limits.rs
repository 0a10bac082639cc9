use crate::{Admission, Result};
use db::Tx;
use kernel::MerchantId;
use merchants::Plan;

impl Admission {
    /// The merchant's plan; none: no limits.
    pub async fn plan_of(&self, merchant: MerchantId) -> Result<Option<Plan>> {
        Ok(merchants::plan_of(&mut self.db().read().await?, merchant).await?)
    }

    /// How many products the merchant has.
    pub async fn products_used(&self, merchant: MerchantId) -> Result<i64> {
        Ok(catalog::count_products(&mut self.db().read().await?, merchant).await?)
    }

    /// In the transaction of a new product. Two at once may both be let in: the plan is a price, not a wall.
    pub(crate) async fn within_products(&self, tx: &mut Tx, merchant: MerchantId) -> Result<()> {
        let Some(plan) = merchants::plan_of(tx, merchant).await? else { return Ok(()) };
        if plan.limits.products.is_none() {
            return Ok(());
        }
        let used = catalog::count_products(tx, merchant).await?;
        Ok(merchants::within("products", used, plan.limits.products)?)
    }
}
