//! What the console asks of the orders: found, told, counted, watched.

use crate::shop::{Shop, cny, code, product};
use catalog::GoodsKind;
use kernel::{OrderId, PageAsk, PaymentId, Span};
use orders::{Figures, OrderFilter, OrderState, PaymentFilter, put_rule};
use ports::{Mail, MailError, Mailer};

fn ask(limit: i64) -> PageAsk {
    PageAsk { after: None, limit }
}

async fn found(shop: &Shop, filter: &OrderFilter) -> Vec<OrderId> {
    shop.orders.search(filter, &ask(100)).await.unwrap().items.iter().map(|order| order.id).collect()
}

#[tokio::test]
async fn an_order_is_found_by_whatever_somebody_has_in_hand() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let buyer = shop.buyer(100_000).await;
        let (other_sku, other_offer) =
            product(&shop.db, &shop.time, shop.merchant, "zebra", GoodsKind::OneTime, 500).await;
        shop.import(other_sku, 5, "ZEBRA").await;
        let first = shop.orders.place(shop.by_wallet(buyer, 2)).await.unwrap().order;
        shop.time.advance(Span::hours(30));
        let (waiting, payment) = shop.waiting(1).await;
        let mut zebra = shop.by_wallet(buyer, 1);
        zebra.lines[0].offer = other_offer;
        let zebra = shop.orders.place(zebra).await.unwrap().order;
        let all = OrderFilter { merchant: Some(shop.merchant), ..OrderFilter::default() };
        assert_eq!(found(&shop, &all).await, [zebra.id, waiting.id, first.id]);

        let by = |text: &str| OrderFilter { text: text.to_owned(), ..all.clone() };
        let delivery = shop.orders.deliveries(&first).await.unwrap()[1].id.to_string();
        for (text, expected) in [
            (first.id.to_string(), vec![first.id]),
            (first.id.to_string()[..16].to_owned(), vec![first.id]),
            (payment.to_string(), vec![waiting.id]),
            (delivery, vec![first.id]),
            (" GUEST@example.com ".to_owned(), vec![waiting.id]),
            ("ZEBRA product".to_owned(), vec![zebra.id]),
            ("sku-first".to_owned(), vec![waiting.id, first.id]),
            ("100%".to_owned(), vec![]),
            ("nobody@example.com".to_owned(), vec![]),
            (PaymentId(7).to_string(), vec![]),
        ] {
            assert_eq!(found(&shop, &by(&text)).await, expected, "{text}");
        }
        let state = |state| OrderFilter { state: Some(state), ..all.clone() };
        assert_eq!(found(&shop, &state(OrderState::Pending)).await, [waiting.id]);
        assert_eq!(found(&shop, &state(OrderState::Delivered)).await, [zebra.id, first.id]);
        assert_eq!(found(&shop, &state(OrderState::Expired)).await, []);
        let everywhere = OrderFilter { state: Some(OrderState::Pending), ..OrderFilter::default() };
        assert_eq!(found(&shop, &everywhere).await, [waiting.id]);
        let of_product = OrderFilter { product: Some(zebra.lines[0].product), ..all.clone() };
        assert_eq!(found(&shop, &of_product).await, [zebra.id]);
        let rival = crate::shop::merchant(&shop.db, &shop.time).await;
        let of_rival = OrderFilter { merchant: Some(rival), text: first.id.to_string(), ..all.clone() };
        assert_eq!(found(&shop, &of_rival).await, []);

        let day_later = shop.time.ambient.now().before(Span::hours(1));
        let since = OrderFilter { from: Some(day_later), ..all.clone() };
        assert_eq!(found(&shop, &since).await, [zebra.id, waiting.id]);
        let until = OrderFilter { to: Some(day_later), ..all.clone() };
        assert_eq!(found(&shop, &until).await, [first.id]);
        assert_eq!(shop.orders.count(&all, 10).await.unwrap(), 3);
        assert_eq!(shop.orders.count(&state(OrderState::Delivered), 1).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn pages_lead_through_all_that_fit_and_through_nothing_else() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 60).await;
        let buyer = shop.buyer(1_000_000).await;
        let mut placed = Vec::new();
        for n in 0..25 {
            let new = if n % 5 == 0 { shop.by_guest(1) } else { shop.by_wallet(buyer, 1) };
            placed.push(shop.orders.place(new).await.unwrap().order);
        }
        for state in [None, Some(OrderState::Delivered), Some(OrderState::Pending)] {
            let filter = OrderFilter { merchant: Some(shop.merchant), state, ..OrderFilter::default() };
            let (mut seen, mut ask) = (Vec::new(), ask(4));
            loop {
                let page = shop.orders.search(&filter, &ask).await.unwrap();
                seen.extend(page.items.iter().map(|order| order.id));
                let Some(next) = page.next else { break };
                ask.after = Some(next);
            }
            let fits = |order: &&orders::Order| state.is_none_or(|state| order.state == state);
            let expected: Vec<_> = placed.iter().rev().filter(fits).map(|order| order.id).collect();
            assert_eq!(seen, expected, "{state:?}");
        }
        let page = shop.orders.payments(&PaymentFilter::default(), &ask(3)).await.unwrap();
        assert!(page.items.is_empty(), "nobody has opened a payment yet");
    }
}

/// A mail server in a mood.
struct Moody(Result<(), MailError>);

#[async_trait::async_trait]
impl Mailer for Moody {
    async fn send(&self, _: &Mail) -> Result<(), MailError> {
        self.0.clone()
    }
}

#[tokio::test]
async fn the_timeline_tells_what_became_of_the_mail() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let buyer = shop.buyer(10_000).await;
        let mut new = shop.by_wallet(buyer, 1);
        new.contact = Some("buyer@example.com".into());
        let order = shop.orders.place(new).await.unwrap().order;
        let down = || Err(MailError::Unavailable("no answer".into()));
        let refused = Err(MailError::BadAddress("unknown".into()));
        // The tries in between are one line.
        for mood in [down(), down(), Ok(()), down(), refused, Ok(())] {
            shop.time.advance(Span::seconds(10));
            let sent = shop.orders.mail_link(order.id, &Moody(mood.clone())).await;
            assert_eq!(sent.is_err(), matches!(mood, Err(MailError::Unavailable(_))), "{mood:?}");
        }
        let moments = shop.orders.timeline(&order).await.unwrap();
        let kinds: Vec<_> = moments.iter().map(|moment| moment.kind).collect();
        assert_eq!(
            kinds,
            ["placed", "delivered", "mail_waits", "mail_sent", "mail_waits", "mail_refused", "mail_sent"]
        );
        assert!(moments.iter().all(|moment| moment.by.is_none()));
        let told = format!("{moments:?}");
        assert!(told.contains("b***@example.com") && !told.contains("buyer@example.com"), "{told}");
    }
}

#[tokio::test]
async fn a_payment_is_found_by_its_id_its_order_and_its_time() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (first, one) = shop.waiting(1).await;
        shop.time.advance(Span::minutes(5));
        let (_, two) = shop.waiting(1).await;
        let now = shop.time.ambient.now();
        let of = |text: String| PaymentFilter { text, ..PaymentFilter::default() };
        let start = one.to_string().chars().take(20).collect();
        for (filter, found) in [
            (PaymentFilter::default(), vec![two, one]),
            (of(format!(" {one} ")), vec![one]),
            (of(start), vec![one]),
            (of(first.id.to_string()), vec![one]),
            (of(kernel::OrderId(7).to_string()), vec![]),
            (of("pay_%".into()), vec![]),
            (of("nobody@example.com".into()), vec![]),
            (PaymentFilter { from: Some(now), ..PaymentFilter::default() }, vec![two]),
            (PaymentFilter { to: Some(now), ..of(one.to_string()) }, vec![one]),
            (PaymentFilter { to: Some(now), ..of(two.to_string()) }, vec![]),
            (PaymentFilter { state: Some("paid".into()), ..of(first.id.to_string()) }, vec![]),
        ] {
            let page = shop.orders.payments(&filter, &ask(9)).await.unwrap();
            assert_eq!(page.items.iter().map(|payment| payment.id).collect::<Vec<_>>(), found, "{filter:?}");
        }
    }
}

#[tokio::test]
async fn a_timeline_tells_all_and_no_key() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, payment) = shop.waiting(2).await;
        shop.time.advance(Span::minutes(1));
        shop.channel.pay(payment, "e1", cny(2_000));
        shop.orders.follow_payment(payment).await.unwrap();
        let order = shop.orders.find(order.id).await.unwrap();
        assert_eq!(order.state, OrderState::Delivered);
        shop.time.advance(Span::minutes(1));
        let delivery = shop.orders.deliveries(&order).await.unwrap()[0].id;
        let by = orders::RevealBy { by: "link".into(), from: "192.0.2.9".into() };
        shop.orders.reveal(&order, &[delivery], &by).await.unwrap();
        shop.time.advance(Span::minutes(1));
        let ambient = &shop.time.ambient;
        let mut tx = shop.db.begin().await.unwrap();
        orders::add_note(&mut tx, ambient, &order, " called the buyer ", "usr_x").await.unwrap();
        shop.time.advance(Span::seconds(1));
        orders::resend_link(&mut tx, ambient, &order, "usr_x").await.unwrap();
        tx.commit().await.unwrap();

        let moments = shop.orders.timeline(&order).await.unwrap();
        let kinds: Vec<_> = moments.iter().map(|moment| moment.kind).collect();
        assert_eq!(
            kinds,
            ["placed", "payment_opened", "payment_arrived", "delivered", "keys_shown", "note", "link_sent"]
        );
        assert_eq!(moments[5].by.as_deref(), Some("usr_x"));
        assert_eq!(moments[5].text.zh, "called the buyer");
        assert!(moments.iter().all(|moment| !format!("{moment:?}").contains("PLAINTEXT")));
        assert!(moments[6].text.en.ends_with("g***@example.com"));
    }
}

#[tokio::test]
async fn notes_and_links_have_their_limits() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let buyer = shop.buyer(10_000).await;
        let ambient = &shop.time.ambient;
        let (waiting, _) = shop.waiting(1).await;
        let silent = shop.orders.place(shop.by_wallet(buyer, 1)).await.unwrap().order;
        let mut told = shop.by_wallet(buyer, 1);
        told.contact = Some("buyer@example.com".into());
        let told = shop.orders.place(told).await.unwrap().order;
        let mut tx = shop.db.begin().await.unwrap();
        assert_eq!(code(orders::add_note(&mut tx, ambient, &told, " \n ", "u").await), "bad_note");
        let long = "x".repeat(2_001);
        assert_eq!(code(orders::add_note(&mut tx, ambient, &told, &long, "u").await), "bad_note");
        assert_eq!(code(orders::resend_link(&mut tx, ambient, &waiting, "u").await), "not_delivered");
        assert_eq!(code(orders::resend_link(&mut tx, ambient, &silent, "u").await), "no_address");
        orders::resend_link(&mut tx, ambient, &told, "u").await.unwrap();
        assert_eq!(code(orders::resend_link(&mut tx, ambient, &told, "u").await), "sent_just_now");
        shop.time.advance(Span::seconds(61));
        orders::resend_link(&mut tx, ambient, &told, "u").await.unwrap();
        for _ in 0..198 {
            orders::add_note(&mut tx, ambient, &told, "n", "u").await.unwrap();
        }
        assert_eq!(code(orders::add_note(&mut tx, ambient, &told, "n", "u").await), "too_many_notes");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn figures_count_what_was_delivered_on_its_day_in_china() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let buyer = shop.buyer(100_000).await;
        // It is four in the afternoon in China; nine hours later is the next day.
        shop.orders.place(shop.by_wallet(buyer, 3)).await.unwrap();
        shop.waiting(1).await;
        shop.time.advance(Span::hours(9));
        let figures = Figures::default();
        shop.orders.place(shop.by_wallet(buyer, 2)).await.unwrap();
        let period = figures.of(&shop.orders, shop.merchant, 3).await.unwrap();
        let days: Vec<_> = period.days.iter().map(|day| (day.date(), day.total(cny(0).currency))).collect();
        assert_eq!(
            days,
            [
                ("2026-11-22".to_owned(), (0, 0)),
                ("2026-11-23".to_owned(), (1, 3_000)),
                ("2026-11-24".to_owned(), (1, 2_000)),
            ]
        );
        assert_eq!(period.units(7).get(&shop.sku), Some(&5));

        // Counted again after five seconds, not before.
        shop.orders.place(shop.by_wallet(buyer, 1)).await.unwrap();
        let of_today = async || {
            let period = figures.of(&shop.orders, shop.merchant, 1).await.unwrap();
            period.days[0].total(cny(0).currency)
        };
        assert_eq!(of_today().await, (1, 2_000));
        shop.time.advance(Span::seconds(6));
        assert_eq!(of_today().await, (2, 3_000));

        let levels = shop.orders.levels(&figures, shop.merchant, &ask(10)).await.unwrap();
        let level = &levels.items[0];
        assert_eq!((level.left, level.week, level.days_left()), (13, 6, Some(15)));
        assert_eq!(level.per_day_milli(), 857);
        assert_eq!(shop.orders.attention(shop.merchant).await.unwrap(), (1, 0));
    }
}

#[tokio::test]
async fn low_stock_is_told_once_for_each_fall() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let buyer = shop.buyer(100_000).await;
        let rule = async |units: Option<i64>| {
            let mut tx = shop.db.begin().await.unwrap();
            let now = shop.time.ambient.now();
            let before = put_rule(&mut tx, shop.merchant, shop.sku, units, now).await;
            tx.commit().await.unwrap();
            before
        };
        assert_eq!(code(rule(Some(0)).await), "bad_rule");
        assert_eq!(rule(Some(4)).await.unwrap(), None);
        let alarms = async || {
            let page = shop.orders.alarms(shop.merchant, &ask(10)).await.unwrap();
            page.items.iter().filter(|alarm| alarm.kind == "stock_low").count()
        };
        assert_eq!(shop.orders.watch_stock().await.unwrap(), 0);
        shop.orders.place(shop.by_wallet(buyer, 2)).await.unwrap();
        // Two nodes look at the same time.
        let other = shop.another_node().await;
        let (a, b) = tokio::join!(shop.orders.watch_stock(), other.watch_stock());
        assert_eq!((a.unwrap() + b.unwrap(), alarms().await), (1, 1));
        shop.orders.place(shop.by_wallet(buyer, 1)).await.unwrap();
        assert_eq!((shop.orders.watch_stock().await.unwrap(), alarms().await), (0, 1));
        assert!(shop.orders.stock_rule(shop.merchant, shop.sku).await.unwrap().unwrap().low_since.is_some());

        shop.import(shop.sku, 10, "SECOND").await;
        assert_eq!((shop.orders.watch_stock().await.unwrap(), alarms().await), (0, 1));
        assert_eq!(shop.orders.stock_rule(shop.merchant, shop.sku).await.unwrap().unwrap().low_since, None);
        // The same rule again changes nothing; another one looks anew.
        assert_eq!(rule(Some(4)).await.unwrap(), Some(4));
        assert_eq!(rule(Some(100)).await.unwrap(), Some(4));
        assert_eq!((shop.orders.watch_stock().await.unwrap(), alarms().await), (1, 2));
        assert_eq!(rule(None).await.unwrap(), Some(100));
        assert_eq!(shop.orders.watch_stock().await.unwrap(), 0);
    }
}
