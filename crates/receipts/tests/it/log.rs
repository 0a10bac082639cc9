use crate::house::{House, code};
use crate::shop::{FakeChannel, PRICE, cny};
use db::Engine;
use kernel::Span;
use orders::Order;
use receipts::tree::{Hash, verify_consistency, verify_inclusion};
use receipts::{Hex, Receipts};

fn hashes(path: &[Hex<32>]) -> Vec<Hash> {
    path.iter().map(|hash| hash.0).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_delivered_is_written_down_once_with_one_head_for_each_part() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        assert_eq!(house.receipts.published().await.unwrap().head, None);
        for _ in 0..3 {
            house.sold(1).await;
        }
        assert_eq!(house.receipts.walk().await.unwrap(), 0, "they are too young");
        house.later();
        assert_eq!(house.receipts.walk().await.unwrap(), 3);
        assert_eq!(house.receipts.walk().await.unwrap(), 0);
        let heads = house.receipts.heads(None, 10).await.unwrap();
        assert_eq!(heads.iter().map(|head| head.size).collect::<Vec<_>>(), [3]);
        house.sold(2).await;
        house.later();
        house.walk().await;
        let sizes: Vec<u64> =
            house.receipts.heads(None, 10).await.unwrap().iter().map(|head| head.size).collect();
        assert_eq!(sizes, [4, 3], "an order of two units is one entry");
        assert_eq!(house.receipts.heads(Some(4), 10).await.unwrap(), heads, "what was signed stays");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_and_growth_are_proved_between_all_sizes() {
    for engine in testkit::engines() {
        let house = House::new(engine, 12).await;
        for _ in 0..11 {
            house.sold(1).await;
        }
        house.later();
        house.walk().await;
        assert_eq!(house.size().await, 11);
        for second in 0..=11 {
            for first in 0..=second {
                let proof = house.receipts.consistency(Some(first), Some(second)).await.unwrap();
                let (old, new) = (proof.first_root.0, proof.second_root.0);
                assert!(verify_consistency((first, &old), (second, &new), &hashes(&proof.path)));
            }
            for entry in 0..second {
                let proof = house.receipts.inclusion(Some(entry), Some(second)).await.unwrap();
                let path = hashes(&proof.path);
                assert!(verify_inclusion(&proof.leaf.0, entry, second, &path, &proof.root.0));
            }
        }
        let all = house.receipts.inclusion(None, None).await.unwrap();
        assert_eq!((all.entry, all.size), (10, 11));
        assert_eq!(house.receipts.heads(None, 1).await.unwrap()[0].root, all.root);
        assert_eq!(code(house.receipts.inclusion(Some(11), None).await), "no_such_entry");
        assert_eq!(code(house.receipts.inclusion(Some(0), Some(12)).await), "no_such_entry");
        assert_eq!(code(house.receipts.inclusion(Some(0), Some(0)).await), "no_such_entry");
        assert_eq!(code(house.receipts.consistency(Some(3), Some(2)).await), "bad_log_sizes");
        assert_eq!(code(house.receipts.consistency(None, Some(u64::MAX)).await), "bad_log_sizes");
        house.is_clean().await;
    }
}

async fn pay(house: &House, payment: kernel::PaymentId, event: &str) {
    house.shop.channel.pay(payment, event, cny(PRICE));
    let answer = house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_paid_after_the_walk_passed_it_is_written_down_all_the_same() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (order, payment) = house.shop.waiting(1).await;
        house.shop.time.advance(Span::minutes(16));
        house.shop.orders.sweep_expired(100).await.unwrap();
        assert_eq!(house.receipts.walk().await.unwrap(), 1, "it is passed: nobody paid");
        assert_eq!((house.receipts.walk().await.unwrap(), house.size().await), (0, 0));
        pay(&house, payment, "late").await;
        house.is_clean().await;
        house.walk().await;
        assert_eq!(house.size().await, 1);
        house.verified(&order).await;
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_delivered_late_before_the_walk_comes_by_is_written_down_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (order, payment) = house.shop.waiting(1).await;
        house.shop.time.advance(Span::minutes(16));
        house.shop.orders.sweep_expired(100).await.unwrap();
        pay(&house, payment, "late").await;
        house.walk().await;
        assert_eq!((house.size().await, house.receipts.walk().await.unwrap()), (1, 0));
        house.verified(&order).await;
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_waits_for_its_payment_is_looked_at_again() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (paid, payment) = house.shop.waiting(1).await;
        let (unpaid, _) = house.shop.waiting(1).await;
        house.later();
        assert_eq!(house.receipts.walk().await.unwrap(), 2);
        assert_eq!(house.receipts.walk().await.unwrap(), 0, "it is not time yet");
        pay(&house, payment, "in time").await;
        house.is_clean().await;
        house.shop.time.advance(Span::minutes(3));
        assert_eq!(house.receipts.walk().await.unwrap(), 2);
        assert_eq!(house.size().await, 1);
        house.verified(&paid).await;
        let unpaid: Order = house.shop.orders.find(unpaid.id).await.unwrap();
        assert_eq!(code(house.receipts.receipt(&unpaid).await), "order_not_delivered");
        house.shop.orders.cancel(&unpaid).await.unwrap();
        house.shop.time.advance(Span::minutes(3));
        assert_eq!(house.receipts.walk().await.unwrap(), 1);
        house.later();
        assert_eq!(house.receipts.walk().await.unwrap(), 0, "it came to nothing and is forgotten");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn cut_off_anywhere_the_walk_goes_on() {
    for engine in testkit::engines() {
        let house = House::new(engine, 60).await;
        let mut sold = 0;
        for point in 1..60 {
            house.sold(1).await;
            sold += 1;
            house.later();
            let cut = db::with_faults(testkit::cut_off_at(point), house.receipts.walk()).await;
            house.is_clean().await;
            if cut.is_ok() {
                assert!(point > 8, "so few points were reached");
                break;
            }
        }
        house.walk().await;
        assert_eq!(house.size().await, sold);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_append_one_after_the_other() {
    for engine in testkit::engines() {
        let house = House::new(engine, 30).await;
        let other = match engine {
            Engine::Postgres => Receipts::new(house.shop.another_node().await),
            Engine::Sqlite => house.receipts.clone(),
        };
        for _ in 0..20 {
            house.sold(1).await;
        }
        house.later();
        let (one, two) = tokio::join!(house.receipts.walk(), other.walk());
        assert_eq!(one.unwrap() + two.unwrap(), 20);
        assert_eq!(house.size().await, 20);
        house.is_clean().await;
    }
}
