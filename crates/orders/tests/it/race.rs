use crate::shop::Shop;
use orders::OrderError;
use std::collections::HashSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_buyers_for_ten_keys() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let node = shop.another_node().await;
        let mut users = Vec::new();
        for _ in 0..200 {
            users.push(shop.buyer(1_000).await);
        }
        let mut tasks = Vec::new();
        for (index, &user) in users.iter().enumerate() {
            // On PostgreSQL two nodes share the work; one SQLite file belongs to one node.
            let orders = if engine == db::Engine::Postgres && index % 2 == 0 {
                node.clone()
            } else {
                shop.orders.clone()
            };
            let new = shop.by_wallet(user, 1);
            tasks.push(tokio::spawn(async move { orders.place(new).await }));
        }
        let (mut sold, mut refused, mut units) = (0, 0, HashSet::new());
        for task in tasks {
            match task.await.unwrap() {
                Ok(placed) => {
                    sold += 1;
                    units.insert(placed.deliveries[0].id);
                }
                Err(OrderError::Refused(refusal)) => {
                    assert_eq!(refusal.code(), "sold_out");
                    refused += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((sold, refused, units.len()), (10, 190, 10));
        let mut left = 0;
        for user in users {
            left += shop.balance(user).await;
        }
        assert_eq!(left, 190 * 1_000, "no money is held for those who got nothing");
        assert_eq!(shop.stock().await, 0);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_wallet_is_never_overdrawn() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 100).await;
        let node = shop.another_node().await;
        let user = shop.buyer(7_000).await;
        let tasks: Vec<_> = (0..60)
            .map(|n| {
                if engine == db::Engine::Postgres && n % 2 == 0 { node.clone() } else { shop.orders.clone() }
            })
            .map(|orders| (orders, shop.by_wallet(user, 1)))
            .map(|(orders, new)| tokio::spawn(async move { orders.place(new).await.is_ok() }))
            .collect();
        let mut sold = 0;
        for task in tasks {
            sold += usize::from(task.await.unwrap());
        }
        assert_eq!((sold, shop.balance(user).await, shop.stock().await), (7, 0, 93));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paying_races_cancelling_and_expiry() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 40).await;
        let mut orders = Vec::new();
        for n in 0..20 {
            let mut new = shop.by_guest(1);
            new.contact = Some(format!("guest{n}@example.com"));
            let placed = shop.orders.place(new).await.unwrap();
            let payment = shop.orders.open_payment(&placed.order, &crate::shop::desk()).await.unwrap();
            shop.channel.pay(payment.id, &format!("e{n}"), placed.order.total);
            orders.push((placed.order, payment.id));
        }
        let mut tasks = Vec::new();
        for (index, (order, payment)) in orders.iter().cloned().enumerate() {
            let (paying, ending) = (shop.orders.clone(), shop.orders.clone());
            let cancelled = order.clone();
            tasks.push(tokio::spawn(async move {
                let _ = paying.ask_channel("fake", payment).await.unwrap();
            }));
            if index % 2 == 0 {
                tasks.push(tokio::spawn(async move {
                    let _ = ending.cancel(&cancelled).await;
                }));
            }
        }
        shop.time.advance(kernel::Span::seconds(901));
        let sweeper = shop.orders.clone();
        tasks.push(tokio::spawn(async move {
            sweeper.sweep_expired(100).await.unwrap();
        }));
        for task in tasks {
            task.await.unwrap();
        }
        shop.orders.sweep_expired(100).await.unwrap();
        // All were paid in full and goods were there: whatever won the race, every buyer has one key.
        for (order, _) in orders {
            let order = shop.orders.find(order.id).await.unwrap();
            assert_eq!(order.state, orders::OrderState::Delivered);
        }
        assert_eq!(shop.stock().await, 20);
        shop.audit_is_clean().await;
    }
}
