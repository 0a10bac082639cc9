//! Goods that a supplier credits to the buyer's account: once, or the money goes back.

use crate::shop::{Shop, cny, code, desk, product};
use async_trait::async_trait;
use catalog::{AccountField, AccountFieldKind, AccountForm, GoodsKind};
use db::Engine;
use kernel::{Ambient, Bilingual, Currency, OfferId, OrderId, Secret, SkuId, Span, SupplierId, Time, UserId};
use orders::{
    AccountAnswers, AttemptState, Fulfiller, FulfilmentState, NewLine, NewOrder, Order, OrderState,
    PaidOutcome,
};
use ports::{
    AccountFound, AccountQuestion, BadField, BuiltSupplier, Checked, Field, FieldKind, NewSupply, NoSupply,
    NotifyRefusal, RawNotify, Settings, Supplied, Supplier, SupplierKind, SupplyError, SupplyRef,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use supply::{Draft, NewRoute, SupplierState, SupplyBook};

const PRICE: i64 = 1_000;
const COST: i64 = 900;
const FEE: i64 = 20;
const PHONE: &str = "13800138000";

/// What a supplier does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Credits at once.
    Prompt,
    /// Takes it on, and has to be told when it is credited.
    Slow,
    Refuses(NoSupply),
    /// Does it, and its answer is lost.
    Mute,
    /// Nothing arrives, and nobody can tell.
    Lost,
    /// Nobody listens.
    Away,
    /// Whatever the dice say, different every time.
    Wild,
}

/// What a supplier says of whether an account is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tells {
    /// Its protocol has no such question.
    #[default]
    Nothing,
    Yes,
    No,
    /// It answers, and does not know.
    Shrugs,
    /// It takes for ever.
    Sleeps,
}

#[derive(Default)]
struct Known {
    orders: HashMap<String, (There, String)>,
    seen: HashMap<String, u32>,
    dice: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    Working,
    Credited,
    Failed,
}

/// A supplier as it is in this house: it takes each order number once.
pub struct Fake {
    mood: Mutex<Mood>,
    tells: Mutex<Tells>,
    /// As what, and about whom it was asked.
    questions: Mutex<Vec<(String, String)>>,
    known: Mutex<Known>,
}

static FAKES: LazyLock<Mutex<HashMap<String, Arc<Fake>>>> = LazyLock::new(Mutex::default);

impl Fake {
    fn new(name: &str) -> Arc<Self> {
        let fake = Arc::new(Self {
            mood: Mutex::new(Mood::Prompt),
            tells: Mutex::default(),
            questions: Mutex::default(),
            known: Mutex::default(),
        });
        FAKES.lock().unwrap().insert(name.to_owned(), fake.clone());
        fake
    }
    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
    pub fn tells(&self, tells: Tells) {
        *self.tells.lock().unwrap() = tells;
    }
    /// That it was asked since the last time.
    pub fn questions(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.questions.lock().unwrap())
    }
    pub fn is_gone(&self) {
        self.is(Mood::Away);
    }
    fn end(&self, order_no: &str, there: There) {
        self.known.lock().unwrap().orders.get_mut(order_no).unwrap().0 = there;
    }
    fn end_all(&self, there: There) {
        for (now, _) in self.known.lock().unwrap().orders.values_mut() {
            if *now == There::Working {
                *now = there;
            }
        }
    }
    /// How often that account was credited.
    fn credited(&self, account: &str) -> usize {
        let known = self.known.lock().unwrap();
        known.orders.values().filter(|(there, of)| *there == There::Credited && of == account).count()
    }
    fn numbers(&self) -> Vec<String> {
        self.known.lock().unwrap().orders.keys().cloned().collect()
    }
    fn roll(&self, most: u64) -> u64 {
        let mut known = self.known.lock().unwrap();
        known.dice =
            known.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (known.dice >> 33) % most
    }
    fn take(&self, new: &NewSupply, there: There) -> There {
        let mut known = self.known.lock().unwrap();
        *known.seen.entry(new.order_no.clone()).or_default() += 1;
        known.orders.entry(new.order_no.clone()).or_insert((there, new.main_account().to_owned())).0
    }
}

fn told(there: There, order_no: &str) -> Result<Supplied, SupplyError> {
    let reference = Some(format!("S-{order_no}"));
    Ok(match there {
        There::Working => Supplied::Accepted { reference },
        There::Credited => Supplied::Credited { reference, cost: None },
        There::Failed => Supplied::Failed { reference, why: NoSupply::Other, said: "未成功".into() },
    })
}

fn unknown() -> Result<Supplied, SupplyError> {
    Err(SupplyError::Unknown("time-out".into()))
}

struct FakeAdapter(Arc<Fake>);

#[async_trait]
impl Supplier for FakeAdapter {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        assert!(new.order_no.len() <= 32 && new.order_no.bytes().all(|b| b.is_ascii_alphanumeric()));
        let known = self.0.known.lock().unwrap().orders.contains_key(&new.order_no);
        let mood = *self.0.mood.lock().unwrap();
        if known {
            return Err(SupplyError::Unknown("this order number is known".into()));
        }
        match mood {
            Mood::Prompt => told(self.0.take(new, There::Credited), &new.order_no),
            Mood::Slow => told(self.0.take(new, There::Working), &new.order_no),
            Mood::Refuses(why) => Ok(Supplied::Failed { reference: None, why, said: "抱歉".into() }),
            Mood::Mute => {
                self.0.take(new, There::Credited);
                unknown()
            }
            Mood::Lost => unknown(),
            Mood::Away => Err(SupplyError::NotReached("connection refused".into())),
            Mood::Wild => match self.0.roll(9) {
                0 => Err(SupplyError::NotReached("connection refused".into())),
                1 => unknown(),
                2 => {
                    Ok(Supplied::Failed { reference: None, why: NoSupply::OutOfStock, said: "缺货".into() })
                }
                3 | 4 => {
                    let there = [There::Working, There::Credited, There::Failed][self.0.roll(3) as usize];
                    self.0.take(new, there);
                    unknown()
                }
                5 => told(self.0.take(new, There::Failed), &new.order_no),
                6 | 7 => told(self.0.take(new, There::Working), &new.order_no),
                _ => told(self.0.take(new, There::Credited), &new.order_no),
            },
        }
    }
    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        match *self.0.mood.lock().unwrap() {
            Mood::Lost | Mood::Away => return unknown(),
            _ => {}
        }
        if *self.0.mood.lock().unwrap() == Mood::Wild && self.0.roll(4) == 0 {
            return unknown();
        }
        let there = self.0.known.lock().unwrap().orders.get(&of.order_no).map(|(there, _)| *there);
        told(there.ok_or(SupplyError::NotFound)?, &of.order_no)
    }
    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        let tells = *self.0.tells.lock().unwrap();
        if tells != Tells::Nothing {
            let asked = (question.product.clone(), question.main_account().to_owned());
            self.0.questions.lock().unwrap().push(asked);
        }
        match tells {
            Tells::Nothing => Err(SupplyError::CannotTell),
            Tells::Yes => Ok(AccountFound::yes("张小明", "中国移动")),
            Tells::No => Ok(AccountFound::No),
            Tells::Shrugs => Err(SupplyError::Unknown(format!("{} is busy", question.main_account()))),
            Tells::Sleeps => std::future::pending().await,
        }
    }
    fn verify_callback(&self, callback: &RawNotify, _: Time) -> Result<ports::Reported, NotifyRefusal> {
        match callback.header("sign") {
            Some("goods") => Ok(ports::Reported::Goods("P0".into())),
            Some("good") => Ok(ports::Reported::Order(String::from_utf8(callback.body.clone()).unwrap())),
            _ => Err(NotifyRefusal::BadSignature),
        }
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        vec![Checked { code: "answer", problem: None }]
    }
}

fn build(settings: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    let name = settings.get("name").unwrap().expose().clone();
    let fake = FAKES.lock().unwrap().get(&name).cloned();
    match fake {
        Some(fake) => Ok(Arc::new(FakeAdapter(fake))),
        None => Err(vec![BadField { field: "name", zh: "没有", en: "there is none" }]),
    }
}

const fn field(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, required: true, label_zh: "", label_en: "", hint_zh: "", hint_en: "" }
}

static KINDS: &[SupplierKind] = &[SupplierKind {
    code: "fake",
    name_zh: "假",
    name_en: "Fake",
    fields: &[field("name", FieldKind::Text), field("key", FieldKind::Secret)],
    currencies: &["CNY"],
    gives: &[ports::Wanted::Credit],
    has_balance: false,
    has_catalogue: false,
    described: None,
    build,
}];

/// A shop that sells top-ups of telephones, with two suppliers.
pub struct Stall {
    pub shop: Shop,
    pub fulfiller: Fulfiller,
    sku: SkuId,
    pub offer: OfferId,
    pub first: (SupplierId, Arc<Fake>),
    pub second: (SupplierId, Arc<Fake>),
}

impl Stall {
    async fn open(engine: Engine) -> Self {
        Self::of(Shop::with_keys(engine, 3).await).await
    }

    pub async fn of(shop: Shop) -> Self {
        let (sku, offer) =
            product(&shop.db, &shop.time, shop.merchant, "phone", GoodsKind::Recharge, PRICE).await;
        let label = Bilingual::new("手机号", "Phone");
        let field = AccountField {
            name: "phone".into(),
            kind: AccountFieldKind::Phone,
            label,
            length_min: None,
            length_max: None,
            choices: vec![],
        };
        let mut tx = shop.db.begin().await.unwrap();
        let form = AccountForm { fields: vec![field], ..AccountForm::default() };
        catalog::put_account_form(&mut tx, shop.merchant, sku, &form).await.unwrap();
        tx.commit().await.unwrap();
        let fulfiller = node(&shop, shop.orders.clone());
        let first = connect(&shop, fulfiller.book(), "first").await;
        let second = connect(&shop, fulfiller.book(), "second").await;
        let stall = Self { shop, fulfiller, sku, offer, first, second };
        for (position, supplier) in [(0, stall.first.0), (1, stall.second.0)] {
            stall.route(supplier, COST, position).await;
            stall.deposit(supplier, 1_000_000).await;
        }
        stall
    }

    pub async fn route(&self, supplier: SupplierId, unit_cost: i64, position: i64) {
        let mut tx = self.shop.db.begin().await.unwrap();
        let new = NewRoute {
            sku: self.sku,
            supplier,
            product: format!("P{position}"),
            unit_cost,
            position,
            on: true,
        };
        let now = self.shop.time.ambient.now();
        supply::put_route(&mut tx, self.shop.merchant, &new, "usr_1", now).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn deposit(&self, supplier: SupplierId, fen: i64) {
        self.fulfiller.book_deposit((self.shop.merchant, supplier), cny(fen), "转账", "usr_1").await.unwrap();
    }

    async fn deposits(&self, supplier: SupplierId) -> (i64, i64, i64) {
        let of = [(supplier, Currency::CNY)];
        let deposit = self.fulfiller.deposits(self.shop.merchant, &of).await.unwrap()[0];
        (deposit.available.minor, deposit.held.minor, deposit.spent.minor)
    }

    fn order(&self, user: UserId, phone: &str) -> NewOrder {
        NewOrder {
            lines: vec![NewLine { offer: self.offer, quantity: 1 }],
            account: AccountAnswers::new([("phone".to_owned(), phone.to_owned())]),
            ..self.shop.by_wallet(user, 1)
        }
    }

    pub async fn place(&self, user: UserId, phone: &str) -> Order {
        self.shop.orders.place(self.order(user, phone)).await.unwrap().order
    }

    /// A guest's, with its payment.
    async fn by_channel(&self) -> (Order, kernel::PaymentId) {
        let new = NewOrder {
            lines: vec![NewLine { offer: self.offer, quantity: 1 }],
            account: AccountAnswers::new([("phone".to_owned(), PHONE.to_owned())]),
            ..self.shop.by_guest(1)
        };
        let placed = self.shop.orders.place(new).await.unwrap();
        let payment = self.shop.orders.open_payment(&placed.order, &desk()).await.unwrap();
        (placed.order, payment.id)
    }

    async fn paid(&self, payment: kernel::PaymentId, event: &str) -> PaidOutcome {
        self.shop.channel.pay(payment, event, cny(PRICE));
        *self.shop.orders.ask_channel("fake", payment).await.unwrap().last().unwrap()
    }

    pub async fn round(&self) -> usize {
        self.fulfiller.round(100).await.unwrap()
    }

    async fn after(&self, span: Span) {
        self.shop.time.advance(span);
        self.round().await;
    }

    async fn state(&self, id: OrderId) -> (OrderState, FulfilmentState) {
        let order = self.shop.orders.find(id).await.unwrap();
        let fulfilment = self.shop.orders.fulfilment(&order).await.unwrap().unwrap();
        (order.state, fulfilment.state)
    }

    async fn attempts(&self, order: &Order) -> Vec<(SupplierId, AttemptState, String)> {
        let attempts = self.shop.orders.attempts(order).await.unwrap();
        attempts.into_iter().map(|a| (a.supplier, a.state, a.why)).collect()
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

async fn connect(shop: &Shop, book: &SupplyBook, name: &str) -> (SupplierId, Arc<Fake>) {
    // Tests run side by side, each with the same dice.
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let unique = format!("{name}-{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let fake = Fake::new(&unique);
    let text = |text: &str| Secret::new(text.to_owned());
    let draft = Draft {
        kind: "fake".into(),
        name: name.into(),
        currency: Currency::CNY,
        settings: [("name".to_owned(), text(&unique)), ("key".to_owned(), text("hunter2"))].into(),
        forget: vec![],
        contract: "HT-2026-1".into(),
        contract_until: shop.time.ambient.now().after(Span::days(300)),
        version: 0,
    };
    let mut tx = shop.db.begin().await.unwrap();
    let made = book.put(&mut tx, (shop.merchant, None), &draft, "usr_1").await.unwrap();
    assert_eq!((made.secrets.len(), made.faults.len(), made.state), (1, 0, SupplierState::Off));
    let on = book.switch(&mut tx, (shop.merchant, made.id), SupplierState::On, "usr_1").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(on.state, SupplierState::On);
    (made.id, fake)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_credited_and_only_then_is_it_delivered_and_the_fee_taken() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(PRICE).await;
        let order = stall.place(user, &format!(" {PHONE} ")).await;
        assert_eq!(stall.state(order.id).await, (OrderState::Fulfilling, FulfilmentState::Open));
        assert_eq!((stall.shop.escrow().await, stall.shop.balance(user).await), (PRICE, 0));
        stall.shop.audit_is_clean().await;
        assert_eq!(stall.round().await, 1);
        assert_eq!(stall.state(order.id).await, (OrderState::Delivered, FulfilmentState::Credited));
        assert_eq!((stall.first.1.credited(PHONE), stall.shop.escrow().await), (1, PRICE - FEE));
        assert_eq!(stall.deposits(stall.first.0).await, (1_000_000 - COST, 0, COST));
        assert_eq!(stall.attempts(&order).await, [(stall.first.0, AttemptState::Credited, String::new())]);
        let view = stall.shop.orders.fulfilment(&order).await.unwrap().unwrap();
        assert_eq!((view.account.as_str(), view.ended_at.is_some()), ("138****8000", true));
        let account = stall.shop.orders.fulfilment_account(&order).await.unwrap();
        assert_eq!(account, [("phone".to_owned(), PHONE.to_owned())]);
        assert_eq!(stall.round().await, 0, "nothing is left to be done");
        // The account lies nowhere in clear.
        for table in ["fulfilments", "supply_attempts", "orders", "events", "jobs", "supplier_deposits"] {
            let rows = stall.shop.db.query(&format!("select * from {table}"), &[]).await.unwrap();
            assert!(
                !format!("{rows:?}").contains(PHONE) && !format!("{rows:?}").contains("hunter2"),
                "{table}"
            );
        }
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_a_channel_it_waits_for_its_money_and_comes_late_or_never() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let (order, payment) = stall.by_channel().await;
        assert_eq!(stall.state(order.id).await, (OrderState::Pending, FulfilmentState::Unpaid));
        assert_eq!(stall.round().await, 0);
        assert_eq!(stall.paid(payment, "a").await, PaidOutcome::Delivered);
        assert_eq!(stall.state(order.id).await, (OrderState::Fulfilling, FulfilmentState::Open));
        // What comes once more, while it is being credited, goes back.
        assert_eq!(stall.paid(payment, "b").await, PaidOutcome::Refunding);
        stall.round().await;
        assert_eq!(stall.state(order.id).await, (OrderState::Delivered, FulfilmentState::Credited));
        let (left, _) = stall.by_channel().await;
        let (late, late_payment) = stall.by_channel().await;
        stall.shop.time.advance(Span::minutes(16));
        assert_eq!(stall.shop.orders.sweep_expired(10).await.unwrap(), 2);
        assert_eq!(stall.state(left.id).await, (OrderState::Expired, FulfilmentState::Dropped));
        assert_eq!(stall.paid(late_payment, "c").await, PaidOutcome::DeliveredLate);
        assert_eq!(stall.state(late.id).await, (OrderState::Fulfilling, FulfilmentState::Open));
        stall.round().await;
        assert_eq!(stall.state(late.id).await, (OrderState::Delivered, FulfilmentState::Credited));
        stall.shop.orders.run_refund(stall.shop.refund().await).await.unwrap();
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_right_is_refused_before_anything_is_paid() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(100_000).await;
        let place = async |new: NewOrder| code(stall.shop.orders.place(new).await);
        assert_eq!(place(stall.order(user, "1380013800")).await, "bad_account");
        assert_eq!(
            place(NewOrder { account: AccountAnswers::default(), ..stall.order(user, "") }).await,
            "bad_account"
        );
        let keys = NewOrder { account: stall.order(user, PHONE).account, ..stall.shop.by_wallet(user, 1) };
        assert_eq!(place(keys).await, "account_not_asked");
        let mut both = stall.order(user, PHONE);
        both.lines.push(NewLine { offer: stall.shop.offer, quantity: 1 });
        assert_eq!(place(both).await, "recharge_alone");
        // What is left of the price, without the platform's share, has to pay for it.
        for supplier in [stall.first.0, stall.second.0] {
            stall.route(supplier, PRICE - FEE + 1, 0).await;
        }
        assert_eq!(place(stall.order(user, PHONE)).await, "below_cost");
        stall.route(stall.second.0, PRICE - FEE, 0).await;
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        assert_eq!(stall.attempts(&order).await, [(stall.second.0, AttemptState::Credited, String::new())]);
        // A contract that has ended ends what can be ordered by it.
        stall.shop.time.advance(Span::days(301));
        assert_eq!(place(stall.order(user, PHONE)).await, "no_supplier");
        assert_eq!(stall.shop.balance(user).await, 100_000 - PRICE);
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_certain_no_another_supplier_has_its_turn() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(100_000).await;
        for (mood, why) in [
            (Mood::Refuses(NoSupply::OutOfStock), "out_of_stock"),
            (Mood::Refuses(NoSupply::NoFunds), "no_funds"),
            (Mood::Away, "not_reached"),
        ] {
            stall.first.1.is(mood);
            let order = stall.place(user, PHONE).await;
            stall.round().await;
            stall.round().await;
            assert_eq!(stall.state(order.id).await.0, OrderState::Delivered);
            let expected = [
                (stall.first.0, AttemptState::Failed, why.to_owned()),
                (stall.second.0, AttemptState::Credited, String::new()),
            ];
            assert_eq!(stall.attempts(&order).await, expected);
        }
        assert_eq!(stall.deposits(stall.first.0).await, (1_000_000, 0, 0), "nothing was spent there");
        // Taken on, and failed after a while.
        stall.first.1.is(Mood::Slow);
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        assert_eq!(stall.deposits(stall.first.0).await, (1_000_000 - COST, COST, 0));
        stall.after(Span::minutes(5)).await;
        assert_eq!(stall.attempts(&order).await, [(stall.first.0, AttemptState::Accepted, String::new())]);
        stall.first.1.end_all(There::Failed);
        stall.after(Span::minutes(5)).await;
        stall.round().await;
        assert_eq!(stall.state(order.id).await.0, OrderState::Delivered);
        assert_eq!(stall.second.1.credited(PHONE), 4);
        // Nobody can credit an account that there is not: no other one is asked, and the money is there again.
        stall.first.1.is(Mood::Refuses(NoSupply::BadAccount));
        let before = stall.shop.balance(user).await;
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        stall.round().await;
        assert_eq!(stall.state(order.id).await, (OrderState::Failed, FulfilmentState::GivenBack));
        assert_eq!((stall.shop.balance(user).await, stall.second.1.credited(PHONE)), (before, 4));
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_asked_and_is_silent_is_asked_about_and_never_passed_by() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(100_000).await;
        // It did it, and the answer was lost.
        stall.first.1.is(Mood::Mute);
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        assert_eq!(stall.attempts(&order).await, [(stall.first.0, AttemptState::Sent, String::new())]);
        stall.after(Span::seconds(5)).await;
        assert_eq!(stall.state(order.id).await.0, OrderState::Delivered);
        // It never arrived: it is sent once more, under the same number.
        stall.first.1.is(Mood::Lost);
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        stall.first.1.is(Mood::Prompt);
        stall.after(Span::seconds(5)).await;
        assert_eq!(stall.state(order.id).await.0, OrderState::Delivered);
        assert_eq!(stall.attempts(&order).await.len(), 1);
        assert_eq!((stall.first.1.credited(PHONE), stall.second.1.credited(PHONE)), (2, 0));
        assert_eq!(stall.first.1.numbers().len(), 2);
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_credits_goes_back_at_the_deadline_to_where_it_came_from() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(PRICE).await;
        stall.first.1.is(Mood::Slow);
        stall.second.1.is(Mood::Slow);
        let own = stall.place(user, PHONE).await;
        let (order, payment) = stall.by_channel().await;
        stall.paid(payment, "a").await;
        stall.round().await;
        stall.after(Span::minutes(29)).await;
        assert_eq!(stall.state(own.id).await.0, OrderState::Fulfilling);
        stall.after(Span::minutes(1)).await;
        for id in [own.id, order.id] {
            assert_eq!(stall.state(id).await, (OrderState::Failed, FulfilmentState::GivenBack));
        }
        assert_eq!((stall.shop.balance(user).await, stall.shop.escrow().await), (PRICE, 0));
        stall.shop.audit_is_clean().await;
        stall.shop.orders.run_refund(stall.shop.refund().await).await.unwrap();
        assert_eq!(stall.shop.channel.calls(), 1);
        // One of them is credited all the same: the merchant hears of it, and its cost is booked.
        assert_eq!(stall.deposits(stall.first.0).await, (1_000_000 - 2 * COST, 2 * COST, 0));
        let number = stall.shop.orders.attempts(&own).await.unwrap()[0].order_no.clone();
        stall.first.1.end(&number, There::Credited);
        stall.first.1.end_all(There::Failed);
        stall.after(Span::minutes(16)).await;
        assert_eq!(stall.deposits(stall.first.0).await, (1_000_000 - COST, 0, COST));
        assert_eq!(stall.state(own.id).await, (OrderState::Failed, FulfilmentState::GivenBack));
        assert_eq!(stall.alarms().await, ["credited_too_late"]);
        assert_eq!(stall.second.1.numbers().len(), 0, "no second one was asked");
        stall.after(Span::days(4)).await;
        assert_eq!(stall.round().await, 0);
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_that_does_not_suffice_is_told_and_filled_up() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(100_000).await;
        let merchant = stall.shop.merchant;
        let take = |supplier, fen: i64| {
            stall.fulfiller.book_deposit((merchant, supplier), cny(fen), "取回", "usr_1")
        };
        assert_eq!(code(take(stall.first.0, -1_000_001).await), "deposit_too_low");
        assert_eq!(code(take(stall.first.0, 0).await), "bad_deposit");
        for supplier in [stall.first.0, stall.second.0] {
            take(supplier, -1_000_000 + COST - 1).await.unwrap();
        }
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        assert_eq!(stall.attempts(&order).await, []);
        assert_eq!(stall.alarms().await, ["deposit_short", "deposit_short"]);
        stall.after(Span::minutes(1)).await;
        assert_eq!(stall.alarms().await.len(), 2, "told once");
        stall.deposit(stall.second.0, 1).await;
        stall.after(Span::minutes(1)).await;
        assert_eq!(stall.attempts(&order).await, [(stall.second.0, AttemptState::Credited, String::new())]);
        assert_eq!(stall.deposits(stall.second.0).await, (0, 0, COST));
        let lines = stall.fulfiller.deposit_lines(merchant, stall.second.0, 10).await.unwrap();
        let amounts: Vec<i64> = lines.iter().map(|line| line.amount.minor).collect();
        assert_eq!(amounts, [1, -1_000_000 + COST - 1, 1_000_000]);
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_a_reason_to_ask_and_no_more() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let user = stall.shop.buyer(100_000).await;
        stall.first.1.is(Mood::Slow);
        let order = stall.place(user, PHONE).await;
        stall.round().await;
        stall.after(Span::minutes(6)).await;
        let number = stall.first.1.numbers().pop().unwrap();
        let report = |sign: &str, number: &str| RawNotify {
            method: "POST".into(),
            target: "/supply/notify/x".into(),
            headers: vec![("sign".into(), sign.into())],
            body: number.as_bytes().to_vec(),
        };
        let hear = async |supplier, report: RawNotify| stall.fulfiller.hear(supplier, &report).await.unwrap();
        assert_eq!(hear(stall.first.0, report("forged", &number)).await, None);
        assert_eq!(hear(SupplierId(5), report("good", &number)).await, None);
        assert_eq!(stall.round().await, 0, "a forged report changes nothing");
        assert_eq!(hear(stall.second.0, report("good", &number)).await, Some("success"));
        assert_eq!(stall.round().await, 0, "nor does another supplier's");
        // A true one makes it be asked; what it says is not believed.
        assert_eq!(hear(stall.first.0, report("good", &number)).await, Some("success"));
        assert_eq!(stall.round().await, 1);
        assert_eq!(stall.state(order.id).await.0, OrderState::Fulfilling);
        stall.first.1.end(&number, There::Credited);
        for _ in 0..3 {
            assert_eq!(hear(stall.first.0, report("good", &number)).await, Some("success"));
        }
        assert_eq!(stall.round().await, 1);
        assert_eq!(stall.state(order.id).await.0, OrderState::Delivered);
        assert_eq!(hear(stall.first.0, report("good", &number)).await, Some("success"));
        assert_eq!(hear(stall.first.0, report("good", "nonsense")).await, Some("success"));
        assert_eq!(stall.round().await, 0);
        // Of its goods: whoever asks for prices asks it next.
        for _ in 0..2 {
            assert_eq!(hear(stall.first.0, report("goods", "")).await, Some("success"));
        }
        let mut tx = stall.shop.db.read().await.unwrap();
        let due = supply::reports(&mut tx, stall.shop.time.ambient.now(), 10).await.unwrap();
        drop(tx);
        assert_eq!(due.iter().map(|due| due.quoting.supplier).collect::<Vec<_>>(), [stall.first.0]);
        stall.shop.audit_is_clean().await;
    }
}

/// Two nodes, suppliers that do whatever they like, money by wallet and channel, and time that jumps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_suppliers_do_each_account_is_credited_at_most_once_and_no_money_is_lost() {
    for engine in testkit::engines() {
        let stall = Stall::open(engine).await;
        let other = node(&stall.shop, stall.shop.another_node().await);
        for fake in [&stall.first.1, &stall.second.1] {
            fake.is(Mood::Wild);
        }
        stall.second.1.known.lock().unwrap().dice = 4711;
        let user = stall.shop.buyer(60 * PRICE).await;
        let phone = |n: u64| format!("139{n:08}");
        let mut placed = Vec::new();
        for n in 0..60 {
            placed.push(stall.place(user, &phone(n)).await);
        }
        for turn in 0..40 {
            let (one, two) = tokio::join!(stall.fulfiller.round(17), other.round(23));
            one.unwrap();
            two.unwrap();
            let seconds = i64::try_from(stall.first.1.roll(if turn % 7 == 6 { 200 } else { 40 })).unwrap();
            stall.shop.time.advance(Span::seconds(seconds));
            if turn % 10 == 9 {
                stall.first.1.end_all(There::Credited);
                stall.second.1.end_all(There::Failed);
            }
        }
        for fake in [&stall.first.1, &stall.second.1] {
            fake.is(Mood::Slow);
            fake.end_all(There::Failed);
        }
        for _ in 0..8 {
            stall.after(Span::minutes(10)).await;
        }
        let (mut delivered, mut failed) = (0, 0);
        for (n, order) in (0..).zip(&placed) {
            let credited = stall.first.1.credited(&phone(n)) + stall.second.1.credited(&phone(n));
            match stall.state(order.id).await {
                (OrderState::Delivered, FulfilmentState::Credited) => {
                    assert_eq!(credited, 1, "{}", order.id);
                    delivered += 1;
                }
                (OrderState::Failed, FulfilmentState::GivenBack) => {
                    assert!(credited <= 1, "{}", order.id);
                    failed += 1;
                }
                other => panic!("{} has come to no end: {other:?}", order.id),
            }
        }
        assert!(delivered > 10, "{delivered} of 60");
        assert_eq!(stall.shop.balance(user).await, failed * PRICE);
        for known in [&stall.first.1, &stall.second.1] {
            assert!(known.known.lock().unwrap().seen.values().all(|times| *times == 1));
        }
        stall.shop.audit_is_clean().await;
    }
}
