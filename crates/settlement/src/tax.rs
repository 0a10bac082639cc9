//! What the platform withholds of what it releases, and owes the tax office (代扣税): a share by who the merchant is. Of
//! each order it is rounded down by itself, so that any number of orders is the sum of them.

use crate::service::odd;
use crate::{Result, Settlement, store};
use db::Tx;
use kernel::{BasisPoints, MerchantId, Money, Rounding};
use std::collections::{BTreeSet, HashMap};

/// A merchant's own share goes before that of its kind, and both before the general one.
#[derive(Clone, Debug)]
pub(crate) struct Rates {
    general: BasisPoints,
    kinds: HashMap<String, BasisPoints>,
    merchants: HashMap<MerchantId, BasisPoints>,
}

impl Rates {
    pub fn of(general: BasisPoints) -> Self {
        Self { general, kinds: HashMap::new(), merchants: HashMap::new() }
    }
    /// person or company
    pub fn kind(&mut self, kind: &str, rate: BasisPoints) {
        self.kinds.insert(kind.to_owned(), rate);
    }
    pub fn merchant(&mut self, merchant: MerchantId, rate: BasisPoints) {
        self.merchants.insert(merchant, rate);
    }
    /// Whether nobody has to ask what the merchants are.
    fn are_of_no_kind(&self) -> bool {
        self.kinds.is_empty()
    }
    fn rate(&self, merchant: MerchantId, kind: Option<&str>) -> BasisPoints {
        let by_kind = || kind.and_then(|kind| self.kinds.get(kind)).copied();
        self.merchants.get(&merchant).copied().or_else(by_kind).unwrap_or(self.general)
    }
}

/// What of that much is withheld; a fraction of a minor unit is the merchant's.
pub(crate) fn withheld(amount: Money, rate: BasisPoints) -> Result<i64> {
    let share = amount.share(rate, Rounding::Down).map_err(|error| odd(error.to_string()))?;
    Ok(share.minor)
}

impl Settlement {
    /// What share is withheld of each of the merchants now.
    pub(crate) async fn tax_rates(
        &self,
        tx: &mut Tx,
        merchants: &BTreeSet<MerchantId>,
    ) -> Result<HashMap<MerchantId, BasisPoints>> {
        let rates = &self.0.taxes;
        let kinds = match rates.are_of_no_kind() {
            true => HashMap::new(),
            false => store::applications::kinds(tx, merchants).await?,
        };
        let rate = |merchant: &MerchantId| {
            let kind = kinds.get(merchant).map(String::as_str);
            (*merchant, rates.rate(*merchant, kind))
        };
        Ok(merchants.iter().map(rate).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Currency;
    use proptest::prelude::*;

    proptest! {
        /// Thousands of orders: of none more is withheld than the rate says, nor less by a whole minor unit, and all of it
        /// with the merchants' part is the whole.
        #[test]
        fn withheld_and_the_rest_are_the_whole_to_the_cent(
            amounts in proptest::collection::vec(1i64..100_000_000, 1..3_000),
            bps in 0i64..=10_000,
        ) {
            let (mut whole, mut tax, mut rest) = (0_i64, 0_i64, 0_i64);
            for amount in &amounts {
                let one = withheld(Money::new(*amount, Currency::CNY), BasisPoints(bps)).unwrap();
                prop_assert!((0..=*amount).contains(&one));
                prop_assert!((0..10_000).contains(&(amount * bps - one * 10_000)));
                (whole, tax, rest) = (whole + amount, tax + one, rest + (amount - one));
            }
            prop_assert_eq!(whole, tax + rest);
        }
    }

    #[test]
    fn who_the_merchant_is_goes_before_its_kind_and_that_before_the_general_rate() {
        let test = testkit::ambient(1);
        let (own, other) = (MerchantId::new(&test.ambient), MerchantId::new(&test.ambient));
        let mut rates = Rates::of(BasisPoints(100));
        assert!(rates.are_of_no_kind());
        rates.kind("person", BasisPoints(2_000));
        rates.merchant(own, BasisPoints(0));
        assert!(!rates.are_of_no_kind());
        assert_eq!(rates.rate(own, Some("person")), BasisPoints(0));
        assert_eq!(rates.rate(other, Some("person")), BasisPoints(2_000));
        assert_eq!(rates.rate(other, Some("company")), BasisPoints(100));
        assert_eq!(rates.rate(other, None), BasisPoints(100));
    }
}
