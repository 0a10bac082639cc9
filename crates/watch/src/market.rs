use crate::rule::{MINOR_MAX, SOURCE_MAX};
use crate::{Result, Watch, WatchRefusal, store};
use kernel::{MerchantId, Money, SkuId, Span, Time, clean_line};
use std::collections::{HashMap, HashSet};

/// What somebody else was seen to ask for the same goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub sku: SkuId,
    /// Where: one line of up to 40 characters, as rules name it.
    pub source: String,
    pub price: Money,
    /// None: now.
    pub at: Option<Time>,
}

/// The last that was seen at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketPrice {
    pub sku: SkuId,
    pub source: String,
    pub price: Money,
    pub at: Time,
    pub by: String,
}

const SEEN_MAX: usize = 5_000;
/// Clocks differ.
const AHEAD: Span = Span::minutes(5);

impl Watch {
    /// Writes down what was seen; SKUs of which it is the newest are due. How many lines said something new. After it, see
    /// [`Watch::reprice`].
    pub async fn observe(&self, merchant: MerchantId, seen: &[Seen], by: &str) -> Result<usize> {
        if seen.is_empty() || seen.len() > SEEN_MAX {
            return Err(WatchRefusal::TooManyLines { most: SEEN_MAX });
        }
        let now = self.ambient().now();
        let ids: HashSet<SkuId> = seen.iter().map(|seen| seen.sku).collect();
        let ids: Vec<SkuId> = ids.into_iter().collect();
        let own = catalog::skus(self.db(), merchant, &ids).await?;
        let own: HashSet<SkuId> = own.into_iter().map(|sku| sku.id).collect();
        let mut prices = Vec::with_capacity(seen.len());
        for (line, one) in seen.iter().enumerate() {
            let bad = |field, detail| WatchRefusal::BadLine { line, field, detail };
            if !own.contains(&one.sku) {
                return Err(bad("sku", "there is no such SKU of yours"));
            }
            let source = clean_line(&one.source, SOURCE_MAX);
            let source = source.map_err(|_| bad("source", "one line of up to 40 characters"))?;
            if !(1..=MINOR_MAX).contains(&one.price.minor) {
                return Err(bad("price", "1 to 10,000,000,000 minor units"));
            }
            let at = one.at.unwrap_or(now);
            if at > now.after(AHEAD) || at.0 < 0 {
                return Err(bad("at", "a moment that has been"));
            }
            prices.push(MarketPrice { sku: one.sku, source, price: one.price, at, by: by.to_owned() });
        }
        let mut tx = self.db().begin().await?;
        crate::service::alone(&mut tx, merchant).await?;
        let fresh = newest(prices, store::market::of_skus(&mut tx, merchant, &ids, Time(0)).await?);
        store::market::put(&mut tx, merchant, &fresh).await?;
        let mut skus: Vec<SkuId> = fresh.iter().map(|price| price.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        costs::touch(&mut tx, merchant, &skus).await?;
        tx.commit().await?;
        Ok(fresh.len())
    }

    /// What a SKU was last seen at, by places.
    pub async fn market(&self, merchant: MerchantId, sku: SkuId) -> Result<Vec<MarketPrice>> {
        let mut tx = self.db().read().await?;
        let mut all = store::market::of_skus(&mut tx, merchant, &[sku], Time(0)).await?;
        all.sort_by(|a, b| a.source.cmp(&b.source));
        Ok(all)
    }

    /// What a merchant's SKUs were last seen at: all places of so many SKUs, in the order in which these were made; and
    /// behind which SKU there are more.
    pub async fn market_page(
        &self,
        merchant: MerchantId,
        after: Option<SkuId>,
        limit: i64,
    ) -> Result<(Vec<MarketPrice>, Option<SkuId>)> {
        let mut tx = self.db().read().await?;
        let after = after.map(|sku| sku.to_string()).unwrap_or_default();
        let skus = store::market::skus(&mut tx, merchant, &after, limit.saturating_add(1)).await?;
        let page = kernel::Page::from_rows(skus, limit, SkuId::to_string);
        let mut all = store::market::of_skus(&mut tx, merchant, &page.items, Time(0)).await?;
        all.sort_by(|a, b| (a.sku, &a.source).cmp(&(b.sku, &b.source)));
        Ok((all, page.next.and_then(|next| next.parse().ok())))
    }

    /// What it was seen at before, the last first.
    pub async fn market_history(
        &self,
        merchant: MerchantId,
        sku: SkuId,
        limit: i64,
    ) -> Result<Vec<MarketPrice>> {
        Ok(store::market::history(&mut self.db().read().await?, merchant, sku, limit).await?)
    }
}

/// Of each SKU and place the newest line, where it is newer than what is known.
fn newest(seen: Vec<MarketPrice>, known: Vec<MarketPrice>) -> Vec<MarketPrice> {
    let known: HashMap<(SkuId, String), Time> =
        known.into_iter().map(|price| ((price.sku, price.source), price.at)).collect();
    let mut last: HashMap<(SkuId, String), MarketPrice> = HashMap::with_capacity(seen.len());
    for price in seen {
        let key = (price.sku, price.source.clone());
        let newer = |than: &Time| price.at >= *than;
        if known.get(&key).is_none_or(newer) && last.get(&key).is_none_or(|other| newer(&other.at)) {
            last.insert(key, price);
        }
    }
    let mut fresh: Vec<MarketPrice> = last.into_values().collect();
    fresh.sort_by(|a, b| (a.sku, &a.source).cmp(&(b.sku, &b.source)));
    fresh
}
