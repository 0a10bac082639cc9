use crate::bench::{Bench, START, Way};
use crate::dice::Dice;
use crate::run::Tally;
use crate::sabotage::{Bent, Sabotage};
use crate::store::{self, PaymentLine};
use crate::traits::{self, Traits};
use async_trait::async_trait;
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords};
use db::{Db, Tx};
use jobs::{Handler, Job, Nudge, Retry, Runner, RunnerSettings};
use kernel::{
    Ambient, BasisPoints, Bilingual, Clock, Currency, MerchantId, Money, OfferId, PaymentId, RefundId,
    SeededEntropy, SkuId, Span, TopUpId, UserId,
};
use orders::{Channels, Desk, Links, Order, OrderSettings, Orders, Parts};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Cursor;
use std::str::FromStr;
use std::sync::Arc;
use tokio::task::JoinHandle;
use vault::{Format, NewBatch, Provenance, Reader, SkuKind, Vault};

/// Enough for whatever a seed buys, and now and then not.
const KEYS: usize = 14;

/// A shop with two ways to pay: the one under test, and another.
pub struct World<'a> {
    pub bench: &'a Bench,
    pub dice: Dice,
    pub ambient: Ambient,
    pub db: Db,
    pub orders: Orders,
    pub runner: Runner,
    pub merchant: MerchantId,
    /// Whose payments are looked at: the merchant's, or those of a user whose wallet is topped up.
    pub book: String,
    pub offer: OfferId,
    pub users: Vec<UserId>,
    /// The one under test first.
    pub ways: [Way; 2],
    /// How far each gateway's clock is ahead of the shop's, in milliseconds.
    pub skew: BTreeMap<&'static str, i64>,
    pub placed: Vec<Order>,
    pub top_ups: Vec<TopUpId>,
    /// What an operator sent by hand, past the gateway.
    pub by_hand: HashMap<String, Vec<Money>>,
    /// The refunds of those.
    pub hand: HashSet<RefundId>,
    /// What an operator has had tried once more.
    pub tried: HashSet<RefundId>,
    pub trace: Vec<String>,
    pub tally: Tally,
    committers: Vec<JoinHandle<()>>,
    _folder: Option<tempfile::TempDir>,
}

impl<'a> World<'a> {
    pub async fn open(
        bench: &'a Bench,
        kind: &'static str,
        seed: u64,
        sabotage: Option<Sabotage>,
    ) -> World<'a> {
        // The same seed is another story for each adapter.
        let salt = kind.bytes().fold(0_u64, |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b)));
        let mut dice = Dice::new(seed ^ salt.rotate_left(32));
        let others: Vec<&Way> = bench.ways.iter().filter(|way| way.kind.code != kind).collect();
        let other = dice.pick(&others).map_or_else(|| bench.way(kind).clone(), |way| (*way).clone());
        let mut ways = [bench.way(kind).clone(), other];
        if let Some(how) = sabotage {
            ways[0].adapter = Bent::wrap(ways[0].adapter.clone(), how);
        }
        let (db, folder) = match &bench.shared {
            Some(shared) => (shared.db.clone(), None),
            None => {
                bench.clock.advance(START.since(bench.clock.now()));
                let (db, folder) = bench.template.copy().await;
                (db, Some(folder))
            }
        };
        let ambient = Ambient::new(bench.clock.clone(), SeededEntropy::new(dice.next()));
        let settings = settings();
        let (orders, committers) = service(bench, &db, &ambient, &settings, &ways).await;
        let runner = runner(&orders, &db, &ambient);
        let price = Money::new(dice.between(2, 5_000), Currency::CNY);
        let (merchant, sku, offer) = goods(&db, &ambient, price, dice.between(0, 400)).await;
        stock(&orders, merchant, sku).await;
        bench.ear.set(Some(orders.clone()));
        let users = (0..2).map(|_| UserId::new(&ambient)).collect();
        let mut world = World {
            bench,
            dice,
            ambient,
            db,
            orders,
            runner,
            merchant,
            book: merchant.to_string(),
            offer,
            users,
            ways,
            skew: BTreeMap::new(),
            placed: Vec::new(),
            top_ups: Vec::new(),
            by_hand: HashMap::new(),
            hand: HashSet::new(),
            tried: HashSet::new(),
            trace: Vec::new(),
            tally: Tally::default(),
            committers,
            _folder: folder,
        };
        for way in world.ways.clone() {
            way.gate.forget();
            way.gate.heal(0);
        }
        world.sync();
        world
    }

    pub fn say(&mut self, line: impl Into<String>) {
        self.trace.push(line.into());
    }

    pub fn traits(&self, channel: &str) -> Traits {
        traits::of(channel)
    }

    pub fn way(&self, channel: &str) -> Option<&Way> {
        self.ways.iter().find(|way| way.kind.code == channel)
    }

    /// The gateways' clocks follow the shop's, each at its distance.
    pub fn sync(&mut self) {
        let behind = self.bench.clock.now().unix_millis() - Ambient::system().now().unix_millis();
        for way in &self.ways {
            let skew = self.skew.get(way.kind.code).copied().unwrap_or(0);
            way.gate.set(|switches| switches.skew_ms = behind + skew);
        }
    }

    /// Whether its gateway answers, and believes the shop's clock.
    pub fn is_well(&self, channel: &str) -> bool {
        let skew = self.skew.get(channel).copied().unwrap_or(0);
        self.way(channel).is_some_and(|way| way.gate.answers()) && skew.abs() < 250_000
    }

    pub fn advance(&mut self, span: Span) {
        self.bench.clock.advance(span);
        self.sync();
    }

    pub async fn payments(&self) -> db::Result<Vec<PaymentLine>> {
        store::payments(&self.db, &self.book).await
    }

    /// One of the payments that the gateway knows.
    pub async fn any_payment(&mut self) -> db::Result<Option<PaymentLine>> {
        let mut list = self.payments().await?;
        list.retain(|line| self.way(&line.channel).is_some_and(|way| way.gate.knows(&line.id.to_string())));
        Ok(self.dice.pick(&list).cloned())
    }

    /// Arrivals that the gateway has in its book and the shop has not.
    pub async fn unbooked(&self) -> db::Result<Vec<PaymentId>> {
        let booked = store::arrivals(&self.db, &self.book).await?;
        let mut open = Vec::new();
        for line in self.payments().await? {
            let Some(way) = self.way(&line.channel) else { continue };
            let arrived = way.gate.entry(&line.id.to_string()).arrived.len();
            let known = booked.iter().filter(|(payment, _)| *payment == line.id).count();
            if arrived != known {
                open.push(line.id);
            }
        }
        Ok(open)
    }

    pub fn close(self) -> (Vec<String>, Tally) {
        self.bench.ear.set(None);
        self.committers.iter().for_each(JoinHandle::abort);
        (self.trace, self.tally)
    }
}

fn settings() -> OrderSettings {
    OrderSettings {
        pending_orders_per_buyer: 50,
        pending_orders_per_address: 50,
        pending_units_per_guest: 100,
        pending_units_per_user: 100,
        pending_units_per_address: 200,
        desk_committers: 1,
        top_up_open_max: 50,
        top_up_seconds: 900,
        ..OrderSettings::default()
    }
}

async fn service(
    bench: &Bench,
    db: &Db,
    ambient: &Ambient,
    settings: &OrderSettings,
    ways: &[Way; 2],
) -> (Orders, Vec<JoinHandle<()>>) {
    let keys = bench.template.keys();
    let vault = Vault::open(db, keys.clone(), ambient.clone()).await.unwrap();
    let links =
        Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap());
    let committers = std::sync::Mutex::new(Vec::new());
    let desk = Desk::start_with(db.clone(), ambient.clone(), settings.clone(), |committer| {
        committers.lock().unwrap().push(tokio::spawn(committer));
    });
    let orders = Orders::new(Parts {
        db: db.clone(),
        ambient: ambient.clone(),
        desk,
        vault,
        channels: Channels::plain(ways.iter().map(|way| way.adapter.clone())),
        links,
        settings: settings.clone(),
        base_url: bench.base_url.clone(),
    });
    (orders, committers.into_inner().unwrap())
}

fn runner(orders: &Orders, db: &Db, ambient: &Ambient) -> Runner {
    let does = |work| Arc::new(Does { orders: orders.clone(), work });
    Runner::new(db.clone(), ambient.clone(), Nudge::default(), RunnerSettings::default())
        .handle(orders::FOLLOW_PAYMENT, does(Work::Follow))
        .handle(orders::RUN_REFUND, does(Work::Refund))
}

/// Hands a job to the orders, as its kind asks.
struct Does {
    orders: Orders,
    work: Work,
}

enum Work {
    Follow,
    Refund,
}

#[async_trait]
impl Handler for Does {
    async fn run(&self, job: &Job) -> Result<(), Retry> {
        match &self.work {
            Work::Follow => self.orders.follow_payment(id(job)?).await?,
            Work::Refund => self.orders.run_refund(id(job)?).await?,
        }
        Ok(())
    }
}

fn id<T: FromStr>(job: &Job) -> Result<T, Retry> {
    job.payload.trim_matches('"').parse().map_err(|_| Retry::never("no id"))
}

async fn goods(db: &Db, ambient: &Ambient, price: Money, fee: i64) -> (MerchantId, SkuId, OfferId) {
    let mut tx = db.begin().await.unwrap();
    let made = shelf(&mut tx, ambient, price, fee).await;
    tx.commit().await.unwrap();
    made
}

async fn shelf(tx: &mut Tx, ambient: &Ambient, price: Money, fee: i64) -> (MerchantId, SkuId, OfferId) {
    let text = || Bilingual::new("商品", "Goods");
    let category = Category { code: "goods".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(tx, &category).await.unwrap();
    let new = merchants::NewMerchant { name: text(), about: Bilingual::default(), fee: BasisPoints(fee) };
    let merchant = merchants::create(tx, ambient, &new).await.unwrap().id;
    let new = NewProduct {
        merchant,
        slug: kernel::encode_128(ambient.uuid_v7()),
        category: "goods".into(),
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words: ProductWords { title: text(), summary: text(), guide: text(), terms: text() },
    };
    let product = catalog::create_product(tx, ambient, &new).await.unwrap();
    let new = NewSku { merchant, product, code: "SKU".into(), name: text(), kind: GoodsKind::OneTime };
    let sku = catalog::create_sku(tx, ambient, &new).await.unwrap();
    let offer = catalog::create_offer(tx, ambient, &NewOffer::new(merchant, sku, price)).await.unwrap();
    (merchant, sku, offer)
}

async fn stock(orders: &Orders, merchant: MerchantId, sku: SkuId) {
    let lines: String = (0..KEYS).map(|n| format!("{merchant}-{n:04}-KEY\n")).collect();
    let provenance = Provenance {
        supplier: "supplier".into(),
        reference: "contract 7".into(),
        cost: None,
        imported_by: "test".into(),
    };
    let new = NewBatch {
        merchant,
        sku,
        kind: SkuKind::OneTime,
        provenance,
        format: Format::Lines,
        use_limit: None,
        expires_at: None,
    };
    orders.import_stock(&new, Reader::new(Cursor::new(lines), Format::Lines), |_, _| {}).await.unwrap();
}
