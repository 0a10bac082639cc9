use crate::store;
use db::Tx;
use kernel::{BasisPoints, MerchantId, Money, SkuId, Time};
use std::collections::{HashMap, HashSet};

/// Of what may not be sold below what; SKUs of which no cost is known, and loss leaders, are not in it.
#[derive(Clone, Debug, Default)]
pub struct Floors(HashMap<SkuId, Money>);

impl Floors {
    /// What one unit of it costs, where nothing is sold below that.
    pub fn of(&self, sku: SkuId) -> Option<Money> {
        self.0.get(&sku).copied()
    }

    /// A cost that stands elsewhere; the higher one counts where there are two.
    pub fn learn(&mut self, sku: SkuId, unit: Money) {
        let known = self.0.entry(sku).or_insert(unit);
        if known.currency == unit.currency && unit.minor > known.minor {
            *known = unit;
        }
    }

    /// Whether what is left of a line pays for its units: its amount after all discounts, less the platform's share.
    /// A cost in another currency says nothing.
    pub fn hold(&self, sku: SkuId, quantity: i64, amount: Money, share: BasisPoints) -> bool {
        match self.of(sku) {
            Some(unit) if unit.currency == amount.currency => covers(amount, share, unit, quantity),
            _ => true,
        }
    }
}

const WHOLE: i128 = 10_000;

/// Whether an amount, less that share of it, is not less than so many units cost. Reckoned without rounding: then no
/// order is below its cost either, however the shares of its lines are rounded together.
pub fn covers(amount: Money, share: BasisPoints, unit: Money, quantity: i64) -> bool {
    let net = i128::from(amount.minor) * (WHOLE - i128::from(share.0));
    net >= i128::from(unit.minor) * i128::from(quantity) * WHOLE
}

/// The lowest price of which, less that share, so much is left; none where nothing is ever left.
pub fn lowest(left: Money, share: BasisPoints) -> Option<Money> {
    let keeps = WHOLE - i128::from(share.0);
    if keeps <= 0 {
        return (left.minor <= 0).then_some(Money::zero(left.currency));
    }
    let minor = (i128::from(left.minor.max(0)) * WHOLE + keeps - 1) / keeps;
    i64::try_from(minor).ok().map(|minor| Money::new(minor, left.currency))
}

/// No cost of these merchants changes from now on until this transaction ends. To be passed before costs are read for a
/// sale; any number of sales pass it together.
pub async fn hold(tx: &mut Tx, merchants: impl IntoIterator<Item = MerchantId>) -> db::Result<()> {
    let mut gates: Vec<i64> = merchants.into_iter().map(gate).collect();
    gates.sort_unstable();
    gates.dedup();
    tx.share_gates(gates).await
}

/// Nobody sells goods of this merchant from now on until this transaction ends, which is to be soon. To be passed
/// before anything that a cost is taken from is changed; of one merchant only.
pub async fn hold_still(tx: &mut Tx, merchant: MerchantId) -> db::Result<()> {
    tx.pass_gate(gate(merchant)).await
}

/// A number of its own for each merchant, and for this purpose.
fn gate(merchant: MerchantId) -> i64 {
    const COSTS: i64 = 0x0c05_7500_c057_0000;
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = merchant.0.to_be_bytes();
    let high = i64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let low = i64::from_be_bytes([i, j, k, l, m, n, o, p]);
    high ^ low ^ COSTS
}

/// Below what these SKUs may not be sold at that moment.
pub async fn floors(tx: &mut Tx, skus: &[(MerchantId, SkuId)], now: Time) -> db::Result<Floors> {
    let known = store::units(tx, skus).await?;
    if known.is_empty() {
        return Ok(Floors::default());
    }
    let leading: HashSet<SkuId> = store::leading(tx, skus, now).await?.into_iter().collect();
    Ok(Floors(known.into_iter().filter(|(sku, _)| !leading.contains(sku)).collect()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::{Currency, Rounding};
    use proptest::prelude::*;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    proptest! {
        /// The lowest price covers, one less does not; and so many at that price do, with the fee rounded as it is taken.
        #[test]
        fn the_lowest_price_is_the_lowest(cost in 0i64..10_000_000_000, bps in 0i64..10_000, n in 1i64..1_000) {
            let share = BasisPoints(bps);
            let price = lowest(cny(cost), share).unwrap();
            prop_assert!(covers(price, share, cny(cost), 1));
            prop_assert!(price.minor == 0 || !covers(cny(price.minor - 1), share, cny(cost), 1));
            let amount = price.times(n).unwrap();
            prop_assert!(covers(amount, share, cny(cost), n));
            let fee = amount.share(share, Rounding::HalfUp).unwrap();
            prop_assert!(amount.minor - fee.minor >= cost * n);
        }
    }

    #[test]
    fn a_platform_that_keeps_all_leaves_nothing() {
        assert_eq!(lowest(cny(1), BasisPoints(10_000)), None);
        assert_eq!(lowest(cny(0), BasisPoints(10_000)), Some(cny(0)));
        assert_eq!(lowest(cny(98), BasisPoints(200)), Some(cny(100)));
        assert!(!covers(cny(100), BasisPoints(200), cny(99), 1));
    }
}
