//! A proof is worth something only if it fails on damage: each kind is written into a database and must be named.

use crate::shop::{PRICE, Shop, cny};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_damage_is_found_and_named() {
    for engine in testkit::engines() {
        let (shop, order) = busy_shop(engine).await;
        shop.audit_is_clean().await;
        let kinds: &[(&str, &str)] = &[
            ("delete from deliveries where order_id = $1", "another number of deliveries"),
            ("update orders set state = 'cancelled' where id = $1", "not paid"),
            ("update orders set total = total + 1 where id = $1", "sum of its lines"),
            ("delete from transfers where reference = $1 and id like '%/pay'", "no payment of its total"),
            ("delete from transfers where reference = $1 and id like '%/fee'", "platform fee"),
            (
                "update order_lines set quantity = quantity + 1 where order_id = $1",
                "another number of deliveries",
            ),
            ("update deliveries set number = 900 where order_id = $1 and seq = 1", "beyond the head"),
            ("delete from order_lines where order_id = $1", "sum of its lines"),
            ("update orders set pay = 'fake' where id = $1", "reported no money"),
            (
                "insert into holds (order_id, merchant, buyer_key, contact_key, address_key, units, expires_at) values ($1, 'm', '', '', '', 1, 0)",
                "held for an order",
            ),
        ];
        for (sql, expected) in kinds {
            let mut tx = shop.db.begin().await.unwrap();
            assert!(tx.exec(sql, db::params![order]).await.unwrap() > 0, "{sql}");
            let findings = orders::audit::audit(&mut tx, shop.time.ambient.now()).await.unwrap();
            assert!(findings.iter().any(|f| f.what.contains(expected)), "{sql}: {findings:?}");
            assert!(
                findings
                    .iter()
                    .any(|f| f.row.contains(&order.to_string()) || f.row.contains(&shop.sku.to_string())),
                "{sql} names no row: {findings:?}"
            );
            tx.rollback().await.unwrap();
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_balance_or_a_lost_hold_is_found() {
    for engine in testkit::engines() {
        let (shop, _) = busy_shop(engine).await;
        let kinds: &[(&str, &str)] = &[
            ("update accounts set credits_posted = credits_posted + 1 where purpose = 'sold'", "units sold"),
            ("update accounts set credits_posted = credits_posted + 1 where purpose = 'shelf'", "shelf"),
            ("delete from holds", "holds nothing"),
            ("update holds set expires_at = 0", "not closed in time"),
            ("delete from payment_events", "reported no money"),
            ("delete from payment_exceptions", "has no exception"),
            (
                "update accounts set credits_posted = credits_posted + 1 where purpose = 'payment_exception'",
                "exception account",
            ),
        ];
        for (sql, expected) in kinds {
            let mut tx = shop.db.begin().await.unwrap();
            assert!(tx.exec(sql, &[]).await.unwrap() > 0, "{sql}");
            let findings = orders::audit::audit(&mut tx, shop.time.ambient.now()).await.unwrap();
            assert!(findings.iter().any(|f| f.what.contains(expected)), "{sql}: {findings:?}");
            tx.rollback().await.unwrap();
        }
    }
}

/// A wallet order, an order through the channel with money left over, and one that waits.
async fn busy_shop(engine: db::Engine) -> (Shop, kernel::OrderId) {
    let shop = Shop::with_keys(engine, 10).await;
    let user = shop.buyer(10_000).await;
    let order = shop.orders.place(shop.by_wallet(user, 2)).await.unwrap().order.id;
    let (_, payment) = shop.waiting(1).await;
    shop.channel.pay(payment, "e1", cny(PRICE + 7));
    shop.orders.ask_channel("fake", payment).await.unwrap();
    shop.waiting(1).await;
    (shop, order)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shelf_without_keys_behind_it_is_not_sold() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let (order, payment) = shop.waiting(1).await;
        let mut tx = shop.db.begin().await.unwrap();
        assert_eq!(tx.exec("delete from vault_items", &[]).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let user = shop.buyer(10_000).await;
        assert_eq!(crate::shop::code(shop.orders.place(shop.by_wallet(user, 1)).await), "sold_out");
        assert_eq!(shop.balance(user).await, 10_000, "nothing was charged");
        shop.channel.pay(payment, "e1", order.total);
        assert_eq!(shop.orders.ask_channel("fake", payment).await.unwrap(), [orders::PaidOutcome::Refunding]);
    }
}
