//! How buyers are reached: sealed at rest, found however it is spelled, and gone when its time is over.

use crate::shop::Shop;
use db::Value;
use kernel::{OrderId, PageAsk, Span, UserId};
use orders::{Access, Forget, NewOrder, OrderFilter, OrderSettings};

fn by_guest(shop: &Shop, contact: &str) -> NewOrder {
    NewOrder { contact: Some(contact.to_owned()), ..shop.by_guest(1) }
}

async fn row(shop: &Shop, order: OrderId) -> Vec<Value> {
    let sql = "select contact, contact_sealed, contact_print, placed_from, buyer from orders where id = $1";
    shop.db.query_opt(sql, db::params![order]).await.unwrap().unwrap().into_values()
}

async fn damage(shop: &Shop, sql: &str, values: &[Value]) {
    let mut tx = shop.db.begin().await.unwrap();
    assert!(tx.exec(sql, values).await.unwrap() > 0, "{sql}");
    tx.commit().await.unwrap();
}

async fn found(shop: &Shop, text: &str) -> Vec<OrderId> {
    let filter = OrderFilter { text: text.into(), ..OrderFilter::default() };
    let page = shop.orders.search(&filter, &PageAsk::new(None, None)).await.unwrap();
    page.items.iter().map(|order| order.id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_is_found_and_cannot_be_read() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let placed = shop.orders.place(by_guest(&shop, "Guest@Example.com")).await.unwrap().order;
        assert_eq!(placed.contact.as_deref(), Some("guest@example.com"));
        let [clear, sealed, print, ..] = &row(&shop, placed.id).await[..] else { panic!() };
        assert_eq!(clear, &Value::Null);
        let (Value::Bytes(sealed), Value::Bytes(print)) = (sealed, print) else { panic!("{sealed:?}") };
        assert_eq!((sealed.len(), print.len()), (24 + "guest@example.com".len() + 16, 16));
        assert!(!sealed.windows(5).any(|part| part == b"guest"));
        for held in shop.db.query("select contact_key from holds", &[]).await.unwrap() {
            assert!(held.text(0).unwrap().starts_with("k:"), "{held:?}");
        }
        let code = shop.orders.links().query_code(placed.id);
        let looked_up = shop.orders.look_up("GUEST@example.com", &code).await.unwrap();
        assert_eq!((looked_up.id, looked_up.contact), (placed.id, placed.contact.clone()));
        assert!(shop.orders.look_up("guest@example.org", &code).await.is_err());
        assert_eq!(found(&shop, " guest@EXAMPLE.com ").await, [placed.id]);
        assert_eq!(shop.another_node().await.find(placed.id).await.unwrap().contact, placed.contact);
        // None is none.
        let user = shop.buyer(5_000).await;
        let without = shop.orders.place(shop.by_wallet(user, 1)).await.unwrap().order;
        assert_eq!(row(&shop, without.id).await[..3], [Value::Null, Value::Null, Value::Null]);
        assert!(shop.orders.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_the_same_however_it_is_spelled() {
    for engine in testkit::engines() {
        let settings = OrderSettings {
            pending_orders_per_buyer: 2,
            pending_orders_per_address: 1_000,
            ..OrderSettings::default()
        };
        let shop = Shop::with(engine, 9, settings).await;
        let first = shop.orders.place(by_guest(&shop, "13800138000")).await.unwrap().order;
        shop.orders.place(by_guest(&shop, "+8613800138000")).await.unwrap();
        let third = shop.orders.place(by_guest(&shop, "8613800138000")).await;
        assert!(third.err().unwrap().to_string().starts_with("too many unpaid orders"));
        shop.orders.place(by_guest(&shop, "13900139000")).await.unwrap();
        let code = shop.orders.links().query_code(first.id);
        assert_eq!(shop.orders.look_up("+8613800138000", &code).await.unwrap().id, first.id);
        let user = UserId::new(&shop.time.ambient);
        assert_eq!(shop.orders.claim(user, "+8613800138000").await.unwrap(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_that_was_moved_to_another_order_does_not_open() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let victim = shop.orders.place(by_guest(&shop, "victim@example.com")).await.unwrap().order;
        let own = shop.orders.place(by_guest(&shop, "thief@example.com")).await.unwrap().order;
        let sql = "update orders set
                contact_sealed = (select o.contact_sealed from orders o where o.id = $2),
                contact_print = (select o.contact_print from orders o where o.id = $2) where id = $1";
        damage(&shop, sql, &[Value::from(victim.id), Value::from(own.id)]).await;
        assert_eq!(shop.orders.find(victim.id).await.unwrap().contact, None, "no mail goes to the thief");
        assert_eq!(shop.orders.find(own.id).await.unwrap().contact.as_deref(), Some("thief@example.com"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_from_before_are_sealed_once_and_found_afterwards() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 9).await;
        let mut orders = Vec::new();
        for contact in ["old@example.com", "13800138000", "old@example.com"] {
            let order = shop.orders.place(by_guest(&shop, contact)).await.unwrap().order;
            let sql =
                "update orders set contact = $2, contact_sealed = null, contact_print = null where id = $1";
            damage(&shop, sql, &[Value::from(order.id), Value::from(contact)]).await;
            let sql = "update holds set contact_key = $2 where order_id = $1";
            damage(&shop, sql, &[Value::from(order.id), Value::from(contact)]).await;
            let sql = "insert into order_notes (merchant, order_id, id, kind, text, who, created_at)
                       values ($1, $2, $2, 'link_sent', $3, 'usr_1', 0)";
            damage(&shop, sql, &[Value::from(shop.merchant), Value::from(order.id), Value::from(contact)])
                .await;
            orders.push(order.id);
        }
        let code = shop.orders.links().query_code(orders[0]);
        assert!(shop.orders.look_up("old@example.com", &code).await.is_err(), "not before it is sealed");
        let (one, other) = (shop.orders.clone(), shop.another_node().await);
        let (one, other) = tokio::join!(one.seal_old_contacts(), other.seal_old_contacts());
        assert_eq!(one.unwrap() + other.unwrap(), 3, "each by one of them");
        assert_eq!(shop.orders.seal_old_contacts().await.unwrap(), 0);
        assert_eq!(row(&shop, orders[0]).await[0], Value::Null);
        assert_eq!(shop.orders.look_up("old@example.com", &code).await.unwrap().id, orders[0]);
        assert_eq!(found(&shop, "old@example.com").await, [orders[2], orders[0]]);
        assert_eq!(found(&shop, "+8613800138000").await, [orders[1]]);
        for sql in ["select contact_key from holds", "select text from order_notes"] {
            for row in shop.db.query(sql, &[]).await.unwrap() {
                let text = row.text(0).unwrap();
                assert!(!text.contains("old@") && !text.contains("13800138000"), "{text}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_had_its_time_is_forgotten_and_nothing_younger() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 9).await;
        let mut orders = Vec::new();
        for day in 0..5 {
            orders.push(
                shop.orders.place(by_guest(&shop, &format!("day{day}@example.com"))).await.unwrap().order.id,
            );
            shop.time.advance(Span::days(1));
        }
        let before = shop.time.ambient.now().before(Span::hours(36 + 24));
        // Two by two, as if it were cut off in between.
        assert!(shop.orders.forget(Forget::Address, before, 2).await.unwrap());
        assert!(!shop.another_node().await.forget(Forget::Address, before, 2).await.unwrap());
        assert!(!shop.orders.forget(Forget::Address, before, 2).await.unwrap());
        for (day, order) in orders.iter().enumerate() {
            let from = row(&shop, *order).await[3].clone();
            assert_eq!(from == Value::from(""), day < 3, "day {day}: {from:?}");
        }
        while shop.orders.forget(Forget::Contact, before, 2).await.unwrap() {}
        assert!(found(&shop, "day2@example.com").await.is_empty());
        assert_eq!(found(&shop, "day3@example.com").await, [orders[3]]);
        assert_eq!(shop.orders.find(orders[0]).await.unwrap().contact, None);
        assert!(shop.orders.find_for(orders[0], Access::Link).await.is_ok(), "its link still opens it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_orders_of_who_goes_are_nobodys() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 9).await;
        let user = shop.buyer(1_000).await;
        let new = NewOrder { contact: Some("mei@example.com".into()), ..shop.by_wallet(user, 1) };
        let order = shop.orders.place(new).await.unwrap().order;
        let bystander = shop.buyer(1_000).await;
        let other = shop.orders.place(shop.by_wallet(bystander, 1)).await.unwrap().order;
        let mut tx = shop.db.begin().await.unwrap();
        assert!(orders::wallet_rest(&mut tx, user).await.unwrap().is_empty());
        assert!(!orders::has_open_orders(&mut tx, user).await.unwrap());
        assert_eq!(orders::anonymise(&mut tx, user).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let left = row(&shop, order.id).await;
        assert_eq!(left, [Value::Null, Value::Null, Value::Null, Value::from(""), Value::Null]);
        assert!(shop.orders.find_for(order.id, Access::Buyer(user)).await.is_err());
        assert!(shop.orders.find_for(other.id, Access::Buyer(bystander)).await.is_ok());
        assert!(found(&shop, "mei@example.com").await.is_empty());
        assert!(shop.orders.audit().await.unwrap().is_empty());
        let mut tx = shop.db.snapshot().await.unwrap();
        assert!(ledger::audit(&mut tx).await.unwrap().is_empty());
    }
}
