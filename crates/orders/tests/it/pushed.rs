//! A supplier says again and again that its goods cost more, and prices follow, while many buy from two nodes.

use crate::shop::Shop;
use crate::supplied::Stall;
use db::Engine;
use kernel::{Currency, OrderId, Span};
use orders::{AttemptState, NewLine, NewOrder, OrderError, Orders};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use watch::{Quote, RuleDraft, Scope, Terms, Watch};

/// The platform's share of the shop's sales, in hundredths of a percent.
const SHARE: i64 = 200;

fn price_watch(stall: &Stall) -> Watch {
    Watch::new(watch::Parts {
        db: stall.shop.db.db.clone(),
        ambient: stall.shop.time.ambient.clone(),
        book: stall.fulfiller.book().clone(),
        settings: watch::Settings::default(),
    })
}

/// Cost and a tenth of it.
async fn rule(stall: &Stall, watch: &Watch) {
    let terms = Terms { add_bps: 1_000, ..Terms::default() };
    let currency = Currency::CNY;
    let draft = RuleDraft { scope: Scope::All, currency, name: "rule".into(), terms, on: true, version: 0 };
    let mut tx = stall.shop.db.begin().await.unwrap();
    watch.put_rule(&mut tx, (stall.shop.merchant, None), &draft, "usr_1").await.unwrap();
    tx.commit().await.unwrap();
}

async fn placed(shop: &Shop) -> Vec<(String, i64, i64)> {
    let rows = shop.db.query("select id, total, fee from orders", &[]).await.unwrap();
    rows.iter().map(|row| (row.text(0).unwrap(), row.int(1).unwrap(), row.int(2).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_sells_below_what_a_supplier_has_pushed() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let (merchant, supplier) = (stall.shop.merchant, stall.first.0);
        // The other one is dearer than this one ever gets.
        let watch = price_watch(&stall);
        rule(&stall, &watch).await;
        let quote = |product: &str, cost| Quote { product: product.into(), cost, stock: None };
        watch.take_quotes((merchant, stall.second.0), &[quote("P1", 9_000)], "feed").await.unwrap();
        let node = stall.shop.another_node().await;
        let buyer = stall.shop.buyer(100_000_000).await;
        let shop = Arc::new(stall);
        let (done, sold) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let mut buyers = Vec::new();
        for n in 0..8 {
            let (stall, done, sold) = (shop.clone(), done.clone(), sold.clone());
            let other = engine == Engine::Postgres && n % 2 == 0;
            let at: Orders = if other { node.clone() } else { stall.shop.orders.clone() };
            buyers.push(tokio::spawn(async move {
                let mut refused = 0;
                while !done.load(Ordering::Relaxed) && sold.load(Ordering::Relaxed) < 1_500 {
                    let lines = vec![NewLine { offer: stall.offer, quantity: 1 }];
                    let new = NewOrder { lines, ..stall.shop.by_wallet(buyer, 1) };
                    match at.place(new).await {
                        Ok(_) => _ = sold.fetch_add(1, Ordering::Relaxed),
                        Err(OrderError::Refused(refusal)) if refusal.code() == "below_cost" => refused += 1,
                        Err(error) => panic!("{error}"),
                    }
                }
                refused
            }));
        }
        let stall = shop;
        let bought = async |more: usize| {
            let from = sold.load(Ordering::Relaxed);
            while sold.load(Ordering::Relaxed) < from + more {
                tokio::task::yield_now().await;
            }
        };
        let (mut unit, mut rises) = (900, Vec::new());
        for _ in 0..12 {
            bought(8).await;
            unit += 93;
            let taken = watch.take_quotes((merchant, supplier), &[quote("P0", unit)], "feed").await.unwrap();
            assert_eq!(taken.skus, 1);
            let before: HashSet<String> = placed(&stall.shop).await.into_iter().map(|(id, ..)| id).collect();
            rises.push((unit, before));
            assert_eq!(watch.reprice(merchant).await.unwrap().applied, 1);
        }
        bought(8).await;
        done.store(true, Ordering::Relaxed);
        let mut refused = 0;
        for task in buyers {
            refused += task.await.unwrap();
        }
        let all = placed(&stall.shop).await;
        assert!(refused > 0 && all.len() == sold.load(Ordering::Relaxed), "{refused} of {}", all.len());
        for (unit, before) in &rises {
            for (id, total, _) in all.iter().filter(|(id, ..)| !before.contains(id)) {
                assert!(
                    total * (10_000 - SHARE) >= unit * 10_000,
                    "{id}: {total} for what cost {unit} by then"
                );
            }
        }
        // What had been agreed before a rise is not bought at a loss either: it waits, and the money goes back.
        stall.after(Span::seconds(1)).await;
        stall.after(Span::hours(1)).await;
        let mut credited = 0;
        for (id, total, fee) in &all {
            let order = stall.shop.orders.find(id.parse::<OrderId>().unwrap()).await.unwrap();
            for attempt in stall.shop.orders.attempts(&order).await.unwrap() {
                if attempt.state == AttemptState::Credited {
                    credited += 1;
                    assert!(attempt.cost.minor <= total - fee, "{id} was bought at a loss");
                }
            }
        }
        assert!(credited > 0);
        stall.shop.audit_is_clean().await;
    }
}
