//! How a merchant's suppliers are weighed, and what other weights would have made of its orders.

use super::rank::{Record, Weights, ranked};
use super::{Fulfiller, RechargeRefusal};
use crate::store::fulfilments as rows;
use crate::store::supply_weights;
use crate::{OrderError, accounts};
use db::Tx;
use kernel::{MerchantId, Money, SkuId, Span, SupplierId, Time};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError};
use supply::Route;

/// What is known of a merchant's suppliers, by SKU.
pub(super) struct Known {
    weights: Weights,
    records: HashMap<(SkuId, SupplierId), Record>,
}

/// So long a node believes what it has read.
const FRESH: Span = Span::minutes(1);
/// Of so long the records are.
const LOOKED_BACK: Span = Span::days(30);

/// What other weights would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Orders that were done, of SKUs that have routes still.
    pub orders: i64,
    /// Of those, whose first supplier would have been another one.
    pub moved: i64,
    /// What they did cost, and what they would have cost at today's quotes, in minor units of each currency.
    pub cost: Vec<(Money, Money)>,
    /// How often each would have been asked first, and was.
    pub first: Vec<(SupplierId, i64, i64)>,
}

impl Fulfiller {
    /// Routes of SKUs as their merchants weigh them; those of merchants that do not, as they were.
    pub(super) async fn weighed(
        &self,
        tx: &mut Tx,
        routes: HashMap<SkuId, Vec<Route>>,
    ) -> db::Result<HashMap<SkuId, Vec<Route>>> {
        let merchants: HashSet<MerchantId> =
            routes.values().filter_map(|some| some.get(1).map(|route| route.merchant)).collect();
        let mut known = HashMap::with_capacity(merchants.len());
        for merchant in merchants {
            if let Some(some) = self.known(tx, merchant).await? {
                known.insert(merchant, some);
            }
        }
        let weigh = |(sku, some): (SkuId, Vec<Route>)| {
            let of = some.first().and_then(|route| known.get(&route.merchant));
            let ranked = of.map(|of| ranked(&some, of.weights, &|supplier| of.record(sku, supplier)));
            (sku, ranked.unwrap_or(some))
        };
        Ok(routes.into_iter().map(weigh).collect())
    }

    /// None where the merchant weighs nothing.
    async fn known(&self, tx: &mut Tx, merchant: MerchantId) -> db::Result<Option<Arc<Known>>> {
        let now = self.now();
        {
            let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, some)) = known.get(&merchant).filter(|(at, _)| now < at.after(FRESH)) {
                return Ok(some.clone());
            }
        }
        let weights = supply_weights::find(tx, merchant).await?.filter(|weights| !weights.are_nothing());
        let found = match weights {
            Some(weights) => Some(Arc::new(Known { weights, records: records(tx, merchant, now).await? })),
            None => None,
        };
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(merchant, (now, found.clone()));
        Ok(found)
    }

    pub async fn weights(&self, merchant: MerchantId) -> Result<Weights, OrderError> {
        let mut tx = self.orders().db().read().await?;
        Ok(supply_weights::find(&mut tx, merchant).await?.unwrap_or_default())
    }

    /// From now on; another node follows within a minute.
    pub async fn put_weights(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        weights: Weights,
        by: &str,
    ) -> Result<(), OrderError> {
        if !weights.are_valid() {
            return Err(RechargeRefusal::BadWeights.into());
        }
        supply_weights::put(tx, merchant, weights, by, self.now()).await?;
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&merchant);
        Ok(())
    }

    /// Plays the orders of the last days once more: who would have been asked first, at today's quotes and records.
    pub async fn replay(
        &self,
        merchant: MerchantId,
        weights: Weights,
        days: i64,
    ) -> Result<Replay, OrderError> {
        if !weights.are_valid() || !(1..=90).contains(&days) {
            return Err(RechargeRefusal::BadWeights.into());
        }
        let now = self.now();
        let mut tx = self.orders().db().read().await?;
        let done = rows::done_since(&mut tx, merchant, now.before(Span::days(days))).await?;
        let mut skus: Vec<SkuId> = done.iter().map(|one| one.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        let routes = supply::usable(&mut tx, &skus, now).await?;
        let records = records(&mut tx, merchant, now).await?;
        drop(tx);
        let of = |sku, supplier| records.get(&(sku, supplier)).copied().unwrap_or_default();
        let first: HashMap<SkuId, Route> = routes
            .iter()
            .filter_map(|(sku, some)| {
                Some((*sku, ranked(some, weights, &|supplier| of(*sku, supplier)).into_iter().next()?))
            })
            .collect();
        let (mut orders, mut moved) = (0, 0);
        let mut cost: HashMap<kernel::Currency, (i64, i64)> = HashMap::new();
        let mut asked: HashMap<SupplierId, (i64, i64)> = HashMap::new();
        for one in &done {
            let Some(route) = first.get(&one.sku).filter(|r| r.unit_cost.currency == one.cost.currency)
            else {
                continue;
            };
            orders += 1;
            moved += i64::from(route.supplier != one.supplier);
            let would = route.unit_cost.times(one.quantity).map_or(one.cost.minor, |cost| cost.minor);
            let sum = cost.entry(one.cost.currency).or_default();
            *sum = (sum.0.saturating_add(one.cost.minor), sum.1.saturating_add(would));
            asked.entry(route.supplier).or_default().0 += 1;
            asked.entry(one.supplier).or_default().1 += 1;
        }
        let mut cost: Vec<(Money, Money)> = cost
            .into_iter()
            .map(|(currency, (was, would))| (Money::new(was, currency), Money::new(would, currency)))
            .collect();
        cost.sort_by(|(a, _), (b, _)| a.currency.code().cmp(b.currency.code()));
        let mut first: Vec<(SupplierId, i64, i64)> =
            asked.into_iter().map(|(supplier, (would, was))| (supplier, would, was)).collect();
        first.sort_unstable();
        Ok(Replay { orders, moved, cost, first })
    }
}

impl Known {
    fn record(&self, sku: SkuId, supplier: SupplierId) -> Record {
        self.records.get(&(sku, supplier)).copied().unwrap_or_default()
    }
}

/// How each supplier did with each SKU lately, and what is left there.
async fn records(
    tx: &mut Tx,
    merchant: MerchantId,
    now: Time,
) -> db::Result<HashMap<(SkuId, SupplierId), Record>> {
    let ended = rows::ended_since(tx, merchant, now.before(LOOKED_BACK)).await?;
    let mut took: HashMap<(SkuId, SupplierId), Vec<Span>> = HashMap::new();
    let mut records: HashMap<(SkuId, SupplierId), Record> = HashMap::new();
    let mut currencies: HashMap<SupplierId, kernel::Currency> = HashMap::new();
    for one in ended {
        let record = records.entry((one.sku, one.supplier)).or_default();
        currencies.insert(one.supplier, one.currency);
        match one.done {
            true => {
                record.done += 1;
                took.entry((one.sku, one.supplier)).or_default().push(one.took);
            }
            false => record.failed += 1,
        }
    }
    for (key, mut took) in took {
        took.sort_unstable();
        if let Some(record) = records.get_mut(&key) {
            record.half = took.get(took.len() / 2).copied();
        }
    }
    let suppliers: Vec<(SupplierId, kernel::Currency)> = currencies.into_iter().collect();
    let deposits: Vec<_> = suppliers
        .iter()
        .map(|(supplier, currency)| accounts::supplier_deposit(merchant, *supplier, *currency))
        .collect();
    let left = ledger::balances(tx, &deposits).await?;
    let left: HashMap<SupplierId, i64> =
        suppliers.iter().map(|(s, _)| *s).zip(left.iter().map(|l| l.available_credit())).collect();
    for ((_, supplier), record) in &mut records {
        record.left = left.get(supplier).copied().unwrap_or_default();
    }
    Ok(records)
}
