use crate::shop::{PRICE, Shop, cny, code, key, merchant, product};
use catalog::GoodsKind;
use orders::{NewLine, OrderState, PayWith, RevealBy};
use std::collections::HashSet;
use std::io::Cursor;
use vault::{Format, Reader, SkuKind};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_order_is_paid_and_delivered_in_one_go() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(5_000).await;
        let mut new = shop.by_wallet(user, 2);
        new.reveal = Some(RevealBy { by: user.to_string(), from: "192.0.2.1".into() });
        let placed = shop.orders.place(new).await.unwrap();
        assert_eq!(placed.order.state, OrderState::Delivered);
        assert_eq!(placed.order.total, cny(2 * PRICE));
        let keys: Vec<String> =
            placed.deliveries.iter().map(|d| d.secret.as_ref().unwrap().expose().clone()).collect();
        assert_eq!(keys.len(), 2);
        assert!(keys.iter().all(|k| k.starts_with("FIRST-")) && keys[0] != keys[1]);
        assert_eq!(shop.balance(user).await, 3_000);
        assert_eq!(shop.stock().await, 3);
        assert_eq!(shop.escrow().await, 2_000 - 40, "the fee of 2 % is split off");
        let stored = shop.orders.find(placed.order.id).await.unwrap();
        assert_eq!(stored.paid_at, Some(shop.time.ambient.now()));
        let view = shop.orders.view(stored).await.unwrap();
        assert!(view.deliveries.iter().all(|d| d.revealed_at.is_some()), "shown in the answer is shown");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_lines_and_a_thousand_units() {
    for engine in testkit::engines() {
        let mut shop = Shop::with_keys(engine, 1000).await;
        let (sku, offer) =
            product(&shop.db, &shop.time, shop.merchant, "second", GoodsKind::OneTime, 250).await;
        shop.import(sku, 3, "SECOND").await;
        let user = shop.buyer(2_000_000).await;
        let mut new = shop.by_wallet(user, 1000);
        new.lines.push(NewLine { offer, quantity: 3 });
        let placed = shop.orders.place(new).await.unwrap();
        assert_eq!(placed.deliveries.len(), 1003);
        let ids: HashSet<String> = placed.deliveries.iter().map(|d| d.id.to_string()).collect();
        assert_eq!(ids.len(), 1003);
        shop.sku = sku;
        assert_eq!(shop.stock().await, 0);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_lines_are_refused_and_nothing_is_booked() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(5_000).await;
        for (quantity, expected) in [
            (0, "quantity_out_of_range"),
            (-1, "quantity_out_of_range"),
            (1001, "quantity_out_of_range"),
            (i64::MAX, "quantity_out_of_range"),
            (6, "insufficient_balance"),
            (i64::MIN, "quantity_out_of_range"),
        ] {
            assert_eq!(code(shop.orders.place(shop.by_wallet(user, quantity)).await), expected, "{quantity}");
        }
        let mut new = shop.by_wallet(user, 1);
        new.lines.clear();
        assert_eq!(code(shop.orders.place(new.clone()).await), "empty_order");
        new.lines = vec![NewLine { offer: shop.offer, quantity: 1 }; 51];
        assert_eq!(code(shop.orders.place(new.clone()).await), "too_many_lines");
        new.lines = vec![NewLine { offer: shop.offer, quantity: 1 }; 2];
        assert_eq!(code(shop.orders.place(new.clone()).await), "repeated_offer");
        new.lines = vec![NewLine { offer: kernel::OfferId(99), quantity: 1 }];
        assert_eq!(code(shop.orders.place(new.clone()).await), "unknown_offer");
        let other = merchant(&shop.db, &shop.time).await;
        let (_, theirs) = product(&shop.db, &shop.time, other, "theirs", GoodsKind::OneTime, 5).await;
        new.lines = vec![NewLine { offer: shop.offer, quantity: 1 }, NewLine { offer: theirs, quantity: 1 }];
        assert_eq!(code(shop.orders.place(new.clone()).await), "several_merchants");
        let rich = shop.buyer(1_000_000).await;
        assert_eq!(code(shop.orders.place(shop.by_wallet(rich, 6)).await), "sold_out");
        let mut guest = shop.by_guest(1);
        guest.pay = PayWith::Wallet;
        assert_eq!(code(shop.orders.place(guest).await), "wallet_needs_user");
        for contact in ["", "nobody", "a@b\r\nBcc: c@d.e", "<script>@x.y", "' or 1=1 --@x.y"] {
            let mut guest = shop.by_guest(1);
            guest.contact = Some(contact.into());
            let expected = if contact.is_empty() { "contact_required" } else { "bad_contact" };
            assert_eq!(code(shop.orders.place(guest).await), expected, "{contact:?}");
        }
        let mut guest = shop.by_guest(1);
        guest.pay = PayWith::Channel("nowhere".into());
        assert_eq!(code(shop.orders.place(guest).await), "unknown_channel");
        assert_eq!((shop.balance(user).await, shop.stock().await, shop.escrow().await), (5_000, 5, 0));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_idempotency_key_is_one_order() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(50_000).await;
        let order = |k: &str, digest: &str| {
            let mut new = shop.by_wallet(user, 1);
            new.idempotency = key("caller", k, digest);
            new.reveal = Some(RevealBy { by: user.to_string(), from: "192.0.2.1".into() });
            new
        };
        let first = shop.orders.place(order("k1", "body")).await.unwrap();
        let again = shop.orders.place(order("k1", "body")).await.unwrap();
        assert!(again.replayed && !first.replayed);
        assert_eq!(again.order.id, first.order.id);
        assert_eq!(
            again.deliveries[0].secret.as_ref().unwrap().expose(),
            first.deliveries[0].secret.as_ref().unwrap().expose()
        );
        assert_eq!(code(shop.orders.place(order("k1", "other")).await), "idempotency_key_reused");
        let tasks: Vec<_> = (0..20)
            .map(|_| (shop.orders.clone(), order("k2", "body")))
            .map(|(o, new)| tokio::spawn(async move { o.place(new).await.unwrap().order.id }))
            .collect();
        let mut ids = HashSet::new();
        for task in tasks {
            ids.insert(task.await.unwrap());
        }
        assert_eq!(ids.len(), 1);
        assert_eq!(shop.stock().await, 3);
        // A refused order leaves its key free.
        assert_eq!(
            code(
                shop.orders
                    .place({
                        let mut n = order("k3", "body");
                        n.lines[0].quantity = 900;
                        n
                    })
                    .await
            ),
            "insufficient_balance"
        );
        assert!(!shop.orders.place(order("k3", "body")).await.unwrap().replayed);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_secret_serves_until_its_limit_and_shows_its_newest_version() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let (sku, offer) = product(&shop.db, &shop.time, shop.merchant, "loop", GoodsKind::Loop, 100).await;
        let import = async |text: &'static str, limit| {
            let new = shop.batch(sku, SkuKind::Loop, limit);
            shop.orders
                .import_stock(&new, Reader::new(Cursor::new(text), Format::Lines), |_, _| {})
                .await
                .unwrap()
        };
        import("passphrase-one\n", Some(2)).await;
        let user = shop.buyer(1_000).await;
        let mut new = shop.by_wallet(user, 1);
        new.lines[0].offer = offer;
        let first = shop.orders.place(new.clone()).await.unwrap();
        import("passphrase-two\n", None).await;
        shop.orders.place(new.clone()).await.unwrap();
        assert_eq!(code(shop.orders.place(new).await), "sold_out");
        let by = RevealBy { by: user.to_string(), from: "192.0.2.1".into() };
        let shown = shop.orders.reveal(&first.order, &[first.deliveries[0].id], &by).await.unwrap();
        assert_eq!(shown[0].secret.expose(), "passphrase-two");
        shop.audit_is_clean().await;
    }
}
