use crate::house::{House, NET, code, of};
use crate::shop::{FakeChannel, PRICE, cny};
use kernel::Span;
use settlement::{EscrowSettings, RefundOf, RefundWay, Standing};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_released_once_and_in_one_transfer() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        for _ in 0..3 {
            house.sold(1).await;
        }
        assert_eq!(house.money.release_due().await.unwrap(), 0, "nothing is due yet");
        assert_eq!(house.balances().await.escrow, 3 * NET);
        let expected = house.money.expected(house.merchant()).await.unwrap();
        assert_eq!(expected.iter().map(|day| day.amount.minor).sum::<i64>(), 3 * NET);
        house.a_day_later();
        assert_eq!(house.money.release_due().await.unwrap(), 3);
        assert_eq!(house.money.release_due().await.unwrap(), 0);
        let balances = house.balances().await;
        assert_eq!((balances.available, balances.escrow), (3 * NET, 0));
        let month = (house.shop.time.ambient.now().before(Span::days(1)), house.shop.time.ambient.now());
        let month = (month.0, month.1.after(Span::seconds(1)));
        let lines = house.money.movements(house.merchant(), crate::house::CNY, month, 0, 10).await.unwrap();
        assert_eq!(lines.movements.len(), 1, "three orders, one transfer");
        assert!(house.money.expected(house.merchant()).await.unwrap().is_empty());
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn goods_that_wait_longer_are_held_until_their_time() {
    for engine in testkit::engines() {
        let settings = EscrowSettings {
            hold_hours: 1,
            hold_overrides: vec!["category:goods=48".into()],
            ..EscrowSettings::default()
        };
        let house = House::with(engine, 5, settings).await;
        let order = house.sold(2).await;
        house.shop.time.advance(Span::minutes(81));
        assert_eq!(house.money.release_due().await.unwrap(), 1);
        assert_eq!((house.available().await, house.balances().await.escrow), (0, 2 * NET));
        let standing = house.money.order_money(order.id).await.unwrap().unwrap().standing;
        assert_eq!(standing, Standing::Waits { until: order.paid_at.unwrap().after(Span::hours(48)) });
        let expected = house.money.expected(house.merchant()).await.unwrap();
        assert_eq!(expected.iter().map(|day| day.amount.minor).collect::<Vec<_>>(), [2 * NET]);
        assert_eq!(house.money.release_held().await.unwrap(), 0, "it is not due");
        house.is_clean().await;
        house.shop.time.advance(Span::hours(47));
        assert_eq!(house.money.release_held().await.unwrap(), 1);
        assert_eq!(house.money.release_held().await.unwrap(), 0);
        assert_eq!(house.available().await, 2 * NET);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_paid_after_the_walk_passed_it_is_released_all_the_same() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (order, payment) = house.shop.waiting(1).await;
        house.shop.time.advance(Span::minutes(16));
        house.shop.orders.sweep_expired(100).await.unwrap();
        house.a_day_later();
        assert_eq!(house.money.release_due().await.unwrap(), 1, "it is passed: nobody paid");
        house.shop.channel.pay(payment, "late", cny(PRICE));
        let answer = house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!(answer.status, 200);
        let money = house.money.order_money(order.id).await.unwrap().unwrap();
        assert!(matches!(money.standing, Standing::Waits { .. }));
        house.is_clean().await;
        house.walk().await;
        assert_eq!(house.available().await, 0, "it waits like any other");
        house.a_day_later();
        house.walk().await;
        assert_eq!(house.available().await, NET);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_not_closed_in_time_does_not_hold_up_the_walk() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (order, _) = house.shop.waiting(1).await;
        house.sold(1).await;
        house.a_day_later();
        house.walk().await;
        assert_eq!(house.available().await, NET);
        house.shop.orders.sweep_expired(100).await.unwrap();
        house.shop.time.advance(Span::minutes(11));
        assert_eq!(house.money.release_held().await.unwrap(), 1);
        assert_eq!(house.money.release_held().await.unwrap(), 0, "it came to nothing and is forgotten");
        assert!(house.money.order_money(order.id).await.unwrap().is_none());
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_buyers_word_releases_at_once_and_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(2).await;
        house.money.confirm(order.id).await.unwrap();
        house.money.confirm(order.id).await.unwrap();
        assert_eq!(house.available().await, 2 * NET);
        let standing = house.money.order_money(order.id).await.unwrap().unwrap().standing;
        assert!(matches!(standing, Standing::Released { why, .. } if why == "confirmed"));
        house.a_day_later();
        house.walk().await;
        assert_eq!(house.available().await, 2 * NET);
        let (waiting, _) = house.shop.waiting(1).await;
        assert_eq!(code(house.money.confirm(waiting.id).await), "order_not_delivered");
        let told = house.shop.orders.timeline(&order).await.unwrap();
        assert!(told.iter().any(|moment| moment.kind == "released"));
        house.shop.orders.cancel(&waiting).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_order_is_not_released_until_somebody_decides() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        let (first, second, third) = (house.sold(1).await, house.sold(1).await, house.sold(1).await);
        for order in [&first, &second] {
            let mut tx = house.begin().await;
            house.money.freeze(&mut tx, order.id, "usr_support", "the key does not work").await.unwrap();
            tx.commit().await.unwrap();
        }
        house.a_day_later();
        house.walk().await;
        assert_eq!(house.available().await, NET, "the third only");
        assert_eq!(code(house.money.confirm(first.id).await), "order_frozen");
        let frozen = house.money.expected(house.merchant()).await.unwrap();
        assert_eq!(
            frozen.iter().map(|day| (day.day, day.amount.minor)).collect::<Vec<_>>(),
            [(None, 2 * NET)]
        );
        house.money.release_by_ruling(first.id).await.unwrap();
        assert_eq!(house.available().await, 2 * NET);
        let mut tx = house.begin().await;
        house.money.thaw(&mut tx, second.id).await.unwrap();
        tx.commit().await.unwrap();
        house.walk().await;
        assert_eq!(house.available().await, 3 * NET);
        let mut tx = house.begin().await;
        let late = house.money.freeze(&mut tx, third.id, "usr_support", "too late").await;
        assert_eq!(code(late), "already_released");
        assert_eq!(code(house.money.thaw(&mut tx, third.id).await), "order_not_frozen");
        let silent = house.money.freeze(&mut tx, third.id, "usr_support", " ").await;
        assert_eq!(code(silent), "bad_reason");
        tx.rollback().await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn cut_off_anywhere_the_walk_goes_on() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let mut sold = 0;
        for point in 1..40 {
            house.sold(1).await;
            sold += 1;
            house.a_day_later();
            let cut = db::with_faults(testkit::cut_off_at(point), house.money.release_due()).await;
            house.is_clean().await;
            if cut.is_ok() {
                assert!(point > 8, "so few points were reached");
                break;
            }
        }
        house.walk().await;
        assert_eq!(house.available().await, sold * NET);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_walk_at_once_and_release_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 30).await;
        let other = match engine {
            db::Engine::Postgres => of(&house.shop.another_node().await, EscrowSettings::default()),
            db::Engine::Sqlite => house.money.clone(),
        };
        for _ in 0..20 {
            house.sold(1).await;
        }
        house.a_day_later();
        let (one, two) = tokio::join!(house.money.release_due(), other.release_due());
        assert_eq!(one.unwrap() + two.unwrap(), 20);
        assert_eq!(house.available().await, 20 * NET);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_went_back_whole_is_never_released() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        house.a_day_later();
        house.walk().await;
        assert_eq!((house.available().await, house.balances().await.escrow), (0, 0));
        house.money.confirm(order.id).await.unwrap();
        let standing = house.money.order_money(order.id).await.unwrap().unwrap().standing;
        assert_eq!(standing, Standing::GivenBack);
        house.is_clean().await;
    }
}
