//! What comes at the same time shares a transaction, and harms nobody else in it.

use crate::house::{House, NET, code, refund_of};
use crate::shop::{FakeChannel, PRICE, cny};
use async_trait::async_trait;
use db::{DbError, Faults, Point, Strike, Tx};
use orders::Order;
use settlement::{
    Alone, Along, CounterTask, GiveBack, NewRefund, RefundOf, RefundWay, Refunded, Settlement,
    SettlementRefusal, Side,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinHandle;

/// What waits before the committers begin is one batch: these tests have one thread.
fn waiting_counter(house: &House) -> (Settlement, Vec<CounterTask>) {
    let tasks = std::sync::Mutex::new(Vec::new());
    let money = house.money.clone().at_a_counter_of(|task| tasks.lock().unwrap().push(task));
    (money, tasks.into_inner().unwrap())
}

/// All that was brought waits; now the counter opens.
async fn open(tasks: Vec<CounterTask>) {
    tokio::task::yield_now().await;
    for task in tasks {
        tokio::spawn(task);
    }
}

async fn number(house: &House, sql: &str) -> i64 {
    house.shop.db.query(sql, &[]).await.unwrap()[0].int(0).unwrap()
}

async fn sold(house: &House, count: usize) -> Vec<Order> {
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(house.sold(1).await);
    }
    orders
}

fn bring(
    money: &Settlement,
    new: NewRefund,
    along: Arc<dyn Along>,
) -> JoinHandle<Result<Refunded, SettlementRefusal>> {
    let (money, who) = (money.clone(), "usr_staff".to_owned());
    tokio::spawn(async move { money.give_back(GiveBack { side: Side::Merchant, who, new, along }).await })
}

async fn freeze(money: &Settlement, db: &db::Db, order: &Order) -> Result<(), SettlementRefusal> {
    let mut tx = db.begin().await?;
    money.freeze(&mut tx, order.id, "usr_a", "a complaint").await?;
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn confirmations_that_wait_are_one_transfer() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let orders = sold(&house, 12).await;
        freeze(&house.money, &house.shop.db, &orders[7]).await.unwrap();
        let (waiting, _) = house.shop.waiting(1).await;
        let (money, tasks) = waiting_counter(&house);
        let mut asked = Vec::new();
        // Everybody presses twice.
        for order in orders.iter().chain(&orders).chain([&waiting]) {
            let (money, id) = (money.clone(), order.id);
            asked.push((id, tokio::spawn(async move { money.confirm(id).await })));
        }
        open(tasks).await;
        for (id, told) in asked {
            let told = told.await.unwrap();
            match id {
                id if id == orders[7].id => assert_eq!(code(told), "order_frozen"),
                id if id == waiting.id => assert_eq!(code(told), "order_not_delivered"),
                _ => told.unwrap(),
            }
        }
        assert_eq!(number(&house, "select count(*) from releases").await, 11);
        assert_eq!(number(&house, "select count(distinct run) from releases").await, 1);
        assert_eq!(house.available().await, 11 * NET);
        house.shop.orders.cancel(&waiting).await.unwrap();
        house.is_clean().await;
    }
}

/// Whoever cannot write beside the refund.
struct Unable;

#[async_trait]
impl Along for Unable {
    async fn write(&self, _: &mut Tx, _: &Refunded) -> db::Result<()> {
        Err(DbError::State("the key was taken over".into()))
    }
}

#[tokio::test]
async fn refunds_that_wait_share_a_commit_and_each_has_its_own_answer() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let orders = sold(&house, 8).await;
        house.money.confirm(orders[3].id).await.unwrap();
        house.refund(&orders[3], RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        let (money, tasks) = waiting_counter(&house);
        let mut asked = Vec::new();
        for (index, order) in orders.iter().enumerate().chain(orders.iter().enumerate()) {
            // The one whose caller cannot write beside it is not done, and all others are.
            let along: Arc<dyn Along> = if index == 5 { Arc::new(Unable) } else { Arc::new(Alone) };
            let new = refund_of(order, RefundOf::Amount(600), RefundWay::Wallet);
            asked.push((index, bring(&money, new, along)));
        }
        open(tasks).await;
        let (mut done, mut refused) = (vec![0; 8], vec![0; 8]);
        for (index, told) in asked {
            match told.await.unwrap() {
                Ok(told) => {
                    assert_eq!((told.amount.minor, told.refunded.minor), (600, 600));
                    done[index] += 1;
                }
                Err(SettlementRefusal::Db(error)) => assert!(index == 5, "{error}"),
                Err(refusal) => {
                    assert_eq!(refusal.code(), "more_than_paid");
                    refused[index] += 1;
                }
            }
        }
        assert_eq!(done, [1, 1, 1, 0, 1, 0, 1, 1]);
        assert_eq!(refused, [1, 1, 1, 2, 1, 0, 1, 1]);
        for (index, order) in orders.iter().enumerate() {
            let expected = [600, 600, 600, PRICE, 600, 0, 600, 600][index];
            assert_eq!(house.shop.balance(order.buyer.unwrap()).await, expected, "{index}");
        }
        house.is_clean().await;
    }
}

#[tokio::test]
async fn refunds_of_every_kind_are_written_together() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let (waiting, payment) = house.shop.waiting(1).await;
        house.shop.channel.pay(payment, "arrived", cny(PRICE));
        house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        let (lines, released) = (house.sold(3).await, house.sold(1).await);
        house.money.confirm(released.id).await.unwrap();
        let (money, tasks) = waiting_counter(&house);
        let two = || RefundOf::Lines(vec![(1, 2)]);
        let news = [
            refund_of(&waiting, RefundOf::Rest, RefundWay::Origin),
            refund_of(&lines, two(), RefundWay::Origin),
            refund_of(&released, RefundOf::Rest, RefundWay::Wallet),
            // In the second batch: only one unit of the line is left.
            refund_of(&lines, two(), RefundWay::Wallet),
        ];
        let asked: Vec<_> = news.into_iter().map(|new| bring(&money, new, Arc::new(Alone))).collect();
        open(tasks).await;
        let mut told = Vec::new();
        for one in asked {
            told.push(one.await.unwrap());
        }
        assert_eq!(code(told.pop().unwrap()), "no_such_line");
        let done: Vec<_> = told.into_iter().map(Result::unwrap).collect();
        let seen: Vec<_> = done.iter().map(|done| (done.amount.minor, done.done)).collect();
        // What was paid from a wallet has its origin there.
        assert_eq!(seen, [(PRICE, false), (2 * PRICE, true), (PRICE, true)]);
        house.shop.orders.run_refund(done[0].id).await.unwrap();
        assert_eq!(house.shop.channel.refunds.lock().unwrap().len(), 1);
        assert_eq!(house.shop.balance(lines.buyer.unwrap()).await, 2 * PRICE);
        assert_eq!((house.available().await, house.balances().await.escrow), (0, NET));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirmations_freezes_refunds_and_the_walk_race_and_no_money_is_lost() {
    for engine in testkit::engines() {
        let house = House::new(engine, 40).await;
        let money = house.money.clone().at_a_counter();
        let orders = sold(&house, 24).await;
        house.a_day_later();
        let (mut refunds, mut others) = (Vec::new(), Vec::new());
        for (index, order) in orders.iter().cloned().enumerate() {
            refunds.push(bring(
                &money,
                refund_of(&order, RefundOf::Rest, RefundWay::Wallet),
                Arc::new(Alone),
            ));
            let (money, db) = (money.clone(), house.shop.db.db.clone());
            others.push(tokio::spawn(async move {
                match index % 3 {
                    0 => money.confirm(order.id).await,
                    1 => freeze(&money, &db, &order).await,
                    _ => money.release_due().await.map(|_| ()),
                }
            }));
        }
        for refund in refunds {
            // Wherever the money is, it is enough.
            assert_eq!(refund.await.unwrap().unwrap().amount.minor, PRICE);
        }
        for other in others {
            match other.await.unwrap() {
                Ok(()) => {}
                Err(refusal) => {
                    assert!(["already_released", "order_frozen"].contains(&refusal.code()), "{refusal}")
                }
            }
        }
        for order in &orders {
            assert_eq!(house.shop.balance(order.buyer.unwrap()).await, PRICE);
        }
        house.walk().await;
        let balances = house.balances().await;
        assert_eq!((balances.available, balances.escrow), (0, 0));
        house.is_clean().await;
    }
}

/// Fails once, at that point.
struct Once {
    at: Point,
    struck: AtomicBool,
}

impl Faults for Once {
    fn strike(&self, point: Point) -> Strike<'_> {
        let first = point == self.at && !self.struck.swap(true, Ordering::Relaxed);
        Box::pin(async move { first.then(|| DbError::Unavailable("gone".into())) })
    }
}

#[tokio::test]
async fn a_commit_that_fails_did_nothing_and_one_whose_answer_is_lost_did_it_once() {
    for engine in testkit::engines() {
        for (at, released) in [(Point::Commit, 0), (Point::Committed, 4)] {
            let house = House::new(engine, 40).await;
            let orders = sold(&house, 4).await;
            let (money, tasks) = waiting_counter(&house);
            let faults = Arc::new(Once { at, struck: AtomicBool::new(false) });
            let mut asked = Vec::new();
            for order in &orders {
                let (money, id) = (money.clone(), order.id);
                asked.push(tokio::spawn(async move { money.confirm(id).await }));
            }
            tokio::task::yield_now().await;
            for task in tasks {
                tokio::spawn(db::with_faults(faults.clone(), task));
            }
            for told in asked {
                let told = told.await.unwrap();
                assert!(matches!(told, Err(SettlementRefusal::Db(DbError::Unavailable(_)))), "{told:?}");
            }
            assert_eq!(house.available().await, released * NET);
            for order in &orders {
                money.confirm(order.id).await.unwrap();
            }
            assert_eq!(house.available().await, 4 * NET);
            house.is_clean().await;
        }
    }
}
