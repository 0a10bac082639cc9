//! What the platform keeps of a sale: the share that its merchant agreed to, or that of a category, where it has its own.

use crate::{OrderRefusal, Quote};
use catalog::Orderable;
use kernel::{BasisPoints, Currency, Money, Rounding};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The fee of an order. Lines of the same share are rounded together, half away from zero, so that it is nowhere off by
/// more than half a minor unit for each share; it is never more than the total.
pub(crate) fn fee(quote: &Quote, own: BasisPoints) -> Result<Money, OrderRefusal> {
    let of = |(offer, quantity): &(Arc<Orderable>, i64)| -> Result<_, OrderRefusal> {
        let line = offer.price.times(*quantity).map_err(|_| OrderRefusal::TotalTooLarge)?;
        Ok((line, offer.fee.unwrap_or(own)))
    };
    let lines = quote.lines.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    of_lines(&lines, quote.total.currency)
}

fn of_lines(lines: &[(Money, BasisPoints)], currency: Currency) -> Result<Money, OrderRefusal> {
    let large = |_| OrderRefusal::TotalTooLarge;
    let zero = Money::zero(currency);
    let mut sums: BTreeMap<BasisPoints, Money> = BTreeMap::new();
    for (line, share) in lines {
        let sum = sums.entry(*share).or_insert(zero);
        *sum = sum.plus(*line).map_err(large)?;
    }
    let mut fee = zero;
    for (share, sum) in sums {
        fee = fee.plus(sum.share(share, Rounding::HalfUp).map_err(large)?).map_err(large)?;
    }
    Ok(fee)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    proptest! {
        /// However many orders of however many lines: fee and the rest are the total to the cent, the fee is what the
        /// shares say but for half a cent each, and one share for all lines is one share of the total.
        #[test]
        fn fee_and_net_are_the_total_to_the_cent(
            orders in proptest::collection::vec(
                proptest::collection::vec((1i64..10_000_000, 0i64..=10_000), 1..20), 1..120),
        ) {
            let (mut sold, mut kept, mut paid_out) = (0, 0, 0);
            for order in &orders {
                let lines: Vec<_> = order.iter().map(|(price, bps)| (cny(*price), BasisPoints(*bps))).collect();
                let total = cny(order.iter().map(|(price, _)| price).sum());
                let fee = of_lines(&lines, Currency::CNY).unwrap();
                prop_assert!((0..=total.minor).contains(&fee.minor));
                let shares: std::collections::BTreeSet<i64> = order.iter().map(|(_, bps)| *bps).collect();
                let exact: i64 = order.iter().map(|(price, bps)| price * bps).sum();
                let off = (fee.minor * 10_000 - exact).abs();
                prop_assert!(off <= 5_000 * i64::try_from(shares.len()).unwrap(), "off by {off}");
                let same: Vec<_> = lines.iter().map(|(line, _)| (*line, BasisPoints(130))).collect();
                let whole = total.share(BasisPoints(130), Rounding::HalfUp).unwrap();
                prop_assert_eq!(of_lines(&same, Currency::CNY).unwrap(), whole);
                (sold, kept, paid_out) =
                    (sold + total.minor, kept + fee.minor, paid_out + (total.minor - fee.minor));
            }
            prop_assert_eq!(sold, kept + paid_out);
        }
    }

    #[test]
    fn shares_that_all_round_up_do_not_exceed_the_total() {
        let lines =
            [(cny(1), BasisPoints(9_999)), (cny(1), BasisPoints(10_000)), (cny(1), BasisPoints(5_000))];
        assert_eq!(of_lines(&lines, Currency::CNY).unwrap(), cny(3));
        assert_eq!(of_lines(&[(cny(1_000), BasisPoints(0))], Currency::CNY).unwrap(), cny(0));
    }
}
