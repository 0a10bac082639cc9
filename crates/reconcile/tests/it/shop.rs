use async_trait::async_trait;
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords};
use db::{Engine, params};
use identity::{Couriers, Identity, Limits, SecondFactor};
use kernel::{
    BasisPoints, Bilingual, Currency, MerchantId, Money, OfferId, OrderId, PaymentId, RefundId, Secret,
    SkuId, Span, StatementId, Time,
};
use orders::{Buyer, Channels, Desk, Links, NewLine, NewOrder, OrderSettings, Orders, Parts, PayWith};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, Device, KeyService, LineError, LineKind,
    NewPayment, NewRefund, Notified, NotifyRefusal, Opened, Paid, Payer, PaymentChannel, PaymentRef,
    RawNotify, RefundState, Statement, StatementDay, StatementLine, StatementRefusal,
};
use reconcile::{Difference, DifferenceFilter, NewFile, Reconcile, Settings, Source, Sums};
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use testkit::{TestAmbient, TestDb};
use vault::{FileKeyService, Format, NewBatch, Provenance, Reader, SkuKind, Vault};

pub const PRICE: i64 = 1_990;
/// The day on which everything happens, in China; the shop's clock stands at four in the afternoon of it.
pub const DAY: &str = "2026-11-23";

pub struct Shop {
    pub db: TestDb,
    pub time: TestAmbient,
    pub orders: Orders,
    pub identity: Identity,
    pub reconcile: Reconcile,
    pub merchant: MerchantId,
    pub offer: OfferId,
    _folder: tempfile::TempDir,
}

impl Shop {
    /// With those channels, and keys to sell.
    pub async fn open(
        engine: Engine,
        channels: impl FnOnce(&TestAmbient) -> Vec<Arc<dyn PaymentChannel>>,
    ) -> Self {
        let (db, time) = (testkit::database(engine).await, testkit::ambient(11));
        let folder = tempfile::tempdir().unwrap();
        let keys: Arc<dyn KeyService> =
            Arc::new(FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap());
        let orders = service(&db, &time, &keys, channels(&time)).await;
        let identity = Identity::new(identity::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            csrf_key: Secret::new([9; 32]),
            seal_key: Secret::new([8; 32]),
            limits: Limits::default(),
            second_factor: SecondFactor::Required,
            couriers: Couriers::default(),
        });
        let (merchant, sku, offer) = goods(&db, &time).await;
        stock(&orders, merchant, sku).await;
        let reconcile = Reconcile::new(orders.clone(), identity.clone(), Settings::default());
        Self { db, time, orders, identity, reconcile, merchant, offer, _folder: folder }
    }

    /// With a channel that says what the test wants.
    pub async fn fake(engine: Engine) -> (Self, Arc<Fake>) {
        let fake = Arc::new(Fake::of("fake"));
        let one: Arc<dyn PaymentChannel> = fake.clone();
        (Self::open(engine, |_| vec![one]).await, fake)
    }

    /// A guest's order with its payment opened there.
    pub async fn waiting(&self, channel: &str) -> (OrderId, PaymentId) {
        let new = NewOrder {
            buyer: Buyer::Guest,
            contact: Some("guest@example.com".into()),
            lines: vec![NewLine { offer: self.offer, quantity: 1 }],
            pay: PayWith::Channel(channel.into()),
            from: "192.0.2.2".into(),
            origin: "store",
            ..NewOrder::default()
        };
        let placed = self.orders.place(new).await.unwrap();
        let payer = Payer::at(Device::Desktop);
        let payment = self.orders.open_payment(&placed.order, &payer).await.unwrap();
        (placed.order.id, payment.id)
    }

    /// One that is paid, and the shop has heard of it.
    pub async fn paid(&self, fake: &Fake, event: &str, minor: i64) -> PaymentId {
        let (_, payment) = self.waiting(fake.code).await;
        fake.pay(payment, event, cny(minor));
        self.orders.ask_channel(fake.code, payment).await.unwrap();
        payment
    }

    /// The refund of that arrival, given back.
    pub async fn refund_of(&self, event: &str) -> RefundId {
        let sql = "select id from refunds where event_id = $1";
        let id = self.db.query(sql, params![event]).await.unwrap()[0].parse(0).unwrap();
        self.orders.run_refund(id).await.unwrap();
        id
    }

    /// Until noon of the day after.
    pub fn next_noon(&self) {
        self.time.advance(Span::hours(20));
    }

    pub fn file(&self, channel: &str, file: impl Into<Vec<u8>>) -> NewFile {
        NewFile {
            channel: channel.into(),
            name: "day.csv".into(),
            file: file.into(),
            days: Some((DAY.into(), DAY.into())),
            without_bad_lines: false,
            source: Source::Upload,
            by: "system".into(),
        }
    }

    pub async fn take(&self, channel: &str, file: impl Into<Vec<u8>>) -> StatementId {
        self.reconcile.take(self.file(channel, file)).await.unwrap().0
    }

    pub async fn sums(&self, id: StatementId) -> Vec<Sums> {
        self.reconcile.statement(id).await.unwrap().1
    }

    /// All differences, the oldest first.
    pub async fn differences(&self) -> Vec<Difference> {
        let ask = kernel::PageAsk::new(None, Some(100));
        let page = self.reconcile.differences(&DifferenceFilter::default(), &ask).await.unwrap();
        page.items.into_iter().rev().collect()
    }

    /// Kind, movement, channel's number, and how it ended.
    pub async fn told(&self) -> Vec<(String, String, String, Option<String>)> {
        let mut told: Vec<_> = self
            .differences()
            .await
            .into_iter()
            .map(|d| (d.kind.code().to_owned(), d.movement.code().to_owned(), d.reference, d.outcome))
            .collect();
        told.sort();
        told
    }

    pub async fn books_are_right(&self) {
        let mut tx = self.db.snapshot().await.unwrap();
        assert_eq!(reconcile::audit(&mut tx).await.unwrap(), vec![]);
        assert_eq!(ledger::audit(&mut tx).await.unwrap(), vec![]);
    }
}

async fn service(
    db: &TestDb,
    time: &TestAmbient,
    keys: &Arc<dyn KeyService>,
    channels: Vec<Arc<dyn PaymentChannel>>,
) -> Orders {
    let vault = Vault::open(db, keys.clone(), time.ambient.clone()).await.unwrap();
    let links =
        Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap());
    let settings = OrderSettings {
        pending_orders_per_address: 1000,
        pending_units_per_address: 100_000,
        pending_units_per_guest: 1000,
        pending_orders_per_buyer: 1000,
        ..OrderSettings::default()
    };
    Orders::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        desk: Desk::start(db.db.clone(), time.ambient.clone(), settings.clone()),
        vault,
        channels: Channels::plain(channels),
        links,
        settings,
        base_url: "http://shop.test".into(),
    })
}

async fn goods(db: &TestDb, time: &TestAmbient) -> (MerchantId, SkuId, OfferId) {
    let text = || Bilingual::new("月卡", "Monthly card");
    let mut tx = db.begin().await.unwrap();
    let new = merchants::NewMerchant { name: text(), about: Bilingual::default(), fee: BasisPoints(200) };
    let merchant = merchants::create(&mut tx, &time.ambient, &new).await.unwrap().id;
    let category = Category { code: "goods".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await.unwrap();
    let new = NewProduct {
        merchant,
        slug: "card".into(),
        category: category.code,
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words: ProductWords { title: text(), summary: text(), guide: text(), terms: text() },
    };
    let product = catalog::create_product(&mut tx, &time.ambient, &new).await.unwrap();
    let new = NewSku { merchant, product, code: "SKU".into(), name: text(), kind: GoodsKind::OneTime };
    let sku = catalog::create_sku(&mut tx, &time.ambient, &new).await.unwrap();
    let offer = NewOffer::new(merchant, sku, cny(PRICE));
    let offer = catalog::create_offer(&mut tx, &time.ambient, &offer).await.unwrap();
    tx.commit().await.unwrap();
    (merchant, sku, offer)
}

async fn stock(orders: &Orders, merchant: MerchantId, sku: SkuId) {
    let lines: String = (0..20).map(|n| format!("CARD-{n:06}-PLAINTEXT\n")).collect();
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

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

/// A line of [`Fake`]'s statements, at noon of the day in China.
pub fn line(kind: LineKind, payment: &str, ours: impl ToString, minor: i64) -> String {
    line_at("2026-11-23T04:00:00Z", kind, payment, ours, minor)
}

pub fn line_at(at: &str, kind: LineKind, payment: &str, ours: impl ToString, minor: i64) -> String {
    let at = Time::parse_rfc3339(at).unwrap().0;
    format!("{} {payment} {} {minor} CNY {at}\n", kind.code(), ours.to_string())
}

/// A channel that does what the test says. Its statements are lines of `kind payment ours minor currency time`, where `-`
/// is nothing; a line of anything else cannot be read.
pub struct Fake {
    pub code: &'static str,
    paid: Mutex<HashMap<PaymentId, Vec<Paid>>>,
    pub cannot_tell: Mutex<bool>,
    /// What a day's statement is, where it can be fetched.
    pub offers: Mutex<Option<Result<Vec<u8>, ChannelError>>>,
}

impl Fake {
    pub fn of(code: &'static str) -> Self {
        Self { code, paid: Mutex::default(), cannot_tell: Mutex::default(), offers: Mutex::default() }
    }

    /// Money arrives at the channel; the shop has not heard of it yet.
    pub fn pay(&self, payment: PaymentId, event: &str, amount: Money) {
        let paid = Paid { event_id: event.into(), amount, paid_at: Time(0) };
        self.paid.lock().unwrap().entry(payment).or_default().push(paid);
    }
}

fn read(text: &str, number: i64) -> Option<StatementLine> {
    let cells: Vec<&str> = text.split(' ').collect();
    let [kind, payment, ours, minor, currency, at] = cells.as_slice() else { return None };
    let some = |text: &str| if text == "-" { String::new() } else { text.to_owned() };
    Some(StatementLine {
        number,
        kind: kind.parse().ok()?,
        payment: some(payment),
        reference: String::new(),
        ours: some(ours),
        amount: Money::new(minor.parse().ok()?, currency.parse().ok()?),
        fee: 0,
        at: Time(at.parse().ok()?),
    })
}

#[async_trait]
impl PaymentChannel for Fake {
    fn code(&self) -> &str {
        self.code
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let pay_url = Some(format!("http://gateway.test/{}", new.payment));
        Ok(Opened { pay_url, ..Opened::default() })
    }
    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let paid = self.paid.lock().unwrap().get(&payment.payment).cloned().unwrap_or_default();
        Ok(ChannelPayment { reference: "g".into(), paid, closed: false })
    }
    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        Ok(())
    }
    async fn refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        match *self.cannot_tell.lock().unwrap() {
            true => Err(ChannelError::Unknown("the answer is lost".into())),
            false => Ok(ChannelRefund { reference: "r".into(), state: RefundState::Succeeded }),
        }
    }
    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        match *self.cannot_tell.lock().unwrap() {
            true => Err(ChannelError::CannotTell),
            false => Err(ChannelError::NotFound),
        }
    }
    fn verify_notify(&self, _: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        Ok(Notified::Other)
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        Vec::new()
    }
    fn statement_day(&self) -> Option<i64> {
        Some(480)
    }
    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        let text = std::str::from_utf8(file).map_err(|_| StatementRefusal::because("不是", "no text"))?;
        let mut statement = Statement::default();
        for (text, number) in text.lines().zip(1..) {
            match read(text, number) {
                Some(line) => statement.lines.push(line),
                None => statement.errors.push(LineError {
                    line: number,
                    column: "kind".into(),
                    zh: "看不懂".into(),
                    en: "not to be read".into(),
                }),
            }
        }
        Ok(statement)
    }
    fn offers_statement(&self) -> bool {
        self.offers.lock().unwrap().is_some()
    }
    async fn fetch_statement(&self, _: &StatementDay) -> Result<Vec<u8>, ChannelError> {
        self.offers.lock().unwrap().clone().unwrap_or(Err(ChannelError::CannotTell))
    }
}
