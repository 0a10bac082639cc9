//! How much partners may buy, and what happens by itself when it goes wrong.

use crate::shop::{PRICE, Shop, code, desk};
use kernel::{Span, Time, UserId};
use orders::{
    AllocationPeriod, Buyer, Clauses, Does, Goods, NewAllocation, NewOrder, OrderError, OrderRefusal,
    OrderState, PayWith, Stops,
};
use pricing::Window;

const ALWAYS: Window = Window { from: Time(0), until: None };

impl Shop {
    /// A user with whom that was agreed, and so many units of the goods.
    async fn partner(&self, clauses: Clauses, units: i64, period: AllocationPeriod) -> UserId {
        let user = self.buyer(1_000 * PRICE).await;
        let mut tx = self.db.begin().await.unwrap();
        let who = (self.merchant, user);
        orders::put_agreement(&mut tx, &self.time.ambient, who, ("Next door", clauses), "usr_x")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.allocate(user, units, period).await;
        user
    }

    async fn allocate(&self, user: UserId, units: i64, period: AllocationPeriod) {
        let new =
            NewAllocation { code: "card".into(), goods: Goods::Sku(self.sku), period, units, window: ALWAYS };
        let mut tx = self.db.begin().await.unwrap();
        orders::put_allocations(&mut tx, &self.time.ambient, (self.merchant, user), &[new]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn used(&self, user: UserId) -> i64 {
        let found = self.orders.agreement(self.merchant, user).await.unwrap().unwrap();
        found.allocations[0].used
    }

    async fn is_frozen(&self, user: UserId) -> bool {
        self.orders.agreement(self.merchant, user).await.unwrap().unwrap().agreement.frozen.is_some()
    }

    async fn lift(&self, user: UserId) {
        let mut tx = self.db.begin().await.unwrap();
        self.orders.lift_partner(&mut tx, (self.merchant, user), "talked to them").await.unwrap();
        tx.commit().await.unwrap();
    }

    fn by_channel(&self, user: UserId, quantity: i64) -> NewOrder {
        let origin = "store";
        NewOrder { origin, pay: PayWith::Channel("fake".into()), ..self.by_wallet(user, quantity) }
    }

    async fn buys(&self, user: UserId, quantity: i64) -> Result<(), OrderError> {
        self.orders.place(self.by_wallet(user, quantity)).await.map(|_| ())
    }
}

fn freezing() -> Clauses {
    Clauses { on_case: Does::Both, on_tries: Does::Both, tries_most: 3, ..Clauses::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_that_race_never_exceed_an_allocation() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 60).await;
        let node = shop.another_node().await;
        let user = shop.partner(Clauses::default(), 7, AllocationPeriod::Day).await;
        let stranger = shop.buyer(PRICE).await;
        let mut tasks = Vec::new();
        for n in 0..30 {
            // On PostgreSQL two nodes share the work; by the page, through a channel, and by the API.
            let second = engine == db::Engine::Postgres && n % 2 == 0;
            let orders = if second { node.clone() } else { shop.orders.clone() };
            let new = if n % 3 == 0 { shop.by_channel(user, 1) } else { shop.by_wallet(user, 1) };
            tasks.push(tokio::spawn(async move { orders.place(new).await }));
        }
        let (mut placed, mut refused) = (0, 0);
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => placed += 1,
                Err(OrderError::Refused(OrderRefusal::AllocationUsed { left, next })) => {
                    assert_eq!(left, 0);
                    assert!(next.is_some_and(|next| next > shop.time.ambient.now()));
                    refused += 1;
                }
                // A channel's limits of unpaid orders are counted before.
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!((placed, refused, shop.used(user).await), (7, 23, 7));
        shop.buys(stranger, 1).await.unwrap();
        shop.time.advance(Span::days(1));
        assert_eq!(code(shop.buys(user, 8).await), "allocation_used");
        shop.buys(user, 7).await.unwrap();
        // More of it, at once; what was used stays used.
        shop.allocate(user, 9, AllocationPeriod::Day).await;
        assert_eq!(code(shop.buys(user, 3).await), "allocation_used");
        shop.buys(user, 2).await.unwrap();
        // Another period is another allocation, and a month knows nothing of the day before.
        shop.allocate(user, 3, AllocationPeriod::All).await;
        shop.buys(user, 3).await.unwrap();
        shop.time.advance(Span::days(40));
        let refused = shop.buys(user, 1).await.unwrap_err();
        let none = OrderRefusal::AllocationUsed { left: 0, next: None };
        assert!(matches!(refused, OrderError::Refused(refusal) if refusal == none));
        shop.orders.sweep_expired(100).await.unwrap();
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_of_orders_that_end_come_back_and_late_money_gets_what_is_left() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let user = shop.partner(Clauses::default(), 4, AllocationPeriod::All).await;
        let waits = async || {
            let placed = shop.orders.place(shop.by_channel(user, 2)).await.unwrap();
            let payment = shop.orders.open_payment(&placed.order, &desk()).await.unwrap();
            (placed.order, payment.id)
        };
        let (cancelled, _) = waits().await;
        let (late, payment) = waits().await;
        assert_eq!((shop.used(user).await, code(shop.buys(user, 1).await)), (4, "allocation_used"));
        shop.orders.cancel(&cancelled).await.unwrap();
        assert_eq!(shop.used(user).await, 2);
        shop.time.advance(Span::seconds(901));
        shop.orders.sweep_expired(10).await.unwrap();
        assert_eq!(shop.used(user).await, 0);
        // What came back may be taken by another order; then late money goes back instead.
        shop.buys(user, 3).await.unwrap();
        let before = shop.balance(user).await;
        shop.channel.pay(payment, "late", late.total);
        shop.orders.ask_channel("fake", payment).await.unwrap();
        let state = shop.orders.find(late.id).await.unwrap().state;
        assert_eq!((state, shop.used(user).await), (OrderState::Expired, 3));
        assert_eq!(shop.balance(user).await - before, late.total.minor);
        // And gets its goods where there is room, which counts.
        shop.allocate(user, 5, AllocationPeriod::All).await;
        let (again, payment) = waits().await;
        assert_eq!(shop.used(user).await, 5);
        shop.orders.cancel(&again).await.unwrap();
        shop.channel.pay(payment, "later", again.total);
        shop.orders.ask_channel("fake", payment).await.unwrap();
        let state = shop.orders.find(again.id).await.unwrap().state;
        assert_eq!((state, shop.used(user).await), (OrderState::Delivered, 5));
        // In parts, and never more than was taken.
        let back = |refunded| {
            ((shop.merchant, again.id), orders::Back::Share { refunded, total: again.total.minor })
        };
        for (refunded, used) in [(PRICE - 1, 5), (PRICE, 4), (2 * PRICE, 3), (2 * PRICE, 3)] {
            let mut tx = shop.db.begin().await.unwrap();
            orders::take_back(&mut tx, vec![back(refunded)]).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(shop.used(user).await, used, "{refunded}");
        }
        // Whoever goes leaves nothing of it behind.
        let mut tx = shop.db.begin().await.unwrap();
        orders::anonymise(&mut tx, user).await.unwrap();
        tx.commit().await.unwrap();
        for table in ["agreements", "allocations", "allocation_counts"] {
            assert_eq!(shop.count(&format!("select count(*) from {table}")).await, 0, "{table}");
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_freezes_what_is_left_until_a_person_lifts_it() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let user = shop.partner(Clauses { case_nth: 2, ..freezing() }, 10, AllocationPeriod::Month).await;
        shop.buys(user, 3).await.unwrap();
        let number = async |n: i64| {
            let sql = format!("select min(number) from deliveries where number > {n}");
            shop.count(&sql).await
        };
        let first = number(-1).await;
        let second = number(first).await;
        let third = number(second).await;
        let one = shop.opened(&shop.about(shop.sku, first)).await.unwrap();
        assert!(!shop.is_frozen(user).await && shop.orders.fired_by(&one).await.unwrap().is_none());
        let two = shop.opened(&shop.about(shop.sku, second)).await.unwrap();
        let fired = shop.orders.fired_by(&two).await.unwrap().unwrap();
        assert_eq!((fired.did.as_str(), fired.cause), ("both", two.id.to_string()));
        // By the API and by the page; nobody else is touched.
        assert_eq!(code(shop.buys(user, 1).await), "partner_frozen");
        assert_eq!(code(shop.orders.place(shop.by_channel(user, 1)).await), "partner_frozen");
        shop.buys(shop.buyer(PRICE).await, 1).await.unwrap();
        let refused = {
            let mut tx = shop.db.begin().await.unwrap();
            let error = orders::remove_agreement(&mut tx, shop.merchant, user).await.unwrap_err();
            error.code()
        };
        assert_eq!(refused, "frozen_still");
        shop.lift(user).await;
        shop.buys(user, 1).await.unwrap();
        shop.opened(&shop.about(shop.sku, third)).await.unwrap();
        assert!(shop.is_frozen(user).await, "each case is a cause of its own");
        for (sql, count) in [
            ("select count(*) from alarms where kind = 'partner_clause'", 2),
            ("select count(*) from events where topic = 'partner.frozen'", 2),
            ("select count(*) from events where topic = 'partner.lifted'", 1),
            ("select count(*) from trail where what = 'clause_fired' and who = 'system'", 2),
            ("select count(*) from jobs where kind = 'mail.alarm'", 5),
        ] {
            assert_eq!(shop.count(sql).await, count, "{sql}");
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_for_too_much_too_often_fires_once_a_day() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let clauses = Clauses { stops: Stops::Allocated, ..freezing() };
        let user = shop.partner(clauses, 1, AllocationPeriod::Day).await;
        for _ in 0..3 {
            assert_eq!(code(shop.buys(user, 2).await), "allocation_used");
        }
        assert_eq!(code(shop.buys(user, 1).await), "partner_frozen");
        shop.lift(user).await;
        for _ in 0..3 {
            assert_eq!(code(shop.buys(user, 2).await), "allocation_used");
        }
        shop.buys(user, 1).await.unwrap();
        // Another day is another cause; what is not allocated is not stopped.
        shop.time.advance(Span::days(1));
        for _ in 0..3 {
            assert_eq!(code(shop.buys(user, 2).await), "allocation_used");
        }
        assert_eq!(code(shop.buys(user, 1).await), "partner_frozen");
        let (_, offer) = crate::shop::product(
            &shop.db,
            &shop.time,
            shop.merchant,
            "other",
            catalog::GoodsKind::OneTime,
            PRICE,
        )
        .await;
        let other = NewOrder {
            lines: vec![orders::NewLine { offer, quantity: 1 }],
            buyer: Buyer::User(user),
            ..shop.by_wallet(user, 1)
        };
        assert_eq!(code(shop.orders.place(other).await), "sold_out");
        assert_eq!(shop.count("select count(*) from clause_firings").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_a_partner_buys_is_counted_once_a_day_and_fires_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 300).await;
        let clauses = Clauses { on_pattern: Does::Both, ..Clauses::default() };
        let user = shop.partner(clauses, 400, AllocationPeriod::All).await;
        // Midnight in China was at 16:00; the clock stands at some hour, so the night is made.
        let night = Time::parse_rfc3339("2026-12-10T17:00:00Z").unwrap();
        shop.time.advance(night.since(shop.time.ambient.now()));
        for day in 0..5 {
            if day > 0 {
                shop.time.advance(Span::days(1));
            }
            shop.buys(user, 2).await.unwrap();
        }
        let placed = shop.orders.place(shop.by_wallet(user, 30)).await.unwrap();
        let ids: Vec<_> = placed.deliveries.iter().map(|unit| unit.id).take(3).collect();
        for (id, from) in ids.iter().zip(["192.0.2.7", "192.0.2.9", "198.51.100.1"]) {
            let by = orders::RevealBy { by: "key_x".into(), from: from.into() };
            shop.orders.reveal(&placed.order, &[*id], &by).await.unwrap();
        }
        assert_eq!(shop.orders.watch_partners(50).await.unwrap(), 1);
        assert_eq!(shop.orders.watch_partners(50).await.unwrap(), 0, "once a day");
        let pattern = shop.orders.pattern(shop.merchant, user).await.unwrap().unwrap();
        let figures = &pattern.figures;
        assert_eq!((figures.days.len(), figures.orders(), figures.units()), (5, 6, 40));
        assert_eq!((figures.days[4].units, figures.days[4].orders), (32, 2));
        assert_eq!((figures.night_units, figures.top_units, figures.networks), (40, 40, 2));
        assert_eq!((figures.settled_keys, figures.used_percent, figures.complete), (0, 10, true));
        assert_eq!((pattern.mark, figures.days[0].date().as_str()), (orders::Mark::Look, "2026-12-11"));
        assert!(!shop.is_frozen(user).await);

        // Much in one night: it fires, and not again for the same.
        shop.time.advance(Span::days(1));
        shop.buys(user, 200).await.unwrap();
        shop.orders.watch_partners(50).await.unwrap();
        assert!(shop.is_frozen(user).await);
        shop.lift(user).await;
        shop.time.advance(Span::days(8));
        assert_eq!(shop.orders.watch_partners(50).await.unwrap(), 1);
        let pattern = shop.orders.pattern(shop.merchant, user).await.unwrap().unwrap();
        assert_eq!(pattern.mark, orders::Mark::Abnormal);
        assert_eq!((pattern.figures.settled_keys, pattern.figures.unopened_keys), (240, 237));
        assert!(!shop.is_frozen(user).await, "it is the same cause");
        assert_eq!(shop.count("select count(*) from clause_firings where clause = 'pattern'").await, 1);
        let all = shop.orders.partners(shop.merchant).await.unwrap();
        assert_eq!((all.len(), all[&user].pattern.as_ref()), (1, Some(&pattern)));
        // Who buys nothing becomes quiet again.
        shop.time.advance(Span::days(40));
        shop.orders.watch_partners(50).await.unwrap();
        let pattern = shop.orders.pattern(shop.merchant, user).await.unwrap().unwrap();
        assert_eq!((pattern.mark, pattern.abnormal_since), (orders::Mark::Quiet, None));
    }
}
