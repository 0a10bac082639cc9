use crate::house::{House, NET, code, refund_of};
use crate::shop::{FakeChannel, PRICE, cny};
use kernel::{Currency, MerchantId, RefundId};
use orders::{NewLine, Order};
use settlement::{NewRefund, RefundOf, RefundWay};

async fn fee_account(house: &House) -> i64 {
    let account = orders::accounts::fee(house.merchant(), Currency::CNY);
    let mut tx = house.shop.db.read().await.unwrap();
    ledger::balances(&mut tx, &[account]).await.unwrap()[0].available_credit()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_go_back_out_of_escrow_with_their_share_of_the_fee() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let buyer = order.buyer.unwrap();
        let part = house.refund(&order, RefundOf::Amount(333), RefundWay::Wallet).await.unwrap();
        assert_eq!((part.amount.minor, part.refunded.minor, part.done), (333, 333, true));
        // 20 × 333 ÷ 1000 = 6.66: six now, the rest with the rest.
        assert_eq!((house.shop.balance(buyer).await, fee_account(&house).await), (333, 14));
        assert_eq!(house.balances().await.escrow, NET - 327);
        house.is_clean().await;
        let rest = house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        assert_eq!((rest.amount.minor, rest.refunded.minor), (667, PRICE));
        assert_eq!((house.shop.balance(buyer).await, fee_account(&house).await), (PRICE, 0));
        assert_eq!(house.balances().await.escrow, 0);
        for what in [RefundOf::Rest, RefundOf::Amount(1)] {
            assert_eq!(code(house.refund(&order, what, RefundWay::Wallet).await), "more_than_paid");
        }
        let told = house.shop.orders.timeline(&order).await.unwrap();
        assert_eq!(told.iter().filter(|moment| moment.kind == "given_back").count(), 2);
        let money = house.money.order_money(order.id).await.unwrap().unwrap();
        assert_eq!((money.refunded.minor, money.refunds.len()), (PRICE, 2));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_go_back_by_their_units() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        let kind = catalog::GoodsKind::OneTime;
        let shop = &house.shop;
        let (sku, offer) =
            crate::shop::product(&shop.db, &shop.time, shop.merchant, "second", kind, 250).await;
        shop.import(sku, 10, "SECOND").await;
        let buyer = shop.buyer(2_000).await;
        let mut new = shop.by_wallet(buyer, 1);
        new.lines.push(NewLine { offer, quantity: 4 });
        let order = shop.orders.place(new).await.unwrap().order;
        let lines = |all: &[(i64, i64)]| RefundOf::Lines(all.to_vec());
        let done = house.refund(&order, lines(&[(2, 3)]), RefundWay::Wallet).await.unwrap();
        assert_eq!(done.amount.minor, 750);
        for bad in [lines(&[(2, 2)]), lines(&[(3, 1)]), lines(&[(1, 0)]), lines(&[(1, 1), (1, 1)])] {
            assert_eq!(code(house.refund(&order, bad, RefundWay::Wallet).await), "no_such_line");
        }
        assert_eq!(code(house.refund(&order, lines(&[]), RefundWay::Wallet).await), "bad_amount");
        let money = house.money.order_money(order.id).await.unwrap().unwrap();
        assert_eq!(money.lines_left, [(1, 1), (2, 1)]);
        let done = house.refund(&order, lines(&[(1, 1), (2, 1)]), RefundWay::Wallet).await.unwrap();
        assert_eq!(done.refunded.minor, 2_000);
        assert_eq!(shop.balance(buyer).await, 2_000);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_released_goes_back_out_of_the_balance_or_the_operator_takes_the_bond() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        let order = house.sold(2).await;
        let other = house.sold(1).await;
        for order in [&order, &other] {
            house.money.confirm(order.id).await.unwrap();
        }
        house.refund(&order, RefundOf::Amount(500), RefundWay::Wallet).await.unwrap();
        assert_eq!(house.available().await, 3 * NET - 490);
        let mut tx = house.begin().await;
        house.money.fill_bond(&mut tx, house.merchant(), cny(2_000), "1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.balances().await.bond, 2_000);
        house.is_clean().await;
        let refused = house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await;
        assert_eq!(code(refused), "balance_too_low");
        let by_bond =
            |order: &Order, what| NewRefund { from_bond: true, ..refund_of(order, what, RefundWay::Wallet) };
        // The merchant cannot reach for it.
        let new = by_bond(&order, RefundOf::Rest);
        let own = crate::house::refund(&house.money, &house.shop.db, settlement::Side::Merchant, &new).await;
        assert_eq!(code(own), "balance_too_low");
        house.operator_refund(&by_bond(&order, RefundOf::Rest)).await.unwrap();
        assert_eq!(house.balances().await.bond, 2_000 - 1_470);
        let more = house.operator_refund(&by_bond(&other, RefundOf::Rest)).await;
        assert_eq!(code(more), "bond_too_low");
        let mut tx = house.begin().await;
        let much = house.money.free_bond(&mut tx, house.merchant(), cny(531), "2").await;
        assert_eq!(code(much), "bond_too_low");
        tx.rollback().await.unwrap();
        let mut tx = house.begin().await;
        house.money.free_bond(&mut tx, house.merchant(), cny(530), "3").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.available().await, 3 * NET - 490 - 2_000 + 530);
        house.is_clean().await;
    }
}

/// A guest's order that was paid through the channel.
async fn paid_by_channel(house: &House) -> Order {
    let (order, payment) = house.shop.waiting(1).await;
    house.shop.channel.pay(payment, &format!("e-{payment}"), cny(PRICE));
    house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
    house.shop.orders.find(order.id).await.unwrap()
}

async fn state_of(house: &House, order: &Order, id: RefundId) -> String {
    let money = house.money.order_money(order.id).await.unwrap().unwrap();
    money.refunds.into_iter().find(|refund| refund.id == id).unwrap().state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_of_a_channel_goes_back_through_it() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = paid_by_channel(&house).await;
        let wallet = house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await;
        assert_eq!(code(wallet), "no_wallet");
        let first = house.refund(&order, RefundOf::Amount(400), RefundWay::Origin).await.unwrap();
        let second = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert!(!first.done);
        assert_eq!(state_of(&house, &order, first.id).await, "pending");
        house.is_clean().await;
        for id in [first.id, second.id, second.id] {
            house.shop.orders.run_refund(id).await.unwrap();
        }
        assert_eq!(state_of(&house, &order, second.id).await, "done");
        assert_eq!(house.shop.channel.refunds.lock().unwrap().len(), 2);
        house.a_day_later();
        house.walk().await;
        assert_eq!((house.available().await, house.balances().await.escrow), (0, 0));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_refuses_leaves_a_finding_and_the_money_in_sight() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = paid_by_channel(&house).await;
        *house.shop.channel.refuse_refunds.lock().unwrap() = true;
        let refund = house.refund(&order, RefundOf::Amount(300), RefundWay::Origin).await.unwrap();
        house.shop.orders.run_refund(refund.id).await.unwrap();
        assert_eq!(state_of(&house, &order, refund.id).await, "failed");
        let found = house.shop.orders.audit().await.unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].row, refund.id.to_string());
        assert!(house.money.audit().await.unwrap().is_empty());
        house.shop.time.advance(kernel::Span::days(8));
        house.walk().await;
        let found = house.money.audit().await.unwrap();
        assert!(found.len() == 1 && found[0].what.contains("exception account"), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_refunds_are_refused_and_leave_nothing() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let buyer = order.buyer.unwrap();
        for (amount, expected) in [
            (0, "bad_amount"),
            (-5, "bad_amount"),
            (i64::MIN, "bad_amount"),
            (PRICE + 1, "more_than_paid"),
            (i64::MAX, "more_than_paid"),
        ] {
            let refused = house.refund(&order, RefundOf::Amount(amount), RefundWay::Wallet).await;
            assert_eq!(code(refused), expected, "{amount}");
        }
        let new = refund_of(&order, RefundOf::Rest, RefundWay::Wallet);
        let stranger = NewRefund { of: Some(MerchantId::new(&house.shop.time.ambient)), ..new.clone() };
        assert_eq!(code(house.operator_refund(&stranger).await), "order_not_found");
        let silent = NewRefund { reason: "\n".into(), ..new };
        assert_eq!(code(house.operator_refund(&silent).await), "bad_reason");
        let (waiting, _) = house.shop.waiting(1).await;
        let early = house.refund(&waiting, RefundOf::Rest, RefundWay::Origin).await;
        assert_eq!(code(early), "order_not_delivered");
        assert_eq!(house.shop.balance(buyer).await, 0);
        house.shop.orders.cancel(&waiting).await.unwrap();
        house.is_clean().await;
    }
}
