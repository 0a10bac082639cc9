//! What the API costs beside the desk: `cargo test -p api -- --ignored --nocapture cost`.

use crate::shop::Shop;
use kernel::{Currency, Money};
use orders::{Buyer, Idempotency, NewLine, NewOrder, PayWith, RevealBy};
use std::sync::Arc;
use std::time::Instant;

const ORDERS: usize = 6_000;
const CLIENTS: usize = 128;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, not a test"]
async fn cost_of_an_order() {
    for engine in testkit::engines() {
        let shop = Arc::new(Shop::open(engine).await);
        let lines: String = (0..3 * ORDERS).map(|n| format!("MANY-KEY-{n:08}\n")).collect();
        assert_eq!(shop.import("text/plain", &shop.sku, lines).await.status, 201);
        let user = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap().id;
        let much = Money::new(100_000_000, Currency::CNY);
        shop.orders.deposit(user, much, "much").await.unwrap();
        let offer = shop.offer.parse().unwrap();
        let direct = async |shop: Arc<Shop>, n: usize| {
            let reveal = Some(RevealBy { by: "key".into(), from: "192.0.2.1".into() });
            let idempotency =
                Some(Idempotency { scope: "s".into(), key: format!("d{n}"), digest: "d".into() });
            let (lines, pay) = (vec![NewLine { offer, quantity: 1 }], PayWith::Wallet);
            let new =
                NewOrder { buyer: Buyer::User(user), lines, pay, reveal, idempotency, ..NewOrder::default() };
            shop.orders.place(new).await.unwrap();
        };
        let body = format!(
            r#"{{"lines":[{{"offer":"{}","quantity":1}}],"pay":"wallet","reveal":true}}"#,
            shop.offer
        );
        let by_api = async |shop: Arc<Shop>, n: usize| {
            let told = shop.post_with(&shop.partner, "/v1/orders", &format!("a{n}"), body.clone()).await;
            assert_eq!(told.status, 201);
        };
        println!("{engine:?} api {}/s, desk {}/s", rate(&shop, by_api).await, rate(&shop, direct).await);
        let lists =
            async |shop: Arc<Shop>, _| assert_eq!(shop.get(&shop.partner, "/v1/offers").await.status, 200);
        println!("{engine:?} lists {}/s", rate(&shop, lists).await);
    }
}

async fn rate(shop: &Arc<Shop>, work: impl AsyncFn(Arc<Shop>, usize)) -> u128 {
    let (started, next) = (Instant::now(), std::cell::Cell::new(0));
    let client = async || {
        while next.get() < ORDERS {
            next.set(next.get() + 1);
            work(shop.clone(), next.get()).await;
        }
    };
    futures_util::future::join_all((0..CLIENTS).map(|_| client())).await;
    (ORDERS as u128) * 1_000_000 / started.elapsed().as_micros()
}
