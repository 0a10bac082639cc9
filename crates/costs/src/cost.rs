use crate::{CostRefusal, Result, store};
use db::Tx;
use kernel::{MerchantId, Money, SkuId, Time};
use std::collections::HashMap;
use std::str::FromStr;

/// Who said what something costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostSource {
    /// A batch of keys, as it was imported.
    Batch,
    /// A supplier's own quote.
    Supplier,
    /// A person, or a merchant's program.
    Manual,
}

impl CostSource {
    pub fn code(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Supplier => "supplier",
            Self::Manual => "manual",
        }
    }
}

impl FromStr for CostSource {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Batch, Self::Supplier, Self::Manual].into_iter().find(|source| source.code() == code).ok_or(())
    }
}

/// What one unit of a SKU costs, from a moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    pub sku: SkuId,
    pub unit: Money,
    pub source: CostSource,
    /// The batch, or the supplier's word for the goods; may be empty.
    pub reference: String,
    pub at: Time,
    pub by: String,
}

/// A cost to be written down.
#[derive(Clone, Debug)]
pub struct NewCost {
    pub sku: SkuId,
    /// 0 to 10,000,000,000 minor units: what was a present costs nothing.
    pub unit: Money,
    pub reference: String,
}

const COST_MAX: i64 = 10_000_000_000;

/// Writes down what SKUs of a merchant cost from now on; those of which it is something else than before, which are due then. Whose they are,
/// the caller has looked, and has passed [`crate::hold_still`]. The last of several costs of one SKU counts.
pub async fn put(
    tx: &mut Tx,
    merchant: MerchantId,
    new: &[NewCost],
    (source, by): (CostSource, &str),
    now: Time,
) -> Result<Vec<SkuId>> {
    if new.iter().any(|cost| !(0..=COST_MAX).contains(&cost.unit.minor)) {
        return Err(CostRefusal::BadCost);
    }
    let last: HashMap<SkuId, &NewCost> = new.iter().map(|cost| (cost.sku, cost)).collect();
    let skus: Vec<SkuId> = last.keys().copied().collect();
    let known = of_skus(tx, merchant, &skus).await?;
    let mut rows: Vec<Cost> = last
        .into_values()
        .filter(|new| known.get(&new.sku).is_none_or(|old| old.unit != new.unit))
        .map(|new| Cost {
            sku: new.sku,
            unit: new.unit,
            source,
            reference: new.reference.clone(),
            at: now,
            by: by.to_owned(),
        })
        .collect();
    rows.sort_by_key(|cost| cost.sku);
    store::put(tx, merchant, &rows).await?;
    let skus: Vec<SkuId> = rows.into_iter().map(|cost| cost.sku).collect();
    store::touch(tx, merchant, &skus).await?;
    Ok(skus)
}

/// What those of these SKUs cost of which it is known.
pub async fn of_skus(tx: &mut Tx, merchant: MerchantId, skus: &[SkuId]) -> db::Result<HashMap<SkuId, Cost>> {
    Ok(store::of(tx, merchant, skus).await?.into_iter().map(|cost| (cost.sku, cost)).collect())
}

/// What a SKU has cost, the last first.
pub async fn history(tx: &mut Tx, merchant: MerchantId, sku: SkuId, limit: i64) -> db::Result<Vec<Cost>> {
    store::history(tx, merchant, sku, limit).await
}

/// The costs of a merchant behind that SKU, in the order of the SKUs.
pub async fn page(
    tx: &mut Tx,
    merchant: MerchantId,
    after: Option<SkuId>,
    limit: i64,
) -> db::Result<Vec<Cost>> {
    store::page(tx, merchant, after.map(|sku| sku.to_string()).unwrap_or_default(), limit).await
}

/// What those SKUs cost at that moment, as far as it was known then.
pub async fn unit_costs_at(
    tx: &mut Tx,
    merchant: MerchantId,
    skus: &[SkuId],
    at: Time,
) -> db::Result<HashMap<SkuId, Money>> {
    store::at(tx, merchant, skus, at).await
}
