//! Every supplier adapter against a hostile supplier: real orders and a real [`orders::Fulfiller`] on two nodes, the real
//! adapter, loopback HTTP, and a stand-in that was written from the supplier's document alone. Requests and answers are lost,
//! numbers doubled, credits late, taken back or never; reports doubled, early or lost. In the end everything is heard of,
//! and the suppliers' own books and the ledger are compared to the cent.

/// What holds where keys are bought.
mod keys;
/// Who is played.
mod kinds;
/// The house that buys from them.
mod shop;
pub use kinds::KINDS;

use crate::dice::Dice;
use crate::store;
use catalog::GoodsKind;
use db::Engine;
use kernel::{Currency, MerchantId, Money, OfferId, OrderId, SkuId, Span, SupplierId, UserId};
use orders::{
    AccountAnswers, AttemptState, Buyer, Fulfiller, NewLine, NewOrder, OrderState, Orders, PayWith,
    SupplierSaid,
};
use ports::KeyService;
use sandbox::suppliers::{
    Chaos, Config, Control, Fate, Goods, Order as TheirOrder, OrderState as There, Running, start,
};
use shop::{fulfiller, goods, listen, service};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use supply::{Draft, NewRoute, SupplierState};
use testkit::{TestAmbient, TestDb};
use tokio::task::JoinHandle;
use vault::FileKeyService;

const PRICE: i64 = 1_000;
const COST: i64 = 900;
const GOODS: u64 = 10_000_009;
/// Where the orders of a world are placed together.
const AT_ONCE: usize = 200;

#[derive(Clone, Debug)]
pub struct SupplyPlan {
    pub engine: Engine,
    pub seed: u64,
    pub orders: usize,
    /// The one that is asked first; another one stands behind it.
    pub kind: &'static str,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct SupplyReport {
    pub orders: usize,
    pub delivered: usize,
    pub failed: usize,
    /// Credited after the money had gone back.
    pub late: usize,
    /// Credited, and taken back by the supplier.
    pub reversed: usize,
    pub attempts: usize,
    pub rounds: usize,
    pub reports: usize,
    /// What a person had to look up.
    pub by_hand: usize,
}

impl SupplyReport {
    pub fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        self.delivered += other.delivered;
        self.failed += other.failed;
        self.late += other.late;
        self.reversed += other.reversed;
        self.attempts += other.attempts;
        self.rounds += other.rounds;
        self.reports += other.reports;
        self.by_hand += other.by_hand;
    }
}

impl fmt::Display for SupplyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} orders: {} credited, {} given back, {} credited too late, {} taken back; {} attempts, {} rounds, {} reports, {} looked up by hand",
            self.orders,
            self.delivered,
            self.failed,
            self.late,
            self.reversed,
            self.attempts,
            self.rounds,
            self.reports,
            self.by_hand
        )
    }
}

/// What a hostile supplier does, in hundredths.
fn chaos(seed: u64) -> Chaos {
    Chaos {
        seed,
        lost_requests: 6,
        lost_answers: 6,
        too_many: 3,
        doubled_numbers: 3,
        refused: 8,
        failed: 8,
        late: 20,
        reversed: 1,
        silent: 3,
        doubled_callbacks: 10,
        early_callbacks: 10,
        lost_callbacks: 20,
        lost_queries: 10,
        ..Chaos::default()
    }
}

/// The same, and what becomes of keys.
fn chaos_of_keys(seed: u64) -> Chaos {
    Chaos { fewer_keys: 6, later_keys: 8, sorry: 4, sold_keys: 4, no_funds: 2, ..chaos(seed) }
}

/// Plays one world to its end; panics, with the seed, where something is not as it must be.
pub async fn play(plan: &SupplyPlan) -> SupplyReport {
    let mut world = World::open(plan).await;
    let mut left = plan.orders;
    while left > 0 {
        let batch = left.min(AT_ONCE);
        world.place(batch).await;
        left -= batch;
        for _ in 0..4 {
            world.rounds().await;
            let seconds = world.dice.between(1, 20);
            world.time.advance(Span::seconds(seconds));
        }
    }
    world.heal().await;
    let report = world.check().await;
    world.close();
    report
}

struct Connected {
    id: SupplierId,
    kind: String,
    running: Running,
    control: Control,
}

impl Connected {
    /// All that were ordered there, by what [`kinds::called`] says.
    fn book(&self) -> BTreeMap<String, TheirOrder> {
        self.control.orders().into_iter().map(|order| (theirs(&order).to_owned(), order)).collect()
    }

    /// What we have booked as spent there, by the same.
    async fn spent(&self, db: &TestDb) -> BTreeMap<String, i64> {
        let booked = store::spent(db, self.id).await.unwrap().into_iter();
        booked.map(|(order_no, cost)| (kinds::called(&self.kind, &order_no), cost)).collect()
    }
}

/// What an order is called there: our number stands as contact, where the supplier has another one for it.
fn theirs(order: &TheirOrder) -> &str {
    order.given.get("contact").unwrap_or(&order.order_no)
}

struct World {
    plan: SupplyPlan,
    dice: Dice,
    db: TestDb,
    time: TestAmbient,
    orders: Orders,
    nodes: [Fulfiller; 2],
    merchant: MerchantId,
    offer: OfferId,
    sku: SkuId,
    user: UserId,
    suppliers: Vec<Connected>,
    placed: Vec<(OrderId, String)>,
    report: SupplyReport,
    ear: JoinHandle<()>,
    heard: Arc<std::sync::atomic::AtomicUsize>,
    _folder: tempfile::TempDir,
}

impl SupplyPlan {
    fn wants_keys(&self) -> bool {
        self.kind.ends_with(" keys")
    }

    /// The kind of the adapter.
    fn adapter(&self) -> &'static str {
        self.kind.strip_suffix(" keys").unwrap_or(self.kind)
    }

    /// Of the order of that place.
    fn quantity(&self, n: usize) -> i64 {
        if self.wants_keys() { i64::try_from(n % 3).unwrap_or_default() + 1 } else { 1 }
    }

    /// Of all orders.
    fn units(&self) -> i64 {
        (0..self.orders).map(|n| self.quantity(n)).sum()
    }
}

impl World {
    async fn open(plan: &SupplyPlan) -> Self {
        let (db, time) = (testkit::database(plan.engine).await, testkit::ambient(plan.seed));
        let folder = tempfile::tempdir().unwrap();
        let keys: Arc<dyn KeyService> =
            Arc::new(FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let orders = service(&db, &time, &keys, &base_url).await;
        let nodes = [fulfiller(&db, &time, &orders), fulfiller(&db, &time, &orders)];
        let heard = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let ear = listen(listener, nodes[0].clone(), heard.clone());
        let kind = if plan.wants_keys() { GoodsKind::Supplied } else { GoodsKind::Recharge };
        let (merchant, sku, offer) = goods(&db, &time, kind).await;
        let user = UserId::new(&time.ambient);
        let purse = PRICE * plan.units();
        assert!(orders.deposit(user, cny(purse), "purse").await.unwrap());
        let mut world = Self {
            plan: plan.clone(),
            dice: Dice::new(plan.seed),
            db,
            time,
            orders,
            nodes,
            merchant,
            offer,
            sku,
            user,
            suppliers: Vec::new(),
            placed: Vec::new(),
            report: SupplyReport::default(),
            ear,
            heard,
            _folder: folder,
        };
        let behind = kinds::behind(plan.adapter(), plan.wants_keys());
        for (position, kind) in [(0, plan.adapter()), (1, behind)] {
            world.connect(kind, sku, position).await;
        }
        world
    }

    async fn connect(&mut self, kind: &str, sku: SkuId, position: i64) {
        let clock = self.time.ambient.clone();
        let mut config = Config::at(kinds::stand_in(kind), "127.0.0.1:0".parse().unwrap());
        let keys = self.plan.wants_keys();
        config.goods = vec![Goods { keys, ..Goods::new(GOODS, "充值", COST) }];
        config.deposit = COST * self.plan.units();
        config.clock = Arc::new(move || clock.now().unix_millis());
        let running = start(config).await.unwrap();
        let control = running.control();
        let seed = self.plan.seed.wrapping_add(position.unsigned_abs());
        control.chaos(Some(if keys { chaos_of_keys(seed) } else { chaos(seed) }));
        let draft = Draft {
            kind: kind.to_owned(),
            name: format!("{kind} {position}"),
            currency: Currency::CNY,
            settings: kinds::settings(kind, running.settings()),
            forget: Vec::new(),
            contract: "HT-1".into(),
            contract_until: self.time.ambient.now().after(Span::days(3_000)),
            version: 0,
        };
        let (merchant, book) = (self.merchant, self.nodes[0].book());
        let mut tx = self.db.begin().await.unwrap();
        let made = book.put(&mut tx, (merchant, None), &draft, "usr_1").await.unwrap();
        book.switch(&mut tx, (merchant, made.id), SupplierState::On, "usr_1").await.unwrap();
        let product = kinds::product(kind, keys);
        let new = NewRoute { sku, supplier: made.id, product, unit_cost: COST, position, on: true };
        supply::put_route(&mut tx, merchant, &new, "usr_1", self.time.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
        let told = match kinds::tells_balance(kind) {
            true => book.ask_balance(merchant, made.id).await.unwrap(),
            false => cny(control.deposit()),
        };
        self.nodes[0].book_deposit((merchant, made.id), told, "as it says", "usr_1").await.unwrap();
        control.callback_to(Some(self.nodes[0].notify_url(made.id)));
        self.suppliers.push(Connected { id: made.id, kind: kind.to_owned(), running, control });
    }

    /// Each to an account of its own.
    async fn place(&mut self, count: usize) {
        let first = self.placed.len();
        let one = |n: usize| {
            let account = format!("{}", 10_000_000 + n);
            let answer = (!self.plan.wants_keys()).then(|| ("account".to_owned(), account.clone()));
            let new = NewOrder {
                buyer: Buyer::User(self.user),
                lines: vec![NewLine { offer: self.offer, quantity: self.plan.quantity(n) }],
                account: AccountAnswers::new(answer),
                pay: PayWith::Wallet,
                from: "192.0.2.1".into(),
                ..NewOrder::default()
            };
            let orders = self.orders.clone();
            async move { (orders.place(new).await.unwrap().order.id, account) }
        };
        let placing: Vec<JoinHandle<(OrderId, String)>> =
            (first..first + count).map(|n| tokio::spawn(one(n))).collect();
        for placed in placing {
            self.placed.push(placed.await.unwrap());
        }
    }

    /// Both nodes, until nothing is due.
    async fn rounds(&mut self) {
        loop {
            let (one, two) = tokio::join!(self.nodes[0].round(96), self.nodes[1].round(64));
            let (one, two) = (self.done(one), self.done(two));
            self.report.rounds += usize::from(one > 0) + usize::from(two > 0);
            if one + two == 0 {
                return;
            }
        }
    }

    fn done(&self, round: Result<usize, orders::OrderError>) -> usize {
        round.unwrap_or_else(|error| panic!("seed {}: a round failed: {error}", self.plan.seed))
    }

    /// Everybody is well again, what was silent is ended, and all of it is heard of.
    async fn heal(&mut self) {
        for (n, supplier) in self.suppliers.iter().enumerate() {
            supplier.control.chaos(None);
            // Long after it was done, and mostly after we have heard so.
            for order in supplier.control.orders() {
                if order.plan.fate == Fate::Reverse {
                    let _ = supplier.control.reverse(&order.order_no);
                }
            }
            let open: Vec<String> = supplier
                .control
                .orders()
                .into_iter()
                .filter(|order| order.state == There::Processing)
                .map(|order| order.order_no)
                .collect();
            for (at, order_no) in open.iter().enumerate() {
                // Some of them long after the buyer had the money again.
                match (at + n) % 3 {
                    0 => drop(supplier.control.release(order_no)),
                    1 => drop(supplier.control.fail(order_no, sandbox::suppliers::Reason::Other)),
                    _ => {}
                }
            }
        }
        for _ in 0..6 {
            self.time.advance(Span::minutes(8));
            self.rounds().await;
        }
        for supplier in &self.suppliers {
            supplier.control.release_all();
        }
        for _ in 0..10 {
            self.time.advance(Span::hours(8));
            self.rounds().await;
        }
        self.by_hand().await;
    }

    /// What a description, or a protocol, cannot tell of, a person looks up on the supplier's own pages.
    async fn by_hand(&mut self) {
        let books: BTreeMap<SupplierId, (String, BTreeMap<String, TheirOrder>)> =
            self.suppliers.iter().map(|s| (s.id, (s.kind.clone(), s.book()))).collect();
        for (id, _) in self.placed.clone() {
            let order = self.orders.find(id).await.unwrap();
            let attempts = self.orders.attempts(&order).await.unwrap();
            let Some(open) =
                attempts.iter().find(|a| matches!(a.state, AttemptState::Sent | AttemptState::Accepted))
            else {
                continue;
            };
            let (kind, book) = &books[&open.supplier];
            let there = book.get(&kinds::called(kind, &open.order_no));
            let done = there.filter(|order| order.state == There::Success);
            let says = match done {
                None => SupplierSaid::Failed,
                Some(order) if self.plan.wants_keys() => keys::entered(order),
                Some(_) => SupplierSaid::Credited,
            };
            self.nodes[0].decide((self.merchant, id), says, "looked up", "usr_1").await.unwrap();
            self.report.by_hand += 1;
        }
        self.rounds().await;
    }

    async fn check(&mut self) -> SupplyReport {
        let back = if self.plan.wants_keys() { self.check_keys().await } else { self.check_accounts().await };
        self.check_money(back).await;
        self.report.orders = self.placed.len();
        self.report.reports = self.heard.load(std::sync::atomic::Ordering::SeqCst);
        self.report.clone()
    }

    /// What went back to the buyers.
    async fn check_accounts(&mut self) -> i64 {
        let seed = self.plan.seed;
        let mut back = 0;
        let (has, had) = self.accounts();
        for (id, account) in &self.placed {
            let order = self.orders.find(*id).await.unwrap();
            let attempts = self.orders.attempts(&order).await.unwrap();
            let has = has.get(account).copied().unwrap_or(0);
            assert!(has <= 1, "seed {seed}: {id} was credited {has} times: {attempts:?}");
            self.report.attempts += attempts.len();
            match order.state {
                // What a supplier took back after it had said that it is credited is between it and the merchant.
                OrderState::Delivered => {
                    let had = had.get(account).copied().unwrap_or(0);
                    assert!(has + had >= 1, "seed {seed}: {id} is called credited: {attempts:?}");
                    self.report.delivered += 1;
                }
                OrderState::Failed => {
                    back += order.total.minor;
                    self.report.failed += 1;
                    self.report.late += has;
                }
                other => panic!("seed {seed}: {id} came to no end: {}: {attempts:?}", other.as_str()),
            }
        }
        back
    }

    async fn check_money(&mut self, back: i64) {
        let seed = self.plan.seed;
        let wallet = self.orders.wallet(self.user, Currency::CNY).await.unwrap().available.minor;
        assert_eq!(wallet, back, "seed {seed}: what went back is not in the wallet");
        self.deposits().await;
        let mut tx = self.db.snapshot().await.unwrap();
        let ledger: Vec<String> =
            ledger::audit(&mut tx).await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        drop(tx);
        let orders: Vec<String> =
            self.orders.audit().await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        assert_eq!([ledger, orders].concat(), Vec::<String>::new(), "seed {seed}");
    }

    /// How often each account has it, and how often it had it and does not any more.
    fn accounts(&self) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
        let (mut has, mut had) = (BTreeMap::new(), BTreeMap::new());
        for order in self.suppliers.iter().flat_map(|supplier| supplier.control.orders()) {
            match order.state {
                There::Success => *has.entry(order.account).or_default() += 1,
                There::Refunded => *had.entry(order.account).or_default() += 1,
                _ => {}
            }
        }
        (has, had)
    }

    /// What suppliers have of our money is what our ledger says; what they took back after we had heard of the credit, and
    /// what they took for a sentence in the place of keys, or for too few, is the one difference, and is what a person sees
    /// when the two are compared.
    async fn deposits(&mut self) {
        let seed = self.plan.seed;
        for supplier in &self.suppliers {
            supplier.control.audit().unwrap_or_else(|why| panic!("seed {seed}: the stand-in: {why}"));
            let of = [(supplier.id, Currency::CNY)];
            let ours = self.nodes[0].deposits(self.merchant, &of).await.unwrap()[0];
            assert_eq!(ours.held.minor, 0, "seed {seed}: something is held for ever");
            let taken_back = self.taken_back(supplier).await;
            self.report.reversed += taken_back.len();
            let difference = taken_back.values().sum::<i64>() - self.paid_for_nothing(supplier).await;
            let theirs = supplier.control.deposit();
            assert_eq!(ours.available.minor + difference, theirs, "seed {seed}: {}", supplier.running.url());
        }
    }

    /// By order number: what we have booked as spent and the supplier gave back.
    async fn taken_back(&self, supplier: &Connected) -> BTreeMap<String, i64> {
        let booked = supplier.spent(&self.db).await;
        let gone = supplier.book().into_iter().filter(|(_, order)| order.state == There::Refunded);
        gone.filter_map(|(number, _)| booked.get(&number).map(|cost| (number, *cost))).collect()
    }

    fn close(self) {
        self.ear.abort();
    }
}

fn cny(fen: i64) -> Money {
    Money::new(fen, Currency::CNY)
}
