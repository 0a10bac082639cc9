//! Refunds through channels that can be asked about them, and through those where only a person can tell.

use crate::shop::{PRICE, Shop, cny, code};
use kernel::{RefundId, UserId};
use orders::{RefundFilter, RefundRow, Says, Verdict};

const SAYS: Says<'static> = Says { by: "usr_operator", reason: "seen in the gateway's list" };

/// Money that cannot be used, and the refund that gives it back.
async fn refunding(shop: &Shop) -> RefundId {
    let (_, payment) = shop.waiting(1).await;
    shop.channel.pay(payment, "short", cny(PRICE - 1));
    shop.orders.ask_channel("fake", payment).await.unwrap();
    shop.refund().await
}

async fn row(shop: &Shop, id: RefundId) -> RefundRow {
    let all = shop.orders.refunds(&RefundFilter::default(), &kernel::PageAsk::new(None, Some(10))).await;
    all.unwrap().items.into_iter().find(|row| row.id == id).unwrap()
}

async fn exception(shop: &Shop) -> (String, String) {
    let rows = shop.db.query("select action, state from payment_exceptions", &[]).await.unwrap();
    (rows[0].text(0).unwrap(), rows[0].text(1).unwrap())
}

/// A refund whose only call was made, with its answer lost.
async fn by_hand(shop: &Shop) -> RefundId {
    *shop.channel.cannot_tell.lock().unwrap() = true;
    *shop.channel.lose_refund_answers.lock().unwrap() = true;
    let id = refunding(shop).await;
    shop.orders.run_refund(id).await.unwrap();
    assert_eq!(row(shop, id).await.state, "ask_by_hand");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_never_followed_by_a_second_call_where_nobody_can_ask() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let id = by_hand(&shop).await;
        let seen = row(&shop, id).await;
        assert!(seen.tried_at.is_some() && seen.event_id == "short");
        assert!(seen.reference.is_some(), "what a person looks for at the gateway");
        assert_eq!(exception(&shop).await, ("refunded".into(), "ask_by_hand".into()));
        for _ in 0..3 {
            shop.orders.run_refund(id).await.unwrap();
        }
        assert_eq!(shop.channel.calls(), 1);
        let alarms = shop.orders.alarms(shop.merchant, &kernel::PageAsk::new(None, Some(10))).await.unwrap();
        assert_eq!((alarms.items.len(), alarms.items[0].kind.as_str()), (1, "refund_by_hand"));
        shop.audit_is_clean().await;
        shop.time.advance(kernel::Span::minutes(11));
        let findings = shop.orders.audit().await.unwrap();
        assert!(findings.len() == 1 && findings[0].what.contains("waits for a person"), "{findings:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_died_after_the_call_leaves_it_to_a_person_too() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        *shop.channel.cannot_tell.lock().unwrap() = true;
        let id = refunding(&shop).await;
        // As a node leaves it that dies between its note and the channel's answer.
        let noted = shop.db.begin().await;
        let mut tx = noted.unwrap();
        tx.exec("update refunds set tried_at = 1 where id = $1", db::params![id]).await.unwrap();
        tx.commit().await.unwrap();
        shop.orders.run_refund(id).await.unwrap();
        assert_eq!((shop.channel.calls(), row(&shop, id).await.state.as_str()), (0, "ask_by_hand"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_call_a_channel_that_cannot_be_asked_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        *shop.channel.cannot_tell.lock().unwrap() = true;
        let id = refunding(&shop).await;
        let workers: Vec<_> = (0..8)
            .map(|_| shop.orders.clone())
            .map(|orders| tokio::spawn(async move { orders.run_refund(id).await }))
            .collect();
        for worker in workers {
            worker.await.unwrap().unwrap();
        }
        assert_eq!(shop.channel.calls(), 1);
        // Whoever came second asked for a person; the first one's answer was certain, and it counts.
        assert_eq!(row(&shop, id).await.state, "succeeded");
        assert_eq!(exception(&shop).await, ("refunded".into(), "done".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_arrived() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let id = by_hand(&shop).await;
        assert_eq!(
            code(shop.orders.settle_refund(id, Verdict::Arrived, Says { reason: " ", ..SAYS }).await),
            "bad_reason"
        );
        let stranger = RefundId::new(&shop.time.ambient);
        assert_eq!(code(shop.orders.settle_refund(stranger, Verdict::Arrived, SAYS).await), "no_such_refund");
        shop.orders.settle_refund(id, Verdict::Arrived, SAYS).await.unwrap();
        assert_eq!(code(shop.orders.settle_refund(id, Verdict::Arrived, SAYS).await), "refund_decided");
        let again = shop.orders.settle_refund(id, Verdict::TryAgain, SAYS).await;
        assert_eq!(code(again), "refund_decided");
        let seen = row(&shop, id).await;
        assert_eq!((seen.state.as_str(), seen.decided_by.as_deref()), ("succeeded", Some(SAYS.by)));
        assert_eq!(seen.reason.as_deref(), Some(SAYS.reason));
        assert_eq!(exception(&shop).await, ("refunded".into(), "done".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_did_not_arrive_and_is_tried_again_under_its_id() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let id = by_hand(&shop).await;
        shop.orders.settle_refund(id, Verdict::TryAgain, SAYS).await.unwrap();
        assert_eq!(exception(&shop).await, ("refunded".into(), "refunding".into()));
        *shop.channel.lose_refund_answers.lock().unwrap() = false;
        shop.orders.run_refund(id).await.unwrap();
        assert_eq!((shop.channel.calls(), row(&shop, id).await.state.as_str()), (2, "succeeded"));
        assert_eq!(shop.channel.refunds.lock().unwrap().len(), 1, "one id");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_did_not_arrive_and_goes_to_the_wallet() {
    for engine in testkit::engines() {
        for refused in [false, true] {
            let shop = Shop::with_keys(engine, 2).await;
            let id = if refused {
                *shop.channel.refuse_refunds.lock().unwrap() = true;
                let id = refunding(&shop).await;
                shop.orders.run_refund(id).await.unwrap();
                assert_eq!(row(&shop, id).await.state, "failed");
                id
            } else {
                by_hand(&shop).await
            };
            let credit = || shop.orders.settle_refund(id, Verdict::Credit, SAYS);
            assert_eq!(code(credit().await), "no_wallet", "a guest has none");
            let user = UserId::new(&shop.time.ambient);
            let mut tx = shop.db.begin().await.unwrap();
            tx.exec("update orders set buyer = $1", db::params![user]).await.unwrap();
            tx.commit().await.unwrap();
            credit().await.unwrap();
            assert_eq!(shop.balance(user).await, PRICE - 1);
            assert_eq!(code(credit().await), "refund_decided");
            assert_eq!(row(&shop, id).await.state, "credited");
            assert_eq!(exception(&shop).await, ("credited".into(), "done".into()));
            shop.audit_is_clean().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_refund_is_tried_again_in_a_new_round_or_was_paid_by_hand() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        *shop.channel.refuse_refunds.lock().unwrap() = true;
        let id = refunding(&shop).await;
        for _ in 0..2 {
            shop.orders.run_refund(id).await.unwrap();
            assert_eq!(row(&shop, id).await.state, "failed");
            shop.orders.settle_refund(id, Verdict::TryAgain, SAYS).await.unwrap();
            shop.audit_is_clean().await;
        }
        shop.orders.run_refund(id).await.unwrap();
        assert_eq!(row(&shop, id).await.state, "failed");
        // The gateway's own people have sent it meanwhile.
        shop.orders.settle_refund(id, Verdict::Arrived, SAYS).await.unwrap();
        assert_eq!(row(&shop, id).await.state, "succeeded");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_can_be_asked_is_asked_before_it_is_called_again() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        *shop.channel.lose_refund_answers.lock().unwrap() = true;
        let id = refunding(&shop).await;
        assert_eq!(code(shop.orders.run_refund(id).await), "channel_down", "tried again later");
        shop.orders.run_refund(id).await.unwrap();
        assert_eq!((shop.channel.calls(), row(&shop, id).await.state.as_str()), (1, "succeeded"));
        shop.audit_is_clean().await;
    }
}
