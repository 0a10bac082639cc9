use crate::shop::{Shop, code};
use orders::OrderSettings;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_cannot_freeze_the_shop() {
    for engine in testkit::engines() {
        let settings = OrderSettings {
            pending_orders_per_buyer: 3,
            pending_units_per_guest: 10,
            pending_orders_per_address: 4,
            pending_units_per_address: 30,
            ..OrderSettings::default()
        };
        let shop = Shop::with(engine, 100, settings).await;
        assert_eq!(code(shop.orders.place(shop.by_guest(11)).await), "too_many_pending");
        let held = shop.orders.place(shop.by_guest(8)).await.unwrap().order;
        assert_eq!(
            code(shop.orders.place(shop.by_guest(3)).await),
            "too_many_pending",
            "units of one contact"
        );
        shop.orders.place(shop.by_guest(1)).await.unwrap();
        shop.orders.place(shop.by_guest(1)).await.unwrap();
        assert_eq!(
            code(
                shop.orders
                    .place({
                        let mut n = shop.by_guest(1);
                        n.contact = Some("GUEST@example.com ".into());
                        n
                    })
                    .await
            ),
            "too_many_pending",
            "orders of one contact, however written"
        );
        let other = |n: i32| {
            let mut new = shop.by_guest(1);
            new.contact = Some(format!("other{n}@example.com"));
            new
        };
        shop.orders.place(other(1)).await.unwrap();
        assert_eq!(code(shop.orders.place(other(2)).await), "too_many_pending", "orders of one address");
        shop.orders.cancel(&held).await.unwrap();
        shop.orders.place(other(2)).await.unwrap();
        // Many at once meet the same limits inside one batch.
        let mut tasks = Vec::new();
        for n in 0..20 {
            let mut new = shop.by_guest(1);
            new.contact = Some("crowd@example.com".into());
            new.from = format!("198.51.100.{n}");
            let orders = shop.orders.clone();
            tasks.push(tokio::spawn(async move { orders.place(new).await.is_ok() }));
        }
        let mut placed = 0;
        for task in tasks {
            placed += usize::from(task.await.unwrap());
        }
        assert_eq!(placed, 3);
        let user = shop.buyer(20_000).await;
        shop.orders.place(shop.by_wallet(user, 20)).await.unwrap();
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ipv6_household_is_one_address() {
    let engine = testkit::engines()[0];
    let shop =
        Shop::with(engine, 100, OrderSettings { pending_orders_per_address: 1, ..OrderSettings::default() })
            .await;
    let from = |from: &str, contact: &str| {
        let mut n = shop.by_guest(1);
        n.from = from.into();
        n.contact = Some(contact.into());
        n
    };
    shop.orders.place(from("2001:db8:1:2::1", "a@example.com")).await.unwrap();
    assert_eq!(
        code(shop.orders.place(from("2001:db8:1:2:ffff::9", "b@example.com")).await),
        "too_many_pending"
    );
    shop.orders.place(from("2001:db8:1:3::1", "c@example.com")).await.unwrap();
}
