//! Which supplier is asked first, where a merchant weighs them instead of ordering them by hand. Pure.

use kernel::{Span, SupplierId};
use supply::Route;

/// 0 to 100 each. All nothing: the merchant's own order of the routes counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// How cheap.
    pub cost: i64,
    /// How often it did what it was asked for.
    pub success: i64,
    /// How fast.
    pub speed: i64,
    /// How many more orders its deposit lasts for.
    pub deposit: i64,
}

impl Weights {
    pub const MOST: i64 = 100;

    pub fn are_valid(&self) -> bool {
        [self.cost, self.success, self.speed, self.deposit].iter().all(|one| (0..=Self::MOST).contains(one))
    }
    pub(crate) fn are_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// How a supplier did lately with a SKU, and what is left there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Of those that came to an end.
    pub done: i64,
    pub failed: i64,
    /// How long half of those that were done took.
    pub half: Option<Span>,
    /// What can be ordered for, in minor units.
    pub left: i64,
}

/// In parts of ten thousand.
const WHOLE: i128 = 10_000;
/// Who has no record yet counts as one that did one of two: it is tried now and then, and not first of all.
const BENEFIT: i128 = 1;
/// So many more orders, and a deposit is no concern.
const ENOUGH_ORDERS: i128 = 50;

/// The best first; of equals, as the merchant ordered them.
pub(crate) fn ranked(
    routes: &[Route],
    weights: Weights,
    record: &dyn Fn(SupplierId) -> Record,
) -> Vec<Route> {
    if weights.are_nothing() {
        return routes.to_vec();
    }
    let cheapest = routes.iter().map(|route| route.unit_cost.minor).min().unwrap_or(0);
    let fastest = routes.iter().filter_map(|route| record(route.supplier).half).map(|half| half.0).min();
    let mut scored: Vec<(i128, Route)> = routes
        .iter()
        .map(|route| (score(route, weights, record(route.supplier), (cheapest, fastest)), route.clone()))
        .collect();
    scored.sort_by_key(|(score, _)| -score);
    scored.into_iter().map(|(_, route)| route).collect()
}

/// Each part is 0 to 10,000: 10,000 for the best that there is.
fn score(route: &Route, weights: Weights, record: Record, best: (i64, Option<i64>)) -> i128 {
    let share = |part: i64, of: i64| match of {
        ..=0 => WHOLE,
        of => (i128::from(part.max(0)) * WHOLE / i128::from(of)).min(WHOLE),
    };
    let cost = share(best.0, route.unit_cost.minor);
    let success = success(record);
    let speed = match (best.1, record.half) {
        (Some(fastest), Some(half)) => share(fastest.max(1), half.0.max(1)),
        // Nobody knows: half as good as the best.
        _ => WHOLE / 2,
    };
    let orders = i128::from(record.left.max(0)) / i128::from(route.unit_cost.minor.max(1));
    let deposit =
        if route.unit_cost.minor == 0 { WHOLE } else { (orders * WHOLE / ENOUGH_ORDERS).min(WHOLE) };
    i128::from(weights.cost) * cost
        + i128::from(weights.success) * success
        + i128::from(weights.speed) * speed
        + i128::from(weights.deposit) * deposit
}

/// How often it did what it was asked for, as far as is known.
fn success(record: Record) -> i128 {
    let (done, failed) = (i128::from(record.done), i128::from(record.failed));
    (done + BENEFIT) * WHOLE / (done + failed + 2 * BENEFIT)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use kernel::{Currency, MerchantId, Money, SkuId};
    use proptest::prelude::*;

    fn route(supplier: u128, cost: i64) -> Route {
        Route {
            merchant: MerchantId(1),
            sku: SkuId(1),
            supplier: SupplierId(supplier),
            product: "p".into(),
            unit_cost: Money::new(cost, Currency::CNY),
            position: 0,
        }
    }

    fn order(routes: &[Route], weights: Weights, record: &dyn Fn(SupplierId) -> Record) -> Vec<u128> {
        ranked(routes, weights, record).iter().map(|route| route.supplier.0).collect()
    }

    #[test]
    fn each_weight_brings_its_own_first() {
        let routes = [route(1, 900), route(2, 800), route(3, 1_000), route(4, 990)];
        let record = |supplier: SupplierId| match supplier.0 {
            1 => Record { done: 99, failed: 0, half: Some(Span::seconds(30)), left: 9_000 },
            2 => Record { done: 50, failed: 50, half: Some(Span::seconds(60)), left: 8_000 },
            3 => Record { done: 90, failed: 10, half: Some(Span::seconds(3)), left: 2_000 },
            _ => Record { done: 60, failed: 40, half: Some(Span::seconds(90)), left: 1_000_000 },
        };
        let none = Weights::default();
        assert_eq!(order(&routes, none, &record), [1, 2, 3, 4]);
        assert_eq!(order(&routes, Weights { cost: 1, ..none }, &record)[0], 2);
        assert_eq!(order(&routes, Weights { success: 1, ..none }, &record)[0], 1);
        assert_eq!(order(&routes, Weights { speed: 1, ..none }, &record)[0], 3);
        assert_eq!(order(&routes, Weights { deposit: 1, ..none }, &record)[0], 4);
        // Who has no record is tried before who mostly fails, and after who mostly does it.
        let fresh = |supplier: SupplierId| match supplier.0 {
            1 => Record { done: 90, failed: 10, ..Record::default() },
            2 => Record { done: 10, failed: 90, ..Record::default() },
            _ => Record::default(),
        };
        let three = [route(1, 900), route(2, 900), route(3, 900)];
        assert_eq!(order(&three, Weights { success: 1, ..none }, &fresh), [1, 3, 2]);
    }

    proptest! {
        /// Nobody is lost, and whoever is better in everything that counts comes first.
        #[test]
        fn all_are_ranked_and_who_is_better_in_everything_is_first(
            costs in proptest::collection::vec(0i64..2_000, 1..8),
            done in proptest::collection::vec((0i64..50, 0i64..50, 1i64..100, 0i64..100_000), 8),
            weights in (0i64..=100, 0i64..=100, 0i64..=100, 0i64..=100),
        ) {
            let weights = Weights { cost: weights.0, success: weights.1, speed: weights.2, deposit: weights.3 };
            let mut routes: Vec<Route> = (0..).zip(&costs).map(|(n, cost)| route(n, *cost)).collect();
            let best = u128::try_from(costs.len()).unwrap();
            routes.push(route(best, costs.iter().copied().min().unwrap()));
            let record = |supplier: SupplierId| match supplier.0 == best {
                true => Record { done: 1_000, failed: 0, half: Some(Span::seconds(1)), left: 1_000_000_000 },
                false => {
                    let (done, failed, half, left) = done[usize::try_from(supplier.0).unwrap() % 8];
                    Record { done, failed, half: Some(Span::seconds(half)), left }
                }
            };
            let found = ranked(&routes, weights, &record);
            prop_assert_eq!(found.len(), routes.len());
            // In what else counts somebody may be as good, and stand before it.
            if weights.success > 0 {
                prop_assert_eq!(found[0].supplier.0, best);
            }
            let mut seen: Vec<u128> = found.iter().map(|route| route.supplier.0).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..=best).collect::<Vec<_>>());
        }
    }
}
