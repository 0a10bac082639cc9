use crate::house::{House, buyer, code, complaint};
use crate::shop::PRICE;
use aftercare::{How, Rule, State};

fn rule(code: &str, on: &str, when: &str, act: &str, mode: &str) -> Rule {
    Rule {
        code: code.into(),
        zh: "规则".into(),
        en: "a rule".into(),
        on: vec![on.into()],
        when: when.into(),
        act: act.into(),
        percent: 100,
        mode: mode.into(),
    }
}

#[tokio::test]
async fn a_key_that_nobody_saw_is_taken_back_with_its_money() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold_unseen(2).await;
        let case = house.opened(&order).await;
        assert_eq!((case.state, case.how, case.refunded), (State::Closed, Some(How::ByRule), 2 * PRICE));
        assert_eq!(house.shop.balance(order.buyer.unwrap()).await, 2 * PRICE);
        let shown = house.reveal(&order).await;
        assert_eq!(crate::shop::code(shown), "key_recalled");
        house.walk().await;
        assert_eq!(house.balances().await, (0, 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_rule_that_does_not_hold_any_more_does_nothing_at_all() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        // Of two units one was seen: no rule that we come with decides.
        let order = house.sold_unseen(2).await;
        let deliveries = house.shop.orders.deliveries(&order).await.unwrap();
        let by = orders::RevealBy { by: "link".into(), from: "192.0.2.7".into() };
        house.shop.orders.reveal(&order, &[deliveries[0].id], &by).await.unwrap();
        let case = house.opened(&order).await;
        assert_eq!(case.state, State::Merchant);
        // The other one can still be seen.
        house.reveal(&order).await.unwrap();
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn live_rules_decide_shadows_are_written_down_and_a_part_goes_back() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        let half = Rule { percent: 50, ..rule("half", "contested", "amount <= 1000", "refund", "live") };
        let rules = vec![
            rule("dark", "contested", "true", "release", "shadow"),
            rule("told", "contested", "buyer_cases == 0", "propose", "live"),
            half,
            rule("rest", "contested", "answered", "release", "live"),
        ];
        assert_eq!(house.put_rules(0, rules).await.unwrap(), 1);
        let (small, large) = (house.sold(1).await, house.sold(2).await);
        let (first, second) = (house.contested(&small).await, house.contested(&large).await);
        assert_eq!((first.how, first.refunded), (Some(How::ByRule), PRICE / 2));
        assert_eq!((second.how, second.refunded), (Some(How::ByRule), 0));
        let view = house.care.view(first.id, house.merchant()).await.unwrap();
        let decided = view.decisions.iter().find(|decision| decision.rule == "half").unwrap();
        assert_eq!((decided.version, decided.shadow.as_slice()), (1, ["dark".to_owned()].as_slice()));
        assert!(view.entries.iter().any(|entry| entry.kind == "proposed" && entry.who == "told"));
        // Where a rule decides for the merchant, the money is released at once.
        assert_eq!(house.balances().await, (980 - 490 + 2 * 980, 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_table_is_changed_from_its_newest_version_and_only_whole() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        let good = || vec![rule("fine", "opened", "amount > 0", "propose", "live")];
        let bad = vec![rule("broken", "opened", "amount >", "refund", "live")];
        assert_eq!(code(house.put_rules(0, bad).await), "bad_dispute_rule");
        assert_eq!(house.care.rules().await.unwrap().version, 0);
        house.put_rules(0, good()).await.unwrap();
        assert_eq!(code(house.put_rules(0, good()).await), "dispute_rules_changed");
        house.put_rules(1, good()).await.unwrap();
        let versions = house.care.rule_versions().await.unwrap();
        assert_eq!(versions.iter().map(|set| set.version).collect::<Vec<_>>(), [2, 1]);
    }
}

#[tokio::test]
async fn a_replay_says_what_would_have_been_decided() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        for quantity in [1, 2] {
            let order = house.sold(quantity).await;
            house.contested(&order).await;
        }
        let table = [rule("small", "contested", "amount < 1500", "refund", "live")];
        let replay = house.care.replay(&table, 30).await.unwrap();
        // Each case was asked about twice: when it was opened, and when it was contested.
        assert_eq!((replay.moments, replay.differ), (4, 1));
        assert_eq!((replay.would_refund, replay.did_refund), (PRICE, 0));
        assert_eq!((replay.changed[0].would.as_str(), replay.changed[0].was.as_str()), ("small", ""));
        let broken = [rule("broken", "contested", "1 +", "refund", "live")];
        assert_eq!(code(house.care.replay(&broken, 30).await), "bad_dispute_rule");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn who_has_most_of_it_refunded_is_never_decided_for_automatically() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let user = house.shop.buyer(9 * PRICE).await;
        let place = async || house.shop.orders.place(house.shop.by_wallet(user, 1)).await.unwrap().order;
        for _ in 0..4 {
            let order = place().await;
            let case = house.care.open(buyer(&order), &complaint(&order)).await.unwrap();
            assert_eq!(case.how, Some(How::ByRule));
        }
        let order = place().await;
        let case = house.care.open(buyer(&order), &complaint(&order)).await.unwrap();
        assert_eq!(case.state, State::Merchant);
        assert!(house.kinds(case.id).await.contains(&"proposed".to_owned()));
        let score = house.care.merchant_score(house.shop.merchant).await.unwrap();
        assert_eq!((score.orders, score.refunded, score.cases, score.lost), (5, 4, 5, 4));
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        house.is_clean().await;
    }
}
