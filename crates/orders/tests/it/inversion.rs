//! Nothing is sold for less than it costs, on whichever way it is ordered.

use crate::shop::{FakeChannel, PRICE, Shop, cny};
use catalog::Price;
use costs::{CostSource, NewCost};
use db::Engine;
use kernel::{BasisPoints, Money, Span};
use merchants::Channel;
use orders::{Asking, NewLine, OrderError, OrderState, Orders};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vault::{Format, Reader, SkuKind};

/// Says what it costs from now on; the orders that were committed before.
async fn cost(shop: &Shop, minor: i64) -> HashSet<String> {
    let mut tx = shop.db.begin().await.unwrap();
    costs::hold_still(&mut tx, shop.merchant).await.unwrap();
    let new = NewCost { sku: shop.sku, unit: cny(minor), reference: String::new() };
    let now = shop.time.ambient.now();
    costs::put(&mut tx, shop.merchant, &[new], (CostSource::Manual, "test"), now).await.unwrap();
    // Behind the gate nothing is under way.
    let before = tx.query("select id from orders", &[]).await.unwrap();
    tx.commit().await.unwrap();
    before.iter().map(|row| row.text(0).unwrap()).collect()
}

/// By the wallet, by a channel, and as a quote.
async fn outcomes(shop: &Shop) -> [String; 3] {
    let code = |error: OrderError| match error {
        OrderError::Refused(refusal) => refusal.code().to_owned(),
        other => panic!("{other}"),
    };
    let done = |_| "ok".to_owned();
    let buyer = shop.buyer(PRICE).await;
    let lines = [NewLine { offer: shop.offer, quantity: 1 }];
    [
        shop.orders.place(shop.by_wallet(buyer, 1)).await.map_or_else(code, |_| done(())),
        shop.orders.place(shop.by_guest(1)).await.map_or_else(code, |_| done(())),
        shop.orders
            .quote(&lines, Channel::Store, None, &Asking::default())
            .await
            .map_or_else(code, |_| done(())),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_way_leads_below_cost() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        assert_eq!(outcomes(&shop).await, ["ok"; 3], "of no known cost");
        // 2 % are the platform's.
        cost(&shop, PRICE - 20).await;
        assert_eq!(outcomes(&shop).await, ["ok"; 3]);
        cost(&shop, PRICE - 19).await;
        assert_eq!(outcomes(&shop).await, ["below_cost"; 3]);
        let mut tx = shop.db.begin().await.unwrap();
        catalog::put_category_fee(&mut tx, "goods", Some(BasisPoints(190))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(outcomes(&shop).await, ["ok"; 3], "the category's share counts");
        cost(&shop, PRICE * 2).await;
        let now = shop.time.ambient.now();
        let mut tx = shop.db.begin().await.unwrap();
        let until = ("new customers", now.after(Span::days(1)));
        costs::mark_loss_leader(&mut tx, shop.merchant, shop.sku, until, ("test", now)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(outcomes(&shop).await, ["ok"; 3], "it is meant to be");
        shop.time.advance(Span::days(1));
        assert_eq!(outcomes(&shop).await, ["below_cost"; 3], "until then only");
        let other = Money::new(1, "USD".parse().unwrap());
        let new = NewCost { sku: shop.sku, unit: other, reference: String::new() };
        let mut tx = shop.db.begin().await.unwrap();
        let by = (CostSource::Manual, "test");
        costs::put(&mut tx, shop.merchant, &[new], by, shop.time.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(outcomes(&shop).await, ["ok"; 3], "another currency says nothing");
        shop.orders.sweep_expired(100).await.unwrap();
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_says_what_it_cost_and_an_agreement_stays() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let (order, payment) = shop.waiting(1).await;
        let mut batch = shop.batch(shop.sku, SkuKind::OneTime, None);
        batch.provenance.cost = Some(cny(PRICE));
        let lines = Reader::new(std::io::Cursor::new("DEAR-1\nDEAR-2\n"), Format::Lines);
        shop.orders.import_stock(&batch, lines, |_, _| {}).await.unwrap();
        assert_eq!(outcomes(&shop).await, ["below_cost"; 3]);
        let mut tx = shop.db.read().await.unwrap();
        let history = costs::history(&mut tx, shop.merchant, shop.sku, 10).await.unwrap();
        drop(tx);
        let [one] = history.as_slice() else { panic!("{history:?}") };
        assert_eq!((one.unit, one.source), (cny(PRICE), CostSource::Batch));
        assert!(one.reference.starts_with("bat_"));
        // What was placed before is paid and delivered.
        shop.channel.pay(payment, "e1", order.total);
        let answer = shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Delivered);
        shop.audit_is_clean().await;
    }
}

/// Many buy at the old price from two nodes while the cost rises again and again, and the price after it: whatever was
/// committed after a rise pays for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_sells_below_cost_in_between() {
    for engine in testkit::engines() {
        let shop = Arc::new(Shop::with_keys(engine, 2_000).await);
        let node = shop.another_node().await;
        let buyer = shop.buyer(100_000_000).await;
        let done = Arc::new(AtomicBool::new(false));
        let mut buyers = Vec::new();
        for n in 0..16 {
            let (shop, done) = (shop.clone(), done.clone());
            let at: Orders =
                if engine == Engine::Postgres && n % 2 == 0 { node.clone() } else { shop.orders.clone() };
            buyers.push(tokio::spawn(async move {
                let (mut sold, mut refused) = (0, 0);
                while !done.load(Ordering::Relaxed) && sold < 100 {
                    match at.place(shop.by_wallet(buyer, 1)).await {
                        Ok(_) => sold += 1,
                        Err(OrderError::Refused(refusal)) if refusal.code() == "below_cost" => refused += 1,
                        Err(error) => panic!("{error}"),
                    }
                }
                (sold, refused)
            }));
        }
        let (mut unit, mut price, mut rises) = (PRICE - 20, PRICE, Vec::new());
        for _ in 0..12 {
            unit += 49;
            rises.push((unit, cost(&shop, unit).await));
            tokio::time::sleep(Duration::from_millis(20)).await;
            let to = costs::lowest(cny(unit), BasisPoints(200)).unwrap();
            let mut tx = shop.db.begin().await.unwrap();
            let price_to = Price { price: to, list_price: None };
            catalog::reprice(&mut tx, shop.merchant, shop.offer, cny(price), price_to).await.unwrap();
            tx.commit().await.unwrap();
            price = to.minor;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        done.store(true, Ordering::Relaxed);
        let (mut sold, mut refused) = (0, 0);
        for task in buyers {
            let (s, r) = task.await.unwrap();
            (sold, refused) = (sold + s, refused + r);
        }
        assert!(sold > 0 && refused > 0, "{sold} sold, {refused} refused");
        let rows = shop.db.query("select id, total from orders", &[]).await.unwrap();
        assert_eq!(rows.len(), sold);
        for (unit, before) in rises {
            for row in rows.iter().filter(|row| !before.contains(&row.text(0).unwrap())) {
                let total = row.int(1).unwrap();
                assert!(total * 98 >= unit * 100, "{total} was paid for what cost {unit} by then");
            }
        }
        shop.audit_is_clean().await;
    }
}
