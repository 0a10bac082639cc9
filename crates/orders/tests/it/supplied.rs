//! Keys that are bought from a supplier once an order is paid: each reaches one buyer, and none is lost.

use crate::shop::{Shop, cny, code, product, secret_text};
use async_trait::async_trait;
use catalog::GoodsKind;
use db::Engine;
use kernel::{Ambient, Currency, DeliveryId, OfferId, Secret, SkuId, Span, SupplierId, Time, UserId};
use orders::{
    AttemptState, ClaimEnd, ClaimState, Fulfiller, FulfilmentState, NewLine, NewOrder, Order, OrderState,
    RevealBy, SupplierSaid, Weights,
};
use ports::{
    BuiltSupplier, Checked, Claim, Claimed, Field, FieldKind, NewSupply, NoSupply, NotifyRefusal, RawNotify,
    Reported, Settings, Supplied, Supplier, SupplierKind, SupplyError, SupplyRef, Wanted,
};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use supply::{Draft, NewRoute, SupplierState, SupplyBook};

const PRICE: i64 = 1_000;
const COST: i64 = 900;
const FEE: i64 = 20;

/// What a supplier does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Gives the keys at once.
    Prompt,
    /// Takes it on, and gives them when it is told to.
    Slow,
    /// Gives one key, and the rest when it is told to.
    Partial,
    /// Gives the same keys to everybody.
    Same,
    /// Says that it is done, and gives nothing.
    Empty,
    Refuses,
    /// Does it, and its answer is lost.
    Mute,
    /// Whatever the dice say.
    Wild,
}

#[derive(Default)]
struct Book {
    /// By our number: how many keys were paid for, and those that are given out.
    orders: HashMap<String, (usize, Vec<String>)>,
    made: usize,
    dice: u64,
    /// What it says to claims; nothing: it takes none.
    claim: Option<Claimed>,
}

pub struct Giver {
    name: String,
    mood: Mutex<Mood>,
    book: Mutex<Book>,
}

static GIVERS: LazyLock<Mutex<HashMap<String, Arc<Giver>>>> = LazyLock::new(Mutex::default);

impl Giver {
    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
    fn key(&self, book: &mut Book) -> String {
        book.made += 1;
        format!("{}-KEY-{:06}", self.name, book.made)
    }
    /// So many of the keys of each order are given out by now.
    fn hand(&self, order_no: &str, wanted: usize, most: usize, same: bool) {
        let mut book = self.book.lock().unwrap();
        let mut keys = book.orders.remove(order_no).map(|(_, keys)| keys).unwrap_or_default();
        while keys.len() < most.min(wanted) {
            let key = if same { format!("{}-SAME-{}", self.name, keys.len()) } else { self.key(&mut book) };
            keys.push(key);
        }
        book.orders.insert(order_no.to_owned(), (wanted, keys));
    }
    fn finish_all(&self) {
        let open: Vec<(String, usize)> =
            self.book.lock().unwrap().orders.iter().map(|(no, (wanted, _))| (no.clone(), *wanted)).collect();
        for (order_no, wanted) in open {
            self.hand(&order_no, wanted, wanted, false);
        }
    }
    fn tells(&self, order_no: &str) -> Result<Supplied, SupplyError> {
        let book = self.book.lock().unwrap();
        let (_, keys) = book.orders.get(order_no).ok_or(SupplyError::NotFound)?;
        let reference = Some(format!("S-{order_no}"));
        Ok(match keys.is_empty() {
            true => Supplied::Accepted { reference },
            false => Supplied::Delivered {
                reference,
                cost: None,
                keys: keys.iter().map(|key| Secret::new(key.clone())).collect(),
            },
        })
    }
    fn given(&self) -> Vec<String> {
        self.book.lock().unwrap().orders.values().flat_map(|(_, keys)| keys.clone()).collect()
    }
    fn roll(&self, most: u64) -> u64 {
        let mut book = self.book.lock().unwrap();
        book.dice = book.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (book.dice >> 33) % most
    }
}

fn unknown() -> Result<Supplied, SupplyError> {
    Err(SupplyError::Unknown("time-out".into()))
}

struct Adapter(Arc<Giver>);

#[async_trait]
impl Supplier for Adapter {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        assert_eq!((new.wanted, new.account.len()), (Wanted::Keys, 0));
        if self.0.book.lock().unwrap().orders.contains_key(&new.order_no) {
            return Err(SupplyError::Unknown("this order number is known".into()));
        }
        let (no, all) = (new.order_no.as_str(), usize::try_from(new.quantity).unwrap());
        let mood = *self.0.mood.lock().unwrap();
        let (most, mute) = match mood {
            Mood::Prompt => (all, false),
            Mood::Slow => (0, false),
            Mood::Partial => (1, false),
            Mood::Same => {
                self.0.hand(no, all, all, true);
                return self.0.tells(no);
            }
            Mood::Empty => return Ok(Supplied::Credited { reference: None, cost: None }),
            Mood::Mute => (all, true),
            Mood::Refuses => {
                let (why, said) = (NoSupply::OutOfStock, "缺货".to_owned());
                return Ok(Supplied::Failed { reference: None, why, said });
            }
            Mood::Wild => match self.0.roll(8) {
                0 => return Err(SupplyError::NotReached("connection refused".into())),
                1 => return unknown(),
                2 => {
                    let (why, said) = (NoSupply::Other, "抱歉".to_owned());
                    return Ok(Supplied::Failed { reference: None, why, said });
                }
                3 => (all, true),
                4 => (0, true),
                5 => (1, self.0.roll(2) == 0),
                6 => (0, false),
                _ => (all, false),
            },
        };
        self.0.hand(no, all, most, false);
        if mute { unknown() } else { self.0.tells(no) }
    }
    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        match *self.0.mood.lock().unwrap() {
            Mood::Wild => {}
            Mood::Empty => return Ok(Supplied::Credited { reference: None, cost: None }),
            _ => return self.0.tells(&of.order_no),
        }
        if self.0.roll(4) == 0 { unknown() } else { self.0.tells(&of.order_no) }
    }
    async fn claim(&self, of: &SupplyRef, claim: &Claim) -> Result<Claimed, SupplyError> {
        assert!(claim.keys > 0 && self.0.book.lock().unwrap().orders.contains_key(&of.order_no));
        self.0.book.lock().unwrap().claim.clone().ok_or(SupplyError::CannotTell)
    }
    async fn claimed(&self, of: &SupplyRef, claim: &Claim) -> Result<Claimed, SupplyError> {
        self.claim(of, claim).await
    }
    fn verify_callback(&self, _: &RawNotify, _: Time) -> Result<Reported, NotifyRefusal> {
        Err(NotifyRefusal::BadSignature)
    }
    fn acknowledgement(&self) -> &'static str {
        "ok"
    }
    async fn check(&self) -> Vec<Checked> {
        Vec::new()
    }
}

fn build(settings: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    let giver = GIVERS.lock().unwrap().get(settings["name"].expose()).unwrap().clone();
    Ok(Arc::new(Adapter(giver)))
}

static KINDS: &[SupplierKind] = &[SupplierKind {
    code: "giver",
    name_zh: "假",
    name_en: "Fake",
    fields: &[Field {
        name: "name",
        kind: FieldKind::Text,
        required: true,
        label_zh: "",
        label_en: "",
        hint_zh: "",
        hint_en: "",
    }],
    currencies: &["CNY"],
    gives: &[Wanted::Keys],
    has_balance: false,
    has_catalogue: false,
    described: None,
    build,
}];

/// A shop that sells what it buys from two suppliers.
pub struct Stall {
    pub shop: Shop,
    pub fulfiller: Fulfiller,
    pub sku: SkuId,
    pub offer: OfferId,
    pub first: (SupplierId, Arc<Giver>),
    pub second: (SupplierId, Arc<Giver>),
}

impl Stall {
    pub async fn open(engine: Engine) -> Self {
        let shop = Shop::with_keys(engine, 3).await;
        let (sku, offer) =
            product(&shop.db, &shop.time, shop.merchant, "card", GoodsKind::Supplied, PRICE).await;
        let fulfiller = node(&shop, shop.orders.clone());
        let first = connect(&shop, &fulfiller, sku, 0).await;
        let second = connect(&shop, &fulfiller, sku, 1).await;
        Self { shop, fulfiller, sku, offer, first, second }
    }

    async fn place(&self, user: UserId, quantity: i64) -> Order {
        let lines = vec![NewLine { offer: self.offer, quantity }];
        let new = NewOrder { lines, ..self.shop.by_wallet(user, 1) };
        self.shop.orders.place(new).await.unwrap().order
    }

    async fn round(&self) -> usize {
        self.fulfiller.round(100).await.unwrap()
    }
    async fn rounds(&self) {
        while self.round().await > 0 {}
    }
    pub async fn after(&self, span: Span) {
        self.shop.time.advance(span);
        self.rounds().await;
    }

    async fn state(&self, order: &Order) -> (OrderState, FulfilmentState) {
        let order = self.shop.orders.find(order.id).await.unwrap();
        let fulfilment = self.shop.orders.fulfilment(&order).await.unwrap().unwrap();
        (order.state, fulfilment.state)
    }

    async fn attempts(&self, order: &Order) -> Vec<(SupplierId, AttemptState)> {
        let attempts = self.shop.orders.attempts(order).await.unwrap();
        attempts.into_iter().map(|a| (a.supplier, a.state)).collect()
    }

    /// What its buyer sees.
    async fn keys(&self, order: &Order) -> Vec<String> {
        let order = self.shop.orders.find(order.id).await.unwrap();
        let ids: Vec<_> =
            self.shop.orders.deliveries(&order).await.unwrap().iter().map(|delivery| delivery.id).collect();
        if ids.is_empty() {
            return Vec::new();
        }
        let by = RevealBy { by: "link".into(), from: "203.0.113.7".into() };
        let shown = self.shop.orders.reveal(&order, &ids, &by).await.unwrap();
        shown.iter().map(|revealed| secret_text(&revealed.secret)).collect()
    }

    async fn on_shelf(&self) -> i64 {
        self.shop.orders.stock(&[(self.shop.merchant, self.sku)]).await.unwrap()[0]
    }

    async fn spent(&self, supplier: SupplierId) -> i64 {
        let of = [(supplier, Currency::CNY)];
        self.fulfiller.deposits(self.shop.merchant, &of).await.unwrap()[0].spent.minor
    }

    async fn alarms(&self) -> Vec<String> {
        let ask = kernel::PageAsk { after: None, limit: 100 };
        let page = self.shop.orders.alarms(self.shop.merchant, &ask).await.unwrap();
        page.items.into_iter().map(|alarm| alarm.kind).collect()
    }
}

fn node(shop: &Shop, orders: orders::Orders) -> Fulfiller {
    let book = SupplyBook::new(supply::Parts {
        db: shop.db.db.clone(),
        ambient: shop.time.ambient.clone(),
        key: Secret::new([9; 32]),
        kinds: KINDS,
        private_suppliers: true,
        patience: Duration::from_secs(5),
    });
    Fulfiller::new(orders, book)
}

async fn connect(shop: &Shop, fulfiller: &Fulfiller, sku: SkuId, position: i64) -> (SupplierId, Arc<Giver>) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("G{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let giver =
        Arc::new(Giver { name: name.clone(), mood: Mutex::new(Mood::Prompt), book: Mutex::default() });
    GIVERS.lock().unwrap().insert(name.clone(), giver.clone());
    let now = shop.time.ambient.now();
    let draft = Draft {
        kind: "giver".into(),
        name: format!("供应商 {position}"),
        currency: Currency::CNY,
        settings: [("name".to_owned(), Secret::new(name))].into(),
        forget: vec![],
        contract: "HT-2026-1".into(),
        contract_until: now.after(Span::days(300)),
        version: 0,
    };
    let book = fulfiller.book();
    let mut tx = shop.db.begin().await.unwrap();
    let made = book.put(&mut tx, (shop.merchant, None), &draft, "usr_1").await.unwrap();
    book.switch(&mut tx, (shop.merchant, made.id), SupplierState::On, "usr_1").await.unwrap();
    let new = NewRoute {
        sku,
        supplier: made.id,
        product: format!("P{position}"),
        unit_cost: COST,
        position,
        on: true,
    };
    supply::put_route(&mut tx, shop.merchant, &new, "usr_1", now).await.unwrap();
    tx.commit().await.unwrap();
    fulfiller.book_deposit((shop.merchant, made.id), cny(1_000_000), "转账", "usr_1").await.unwrap();
    (made.id, giver)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_bought_stored_and_handed_out() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(2 * PRICE).await;
        let order = stall.place(user, 2).await;
        assert_eq!(stall.state(&order).await, (OrderState::Fulfilling, FulfilmentState::Open));
        assert_eq!(stall.keys(&order).await, Vec::<String>::new());
        stall.shop.audit_is_clean().await;
        stall.round().await;
        assert_eq!(stall.on_shelf().await, 2, "they are stored before anybody is told of them");
        stall.shop.audit_is_clean().await;
        stall.rounds().await;
        assert_eq!(stall.state(&order).await, (OrderState::Delivered, FulfilmentState::Credited));
        let (mut shown, mut given) = (stall.keys(&order).await, stall.first.1.given());
        shown.sort();
        given.sort();
        assert_eq!((shown.len(), shown), (2, given));
        assert_eq!((stall.on_shelf().await, stall.spent(stall.first.0).await), (0, 2 * COST));
        assert_eq!(stall.shop.escrow().await, 2 * PRICE - 2 * FEE);
        assert_eq!(stall.attempts(&order).await, [(stall.first.0, AttemptState::Credited)]);
        let batches = stall.shop.db.query("select supplier, imported_by, cost from vault_batches", &[]).await;
        let bought = batches.unwrap().iter().filter(|r| r.text(1).unwrap() == "supply").count();
        assert_eq!(bought, 1, "a batch for the attempt");
        // No key lies anywhere in clear.
        for table in ["vault_items", "vault_batches", "supply_attempts", "fulfilments", "events", "jobs"] {
            let rows = stall.shop.db.query(&format!("select * from {table}"), &[]).await.unwrap();
            assert!(!format!("{rows:?}").contains("-KEY-"), "{table}");
        }
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_in_parts_is_handed_out_whole_and_paid_once() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(10 * PRICE).await;
        stall.first.1.is(Mood::Partial);
        let order = stall.place(user, 3).await;
        stall.after(Span::seconds(30)).await;
        assert_eq!(stall.state(&order).await.0, OrderState::Fulfilling);
        assert_eq!(stall.on_shelf().await, 0, "the rest may come");
        stall.first.1.finish_all();
        stall.after(Span::minutes(2)).await;
        assert_eq!((stall.state(&order).await.0, stall.keys(&order).await.len()), (OrderState::Delivered, 3));
        assert_eq!(stall.spent(stall.first.0).await, 3 * COST);
        // Of another one the rest never comes: the money goes back, and the one key is the next buyer's.
        let order = stall.place(user, 2).await;
        for _ in 0..4 {
            stall.after(Span::minutes(10)).await;
        }
        assert_eq!(stall.state(&order).await, (OrderState::Failed, FulfilmentState::GivenBack));
        for _ in 0..4 {
            stall.after(Span::hours(7)).await;
        }
        assert_eq!(stall.on_shelf().await, 1);
        assert_eq!(stall.alarms().await.iter().filter(|kind| *kind == "keys_short").count(), 1);
        let before = stall.first.1.given().len();
        let order = stall.place(user, 1).await;
        stall.rounds().await;
        assert_eq!((stall.state(&order).await.0, stall.keys(&order).await.len()), (OrderState::Delivered, 1));
        assert_eq!((stall.first.1.given().len(), stall.attempts(&order).await.len()), (before, 0));
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_were_sold_before_are_nobodys_and_another_supplier_is_asked() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(10 * PRICE).await;
        stall.first.1.is(Mood::Same);
        let first = stall.place(user, 1).await;
        stall.rounds().await;
        let second = stall.place(user, 1).await;
        stall.rounds().await;
        assert_eq!(stall.state(&second).await.0, OrderState::Delivered);
        let expected = [(stall.first.0, AttemptState::Credited), (stall.second.0, AttemptState::Credited)];
        assert_eq!(stall.attempts(&second).await, expected);
        assert_ne!(stall.keys(&first).await, stall.keys(&second).await);
        assert_eq!(stall.alarms().await, ["keys_short"]);
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_done_and_gives_nothing_is_asked_until_the_money_goes_back_or_a_person_says() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(10 * PRICE).await;
        stall.first.1.is(Mood::Empty);
        let order = stall.place(user, 1).await;
        stall.after(Span::minutes(3)).await;
        assert_eq!(stall.attempts(&order).await, [(stall.first.0, AttemptState::Sent)]);
        let key = (stall.shop.merchant, order.id);
        stall.fulfiller.decide(key, SupplierSaid::Failed, "没有发货", "usr_2").await.unwrap();
        stall.rounds().await;
        assert_eq!((stall.state(&order).await.0, stall.keys(&order).await.len()), (OrderState::Delivered, 1));
        let order = stall.place(user, 1).await;
        for _ in 0..4 {
            stall.after(Span::minutes(10)).await;
        }
        assert_eq!(stall.state(&order).await, (OrderState::Failed, FulfilmentState::GivenBack));
        assert_eq!(stall.shop.balance(user).await, 9 * PRICE);
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_come_after_the_money_went_back_are_the_next_buyers() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(10 * PRICE).await;
        stall.first.1.is(Mood::Slow);
        stall.second.1.is(Mood::Refuses);
        let order = stall.place(user, 2).await;
        for _ in 0..4 {
            stall.after(Span::minutes(10)).await;
        }
        assert_eq!(stall.state(&order).await, (OrderState::Failed, FulfilmentState::GivenBack));
        stall.first.1.finish_all();
        stall.after(Span::hours(7)).await;
        assert_eq!((stall.on_shelf().await, stall.alarms().await), (2, vec!["credited_too_late".to_owned()]));
        stall.shop.audit_is_clean().await;
        // Two buyers at once, each wants both: one has them, the other waits for a supplier.
        let (one, two) = (stall.place(user, 2).await, stall.place(user, 2).await);
        stall.first.1.is(Mood::Mute);
        for _ in 0..3 {
            stall.after(Span::minutes(2)).await;
        }
        let states = [stall.state(&one).await.0, stall.state(&two).await.0];
        assert_eq!(states, [OrderState::Delivered, OrderState::Delivered]);
        let tried = stall.attempts(&one).await.len() + stall.attempts(&two).await.len();
        assert_eq!(tried, 1);
        stall.shop.audit_is_clean().await;
    }
}

/// Two nodes, suppliers that do whatever they like, and time that jumps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_suppliers_do_no_key_has_two_buyers_and_none_is_lost() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let other = node(&stall.shop, stall.shop.another_node().await);
        for giver in [&stall.first.1, &stall.second.1] {
            giver.is(Mood::Wild);
        }
        stall.second.1.book.lock().unwrap().dice = 4711;
        let user = stall.shop.buyer(200 * PRICE).await;
        let (mut placed, mut paid) = (Vec::new(), 0);
        for n in 0..50 {
            let quantity = 1 + n % 3;
            paid += quantity * PRICE;
            placed.push((stall.place(user, quantity).await, quantity));
        }
        for turn in 0..40 {
            let (one, two) = tokio::join!(stall.fulfiller.round(17), other.round(23));
            one.unwrap();
            two.unwrap();
            let most = if turn % 7 == 6 { 200 } else { 40 };
            let seconds = i64::try_from(stall.first.1.roll(most)).unwrap();
            stall.shop.time.advance(Span::seconds(seconds));
            if turn % 10 == 9 {
                stall.first.1.finish_all();
            }
        }
        for giver in [&stall.first.1, &stall.second.1] {
            giver.finish_all();
            giver.is(Mood::Refuses);
        }
        for _ in 0..6 {
            stall.after(Span::minutes(10)).await;
        }
        for _ in 0..6 {
            stall.after(Span::hours(7)).await;
        }
        let (mut seen, mut back) = (BTreeSet::new(), 0);
        for (order, quantity) in &placed {
            match stall.state(order).await {
                (OrderState::Delivered, FulfilmentState::Credited) => {
                    let keys = stall.keys(order).await;
                    assert_eq!(i64::try_from(keys.len()).unwrap(), *quantity);
                    for key in keys {
                        assert!(seen.insert(key), "a key has two buyers");
                    }
                }
                (OrderState::Failed, FulfilmentState::GivenBack) => back += quantity * PRICE,
                other => panic!("{} has come to no end: {other:?}", order.id),
            }
        }
        assert!(seen.len() > 20, "{} keys", seen.len());
        assert_eq!(stall.shop.balance(user).await, 200 * PRICE - paid + back);
        let given = stall.first.1.given().len() + stall.second.1.given().len();
        let left = usize::try_from(stall.on_shelf().await).unwrap();
        assert_eq!(seen.len() + left, given, "every key that was given is sold or on the shelf");
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_do_not_work_are_claimed_back_once_and_the_deposit_has_what_came_back() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(20 * PRICE).await;
        let merchant = stall.shop.merchant;
        let order = stall.place(user, 3).await;
        stall.rounds().await;
        let key = (merchant, order.id);
        let open = |units: Vec<DeliveryId>| {
            let fulfiller = stall.fulfiller.clone();
            async move { fulfiller.open_claim(key, &units, "卡密无效", "usr_2").await }
        };
        assert_eq!(code(open(vec![]).await), "nothing_to_claim", "nobody has seen them");
        assert_eq!(stall.keys(&order).await.len(), 3);
        let unit = |seq| DeliveryId { order: order.id, seq };
        assert_eq!(open(vec![unit(1), unit(2)]).await.unwrap(), 1);
        assert_eq!(code(open(vec![unit(1)]).await), "nothing_to_claim", "a key is claimed once");
        // It is asked again until it says how it ended, and then no more.
        stall.first.1.book.lock().unwrap().claim = Some(Claimed::Open { reference: Some("C-1".into()) });
        let rounds = async || stall.fulfiller.claims_round(10).await.unwrap();
        assert_eq!((rounds().await, rounds().await), (1, 0));
        let ask = kernel::PageAsk { after: None, limit: 10 };
        let claims = async || stall.fulfiller.claims(merchant, Some(order.id), &ask).await.unwrap().items;
        let now = claims().await;
        assert_eq!((now[0].state, now[0].keys, now[0].reference.as_str()), (ClaimState::Open, 2, "C-1"));
        // More than was paid cannot come back.
        let told = Claimed::Settled { reference: None, paid_back: cny(1_000_000) };
        stall.first.1.book.lock().unwrap().claim = Some(told);
        stall.shop.time.advance(Span::minutes(11));
        assert_eq!((rounds().await, rounds().await), (1, 0));
        let now = claims().await;
        assert_eq!((now[0].state, now[0].paid_back), (ClaimState::Settled, cny(3 * COST)));
        let of = [(stall.first.0, Currency::CNY)];
        let deposit = stall.fulfiller.deposits(merchant, &of).await.unwrap()[0];
        assert_eq!(deposit.available, cny(1_000_000));
        stall.shop.audit_is_clean().await;
        // Who cannot be asked is asked by a person.
        stall.first.1.book.lock().unwrap().claim = None;
        assert_eq!(open(vec![unit(3)]).await.unwrap(), 1);
        rounds().await;
        let now = claims().await;
        assert_eq!(now[0].state, ClaimState::ByHand);
        let end = |end| stall.fulfiller.end_claim(merchant, now[0].id, end, "电话确认");
        assert_eq!(code(end(ClaimEnd::Settled(1)).await), "paid_back_too_much");
        end(ClaimEnd::Refused).await.unwrap();
        assert_eq!(code(end(ClaimEnd::Refused).await), "attempt_decided");
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_that_will_soon_be_spent_is_told_once() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(20 * PRICE).await;
        stall.place(user, 5).await;
        stall.rounds().await;
        assert_eq!(stall.fulfiller.watch_deposits().await.unwrap(), 0, "it lasts for years");
        let left = 1_000_000 - 5 * COST;
        let whose = (stall.shop.merchant, stall.first.0);
        stall.fulfiller.book_deposit(whose, cny(-left + COST), "取回", "usr_1").await.unwrap();
        assert_eq!(stall.fulfiller.watch_deposits().await.unwrap(), 1);
        assert_eq!(stall.fulfiller.watch_deposits().await.unwrap(), 0);
        assert_eq!(stall.alarms().await, ["deposit_low"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weights_choose_the_supplier_and_a_replay_says_what_they_would_have_done() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(40 * PRICE).await;
        let merchant = stall.shop.merchant;
        // The first one fails half of the time, the second one is dearer and never does.
        let dearer = NewRoute {
            sku: stall.sku,
            supplier: stall.second.0,
            product: "P1".into(),
            unit_cost: COST + 50,
            position: 1,
            on: true,
        };
        let mut tx = stall.shop.db.begin().await.unwrap();
        let now = stall.shop.time.ambient.now();
        supply::put_route(&mut tx, merchant, &dearer, "usr_1", now).await.unwrap();
        tx.commit().await.unwrap();
        for n in 0..8 {
            stall.first.1.is(if n % 2 == 0 { Mood::Prompt } else { Mood::Refuses });
            stall.place(user, 1).await;
            stall.rounds().await;
        }
        let put = async |weights: Weights| {
            let mut tx = stall.shop.db.begin().await.unwrap();
            stall.fulfiller.put_weights(&mut tx, merchant, weights, "usr_1").await.unwrap();
            tx.commit().await.unwrap();
        };
        let sure = Weights { success: 100, ..Weights::default() };
        let replay = stall.fulfiller.replay(merchant, sure, 7).await.unwrap();
        assert_eq!((replay.orders, replay.moved), (8, 4), "the second one would have had all of them");
        assert_eq!(replay.cost, [(cny(4 * COST + 4 * (COST + 50)), cny(8 * (COST + 50)))]);
        let mut first = vec![(stall.first.0, 0, 4), (stall.second.0, 8, 4)];
        first.sort_unstable();
        assert_eq!(replay.first, first);
        assert_eq!(
            stall.fulfiller.weights(merchant).await.unwrap(),
            Weights::default(),
            "nothing is changed"
        );
        let first_of = async |order: &Order| stall.attempts(order).await[0].0;
        stall.first.1.is(Mood::Prompt);
        let order = stall.place(user, 1).await;
        stall.rounds().await;
        assert_eq!(first_of(&order).await, stall.first.0, "by hand");
        put(sure).await;
        let order = stall.place(user, 1).await;
        stall.rounds().await;
        assert_eq!(first_of(&order).await, stall.second.0);
        put(Weights { cost: 100, ..Weights::default() }).await;
        let order = stall.place(user, 1).await;
        stall.rounds().await;
        assert_eq!(first_of(&order).await, stall.first.0);
        let mut tx = stall.shop.db.begin().await.unwrap();
        let bad = Weights { cost: 101, ..Weights::default() };
        let refused = stall.fulfiller.put_weights(&mut tx, merchant, bad, "usr_1").await;
        assert_eq!(code(refused), "bad_weights");
        drop(tx);
        stall.shop.audit_is_clean().await;
    }
}
