#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::{Campaign, Level, ListItem, PriceList, Tier, Tiers, Ways, Window};
use kernel::BasisPoints;
use proptest::prelude::*;

const NOW: Time = Time(1_000);
const ALWAYS: Window = Window { from: Time(0), until: None };

fn rate(bps: i64) -> Off {
    Off::Rate(BasisPoints(bps))
}

fn level(code: &str, bps: i64) -> Level {
    Level { code: code.into(), name: Bilingual::new(code, code), off: rate(bps) }
}

fn tiers(offer: u128, tiers: &[(i64, i64)]) -> Tiers {
    let tiers = tiers.iter().map(|&(from, price)| Tier { from, price }).collect();
    Tiers { offer: OfferId(offer), tiers }
}

fn list(code: &str, window: Window, items: &[(u128, i64)]) -> PriceList {
    let items = items.iter().map(|&(offer, price)| ListItem { offer: OfferId(offer), price }).collect();
    PriceList { code: code.into(), name: code.into(), window, items, partners: Vec::new() }
}

fn campaign(code: &str, off: Off) -> Campaign {
    let name = Bilingual::new(code, code);
    Campaign { code: code.into(), name, off, ways: Ways::All, offers: Vec::new(), window: ALWAYS, on: true }
}

fn coupon(off: Off) -> Coupon {
    Coupon {
        code: "SAVE".into(),
        off,
        least: 0,
        currency: Currency::CNY,
        offers: Vec::new(),
        uses_most: None,
        uses_each: None,
        window: ALWAYS,
        on: true,
        used: 0,
    }
}

fn line(offer: u128, quantity: i64, base: i64, floor: i64) -> Line {
    Line { offer: OfferId(offer), quantity, base, floor }
}

fn standing(level: Option<&str>, lists: &[&str]) -> Standing {
    Standing { level: level.map(str::to_owned), lists: lists.iter().map(|&list| list.to_owned()).collect() }
}

fn asked(
    rules: &Rules,
    lines: &[Line],
    standing: &Standing,
    coupon: Option<(&Coupon, i64)>,
) -> Result<Vec<PricedLine>, NoCoupon> {
    let ask = Ask { lines, currency: Currency::CNY, way: Way::Store, now: NOW, standing, coupon };
    evaluate(rules, &ask)
}

/// What the one line costs.
fn price(rules: &Rules, line: Line, who: &Standing) -> i64 {
    asked(rules, &[line], who, None).unwrap()[0].price
}

#[test]
fn steps_stack_in_their_order_and_each_is_told() {
    let rules = Rules::new(
        vec![level("gold", 1_000)],
        vec![tiers(1, &[(100, 800), (10, 850)])],
        vec![],
        vec![campaign("spring", rate(2_000)), campaign("autumn", rate(500))],
    );
    let save = coupon(Off::Fixed(100, Currency::CNY));
    let gold = standing(Some("gold"), &[]);
    let priced = asked(&rules, &[line(1, 10, 1_000, 0)], &gold, Some((&save, 0))).unwrap();
    let steps: Vec<_> = priced[0].steps.iter().map(|s| (s.kind.code(), s.before, s.after)).collect();
    let wanted = [("level", 1_000, 900), ("tier", 900, 850), ("campaign", 850, 680), ("coupon", 680, 670)];
    assert_eq!(steps, wanted);
    assert_eq!((priced[0].price, crate::saved(&priced)), (670, 3_300));
    assert_eq!(priced[0].steps[1].name, Bilingual::new("满 10 件", "From 10 units"));
    assert_eq!(priced[0].steps[2].name.en, "spring", "the better one, and only it");
    assert_eq!(price(&rules, line(1, 9, 1_000, 0), &gold), 720, "no tier yet");
    assert_eq!(price(&rules, line(1, 100, 1_000, 0), &gold), 640, "the next tier");
    assert_eq!(price(&rules, line(2, 10, 1_000, 0), &Standing::default()), 800, "other goods, nobody known");
}

#[test]
fn a_tier_never_takes_a_members_lower_price_away() {
    let rules = Rules::new(vec![level("gold", 2_000)], vec![tiers(1, &[(5, 900)])], vec![], vec![]);
    let gold = standing(Some("gold"), &[]);
    let priced = asked(&rules, &[line(1, 5, 1_000, 0)], &gold, None).unwrap();
    assert_eq!((priced[0].price, priced[0].steps.len()), (800, 1));
}

#[test]
fn what_was_agreed_with_a_partner_replaces_level_and_tier_while_it_holds() {
    let window = Window { from: Time(1_000), until: Some(Time(2_000)) };
    let lists = vec![list("a", window, &[(1, 700), (2, 1_200)]), list("b", ALWAYS, &[(1, 750)])];
    let rules = Rules::new(vec![level("gold", 5_000)], vec![tiers(1, &[(1, 100)])], lists, vec![]);
    let partner = standing(Some("gold"), &["a", "b"]);
    let at = |now, offer, who: &Standing| {
        let ask = Ask {
            lines: &[line(offer, 1, 1_000, 0)],
            currency: Currency::CNY,
            way: Way::Api,
            now: Time(now),
            standing: who,
            coupon: None,
        };
        evaluate(&rules, &ask).unwrap()[0].price
    };
    assert_eq!((at(999, 1, &partner), at(1_000, 1, &partner), at(1_999, 1, &partner)), (750, 700, 700));
    assert_eq!((at(2_000, 1, &partner), at(1_000, 1, &standing(None, &["b"]))), (750, 750));
    assert_eq!(at(1_000, 2, &partner), 1_200, "it may be more: it was agreed");
    assert_eq!(at(2_000, 2, &partner), 500, "afterwards the level counts again");
    assert_eq!(at(1_000, 1, &Standing::default()), 100, "it is nobody else's");
}

#[test]
fn a_campaign_holds_in_its_time_and_way_and_for_its_goods() {
    let window = Window { from: Time(1_000), until: Some(Time(2_000)) };
    let offers = vec![OfferId(1)];
    let one = Campaign { window, offers, ways: Ways::Only(Way::Api), ..campaign("api", rate(1_000)) };
    let rules = |c: Campaign| Rules::new(vec![], vec![], vec![], vec![c]);
    let got = |rules: &Rules, offer, way, now| {
        rules.campaign(OfferId(offer), (1_000, Currency::CNY), way, Time(now)).map(|(_, left)| left)
    };
    let on = rules(one.clone());
    assert_eq!(got(&on, 1, Way::Api, 1_000), Some(900));
    for (offer, way, now) in
        [(2, Way::Api, 1_000), (1, Way::Store, 1_000), (1, Way::Api, 999), (1, Way::Api, 2_000)]
    {
        assert_eq!(got(&on, offer, way, now), None);
    }
    assert_eq!(got(&rules(Campaign { on: false, ..one }), 1, Way::Api, 1_000), None);
    let dollars = rules(campaign("usd", Off::Fixed(100, "USD".parse().unwrap())));
    assert_eq!(got(&dollars, 1, Way::Api, 1_000), None, "an amount of another currency");
}

#[test]
fn the_brands_minimum_stops_every_step_and_says_so() {
    let all = Rules::new(
        vec![level("gold", 1_500)],
        vec![tiers(1, &[(1, 100)])],
        vec![list("cheap", ALWAYS, &[(1, 10)])],
        vec![campaign("spring", rate(9_000))],
    );
    let gold = asked(&all, &[line(1, 2, 1_000, 900)], &standing(Some("gold"), &[]), None).unwrap();
    assert_eq!(gold[0].price, 900);
    assert!(gold[0].steps.iter().all(|step| step.limited && step.after == 900), "{gold:?}");
    let partner = asked(&all, &[line(1, 2, 1_000, 900)], &standing(None, &["cheap"]), None).unwrap();
    assert_eq!((partner[0].price, partner[0].steps[0].limited), (900, true));
    let save = coupon(rate(5_000));
    let none = Rules::default();
    let least = asked(&none, &[line(1, 1, 1_000, 900)], &Standing::default(), Some((&save, 0))).unwrap();
    assert_eq!((least[0].price, least[0].steps[0].limited), (900, true));
    let nothing = asked(&none, &[line(1, 1, 900, 900)], &Standing::default(), Some((&save, 0)));
    assert_eq!(nothing, Err(NoCoupon::NothingOff), "a coupon is not used up for nothing");
    assert_eq!(
        price(&none, line(1, 1, 800, 900), &Standing::default()),
        800,
        "a base is not raised: it is refused"
    );
}

#[test]
fn a_coupon_says_why_it_takes_nothing_off() {
    let five = Coupon { uses_most: Some(5), uses_each: Some(2), least: 2_000, ..coupon(rate(1_000)) };
    let lines = [line(1, 2, 1_000, 0)];
    let code = |coupon: &Coupon, own| {
        let found = asked(&Rules::default(), &lines, &Standing::default(), Some((coupon, own)));
        found.map(|priced| priced[0].price).map_err(NoCoupon::code)
    };
    assert_eq!(code(&five, 1), Ok(900));
    assert_eq!(code(&Coupon { on: false, ..five.clone() }, 0), Err("coupon_not_now"));
    let over = Window { until: Some(NOW), ..ALWAYS };
    assert_eq!(code(&Coupon { window: over, ..five.clone() }, 0), Err("coupon_not_now"));
    assert_eq!(code(&Coupon { offers: vec![OfferId(2)], ..five.clone() }, 0), Err("coupon_other_goods"));
    let dollars = "USD".parse().unwrap();
    assert_eq!(code(&Coupon { currency: dollars, ..five.clone() }, 0), Err("coupon_other_goods"));
    assert_eq!(code(&Coupon { currency: dollars, least: 0, ..five.clone() }, 0), Ok(900), "a rate has none");
    assert_eq!(code(&Coupon { least: 2_001, ..five.clone() }, 0), Err("coupon_too_little"));
    assert_eq!(code(&Coupon { used: 5, ..five.clone() }, 0), Err("coupon_used_up"));
    assert_eq!(code(&five, 2), Err("coupon_used_by_you"));
}

#[test]
fn an_amount_off_the_order_comes_off_in_proportion_and_only_of_its_goods() {
    let save = Coupon { offers: vec![OfferId(1), OfferId(2)], ..coupon(Off::Fixed(500, Currency::CNY)) };
    let lines = [line(1, 1, 3_000, 0), line(2, 2, 1_000, 0), line(3, 1, 700, 0)];
    let priced = asked(&Rules::default(), &lines, &Standing::default(), Some((&save, 0))).unwrap();
    assert_eq!(priced.iter().map(|line| line.price).collect::<Vec<_>>(), [2_700, 900, 700]);
    let thirds = [line(1, 3, 100, 0)];
    let ten = coupon(Off::Fixed(10, Currency::CNY));
    let priced = asked(&Rules::default(), &thirds, &Standing::default(), Some((&ten, 0))).unwrap();
    assert_eq!((priced[0].price, crate::saved(&priced)), (96, 12), "3.33 each is 4 each: the buyer's");
    let mixed = [line(1, 3, 100, 0), line(2, 1, 101, 0)];
    let priced = asked(&Rules::default(), &mixed, &Standing::default(), Some((&ten, 0))).unwrap();
    assert_eq!(crate::saved(&priced), 11, "the single unit makes up for what is too much: {priced:?}");
    let all = coupon(Off::Fixed(1_000_000, Currency::CNY));
    let priced = asked(&Rules::default(), &thirds, &Standing::default(), Some((&all, 0))).unwrap();
    assert_eq!(priced[0].price, 1);
}

prop_compose! {
    fn some_rules()(
        level_off in 1i64..=9_000,
        tier in (1i64..=20, 1i64..=5_000),
        agreed in 1i64..=5_000,
        campaigns in proptest::collection::vec((any::<bool>(), 1i64..=9_000), 0..4),
    ) -> Rules {
        let off = |(is_rate, n): (bool, i64)| if is_rate { rate(n) } else { Off::Fixed(n, Currency::CNY) };
        let campaigns = campaigns.into_iter().enumerate().map(|(i, c)| campaign(&format!("c{i}"), off(c)));
        Rules::new(
            vec![level("gold", level_off)],
            vec![tiers(1, &[tier]), tiers(2, &[tier])],
            vec![list("a", ALWAYS, &[(2, agreed)])],
            campaigns.collect(),
        )
    }
}

fn some_lines() -> impl Strategy<Value = Vec<Line>> {
    let one = (1i64..=1_000, 1i64..=1_000_000_000, prop_oneof![Just(0i64), 1i64..=10_000]);
    proptest::collection::vec(one, 1..8).prop_map(|all| {
        let line = |(i, (quantity, base, floor)): (usize, (i64, i64, i64))| Line {
            offer: OfferId(u128::try_from(i).unwrap() + 1),
            quantity,
            base,
            floor: floor.min(base),
        };
        all.into_iter().enumerate().map(line).collect()
    })
}

proptest! {
    /// Never below 1 or the brand's minimum; the steps join base and price without a gap; nothing but an agreed price is
    /// dearer than before.
    #[test]
    fn every_price_is_explained_and_within_its_bounds(
        rules in some_rules(),
        lines in some_lines(),
        known in any::<bool>(),
        off in proptest::option::of((any::<bool>(), 1i64..=9_000)),
    ) {
        let who = if known { standing(Some("gold"), &["a"]) } else { Standing::default() };
        let save = off.map(|(is_rate, n)| coupon(if is_rate { rate(n) } else { Off::Fixed(n * 1_000, Currency::CNY) }));
        let found = asked(&rules, &lines, &who, save.as_ref().map(|save| (save, 0)));
        let priced = match found {
            Err(no) => { prop_assert_eq!(no, NoCoupon::NothingOff); return Ok(()); }
            Ok(priced) => priced,
        };
        prop_assert_eq!(priced.len(), lines.len());
        for (line, asked) in priced.iter().zip(&lines) {
            prop_assert!(line.price >= asked.floor.max(1), "{line:?}");
            let mut at = line.base;
            for step in &line.steps {
                prop_assert_eq!(step.before, at);
                prop_assert!(step.kind == StepKind::PriceList || step.after <= step.before);
                at = step.after;
            }
            prop_assert_eq!(at, line.price);
        }
    }

    /// An amount off takes at least that off, unless a price is as low as any may be, and less than one minor unit for
    /// each unit of the largest line more.
    #[test]
    fn an_amount_off_is_at_least_that_and_hardly_more(lines in some_lines(), amount in 1i64..=1_000_000) {
        let lines: Vec<Line> = lines.into_iter().map(|line| Line { floor: 0, ..line }).collect();
        let save = coupon(Off::Fixed(amount, Currency::CNY));
        let Ok(priced) = asked(&Rules::default(), &lines, &Standing::default(), Some((&save, 0))) else { return Ok(()) };
        let off = i128::from(crate::saved(&priced));
        let most = lines.iter().map(|l| i128::from(l.quantity)).max().unwrap();
        prop_assert!(off >= i128::from(amount) || priced.iter().any(|line| line.price == 1));
        prop_assert!(off < i128::from(amount) + most, "{off}");
    }

    /// A higher level, a lower tier, a dearer offer: never the other way round.
    #[test]
    fn more_off_is_never_dearer(
        base in 1i64..=1_000_000_000,
        more in 0i64..=1_000,
        small in 1i64..=9_000,
        great in 1i64..=9_000,
        quantity in 1i64..=50,
    ) {
        let (small, great) = (small.min(great), small.max(great));
        let gold = standing(Some("gold"), &[]);
        let with = |off| Rules::new(vec![level("gold", off)], vec![], vec![], vec![campaign("c", rate(700))]);
        let at = |rules: &Rules, base| price(rules, line(1, quantity, base, 0), &gold);
        prop_assert!(at(&with(great), base) <= at(&with(small), base));
        prop_assert!(at(&with(small), base) <= at(&with(small), base + more));
        let tiered = Rules::new(vec![], vec![tiers(1, &[(10, base), (20, (base - more).max(1))])], vec![], vec![]);
        let of = |quantity| price(&tiered, line(1, quantity, base + more, 0), &Standing::default());
        prop_assert!(of(quantity + 1) <= of(quantity));
    }
}
