//! A whole shop in one line.

use async_trait::async_trait;
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords};
use db::Engine;
use kernel::{
    BasisPoints, Bilingual, Currency, MerchantId, Money, OfferId, PaymentId, RefundId, Secret, SkuId, Time,
    UserId,
};
use orders::{
    Buyer, ChannelEntry, Channels, Desk, Idempotency, Links, NewLine, NewOrder, Order, OrderError,
    OrderSettings, Orders, Parts, PayWith,
};
use ports::{
    ChannelDispute, ChannelError, ChannelPayment, ChannelRefund, Checked, Device, KeyService, NewPayment,
    NewRefund, Notified, NotifyRefusal, Opened, Paid, Payer, PaymentChannel, PaymentRef, RawNotify,
    RefundState,
};
use std::collections::{HashMap, HashSet};
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use testkit::{TestAmbient, TestDb};
use vault::{FileKeyService, Format, NewBatch, Provenance, Reader, SkuKind, Vault};

pub struct Shop {
    pub db: TestDb,
    pub orders: Orders,
    pub time: TestAmbient,
    pub channel: Arc<FakeChannel>,
    /// Another way to pay, `other`.
    pub other: Arc<FakeChannel>,
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub offer: OfferId,
    pub keys: Arc<dyn KeyService>,
    pub settings: OrderSettings,
    _folder: tempfile::TempDir,
}

/// The price of the shop's first offer, in fen.
pub const PRICE: i64 = 1_000;

impl Shop {
    /// One merchant (2 % fee), one product at ¥10.00, that many keys.
    pub async fn with_keys(engine: Engine, keys: usize) -> Self {
        Self::with(
            engine,
            keys,
            OrderSettings {
                pending_orders_per_address: 1000,
                pending_units_per_address: 100_000,
                ..OrderSettings::default()
            },
        )
        .await
    }

    pub async fn with(engine: Engine, keys: usize, settings: OrderSettings) -> Self {
        let db = testkit::database(engine).await;
        let time = testkit::ambient(7);
        let folder = tempfile::tempdir().unwrap();
        let key_service: Arc<dyn KeyService> =
            Arc::new(FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap());
        let channel = Arc::new(FakeChannel::default());
        let other = Arc::new(FakeChannel { code: "other", ..FakeChannel::default() });
        let ways = channels(&channel, &other);
        let orders = service(&db, &time, key_service.clone(), ways, &settings).await;
        let merchant = merchant(&db, &time).await;
        let (sku, offer) = product(&db, &time, merchant, "first", GoodsKind::OneTime, PRICE).await;
        let shop = Self {
            db,
            orders,
            time,
            channel,
            other,
            merchant,
            sku,
            offer,
            keys: key_service,
            settings,
            _folder: folder,
        };
        if keys > 0 {
            shop.import(shop.sku, keys, "FIRST").await;
        }
        shop
    }

    /// Another node on the same database.
    pub async fn another_node(&self) -> Orders {
        let ways = channels(&self.channel, &self.other);
        service(&self.db, &self.time, self.keys.clone(), ways, &self.settings).await
    }

    pub async fn import(&self, sku: SkuId, count: usize, name: &str) -> orders::ImportReport {
        let lines: String = (0..count).map(|n| format!("{name}-{n:06}-PLAINTEXT\n")).collect();
        let new = self.batch(sku, SkuKind::OneTime, None);
        self.orders
            .import_stock(&new, Reader::new(Cursor::new(lines), Format::Lines), |_, _| {})
            .await
            .unwrap()
    }

    pub fn batch(&self, sku: SkuId, kind: SkuKind, use_limit: Option<i64>) -> NewBatch {
        let provenance = Provenance {
            supplier: "supplier".into(),
            reference: "contract 7".into(),
            cost: None,
            imported_by: "test".into(),
        };
        NewBatch {
            merchant: self.merchant,
            sku,
            kind,
            provenance,
            format: Format::Lines,
            use_limit,
            expires_at: None,
        }
    }

    /// A user with that much in the wallet, in fen.
    pub async fn buyer(&self, fen: i64) -> UserId {
        let user = UserId::new(&self.time.ambient);
        if fen > 0 {
            assert!(self.orders.deposit(user, cny(fen), &user.to_string()).await.unwrap());
        }
        user
    }

    pub fn by_wallet(&self, user: UserId, quantity: i64) -> NewOrder {
        NewOrder {
            buyer: Buyer::User(user),
            lines: vec![NewLine { offer: self.offer, quantity }],
            pay: PayWith::Wallet,
            from: "192.0.2.1".into(),
            ..NewOrder::default()
        }
    }

    pub fn by_guest(&self, quantity: i64) -> NewOrder {
        NewOrder {
            buyer: Buyer::Guest,
            contact: Some("Guest@Example.com".into()),
            lines: vec![NewLine { offer: self.offer, quantity }],
            pay: PayWith::Channel("fake".into()),
            from: "192.0.2.2".into(),
            origin: "store",
            ..NewOrder::default()
        }
    }

    /// A guest's order with its payment opened at the channel.
    pub async fn waiting(&self, quantity: i64) -> (Order, PaymentId) {
        let placed = self.orders.place(self.by_guest(quantity)).await.unwrap();
        let payment = self.orders.open_payment(&placed.order, &desk()).await.unwrap();
        (placed.order, payment.id)
    }

    /// The only refund that there is.
    pub async fn refund(&self) -> RefundId {
        let rows = self.db.query("select id from refunds", &[]).await.unwrap();
        assert_eq!(rows.len(), 1);
        rows[0].parse(0).unwrap()
    }

    pub async fn balance(&self, user: UserId) -> i64 {
        self.orders.wallet(user, Currency::CNY).await.unwrap().available.minor
    }

    pub async fn stock(&self) -> i64 {
        self.orders.stock(&[(self.merchant, self.sku)]).await.unwrap()[0]
    }

    pub async fn escrow(&self) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        let account = orders::accounts::escrow(self.merchant, Currency::CNY);
        ledger::balances(&mut tx, &[account]).await.unwrap()[0].available_credit()
    }

    /// What every test ends with.
    pub async fn audit_is_clean(&self) {
        let mut tx = self.db.snapshot().await.unwrap();
        let ledger: Vec<String> =
            ledger::audit(&mut tx).await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        let vault: Vec<String> =
            vault::audit(&mut tx).await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        drop(tx);
        let orders: Vec<String> =
            self.orders.audit().await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        assert_eq!([ledger, vault, orders].concat(), Vec::<String>::new());
    }
}

async fn service(
    db: &TestDb,
    time: &TestAmbient,
    keys: Arc<dyn KeyService>,
    channels: Channels,
    settings: &OrderSettings,
) -> Orders {
    let vault = Vault::open(db, keys.clone(), time.ambient.clone()).await.unwrap();
    let links =
        Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap());
    Orders::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        desk: Desk::start(db.db.clone(), time.ambient.clone(), settings.clone()),
        vault,
        channels,
        links,
        settings: settings.clone(),
        base_url: "http://shop.test".into(),
    })
}

pub async fn merchant(db: &TestDb, time: &TestAmbient) -> MerchantId {
    let mut tx = db.begin().await.unwrap();
    let new = merchants::NewMerchant {
        name: Bilingual::new("商户", "Merchant"),
        about: Bilingual::default(),
        fee: BasisPoints(200),
    };
    let id = merchants::create(&mut tx, &time.ambient, &new).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

pub async fn product(
    db: &TestDb,
    time: &TestAmbient,
    merchant: MerchantId,
    name: &str,
    kind: GoodsKind,
    price: i64,
) -> (SkuId, OfferId) {
    let text = || Bilingual::new(format!("商品{name}"), format!("Product {name}"));
    let mut tx = db.begin().await.unwrap();
    let slug = format!("{}-{}", name.to_lowercase(), kernel::encode_128(time.ambient.uuid_v7()));
    let category = Category { code: "goods".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await.unwrap();
    let words = ProductWords { title: text(), summary: text(), guide: text(), terms: text() };
    let new = NewProduct {
        merchant,
        slug,
        category: category.code,
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words,
    };
    let product = catalog::create_product(&mut tx, &time.ambient, &new).await.unwrap();
    let new = NewSku { merchant, product, code: format!("SKU-{name}"), name: text(), kind };
    let sku = catalog::create_sku(&mut tx, &time.ambient, &new).await.unwrap();
    let offer = catalog::create_offer(&mut tx, &time.ambient, &NewOffer::new(merchant, sku, cny(price)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (sku, offer)
}

pub fn cny(fen: i64) -> Money {
    Money::new(fen, Currency::CNY)
}

pub fn key(scope: &str, key: &str, digest: &str) -> Option<Idempotency> {
    Some(Idempotency { scope: scope.into(), key: key.into(), digest: digest.into() })
}

/// The refusal's code.
pub fn code<T>(result: Result<T, OrderError>) -> &'static str {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(OrderError::Refused(refusal)) => refusal.code(),
        Err(error) => panic!("a fault instead of a refusal: {error}"),
    }
}

/// Somebody at a desk.
pub fn desk() -> Payer {
    Payer::at(Device::Desktop)
}

fn channels(channel: &Arc<FakeChannel>, other: &Arc<FakeChannel>) -> Channels {
    Channels::new(vec![entry(channel), ChannelEntry { position: 1, ..entry(other) }])
}

/// As it stands in the registry, without limits.
pub fn entry(channel: &Arc<FakeChannel>) -> ChannelEntry {
    ChannelEntry::plain(channel.clone())
}

/// A channel that does what the test says.
pub struct FakeChannel {
    pub code: &'static str,
    pub paid: Mutex<HashMap<PaymentId, Vec<Paid>>>,
    pub refunds: Mutex<HashMap<RefundId, RefundState>>,
    pub closed: Mutex<HashSet<PaymentId>>,
    /// How often it was asked to give something back.
    pub refund_calls: AtomicUsize,
    pub down: Mutex<bool>,
    pub refuse_create: Mutex<bool>,
    pub refuse_refunds: Mutex<bool>,
    /// The refund is done, and its answer lost.
    pub lose_refund_answers: Mutex<bool>,
    /// It knows no questions about refunds.
    pub cannot_tell: Mutex<bool>,
    /// Asked about a payment, it knows none.
    pub knows_none: Mutex<bool>,
    /// What payers' banks dispute, by how it calls that.
    pub disputes: Mutex<HashMap<String, ChannelDispute>>,
}

impl Default for FakeChannel {
    fn default() -> Self {
        Self {
            code: "fake",
            paid: Mutex::default(),
            refunds: Mutex::default(),
            closed: Mutex::default(),
            refund_calls: AtomicUsize::new(0),
            down: Mutex::default(),
            refuse_create: Mutex::default(),
            refuse_refunds: Mutex::default(),
            lose_refund_answers: Mutex::default(),
            cannot_tell: Mutex::default(),
            knows_none: Mutex::default(),
            disputes: Mutex::default(),
        }
    }
}

impl FakeChannel {
    /// Money arrives at the channel; the shop has not heard of it yet.
    pub fn pay(&self, payment: PaymentId, event: &str, amount: Money) {
        let paid = Paid { event_id: event.into(), amount, paid_at: Time(0) };
        self.paid.lock().unwrap().entry(payment).or_default().push(paid);
    }
    pub fn is_closed(&self, payment: PaymentId) -> bool {
        self.closed.lock().unwrap().contains(&payment)
    }
    pub fn calls(&self) -> usize {
        self.refund_calls.load(Ordering::SeqCst)
    }
    pub fn notify_of(payment: PaymentId) -> RawNotify {
        RawNotify {
            method: "POST".into(),
            target: "/notify/fake".into(),
            headers: vec![("sign".into(), "good".into())],
            body: payment.to_string().into_bytes(),
        }
    }
    pub fn tell_of(reference: &str) -> RawNotify {
        RawNotify { body: reference.as_bytes().to_vec(), ..Self::notify_of(PaymentId(0)) }
    }
    fn up(&self) -> Result<(), ChannelError> {
        if *self.down.lock().unwrap() { Err(ChannelError::Unknown("down".into())) } else { Ok(()) }
    }
}

#[async_trait]
impl PaymentChannel for FakeChannel {
    fn code(&self) -> &str {
        self.code
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.up()?;
        if *self.refuse_create.lock().unwrap() {
            return Err(ChannelError::Refused("not today".into()));
        }
        let url = Some(format!("http://gateway.test/{}", new.payment));
        let in_app = (new.payer.device == Device::WeChat).then(|| r#"{"appId":"wx1"}"#.to_owned());
        let reference = Some(format!("g-{}", new.payment));
        Ok(Opened { reference, pay_url: url.clone(), qr_text: url, in_app })
    }
    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        self.up()?;
        if *self.knows_none.lock().unwrap() {
            return Err(ChannelError::NotFound);
        }
        let paid = self.paid.lock().unwrap().get(&payment.payment).cloned().unwrap_or_default();
        let closed = self.is_closed(payment.payment);
        // Only who was told the name that it gave can ask by it.
        Ok(ChannelPayment { reference: payment.reference.clone().unwrap_or_default(), paid, closed })
    }
    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        self.up()?;
        self.closed.lock().unwrap().insert(payment.payment);
        Ok(())
    }
    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        self.up()?;
        self.refund_calls.fetch_add(1, Ordering::SeqCst);
        if *self.refuse_refunds.lock().unwrap() {
            return Err(ChannelError::Refused("no".into()));
        }
        let arrived = self.paid.lock().unwrap().get(&new.of.payment).cloned().unwrap_or_default();
        if !arrived.iter().any(|paid| paid.event_id == new.event_id) {
            return Err(ChannelError::Refused("no such arrival".into()));
        }
        self.refunds.lock().unwrap().insert(new.refund, RefundState::Succeeded);
        if *self.lose_refund_answers.lock().unwrap() {
            return Err(ChannelError::Unknown("the answer is lost".into()));
        }
        Ok(ChannelRefund { reference: "r".into(), state: RefundState::Succeeded })
    }
    async fn query_refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        self.up()?;
        if *self.cannot_tell.lock().unwrap() {
            return Err(ChannelError::CannotTell);
        }
        let state = self.refunds.lock().unwrap().get(&new.refund).copied().ok_or(ChannelError::NotFound)?;
        Ok(ChannelRefund { reference: "r".into(), state })
    }
    async fn query_dispute(&self, reference: &str) -> Result<ChannelDispute, ChannelError> {
        self.up()?;
        self.disputes.lock().unwrap().get(reference).cloned().ok_or(ChannelError::NotFound)
    }
    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        if notify.header("sign") != Some("good") {
            return Err(NotifyRefusal::BadSignature);
        }
        let body = String::from_utf8_lossy(&notify.body);
        if body.starts_with("dp_") {
            return Ok(Notified::Disputed { reference: body.into_owned() });
        }
        let payment = body.parse().map_err(|_| NotifyRefusal::Malformed("id".into()))?;
        Ok(Notified::Paid { payment, event_id: "unused".into(), amount: cny(1) })
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        Vec::new()
    }
}

#[allow(dead_code)]
pub fn secret_text(secret: &Secret<String>) -> String {
    secret.expose().clone()
}
