use crate::house::{House, NET, STAFF, buyer, code};
use crate::shop::{FakeChannel, PRICE};
use aftercare::{How, Party, State};

#[tokio::test]
async fn a_ruling_waits_for_an_appeal_and_then_holds() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let arbiter = house.arbiter("arbiter@example.com").await;
        let (for_merchant, for_buyer) = (house.sold(1).await, house.sold(1).await);
        let (first, second) = (house.contested(&for_merchant).await, house.contested(&for_buyer).await);
        assert_eq!(first.state, State::Platform);
        house.take(first.id, arbiter).await.unwrap();
        house.take(first.id, arbiter).await.unwrap();
        let ruled = house.rule(first.id, arbiter, 0).await.unwrap();
        assert_eq!((ruled.state, ruled.ruled), (State::Ruled, Some(0)));
        house.rule(second.id, arbiter, 600).await.unwrap();
        assert_eq!(house.balances().await.0, 0, "nothing moves before the time for an appeal is over");
        // Double ruling.
        assert_eq!(code(house.rule(first.id, arbiter, PRICE).await), "wrong_dispute_state");
        house.much_later();
        house.keep().await;
        let (first, second) = (house.case(first.id).await, house.case(second.id).await);
        assert_eq!((first.how, first.refunded), (Some(How::Ruled), 0));
        assert_eq!((second.how, second.refunded), (Some(How::Ruled), 600));
        // 980 for the first; of the second what is left, less the fee of it.
        assert_eq!(house.balances().await, (NET + NET - 588, 0));
        assert_eq!(house.shop.balance(for_buyer.buyer.unwrap()).await, 600);
        let view = house.care.view(first.id, house.merchant()).await.unwrap();
        let moments: Vec<_> = view.evidence.iter().map(|known| known.moment.clone()).collect();
        assert_eq!(moments, ["opened", "ruled-5"]);
        let known = &view.evidence[0].content;
        assert!(known.contains("\"by\":\"account\"") && known.contains("\"same_address\":true"), "{known}");
        assert!(known.contains("\"proofs\":[{\"batch\":\"bat_"), "{known}");
        assert!(!known.contains("192.0.2") && !known.contains("usr_"), "{known}");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_case_that_was_taken_and_left_lying_is_anybodys_again() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.without_rules().await;
        let (gone, here) = (house.arbiter("gone@example.com").await, house.arbiter("here@example.com").await);
        let order = house.sold(1).await;
        let case = house.contested(&order).await;
        house.take(case.id, gone).await.unwrap();
        assert_eq!(code(house.take(case.id, here).await), "taken_by_somebody_else");
        assert_eq!(code(house.rule(case.id, here, PRICE).await), "taken_by_somebody_else");
        house.much_later();
        house.keep().await;
        let late = house.case(case.id).await;
        assert_eq!((late.state, late.taken_by), (State::Platform, None));
        house.take(case.id, here).await.unwrap();
        assert_eq!(house.rule(case.id, here, PRICE).await.unwrap().state, State::Ruled);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn an_appeal_goes_to_somebody_else_and_is_the_last_word() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.without_rules().await;
        let (a, b) = (house.arbiter("a@example.com").await, house.arbiter("b@example.com").await);
        let order = house.sold(1).await;
        let case = house.contested(&order).await;
        house.rule(case.id, a, 0).await.unwrap();
        let merchant = house.care.appeal(case.id, house.merchant(), "more").await;
        assert_eq!(code(merchant), "nothing_to_appeal");
        let platform = house.care.appeal(case.id, Party::Platform(b), "no").await;
        assert_eq!(code(platform), "no_such_dispute");
        let appealed = house.care.appeal(case.id, buyer(&order), "the key never worked").await.unwrap();
        assert_eq!(appealed.state, State::Appealed);
        // Who ruled first neither takes it nor judges it.
        assert_eq!(code(house.take(case.id, a).await), "same_arbiter");
        assert_eq!(code(house.rule(case.id, a, PRICE).await), "same_arbiter");
        let closed = house.rule(case.id, b, PRICE).await.unwrap();
        assert_eq!((closed.state, closed.refunded), (State::Closed, PRICE));
        assert_eq!(house.shop.balance(order.buyer.unwrap()).await, PRICE);
        assert_eq!(code(house.care.appeal(case.id, house.merchant(), "no").await), "wrong_dispute_state");
        assert_eq!(code(house.rule(case.id, b, 0).await), "wrong_dispute_state");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn an_appeal_is_in_time_or_none() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.without_rules().await;
        let arbiter = house.arbiter("a@example.com").await;
        let order = house.sold(1).await;
        let case = house.contested(&order).await;
        house.rule(case.id, arbiter, 0).await.unwrap();
        house.much_later();
        assert_eq!(code(house.care.appeal(case.id, buyer(&order), "late").await), "wrong_dispute_state");
        house.keep().await;
        assert_eq!(house.case(case.id).await.how, Some(How::Ruled));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn nobody_rules_a_case_that_they_are_party_to() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let own = house.arbiter("own@example.com").await;
        // They bought with their account.
        let db = &house.shop.db;
        let order = house.sold(1).await;
        let mut tx = db.begin().await.unwrap();
        tx.exec("update orders set buyer = $1 where id = $2", db::params![own, order.id]).await.unwrap();
        tx.commit().await.unwrap();
        let order = house.shop.orders.find(order.id).await.unwrap();
        let case = house.contested(&order).await;
        assert_eq!(code(house.take(case.id, own).await), "own_case");
        assert_eq!(code(house.rule(case.id, own, PRICE).await), "own_case");
        // They bought as a guest, under their own address.
        let guest = house.arbiter("guest@example.com").await;
        let (order, payment) = house.shop.waiting(1).await;
        house.shop.channel.pay(payment, "e1", order.total);
        house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        let order = house.shop.orders.find(order.id).await.unwrap();
        let case = house.contested(&order).await;
        assert_eq!(code(house.rule(case.id, guest, PRICE).await), "own_case");
        // They spoke for the merchant before.
        let left = house.arbiter("left@example.com").await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        let who = left.to_string();
        house.care.contest(case.id, Party::Merchant(house.shop.merchant, &who), "no").await.unwrap();
        assert_eq!(code(house.rule(case.id, left, 0).await), "own_case");
        // They work for the merchant.
        let order = house.sold(1).await;
        let case = house.contested(&order).await;
        let mut tx = db.begin().await.unwrap();
        let sql = "update users set merchant = $1 where id = $2";
        tx.exec(sql, db::params![house.shop.merchant, left]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(code(house.rule(case.id, left, 0).await), "own_case");
        // Somebody else can; and what one has taken, no other rules.
        let other = house.arbiter("other@example.com").await;
        let third = house.arbiter("third@example.com").await;
        house.take(case.id, other).await.unwrap();
        assert_eq!(code(house.rule(case.id, third, 0).await), "taken_by_somebody_else");
        assert_eq!(code(house.rule(case.id, other, PRICE + 1).await), "bad_ruling");
        assert_eq!(code(house.rule(case.id, other, -1).await), "bad_ruling");
        house.rule(case.id, other, 0).await.unwrap();
        assert_eq!(STAFF, "usr_staff");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        let change = async |sql: &str, what: &str| {
            let mut tx = house.shop.db.begin().await.unwrap();
            tx.exec(sql, db::params![case.id]).await.unwrap();
            tx.commit().await.unwrap();
            let found = house.care.audit().await.unwrap();
            assert!(found.iter().any(|finding| finding.what == what), "{found:?}");
        };
        house.is_clean().await;
        let text = "update dispute_entries set text = 'all is well' where dispute = $1 and seq = 1";
        change(text, "an entry of a dispute was changed").await;
        let known = "update dispute_evidence set content = '{}' where dispute = $1";
        change(known, "what was known in a dispute was changed").await;
        let gone = "delete from dispute_entries where dispute = $1 and seq = 1";
        change(gone, "an entry of a dispute is missing before this one").await;
        let money = "update disputes set refunded = 5 where id = $1";
        change(money, "what a dispute gave back is not what was refunded").await;
    }
}
