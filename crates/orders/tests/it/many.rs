//! A hundred thousand orders of one merchant: how long a page takes.
//! `cargo test -p orders --test it -- --ignored --nocapture a_page_of_many`

use crate::shop::{Shop, product};
use catalog::GoodsKind;
use db::{Ty, row};
use kernel::{OrderId, PageAsk, ProductId, SkuId, Span};
use orders::{Figures, OrderFilter, OrderState};
use std::time::{Duration, Instant};

const ORDERS: usize = 100_000;

/// Written as they stand in the tables, half a minute between two, the last one now. Every thousandth expired, every
/// five-thousandth waits, and every twenty-thousandth is of another product.
async fn fill(shop: &Shop, other: (SkuId, ProductId), first: ProductId) {
    use Ty::{Int, Text};
    let (mut orders, mut lines) = (Vec::new(), Vec::new());
    for n in 1..=ORDERS {
        shop.time.advance(Span::seconds(26));
        let (id, now) = (OrderId::new(&shop.time.ambient), shop.time.ambient.now());
        let state = match n {
            n if n % 5_000 == 0 => "pending",
            n if n % 1_000 == 0 => "expired",
            _ => "delivered",
        };
        let (sku, product) = if n % 20_000 == 1 { other } else { (shop.sku, first) };
        let contact = format!("buyer{}@example.com", n % 9_000);
        orders.push(row![shop.merchant, id, contact, state, now, now]);
        lines.push(row![shop.merchant, id, shop.offer, sku, product]);
    }
    let order = "insert into orders (merchant, id, contact, origin, placed_from, language, state, pay, total, fee, \
         currency, created_at, expires_at) \
         values ($1, $2, $3, 'store', '192.0.2.1', 'zh', $4, 'fake', 1000, 20, 'CNY', $5, $6)";
    let line = "insert into order_lines (merchant, order_id, line, offer, sku, product, revision, sku_name_zh, \
         sku_name_en, unit_price, quantity) values ($1, $2, 0, $3, $4, $5, 1, '月卡', 'Month', 1000, 1)";
    for (orders, lines) in orders.chunks(5_000).zip(lines.chunks(5_000)) {
        let mut tx = shop.db.begin().await.unwrap();
        tx.exec_each(order, &[Text, Text, Text, Text, Int, Int], orders.to_vec()).await.unwrap();
        tx.exec_each(line, &[Text, Text, Text, Text, Text], lines.to_vec()).await.unwrap();
        tx.commit().await.unwrap();
    }
    if shop.db.engine() == db::Engine::Postgres {
        let mut tx = shop.db.begin().await.unwrap();
        tx.batch("analyze orders; analyze order_lines").await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn product_of(shop: &Shop, sku: SkuId) -> ProductId {
    catalog::sku(&shop.db, shop.merchant, sku).await.unwrap().unwrap().product
}

#[tokio::test]
#[ignore = "takes a minute; for figures"]
async fn a_page_of_many_orders_takes_less_than_a_tenth_of_a_second() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 1).await;
        let (sku, _) = product(&shop.db, &shop.time, shop.merchant, "rare", GoodsKind::OneTime, 500).await;
        let (rare, first) = (product_of(&shop, sku).await, product_of(&shop, shop.sku).await);
        fill(&shop, (sku, rare), first).await;
        assert_eq!(shop.orders.seal_old_contacts().await.unwrap(), u64::try_from(ORDERS).unwrap());
        let all = OrderFilter { merchant: Some(shop.merchant), ..OrderFilter::default() };
        let text = |text: &str| OrderFilter { text: text.to_owned(), ..all.clone() };
        let state = |state| OrderFilter { state: Some(state), ..all.clone() };
        let month = shop.time.ambient.now().before(Span::days(20));
        let mut slowest = Duration::ZERO;
        for (name, filter) in [
            ("all", all.clone()),
            ("delivered", state(OrderState::Delivered)),
            ("expired", state(OrderState::Expired)),
            ("pending", state(OrderState::Pending)),
            ("cancelled (none)", state(OrderState::Cancelled)),
            ("before 20 days", OrderFilter { to: Some(month), ..all.clone() }),
            ("contact", text("buyer77@example.com")),
            ("a rare product", OrderFilter { product: Some(rare), ..all.clone() }),
            ("words of a rare product", text("rare")),
            ("words of the usual product", text("first")),
            ("everywhere, expired", OrderFilter { merchant: None, ..state(OrderState::Expired) }),
        ] {
            let (mut pages, mut found, mut longest) = (0, 0, Duration::ZERO);
            let mut ask = PageAsk { after: None, limit: 50 };
            while pages < 8 {
                let begun = Instant::now();
                let page = shop.orders.search(&filter, &ask).await.unwrap();
                longest = longest.max(begun.elapsed());
                (pages, found) = (pages + 1, found + page.items.len());
                let Some(next) = page.next else { break };
                ask.after = Some(next);
            }
            println!("{engine:?} {name}: {found} orders on {pages} pages, the slowest {longest:?}");
            slowest = slowest.max(longest);
        }
        let begun = Instant::now();
        Figures::default().of(&shop.orders, shop.merchant, 30).await.unwrap();
        println!("{engine:?} figures of 30 days, counted anew: {:?}", begun.elapsed());
        assert!(slowest < Duration::from_millis(100), "{slowest:?}");
    }
}

/// Led by the merchant, an index makes SQLite read all rows of that merchant for one order: then each sale looks at every
/// sale before.
#[tokio::test]
async fn the_money_of_an_order_is_found_by_the_order() {
    let shop = Shop::with_keys(db::Engine::Sqlite, 1).await;
    let tables = ["payments", "payment_exceptions", "refunds", "order_lines", "deliveries"];
    let mut asks: Vec<String> = tables.map(|table| format!("select * from {table}")).into();
    asks.push("update payments set state = 'closed'".into());
    for ask in asks {
        let sql = format!("explain query plan {ask} where merchant = $1 and order_id = $2");
        let values = [shop.merchant.into(), OrderId(7).into()];
        let plan = shop.db.query(&sql, &values).await.unwrap();
        let first = plan[0].text(3).unwrap();
        assert!(first.contains("(order_id=?"), "{ask}: {first}");
    }
}
