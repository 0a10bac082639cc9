use crate::plan::Known;
use crate::{Result, Watch};
use catalog::{GoodsKind, OfferView, Priced, Which};
use kernel::{BasisPoints, MerchantId, Money, OfferId, Rounding, SkuId};
use std::collections::HashMap;

/// What is earned with one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margin {
    pub price: Money,
    /// The platform's share of it.
    pub fee: Money,
    /// None: not known, or in another currency only.
    pub cost: Option<Money>,
}

impl Margin {
    pub fn of(price: Money, share: BasisPoints, cost: Option<Money>) -> Self {
        let fee = price.share(share, Rounding::HalfUp).unwrap_or(Money::zero(price.currency));
        Self { price, fee, cost }
    }

    /// What is left; less than nothing where it is sold below its cost.
    pub fn left(&self) -> Option<Money> {
        let net = self.price.minus(self.fee).ok()?;
        net.minus(self.cost?).ok()
    }

    /// Of the price, in hundredths of a per cent.
    pub fn left_bps(&self) -> Option<i64> {
        let left = i128::from(self.left()?.minor) * 10_000;
        i64::try_from(left.div_euclid(i128::from(self.price.minor.max(1)))).ok()
    }
}

/// An offer with what is earned with it.
#[derive(Clone, Debug)]
pub struct MarginLine {
    pub offer: OfferView,
    pub margin: Margin,
}

impl Watch {
    /// What is earned with these offers of a merchant's, in the order given.
    pub async fn margins(&self, merchant: MerchantId, offers: Vec<OfferView>) -> Result<Vec<MarginLine>> {
        let mut skus: Vec<SkuId> = offers.iter().map(|offer| offer.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        let mut tx = self.db().read().await?;
        let priced = catalog::priced(&mut tx, merchant, Which::Skus(&skus)).await?;
        let priced: HashMap<OfferId, Priced> = priced.into_iter().map(|one| (one.offer, one)).collect();
        let known = Known::load(&mut tx, merchant, &skus, (false, self.ambient().now())).await?;
        let line = |offer: OfferView| {
            let share = known.share(priced.get(&offer.offer)?);
            let cost = known.cost(offer.sku, offer.kind, offer.price.currency);
            Some(MarginLine { margin: Margin::of(offer.price, share, cost), offer })
        };
        Ok(offers.into_iter().filter_map(line).collect())
    }

    /// What units of these SKUs cost now.
    pub async fn unit_costs(
        &self,
        merchant: MerchantId,
        skus: &[(SkuId, GoodsKind, kernel::Currency)],
    ) -> Result<HashMap<SkuId, Money>> {
        let ids: Vec<SkuId> = skus.iter().map(|(sku, ..)| *sku).collect();
        let mut tx = self.db().read().await?;
        let known = Known::load(&mut tx, merchant, &ids, (false, self.ambient().now())).await?;
        let found =
            skus.iter().filter_map(|&(sku, kind, currency)| Some((sku, known.cost(sku, kind, currency)?)));
        Ok(found.collect())
    }
}
