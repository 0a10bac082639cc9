//! Notifies that were lost are found by asking, and nobody is asked for ever.

use crate::shop::{FakeChannel, PRICE, Shop, cny};
use kernel::Span;
use orders::OrderState;

async fn followed(shop: &Shop) -> i64 {
    let sql = "select count(*) from payments where ask_at is not null";
    shop.db.query(sql, &[]).await.unwrap()[0].int(0).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_notify_is_found() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, payment) = shop.waiting(1).await;
        let (second, reported) = shop.waiting(1).await;
        assert_eq!(shop.orders.follow_due(10).await.unwrap(), 0, "not at once");
        shop.channel.pay(payment, "e1", cny(PRICE));
        shop.channel.pay(reported, "e2", cny(PRICE));
        shop.orders.notify("fake", &FakeChannel::notify_of(reported)).await;
        assert_eq!(shop.orders.find(second.id).await.unwrap().state, OrderState::Delivered);
        shop.time.advance(Span::seconds(11));
        // The one that was reported is nobody's business any more.
        assert_eq!(shop.orders.follow_due(10).await.unwrap(), 1);
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Delivered);
        assert_eq!((shop.orders.follow_due(10).await.unwrap(), followed(&shop).await), (0, 0));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_many_in_a_round_and_the_longest_due_first() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let mut payments = Vec::new();
        for n in 0..3 {
            let (_, payment) = shop.waiting(1).await;
            shop.channel.pay(payment, &format!("e{n}"), cny(PRICE));
            payments.push(payment);
            shop.time.advance(Span::seconds(1));
        }
        shop.time.advance(Span::seconds(11));
        assert_eq!(shop.orders.follow_due(2).await.unwrap(), 2);
        let sql = "select id from payments where ask_at is not null";
        let left = shop.db.query(sql, &[]).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].parse::<kernel::PaymentId>(0).unwrap(), payments[2]);
        assert_eq!(shop.orders.follow_due(2).await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_ends_some_time_after_the_payment() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (_, payment) = shop.waiting(1).await;
        let mut asked = 0;
        for _ in 0..50 {
            shop.time.advance(Span::minutes(1));
            shop.orders.sweep_expired(10).await.unwrap();
            asked += shop.orders.follow_due(10).await.unwrap();
        }
        assert_eq!(followed(&shop).await, 0, "thirty minutes after its end");
        assert!((8..20).contains(&asked), "less and less often: {asked}");
        // A notify that comes later still is taken.
        shop.channel.pay(payment, "late", cny(PRICE));
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 200);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_answered_is_asked_beyond_the_end() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, payment) = shop.waiting(1).await;
        shop.channel.pay(payment, "e1", cny(PRICE));
        *shop.channel.down.lock().unwrap() = true;
        for _ in 0..20 {
            shop.time.advance(Span::minutes(6));
            shop.orders.sweep_expired(10).await.unwrap();
            shop.orders.follow_due(10).await.unwrap();
        }
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Expired);
        *shop.channel.down.lock().unwrap() = false;
        shop.time.advance(Span::minutes(6));
        assert_eq!(shop.orders.follow_due(10).await.unwrap(), 1);
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Delivered, "two hours late");
        // One that is never heard of again is let go after three days.
        let (_, silent) = shop.waiting(1).await;
        *shop.channel.down.lock().unwrap() = true;
        shop.time.advance(Span::days(4));
        shop.orders.sweep_expired(10).await.unwrap();
        shop.orders.follow_due(10).await.unwrap();
        assert_eq!(followed(&shop).await, 0);
        *shop.channel.down.lock().unwrap() = false;
        shop.orders.follow_payment(silent).await.unwrap();
        shop.audit_is_clean().await;
    }
}
