use crate::house::{House, NET, STAFF, buyer, code, complaint};
use crate::shop::{FakeChannel, PRICE, cny};
use aftercare::{How, NewCase, Party, Remedy, State};
use kernel::{OrderId, Span, UserId};
use orders::OrderState;

#[tokio::test]
async fn an_offer_that_is_accepted_moves_the_money_and_lets_the_rest_go() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        assert_eq!((case.state, case.frozen, case.amount), (State::Merchant, true, PRICE));
        // The buyer's own word does not release what a case holds.
        assert_eq!(house.money.confirm(order.id).await.unwrap_err().code(), "order_frozen");
        house.care.say(case.id, buyer(&order), "see the picture").await.unwrap();
        let offered = house.offer(case.id, 400).await.unwrap();
        assert_eq!((offered.state, offered.offer, offered.offer_no), (State::Offered, 400, 1));
        let closed = house.care.accept(case.id, buyer(&order), 1).await.unwrap();
        assert_eq!((closed.how, closed.refunded), (Some(How::Agreed), 400));
        // Said again, it changes nothing.
        let again = house.care.accept(case.id, buyer(&order), 1).await.unwrap();
        assert_eq!(again.refunded, 400);
        assert_eq!(house.shop.balance(order.buyer.unwrap()).await, 400);
        house.much_later();
        house.walk().await;
        // The platform gave back eight of its twenty fen.
        assert_eq!(house.balances().await, (NET - 392, 0));
        let kinds = house.kinds(case.id).await;
        assert_eq!(kinds, ["opened", "evidence", "text", "offer", "accepted", "closed"]);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn one_open_case_an_order_and_none_after_a_decision() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let first = house.opened(&order).await;
        assert_eq!(code(house.open(&order).await), "dispute_open_already");
        house.care.withdraw(first.id, buyer(&order)).await.unwrap();
        house.care.withdraw(first.id, buyer(&order)).await.unwrap();
        let second = house.opened(&order).await;
        house.offer(second.id, 100).await.unwrap();
        house.care.accept(second.id, buyer(&order), 1).await.unwrap();
        assert_eq!(code(house.open(&order).await), "dispute_decided_before");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn to_others_a_case_does_not_exist() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        let stranger = Party::Account(UserId::new(&house.shop.time.ambient));
        let other_link = Party::Link(OrderId::new(&house.shop.time.ambient));
        let rival = Party::Merchant(kernel::MerchantId(7), "usr_rival");
        for party in [stranger, other_link, rival] {
            assert_eq!(code(house.care.view(case.id, party).await), "no_such_dispute");
            assert_eq!(code(house.care.say(case.id, party, "hello").await), "no_such_dispute");
            assert_eq!(code(house.care.withdraw(case.id, party).await), "no_such_dispute");
        }
        let wrong = house.care.open(stranger, &complaint(&order)).await;
        assert_eq!(code(wrong), "order_not_found");
        // Each side does its own things only.
        assert_eq!(code(house.care.withdraw(case.id, house.merchant()).await), "no_such_dispute");
        assert_eq!(code(house.care.contest(case.id, buyer(&order), "no").await), "no_such_dispute");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn what_cannot_be_disputed_is_refused_with_its_reason() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        let order = house.sold(2).await;
        let new = complaint(&order);
        let open = async |new: NewCase| code(house.care.open(buyer(&order), &new).await);
        assert_eq!(open(NewCase { lines: vec![9], ..new.clone() }).await, "no_such_line");
        let partial = |wanted| NewCase { remedy: Remedy::Partial, wanted, ..new.clone() };
        assert_eq!(open(partial(0)).await, "bad_wish");
        assert_eq!(open(partial(2 * PRICE + 1)).await, "bad_wish");
        assert_eq!(open(NewCase { text: " ".into(), ..new.clone() }).await, "bad_text");
        let (waiting, _) = house.shop.waiting(1).await;
        assert_eq!(waiting.state, OrderState::Pending);
        assert_eq!(code(house.open(&waiting).await), "order_not_delivered");
        house.shop.time.advance(Span::days(31));
        assert_eq!(open(new).await, "dispute_too_late");
        house.shop.orders.sweep_expired(10).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn after_the_release_the_balance_pays_and_then_the_bond() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        let arbiter = house.arbiter("arbiter@example.com").await;
        let (first, second) = (house.sold(1).await, house.sold(2).await);
        house.money.confirm(first.id).await.unwrap();
        house.money.confirm(second.id).await.unwrap();
        let case = house.contested(&first).await;
        assert!(!case.frozen, "the merchant has the money already");
        house.rule(case.id, arbiter, PRICE).await.unwrap();
        house.much_later();
        house.keep().await;
        assert_eq!(house.case(case.id).await.refunded, PRICE);
        assert_eq!(house.shop.balance(first.buyer.unwrap()).await, PRICE);
        assert_eq!(house.balances().await.0, 2 * NET);
        // Now there is nothing: what was ruled waits for the merchant's money, and the case stays open.
        let case = house.contested(&second).await;
        house.empty_the_balance().await;
        house.rule(case.id, arbiter, 2 * PRICE).await.unwrap();
        house.much_later();
        house.keep().await;
        assert_eq!(house.state(case.id).await, State::Ruled);
        assert_eq!(house.kinds(case.id).await.last().unwrap(), "unpaid");
        let third = house.sold(3).await;
        house.money.confirm(third.id).await.unwrap();
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.fill_bond(&mut tx, house.shop.merchant, cny(3 * NET), STAFF).await.unwrap();
        tx.commit().await.unwrap();
        house.much_later();
        house.keep().await;
        assert_eq!(house.case(case.id).await.refunded, 2 * PRICE);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn whoever_is_silent_at_the_deadline_is_decided_about() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        let (first, second) = (house.sold(1).await, house.sold(1).await);
        let by_merchant = house.opened(&first).await;
        let by_buyer = house.opened(&second).await;
        house.offer(by_buyer.id, 300).await.unwrap();
        house.keep().await;
        assert_eq!(house.state(by_merchant.id).await, State::Merchant, "nothing is due yet");
        house.much_later();
        house.keep().await;
        house.keep().await;
        let (silent, taken) = (house.case(by_merchant.id).await, house.case(by_buyer.id).await);
        assert_eq!((silent.how, silent.refunded), (Some(How::SilentMerchant), PRICE));
        assert_eq!((taken.how, taken.refunded), (Some(How::SilentBuyer), 300));
        assert_eq!(house.shop.balance(first.buyer.unwrap()).await, PRICE);
        assert_eq!(house.shop.balance(second.buyer.unwrap()).await, 300);
        // What the buyer has not seen to the end is not the merchant's for nothing: it is released when it is due.
        house.walk().await;
        assert_eq!(house.balances().await, (NET - 294, 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn without_a_rule_for_it_the_platform_decides_about_the_silent() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.without_rules().await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        house.much_later();
        house.keep().await;
        assert_eq!(house.state(case.id).await, State::Platform);
        // The platform is late itself: its time begins anew, and everybody sees it.
        house.much_later();
        house.keep().await;
        assert_eq!(house.state(case.id).await, State::Platform);
        assert_eq!(house.kinds(case.id).await.last().unwrap(), "reminded");
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_guest_disputes_by_the_link_and_the_money_goes_back_through_the_channel() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (order, payment) = house.shop.waiting(1).await;
        house.shop.channel.pay(payment, "e1", order.total);
        house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        let order = house.shop.orders.find(order.id).await.unwrap();
        assert_eq!((order.state, order.buyer), (OrderState::Delivered, None));
        let case = house.care.open(Party::Link(order.id), &complaint(&order)).await.unwrap();
        // Nobody was ever shown the key: it is taken back, and so is the money.
        assert_eq!((case.how, case.refunded), (Some(How::ByRule), PRICE));
        let money = house.money.order_money(order.id).await.unwrap().unwrap();
        assert_eq!((money.refunds[0].way.as_str(), money.refunds[0].state.as_str()), ("origin", "pending"));
        house.shop.orders.run_refund(money.refunds[0].id).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn some_lines_only() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        let order = house.sold(2).await;
        let new = NewCase { lines: vec![1, 1], ..complaint(&order) };
        let case = house.care.open(buyer(&order), &new).await.unwrap();
        assert_eq!((case.lines.clone(), case.amount), (vec![1], 2 * PRICE));
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        house.much_later();
        house.walk().await;
        assert_eq!(house.balances().await, (2 * NET, 0));
        house.is_clean().await;
    }
}
