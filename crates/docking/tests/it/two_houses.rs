//! Two Cardamoms dock with each other over HTTP: `a` sells to its buyers what it buys from a merchant at `b`.

use crate::house::{House, PHONE, PRICE, STAND_INS, clock, cny};
use catalog::GoodsKind;
use db::Engine;
use kernel::{OfferId, Span, SupplierId, UserId};
use orders::{AccountAnswers, AccountCheck, Buyer, NewLine, NewOrder, Order, OrderState, PayWith, RevealBy};
use ports::{
    AccountFound, AccountQuestion, Claim, Claimed, NewSupply, StatementDay, Supplier, SupplyError,
    SupplyLine, SupplyLineKind, SupplyRef, Wanted,
};
use std::sync::Arc;
use testkit::TestAmbient;

struct Both {
    time: TestAmbient,
    a: House,
    b: House,
    /// The account of `a` at `b`.
    partner: UserId,
    /// `b`, as `a` knows it.
    supplier: SupplierId,
}

impl Both {
    async fn open(engine: Engine) -> Self {
        let time = clock();
        let b = House::open(engine, &time, 2, STAND_INS, 5).await;
        let a = House::open(engine, &time, 1, suppliers::kinds(), 0).await;
        let partner = b.user(100 * PRICE).await;
        let (key, secret) = b.key(partner).await;
        let settings =
            [("url", b.url.as_str()), ("key", &key.app_id.to_string()), ("secret", secret.expose())];
        let supplier = a.connect("cardamom", &settings).await;
        Self { time, a, b, partner, supplier }
    }

    /// `b` as a supplier, itself.
    async fn adapter(&self) -> Arc<dyn Supplier> {
        let mut tx = self.a.db.read().await.unwrap();
        self.a.fulfiller.book().adapter_of(&mut tx, self.supplier).await.unwrap().unwrap().1
    }

    async fn buy(&self, offer: OfferId, phone: Option<&str>) -> Order {
        let user = self.a.user(100 * PRICE).await;
        let account = phone.map(|phone| ("phone".to_owned(), phone.to_owned()));
        let new = NewOrder {
            buyer: Buyer::User(user),
            lines: vec![NewLine { offer, quantity: 1 }],
            account: AccountAnswers::new(account),
            pay: PayWith::Wallet,
            from: "192.0.2.1".into(),
            ..NewOrder::default()
        };
        self.a.orders.place(new).await.unwrap().order
    }

    /// Time passes, and all rounds of both houses run.
    async fn go_on(&self, span: Span) {
        self.time.advance(span);
        self.a.fulfiller.round(100).await.unwrap();
        self.b.fulfiller.round(100).await.unwrap();
        self.b.docking.tell_orders(100).await.unwrap();
        self.b.docking.report_goods(100).await.unwrap();
    }

    async fn now(&self, order: &Order) -> Order {
        self.a.orders.find(order.id).await.unwrap()
    }

    async fn keys(&self, order: &Order) -> Vec<String> {
        let ids: Vec<_> = self.a.orders.deliveries(order).await.unwrap().iter().map(|unit| unit.id).collect();
        let by = RevealBy { by: order.buyer.unwrap().to_string(), from: "192.0.2.1".into() };
        let shown = self.a.orders.reveal(order, &ids, &by).await.unwrap();
        shown.iter().map(|key| key.secret.expose().clone()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_cardamoms_dock_with_each_other() {
    for engine in testkit::engines() {
        let both = Both::open(engine).await;
        let Both { time, a, b, partner, supplier } = &both;

        // The catalogue, price and stock of `b` as `a` reads them; and the balance there.
        let (topup_sku, topup) = b.goods("topup", GoodsKind::Recharge, 5_000).await;
        let credits = b.connect("prompt", &[]).await;
        b.route(topup_sku, credits, "P1", 4_000).await;
        time.advance(Span::seconds(2));
        let listed = a.fulfiller.book().catalogue(a.merchant, *supplier).await.unwrap();
        let find = |offer: OfferId| listed.iter().find(|line| line.product == offer.to_string()).unwrap();
        assert_eq!(
            (find(b.offer).wanted, find(b.offer).cost, find(b.offer).stock),
            (Wanted::Keys, cny(PRICE), Some(5))
        );
        assert_eq!((find(topup).wanted, find(topup).stock), (Wanted::Credit, None));
        assert_eq!(a.fulfiller.book().ask_balance(a.merchant, *supplier).await.unwrap(), cny(100 * PRICE));
        let checked = both.adapter().await.check().await;
        assert!(checked.iter().all(|check| check.problem.is_none()), "{checked:?}");

        // Keys: bought at `b` once a buyer has paid at `a`.
        let (keys_sku, keys) = a.goods("resold", GoodsKind::Supplied, 2 * PRICE).await;
        a.route(keys_sku, *supplier, &b.offer.to_string(), PRICE).await;
        let order = both.buy(keys, None).await;
        assert_eq!(order.state, OrderState::Fulfilling);
        both.go_on(Span::seconds(1)).await;
        both.go_on(Span::seconds(5)).await;
        let order = both.now(&order).await;
        assert_eq!(order.state, OrderState::Delivered);
        let shown = both.keys(&order).await;
        assert!(
            shown.len() == 1 && shown[0].starts_with("CARD-") && shown[0].ends_with("-PLAINTEXT"),
            "{shown:?}"
        );
        assert_eq!(b.balance(*partner).await, 99 * PRICE);

        // A recharge: taken on, credited over there, and told by a callback before `a` would have asked.
        let (resold_sku, resold) = a.goods("credit", GoodsKind::Recharge, 6_000).await;
        a.route(resold_sku, *supplier, &topup.to_string(), 5_000).await;
        let recharge = both.buy(resold, Some(PHONE)).await;
        a.fulfiller.round(100).await.unwrap();
        assert_eq!(both.now(&recharge).await.state, OrderState::Fulfilling);
        b.fulfiller.round(100).await.unwrap();
        time.advance(Span::seconds(1));
        b.docking.tell_orders(100).await.unwrap();
        a.fulfiller.round(100).await.unwrap();
        assert_eq!(both.now(&recharge).await.state, OrderState::Delivered, "the callback made it be asked");
        assert_eq!(b.balance(*partner).await, 94 * PRICE);

        // A price that rose over there is refused there, and the buyer has the money again.
        b.reprice(PRICE, PRICE + 1).await;
        time.advance(Span::seconds(2));
        let dear = both.buy(keys, None).await;
        for _ in 0..3 {
            both.go_on(Span::seconds(2)).await;
        }
        let attempts = a.orders.attempts(&dear).await.unwrap();
        assert_eq!(attempts[0].why, "price_changed");
        assert_eq!(b.balance(*partner).await, 94 * PRICE);
        let listed = a.fulfiller.book().catalogue(a.merchant, *supplier).await.unwrap();
        let line = listed.iter().find(|line| line.product == b.offer.to_string()).unwrap();
        assert_eq!((line.cost, line.stock), (cny(PRICE + 1), Some(4)), "price and stock are followed");

        complain(&both, &order).await;
        for house in [a, b] {
            house.audit_is_clean().await;
        }
        stated(&both, &order).await;
    }
}

/// What the day took and brought back, as the other house tells of it, is what the wallet there has moved by.
async fn stated(both: &Both, claimed: &Order) {
    let day = StatementDay::of(both.time.ambient.now(), 0);
    let adapter = both.adapter().await;
    assert!(
        matches!(adapter.statement(&day).await, Err(SupplyError::Unknown(why)) if why.contains("not over"))
    );
    both.time.advance(Span::days(1));
    let told = adapter.statement(&day).await.unwrap();
    let sign = |line: &SupplyLine| if line.kind == SupplyLineKind::Charge { -1 } else { 1 };
    let moved: i64 = told.lines.iter().map(|line| sign(line) * line.amount.minor).sum();
    assert_eq!(moved, both.b.balance(both.partner).await - 100 * PRICE);
    let attempt = both.a.orders.attempts(claimed).await.unwrap().remove(0);
    let of_it: Vec<_> = told.lines.iter().filter(|line| line.order_no == attempt.order_no).collect();
    let kinds: Vec<_> = of_it.iter().map(|line| (line.kind, line.amount)).collect();
    assert_eq!(kinds, [(SupplyLineKind::Charge, cny(PRICE)), (SupplyLineKind::Refund, cny(PRICE))]);
    assert!(
        of_it
            .iter()
            .all(|line| line.reference == attempt.reference && day.from <= line.at && line.at < day.to)
    );
    let quiet = StatementDay::of(day.from.before(Span::hours(1)), 0);
    assert_eq!(adapter.statement(&quiet).await.unwrap().lines, []);
}

/// A buyer of `a` learns what the supplier of `b` knows of an account, and no more of its name.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whether_an_account_is_there_is_asked_through_both_houses() {
    for engine in testkit::engines() {
        let both = Both::open(engine).await;
        let Both { time, a, b, partner, supplier } = &both;
        let (sku, topup) = b.goods("topup", GoodsKind::Recharge, 5_000).await;
        let credits = b.connect("prompt", &[]).await;
        b.route(sku, credits, "P1", 4_000).await;
        let (resold, offer) = a.goods("credit", GoodsKind::Recharge, 6_000).await;
        a.route(resold, *supplier, &topup.to_string(), 5_000).await;
        time.advance(Span::seconds(2));
        let check = async |phone: &str| {
            let answers = AccountAnswers::new([("phone".to_owned(), phone.to_owned())]);
            a.fulfiller.check_account(offer, &answers).await
        };
        let AccountFound::Yes { name, place } = AccountFound::yes("**明", "中国移动") else { panic!() };
        assert_eq!(check(PHONE).await.unwrap(), AccountCheck::Found { name, place });
        let no = check("13500135000").await.unwrap_err();
        assert!(no.to_string().contains("there is no such account"), "{no}");
        assert_eq!(check("13700137000").await.unwrap(), AccountCheck::Untold, "as `b` cannot say");

        // It is a partner's question about that merchant's goods, and not asked without end.
        let adapter = both.adapter().await;
        let ask = async |product: OfferId| {
            let account = vec![("phone".to_owned(), kernel::Secret::new(PHONE.to_owned()))];
            adapter.find_account(&AccountQuestion { product: product.to_string(), account }).await
        };
        let strange = ask(offer).await.unwrap_err().to_string();
        assert!(strange.contains("no_such_product"), "{strange}");
        let mut refused = None;
        for _ in 0..120 {
            refused = ask(topup).await.err();
        }
        assert!(refused.is_some_and(|why| why.to_string().contains("rate_limited")));
        assert_eq!(b.balance(*partner).await, 100 * PRICE, "nothing was ordered");
    }
}

/// A bad key: a claim there, which its merchant grants; the money is in the deposit of `a` again.
async fn complain(both: &Both, order: &Order) {
    let Both { time, a, b, partner, .. } = both;
    let attempt = a.orders.attempts(order).await.unwrap().remove(0);
    let of = SupplyRef {
        order_no: attempt.order_no,
        wanted: Wanted::Keys,
        quantity: 1,
        reference: Some(attempt.reference),
        sent_at: attempt.sent_at,
    };
    let claim =
        Claim { claim_no: "c20261129abc00000001".into(), reason: "the key was used before".into(), keys: 1 };
    let adapter = both.adapter().await;
    let before = b.balance(*partner).await;
    let reference = Some(claim.claim_no.clone());
    assert_eq!(adapter.claim(&of, &claim).await.unwrap(), Claimed::Open { reference: reference.clone() });
    assert_eq!(
        adapter.claim(&of, &claim).await.unwrap(),
        Claimed::Open { reference: reference.clone() },
        "one claim"
    );
    let cases = b.db.query("select id from disputes", &[]).await.unwrap();
    assert_eq!(cases.len(), 1);
    let case = cases[0].parse(0).unwrap();
    let merchant = aftercare::Party::Merchant(b.merchant, "usr_staff");
    let mut tx = b.db.begin().await.unwrap();
    b.care.offer(&mut tx, case, merchant, (PRICE, "all of it")).await.unwrap();
    tx.commit().await.unwrap();
    // Asked again, the offer of all of it is accepted by itself.
    let settled = adapter.claimed(&of, &claim).await.unwrap();
    assert_eq!(settled, Claimed::Settled { reference, paid_back: cny(PRICE) });
    assert_eq!(b.balance(*partner).await, before + PRICE, "back in the wallet of the partner");
    let balance = a.fulfiller.book().ask_balance(a.merchant, both.supplier).await.unwrap();
    assert_eq!(balance, cny(before + PRICE), "which is the deposit of the other house");
    // The partner is told of it as well.
    time.advance(Span::seconds(20));
    assert!(b.docking.tell_orders(100).await.unwrap() > 0);
    let told =
        b.db.query("select told from docking_orders where told like 'delivered 1000%'", &[]).await.unwrap();
    assert_eq!(told.len(), 1);
}

/// Whatever the other house says, one number is one order there.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_number_sent_twice_is_one_order_over_there() {
    let both = Both::open(Engine::Sqlite).await;
    let adapter = both.adapter().await;
    let new = NewSupply {
        order_no: "s20261129abc00000001".into(),
        wanted: Wanted::Keys,
        product: both.b.offer.to_string(),
        quantity: 2,
        account: Vec::new(),
        unit_cost: cny(PRICE),
        notify_url: both.a.fulfiller.notify_url(both.supplier),
    };
    let first = adapter.submit(&new).await.unwrap();
    assert_eq!(adapter.submit(&new).await.unwrap(), first);
    let of = SupplyRef {
        order_no: new.order_no.clone(),
        wanted: Wanted::Keys,
        quantity: 2,
        reference: None,
        sent_at: both.a.ambient.now(),
    };
    assert_eq!(adapter.query(&of).await.unwrap(), first);
    assert_eq!(adapter.cancel(&of).await.unwrap(), first, "what is delivered is not taken back");
    assert_eq!(both.b.balance(both.partner).await, 98 * PRICE);
    let more = NewSupply { quantity: 3, ..new };
    assert!(matches!(adapter.submit(&more).await, Err(ports::SupplyError::Unknown(_))));
    let none = SupplyRef { order_no: "s20261129abc00000009".into(), ..of };
    let young = adapter.query(&none).await;
    assert!(matches!(young, Err(ports::SupplyError::Unknown(why)) if why.contains("on its way")));
    let none = SupplyRef { sent_at: none.sent_at.before(kernel::Span::minutes(5)), ..none };
    assert_eq!(adapter.query(&none).await, Err(ports::SupplyError::NotFound));
}
