//! How much of each SKU is left, and for how long at the pace of the last week.

use crate::{Figures, OrderError, Orders, store};
use catalog::Sku;
use kernel::{AlarmId, Bilingual, MerchantId, Page, PageAsk, Span};
use std::collections::HashMap;

/// Today and the days before it that make the pace.
const WEEK: usize = 7;

/// The stock of one SKU.
#[derive(Clone, Debug)]
pub struct Level {
    pub sku: Sku,
    pub product_title: Bilingual,
    /// Units that can be bought now.
    pub left: i64,
    /// Units sold today and in the six days before.
    pub week: i64,
    /// Below how many units the merchant is told.
    pub warn_below: Option<i64>,
}

impl Level {
    /// Thousandths of a unit sold each day.
    pub fn per_day_milli(&self) -> i64 {
        self.week.saturating_mul(1_000) / 7
    }
    /// Whole days until none is left; none where nothing is sold.
    pub fn days_left(&self) -> Option<i64> {
        (self.week > 0).then(|| self.left.saturating_mul(7) / self.week.max(1))
    }
}

impl Orders {
    /// By SKU, the newest first. The cursor is the id of a SKU.
    pub async fn levels(
        &self,
        figures: &Figures,
        merchant: MerchantId,
        ask: &PageAsk,
    ) -> Result<Page<Level>, OrderError> {
        let skus = catalog::own_skus(self.db(), merchant, ask).await;
        let mut skus = skus.map_err(|error| match error {
            catalog::CatalogRefusal::Db(error) => OrderError::Db(error),
            // Whose cursor is none of ours sees the end of the list.
            _ => OrderError::Refused(crate::OrderRefusal::NotFound),
        })?;
        // What a supplier is asked for is not stocked.
        skus.items.retain(|sku| !sku.kind.is_fulfilled());
        let week = figures.of(self, merchant, 7).await?.units(WEEK);
        let ids: Vec<_> = skus.items.iter().map(|sku| (merchant, sku.id)).collect();
        let left = self.stock(&ids).await?;
        let mut tx = self.db().read().await?;
        let products: Vec<_> = skus.items.iter().map(|sku| sku.product).collect();
        let titles: HashMap<_, _> = catalog::titles(&mut tx, &products).await?.into_iter().collect();
        let rules = store::stock_rules::of(&mut tx, merchant).await?;
        let mut left = left.into_iter();
        Ok(skus.map(|sku| Level {
            product_title: titles.get(&sku.product).cloned().unwrap_or_default(),
            left: left.next().unwrap_or(0),
            week: week.get(&sku.id).copied().unwrap_or(0),
            warn_below: rules.get(&sku.id).copied(),
            sku,
        }))
    }

    /// Orders that wait for their money, and alarms of the last week.
    pub async fn attention(&self, merchant: MerchantId) -> Result<(i64, i64), OrderError> {
        let since = self.ambient().now().before(Span::days(7));
        let first = AlarmId::first_at(since).to_string();
        let mut tx = self.db().read().await?;
        let pending = store::figures::pending(&mut tx, merchant).await?;
        Ok((pending, store::figures::alarms(&mut tx, merchant, &first).await?))
    }
}
