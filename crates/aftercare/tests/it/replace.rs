use crate::house::{House, NET, buyer, code, complaint};
use crate::shop::PRICE;
use aftercare::{How, NewCase, Remedy, State};
use kernel::Span;

fn delivered() -> (String, Option<i64>) {
    ("delivered".to_owned(), None)
}

fn replaced() -> (String, Option<i64>) {
    ("replaced".to_owned(), None)
}

fn instead_of(dead: i64) -> (String, Option<i64>) {
    ("delivered".to_owned(), Some(dead))
}

#[tokio::test]
async fn a_dead_key_is_replaced_and_both_stand_in_the_order() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let order = house.sold(2).await;
        let new = NewCase { remedy: Remedy::Replace, ..complaint(&order) };
        let case = house.care.open(buyer(&order), &new).await.unwrap();
        assert_eq!(code(house.offer_keys(&case, &[3]).await), "not_replaceable");
        let offered = house.offer_keys(&case, &[2]).await.unwrap();
        assert_eq!((offered.state, offered.offer, offered.offer_units), (State::Offered, PRICE, vec![2]));
        house.shop.time.advance(Span::hours(20));
        let closed = house.care.accept(case.id, buyer(&order), 1).await.unwrap();
        assert_eq!((closed.how, closed.refunded, closed.replaced), (Some(How::Agreed), 0, 1));
        // Said again, it changes nothing.
        assert_eq!(house.care.accept(case.id, buyer(&order), 1).await.unwrap().replaced, 1);
        assert_eq!(house.units(&order).await, [delivered(), replaced(), instead_of(2)]);
        let keys = house.keys(&order).await;
        assert_eq!(keys.len(), 3);
        assert!(keys[2] != keys[1] && keys[2] != keys[0], "{keys:?}");
        assert_eq!(house.shop.stock().await, 6);
        house.is_clean().await;
        // The money waits as long again: what came instead has to prove good.
        house.shop.time.advance(Span::hours(10));
        house.walk().await;
        assert_eq!(house.balances().await, (0, 2 * NET));
        house.shop.time.advance(Span::hours(20));
        house.walk().await;
        assert_eq!(house.balances().await, (2 * NET, 0));
        // Nobody is sold what was replaced.
        let next = house.sold(1).await;
        assert!(!keys.contains(&house.keys(&next).await[0]));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn what_came_instead_may_be_bad_too_and_is_not_replaced_again() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        house.offer_keys(&case, &[]).await.unwrap();
        house.care.accept(case.id, buyer(&order), 1).await.unwrap();
        let again = house.opened(&order).await;
        assert!(again.frozen);
        assert_eq!(code(house.offer_keys(&again, &[]).await), "nothing_to_replace");
        house.keys(&order).await;
        for number in [1, 2] {
            assert_eq!(code(house.offer_keys(&again, &[number]).await), "not_replaceable");
        }
        house.offer(again.id, 900).await.unwrap();
        let closed = house.care.accept(again.id, buyer(&order), 1).await.unwrap();
        assert_eq!((closed.refunded, house.shop.balance(order.buyer.unwrap()).await), (900, 900));
        assert_eq!(code(house.open(&order).await), "dispute_decided_before");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn only_keys_that_were_shown_are_replaced() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let order = house.sold_unseen(1).await;
        let case = house.opened(&order).await;
        assert_eq!(code(house.offer_keys(&case, &[]).await), "nothing_to_replace");
        assert_eq!(code(house.offer_keys(&case, &[1]).await), "not_replaceable");
        // A key of another order is none of this case.
        let other = house.sold(1).await;
        let strange = aftercare::Case { order: other.id, ..case };
        assert_eq!(code(house.offer_keys(&strange, &[1]).await), "not_replaceable");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn where_nothing_is_left_the_money_goes_back() {
    for engine in testkit::engines() {
        let house = House::new(engine, 4).await;
        house.without_rules().await;
        let order = house.sold(2).await;
        let case = house.opened(&order).await;
        house.offer_keys(&case, &[1]).await.unwrap();
        let last = house.sold(2).await;
        // The shelf is empty now: the offer said what goes back then.
        let closed = house.care.accept(case.id, buyer(&order), 1).await.unwrap();
        assert_eq!((closed.how, closed.refunded, closed.replaced), (Some(How::Agreed), PRICE, 0));
        assert_eq!(house.units(&order).await, [delivered(), delivered()]);
        let other = house.opened(&last).await;
        assert_eq!(code(house.offer_keys(&other, &[]).await), "nothing_to_replace_with");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_ruling_replaces_and_waits_for_an_appeal_as_any_other() {
    for engine in testkit::engines() {
        let house = House::new(engine, 4).await;
        house.without_rules().await;
        let (a, b) = (house.arbiter("a@example.com").await, house.arbiter("b@example.com").await);
        let (first, second) = (house.sold(1).await, house.sold(1).await);
        let (one, two) = (house.contested(&first).await, house.contested(&second).await);
        let ruled = house.rule_keys(one.id, a).await.unwrap();
        assert_eq!((ruled.state, ruled.ruled, ruled.ruled_units), (State::Ruled, Some(PRICE), vec![1]));
        house.rule_keys(two.id, a).await.unwrap();
        // Who wanted money may appeal; the other arbiter may rule the same, and it is done at once.
        house.care.appeal(two.id, buyer(&second), "I want my money").await.unwrap();
        let closed = house.rule_keys(two.id, b).await.unwrap();
        assert_eq!((closed.state, closed.how, closed.replaced), (State::Closed, Some(How::Ruled), 1));
        house.much_later();
        house.keep().await;
        let closed = house.case(one.id).await;
        assert_eq!((closed.how, closed.refunded, closed.replaced), (Some(How::Ruled), 0, 1));
        assert_eq!(house.units(&first).await, [replaced(), instead_of(1)]);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_silent_buyer_gets_the_keys_that_were_offered() {
    for engine in testkit::engines() {
        let house = House::new(engine, 4).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        house.offer_keys(&case, &[]).await.unwrap();
        house.much_later();
        house.keep().await;
        let closed = house.case(case.id).await;
        assert_eq!((closed.how, closed.refunded, closed.replaced), (Some(How::SilentBuyer), 0, 1));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_want_the_last_key_one_gets_it_and_one_the_money() {
    for engine in testkit::engines() {
        let house = House::new(engine, 3).await;
        house.without_rules().await;
        let (_, node) = house.another(engine).await;
        let (first, second) = (house.sold(1).await, house.sold(1).await);
        let (one, two) = (house.opened(&first).await, house.opened(&second).await);
        house.offer_keys(&one, &[]).await.unwrap();
        house.offer_keys(&two, &[]).await.unwrap();
        let here = house.care.clone();
        let (of_one, of_two) = (buyer(&first), buyer(&second));
        let (a, b) = tokio::join!(
            tokio::spawn(async move { here.accept(one.id, of_one, 1).await }),
            tokio::spawn(async move { node.accept(two.id, of_two, 1).await })
        );
        let (a, b) = (a.unwrap().unwrap(), b.unwrap().unwrap());
        assert_eq!((a.replaced + b.replaced, a.refunded + b.refunded), (1, PRICE));
        assert_eq!(house.shop.stock().await, 0);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepted_twice_at_once_a_key_is_replaced_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let (_, node) = house.another(engine).await;
        for _ in 0..3 {
            let order = house.sold(1).await;
            let case = house.opened(&order).await;
            house.offer_keys(&case, &[]).await.unwrap();
            let (here, there, party) = (house.care.clone(), node.clone(), buyer(&order));
            let (a, b) = tokio::join!(
                tokio::spawn(async move { here.accept(case.id, party, 1).await }),
                tokio::spawn(async move { there.accept(case.id, party, 1).await })
            );
            assert_eq!((a.unwrap().unwrap().replaced, b.unwrap().unwrap().replaced), (1, 1));
            assert_eq!(house.units(&order).await, [replaced(), instead_of(1)]);
        }
        assert_eq!(house.shop.stock().await, 3);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn what_was_replaced_behind_the_ledgers_back_is_found() {
    for engine in testkit::engines() {
        let house = House::new(engine, 4).await;
        house.without_rules().await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        house.offer_keys(&case, &[]).await.unwrap();
        house.care.accept(case.id, buyer(&order), 1).await.unwrap();
        house.is_clean().await;
        let mut tx = house.shop.db.begin().await.unwrap();
        tx.exec("delete from replacements", &[]).await.unwrap();
        tx.commit().await.unwrap();
        let found: Vec<_> =
            house.shop.orders.audit().await.unwrap().into_iter().map(|finding| finding.what).collect();
        assert!(
            found.contains(&"a unit is called replaced, and nothing came in its place".to_owned()),
            "{found:?}"
        );
        let found = house.care.audit().await.unwrap();
        assert_eq!(found[0].what, "what a dispute replaced is not what was delivered instead");
    }
}
