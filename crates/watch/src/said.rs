use crate::{Result, Watch, WatchRefusal};
use costs::{CostSource, NewCost};
use db::Tx;
use kernel::{MerchantId, Money, SkuId};
use std::collections::HashSet;

/// What a SKU costs from now on, as somebody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkuCost {
    pub sku: SkuId,
    pub unit: Money,
}

const COSTS_MAX: usize = 5_000;

impl Watch {
    /// Takes costs by hand, or from a merchant's program; what it was something else of is due. How many. After the
    /// commit, see [`Watch::reprice`].
    pub async fn put_costs(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        said: &[SkuCost],
        by: &str,
    ) -> Result<usize> {
        if said.is_empty() || said.len() > COSTS_MAX {
            return Err(WatchRefusal::TooManyLines { most: COSTS_MAX });
        }
        let ids: Vec<SkuId> = said.iter().map(|cost| cost.sku).collect();
        let own = catalog::skus(self.db(), merchant, &ids).await?;
        let own: HashSet<SkuId> = own.into_iter().map(|sku| sku.id).collect();
        if let Some(line) = said.iter().position(|cost| !own.contains(&cost.sku)) {
            return Err(WatchRefusal::BadLine {
                line,
                field: "sku",
                detail: "there is no such SKU of yours",
            });
        }
        costs::hold_still(tx, merchant).await?;
        let new = |cost: &SkuCost| NewCost { sku: cost.sku, unit: cost.unit, reference: String::new() };
        let new: Vec<NewCost> = said.iter().map(new).collect();
        let now = self.ambient().now();
        let changed = costs::put(tx, merchant, &new, (CostSource::Manual, by), now).await?;
        Ok(changed.len())
    }
}
