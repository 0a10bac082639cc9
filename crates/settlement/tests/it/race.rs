use crate::house::{House, NET, ask, of, refund, refund_of};
use crate::shop::PRICE;
use settlement::{EscrowSettings, RefundOf, RefundWay, Settlement, SettlementRefusal, Side};

/// A second node, where the engine lets there be one.
async fn another(house: &House, engine: db::Engine) -> Settlement {
    match engine {
        db::Engine::Postgres => of(&house.shop.another_node().await, EscrowSettings::default()),
        db::Engine::Sqlite => house.money.clone(),
    }
}

/// What was done of the two, and the code of the refusal.
fn one_of<A, B>(
    first: Result<A, SettlementRefusal>,
    second: Result<B, SettlementRefusal>,
) -> (bool, &'static str) {
    match (first, second) {
        (Ok(_), Err(refusal)) => (true, refusal.code()),
        (Err(refusal), Ok(_)) => (false, refusal.code()),
        (Ok(_), Ok(_)) => panic!("both were done"),
        (Err(first), Err(second)) => panic!("neither was done: {first}; {second}"),
    }
}

const ROUNDS: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_confirmation_and_a_freeze_one_comes_first() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let node = another(&house, engine).await;
        let mut released = 0;
        for _ in 0..ROUNDS {
            let order = house.sold(1).await;
            let (confirming, freezing) = (house.money.clone(), node.clone());
            let db = house.shop.db.db.clone();
            let (confirmed, frozen) = tokio::join!(
                tokio::spawn(async move { confirming.confirm(order.id).await }),
                tokio::spawn(async move {
                    let mut tx = db.begin().await.unwrap();
                    freezing.freeze(&mut tx, order.id, "usr_a", "a complaint").await?;
                    tx.commit().await?;
                    Ok::<(), SettlementRefusal>(())
                })
            );
            match one_of(confirmed.unwrap(), frozen.unwrap()) {
                (true, code) => {
                    released += 1;
                    assert_eq!(code, "already_released");
                }
                (false, code) => assert_eq!(code, "order_frozen"),
            }
        }
        house.a_day_later();
        house.walk().await;
        assert_eq!(house.available().await, released * NET);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_refunds_of_everything_one_is_done() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let node = another(&house, engine).await;
        for _ in 0..ROUNDS {
            let order = house.sold(1).await;
            let new = refund_of(&order, RefundOf::Amount(PRICE), RefundWay::Wallet);
            let (one, two) = (house.money.clone(), node.clone());
            let (db, same) = (house.shop.db.db.clone(), new.clone());
            let other_db = db.clone();
            let (first, second) = tokio::join!(
                tokio::spawn(async move { refund(&one, &db, Side::Merchant, &new).await }),
                tokio::spawn(async move { refund(&two, &other_db, Side::Operator, &same).await })
            );
            assert_eq!(one_of(first.unwrap(), second.unwrap()).1, "more_than_paid");
            assert_eq!(house.shop.balance(order.buyer.unwrap()).await, PRICE);
        }
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_that_races_the_release_takes_the_money_from_wherever_it_is() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let node = another(&house, engine).await;
        for _ in 0..ROUNDS {
            let order = house.sold(1).await;
            house.a_day_later();
            let new = refund_of(&order, RefundOf::Rest, RefundWay::Wallet);
            let (walking, giving, db) = (house.money.clone(), node.clone(), house.shop.db.db.clone());
            let (walked, given) = tokio::join!(
                tokio::spawn(async move { walking.release_due().await }),
                tokio::spawn(async move { refund(&giving, &db, Side::Merchant, &new).await })
            );
            walked.unwrap().unwrap();
            given.unwrap().unwrap();
            assert_eq!(house.shop.balance(order.buyer.unwrap()).await, PRICE);
            house.walk().await;
            let balances = house.balances().await;
            assert_eq!((balances.available, balances.escrow), (0, 0));
        }
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_refund_and_a_payout_of_the_same_money_one_is_done() {
    for engine in testkit::engines() {
        let house = House::new(engine, 60).await;
        house.with_account().await;
        let node = another(&house, engine).await;
        for round in 0..ROUNDS {
            let order = house.sold(2).await;
            house.money.confirm(order.id).await.unwrap();
            let all = house.available().await;
            assert_eq!(all, 2 * NET);
            let new = refund_of(&order, RefundOf::Rest, RefundWay::Wallet);
            let (giving, asking) = (house.money.clone(), node.clone());
            let (db, merchant) = (house.shop.db.db.clone(), house.merchant());
            let other_db = db.clone();
            let (given, asked) = tokio::join!(
                tokio::spawn(async move { refund(&giving, &db, Side::Merchant, &new).await }),
                tokio::spawn(async move { ask(&asking, &other_db, merchant, all, &round.to_string()).await })
            );
            assert_eq!(one_of(given.unwrap(), asked.unwrap()).1, "balance_too_low");
            assert_eq!(house.available().await, 0);
        }
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_request_sent_twice_at_once_is_one_payout() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let order = house.sold(30).await;
        house.money.confirm(order.id).await.unwrap();
        house.with_account().await;
        let node = another(&house, engine).await;
        for round in 0..ROUNDS {
            let before = house.available().await;
            let (one, two) = (house.money.clone(), node.clone());
            let (db, merchant, key) = (house.shop.db.db.clone(), house.merchant(), round.to_string());
            let (other_db, same) = (db.clone(), key.clone());
            let (first, second) = tokio::join!(
                tokio::spawn(async move { ask(&one, &db, merchant, 1_000, &key).await }),
                tokio::spawn(async move { ask(&two, &other_db, merchant, 1_000, &same).await })
            );
            let answers = [first.unwrap(), second.unwrap()];
            // The one that came second may be told to try again, and then gets the first one's.
            let done: Vec<_> = answers.iter().flatten().map(|payout| payout.id).collect();
            assert!(!done.is_empty() && done.iter().all(|id| *id == done[0]), "{answers:?}");
            assert_eq!(house.available().await, before - 1_000);
        }
        house.is_clean().await;
    }
}
