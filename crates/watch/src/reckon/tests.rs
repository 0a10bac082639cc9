#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::Band;
use proptest::prelude::*;

fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn facts(price: i64, cost: Option<i64>, market: Option<i64>) -> Facts {
    Facts { price: cny(price), cost: cost.map(cny), market: market.map(cny), share: BasisPoints(200) }
}

fn band(bps: i64, minor: i64) -> Option<Band> {
    Some(Band { source: "them".into(), bps, minor })
}

fn to(terms: &Terms, facts: &Facts) -> i64 {
    match reckon(terms, facts).outcome {
        Outcome::Change(to) | Outcome::Held(to, _) => to.minor,
        Outcome::Unchanged => facts.price.minor,
        other => panic!("{other:?}"),
    }
}

#[test]
fn cost_and_what_is_put_on_it() {
    let terms = Terms { add_bps: 1_000, add_minor: 50, ..Terms::default() };
    assert_eq!(to(&terms, &facts(1, Some(1_000), None)), 1_150);
    assert_eq!(to(&terms, &facts(1, Some(1_001), None)), 1_152, "a part of a minor unit counts");
    // Nothing put on it still pays for the platform's share.
    assert_eq!(to(&Terms::default(), &facts(1, Some(980), None)), 1_000);
    assert_eq!(to(&Terms { margin_bps: 1_000, ..Terms::default() }, &facts(1, Some(980), None)), 1_100);
    assert_eq!(reckon(&terms, &facts(1, None, None)).outcome, Outcome::Unknown);
    assert_eq!(reckon(&terms, &facts(1_150, Some(1_000), None)).outcome, Outcome::Unchanged);
}

#[test]
fn prices_end_as_they_shall() {
    let by = |rounding, cost| {
        let terms = Terms { rounding, add_bps: 1_000, ..Terms::default() };
        to(&terms, &facts(1, Some(cost), None))
    };
    assert_eq!(by(Roundness::Nine, 1_000), 1_190);
    assert_eq!(by(Roundness::Nine, 1_083), 1_290, "1191.3 is above 11.90");
    assert_eq!(by(Roundness::NinetyNine, 1_000), 1_199);
    assert_eq!(by(Roundness::Whole, 1_000), 1_100);
    assert_eq!(by(Roundness::Whole, 1_001), 1_200);
    let terms = Terms { rounding: Roundness::Nine, ceiling: Some(1_150), ..Terms::default() };
    assert_eq!(to(&terms, &facts(1, Some(1_050), None)), 1_090, "1072 upwards is too much, downwards is not");
    assert_eq!(to(&terms, &facts(1, Some(1_090), None)), 1_113, "neither way fits");
    let yen = Money::new(7, "JPY".parse().unwrap());
    let facts = Facts { price: yen, cost: Some(yen), market: None, share: BasisPoints(0) };
    let nine = Terms { rounding: Roundness::Nine, ..Terms::default() };
    assert_eq!(reckon(&nine, &facts).outcome, Outcome::Unchanged, "a currency without parts");
}

#[test]
fn the_market_draws_it_but_not_below_cost() {
    let terms = Terms { add_bps: 5_000, band: band(500, 0), ..Terms::default() };
    assert_eq!(to(&terms, &facts(1, Some(1_000), Some(1_200))), 1_260, "1500 is drawn down");
    assert_eq!(to(&terms, &facts(1, Some(1_000), Some(2_000))), 1_900, "and up");
    assert_eq!(to(&terms, &facts(1, Some(1_000), Some(1_500))), 1_500);
    assert_eq!(to(&terms, &facts(1, Some(980), Some(500))), 1_000, "they sell below our cost");
    assert_eq!(to(&terms, &facts(1_000, None, Some(1_200))), 1_140, "of no known cost");
    assert_eq!(to(&terms, &facts(1, Some(1_000), None)), 1_500, "of no known market");
    let terms = Terms { band: band(0, 100), ..terms };
    assert_eq!(to(&terms, &facts(1, Some(1_000), Some(1_200))), 1_300);
}

#[test]
fn what_is_too_much_at_once_waits() {
    let terms = Terms { jump_bps: Some(1_000), ..Terms::default() };
    let waits =
        |price, cost| matches!(reckon(&terms, &facts(price, Some(cost), None)).outcome, Outcome::Held(..));
    assert!(!waits(1_000, 1_078));
    assert!(waits(1_000, 1_080));
    assert!(waits(2_000, 1_000), "downwards, too");
    let by_hand = Terms { by_hand: true, ..Terms::default() };
    let held = reckon(&by_hand, &facts(1_000, Some(981), None)).outcome;
    assert_eq!(held, Outcome::Held(cny(1_002), HeldFor::ByHand));
}

#[test]
fn a_ceiling_does_not_lead_below_cost() {
    let terms = Terms { ceiling: Some(1_000), ..Terms::default() };
    let blocked = reckon(&terms, &facts(1_000, Some(981), None)).outcome;
    assert_eq!(blocked, Outcome::Blocked(cny(1_002), Blocked::CeilingBelowCost));
    let all = Facts { share: BasisPoints(10_000), ..facts(1_000, Some(1), None) };
    assert_eq!(reckon(&terms, &all).outcome, Outcome::Blocked(cny(1_000), Blocked::TooHigh));
}

fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![1i64..200, 1i64..1_000_000, 1i64..=10_000_000_000]
}

prop_compose! {
    fn any_terms()(
        add_bps in 0i64..20_000, add_minor in 0i64..10_000, floor in proptest::option::of(amounts()),
        ceiling in proptest::option::of(amounts()), margin_bps in 0i64..5_000,
        jump_bps in proptest::option::of(0i64..10_000), by_hand in any::<bool>(), rounding in 0usize..4,
        band in proptest::option::of((0i64..10_000, 0i64..1_000)),
    ) -> Terms {
        let rounding = [Roundness::None, Roundness::Nine, Roundness::NinetyNine, Roundness::Whole]
            .into_iter().nth(rounding).unwrap();
        let ceiling = ceiling.map(|ceiling| ceiling.max(floor.unwrap_or(1)));
        let band = band.map(|(bps, minor)| Band { source: "them".into(), bps, minor });
        Terms { add_bps, add_minor, band, rounding, floor, ceiling, margin_bps, jump_bps, by_hand }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    /// Whatever the rule: a new price pays for the goods with the platform's share and the least margin, lies within the
    /// rule's bounds, and is what the same rule makes of it again.
    #[test]
    fn within_bounds_never_below_cost_and_steady(
        terms in any_terms(), price in amounts(), cost in proptest::option::of(amounts()),
        market in proptest::option::of(amounts()), bps in 0i64..=10_000,
    ) {
        let facts = Facts { price: cny(price), cost: cost.map(cny), market: market.map(cny), share: BasisPoints(bps) };
        let reckoned = reckon(&terms, &facts);
        let to = match reckoned.outcome {
            Outcome::Change(to) | Outcome::Held(to, _) => to,
            Outcome::Unchanged => facts.price,
            Outcome::Unknown => {
                prop_assert!(cost.is_none() && (market.is_none() || terms.band.is_none()));
                return Ok(());
            }
            Outcome::Blocked(..) => {
                prop_assert!(cost.is_some());
                return Ok(());
            }
        };
        if let Some(cost) = facts.cost {
            let least = Money::new(cost.minor + i64::try_from(share_up(cost.minor.into(), terms.margin_bps)).unwrap(), cost.currency);
            prop_assert!(costs::covers(to, facts.share, least, 1), "{to:?} of {reckoned:?}");
            prop_assert!(costs::covers(to, facts.share, cost, 1));
        }
        prop_assert!((1..=10_000_000_000).contains(&to.minor));
        prop_assert!(to.minor >= terms.floor.unwrap_or(1), "{to:?}");
        prop_assert!(to.minor <= terms.ceiling.unwrap_or(i64::MAX), "{to:?}");
        let again = reckon(&terms, &Facts { price: to, ..facts });
        prop_assert_eq!(again.outcome, Outcome::Unchanged, "first {:?}", reckoned);
    }
}
