//! A whole shop in one line, and a browser that keeps cookies.

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, Price, ProductWords};
use db::Engine;
use http_body_util::BodyExt;
use identity::{Identity, Limits};
use kernel::{BasisPoints, Bilingual, Currency, MerchantId, Money, OfferId, PaymentId, Secret, SkuId, Time};
use orders::{Desk, Links, OrderSettings, Orders};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, KeyService, NewPayment, NewRefund, Notified,
    NotifyRefusal, Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState,
};
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use storefront::{Settings, Storefront};
use testkit::{TestAmbient, TestDb};
use tower::ServiceExt;
use vault::{FileKeyService, Format, NewBatch, Provenance, Reader, SkuKind, Vault};

pub const PASSWORD: &str = "a long enough sentence";

pub struct Shop {
    pub care: aftercare::Aftercare,
    pub admission: admission::Admission,
    pub docking: docking::Docking,
    pub db: TestDb,
    pub time: TestAmbient,
    pub orders: Orders,
    pub fulfiller: orders::Fulfiller,
    pub identity: Identity,
    pub channel: Arc<FakeChannel>,
    pub merchant: MerchantId,
    /// ¥10.00, twenty keys.
    pub offer: OfferId,
    pub sku: SkuId,
    pub router: Router,
    _folder: tempfile::TempDir,
}

impl Shop {
    pub async fn open(engine: Engine) -> Self {
        Self::with(engine, |_| {}).await
    }

    pub async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        Self::made_of(engine, identity::Ways::default(), change).await
    }

    pub async fn with_ways(engine: Engine, ways: identity::Ways) -> Self {
        Self::made_of(engine, ways, |_| {}).await
    }

    async fn made_of(engine: Engine, ways: identity::Ways, change: impl FnOnce(&mut Settings)) -> Self {
        let (db, time, folder) =
            (testkit::database(engine).await, testkit::ambient(7), tempfile::tempdir().unwrap());
        let keys: Arc<dyn KeyService> =
            Arc::new(FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap());
        let channel = Arc::new(FakeChannel::default());
        let orders = service(&db, &time, keys.clone(), channel.clone()).await;
        let csrf = keys.derive("csrf").await.unwrap();
        let identity = Identity::new(identity::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            csrf_key: csrf,
            seal_key: Secret::new([8; 32]),
            limits: Limits::default(),
            second_factor: identity::SecondFactor::default(),
            couriers: identity::Couriers::default(),
        })
        .with_ways(ways);
        let merchant = merchant(&db, &time).await;
        let (sku, offer) = product(&db, &time, merchant, "first", 1_000).await;
        product(&db, &time, merchant, "empty", 2_550).await;
        let mut settings = Settings {
            site_name: Bilingual::new("豆蔻", "Cardamom"),
            theme: None,
            secure_cookies: false,
            trusted_proxy: true,
            privacy: privacy::Settings::default(),
        };
        change(&mut settings);
        let pictures =
            HashMap::from([("first.svg".to_owned(), b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec())]);
        let gate = admission(&db, &time, &identity, folder.path(), Default::default());
        let (settlement, aftercare) = care(&orders, &identity, folder.path());
        let fulfiller = crate::recharge::fulfiller(&db, &time, &orders);
        let docking = docking::Docking::new(docking::Parts {
            orders: orders.clone(),
            fulfiller: fulfiller.clone(),
            identity: identity.clone(),
            aftercare: aftercare.clone(),
            settlement: settlement.clone(),
            listing: Arc::new(catalog::Listing::new(db.db.clone(), time.ambient.clone())),
            key: Secret::new([11; 32]),
            teller: Arc::new(backends::HttpTeller::new(false)),
            private: false,
            trusted_proxy: true,
            site_name: settings.site_name.clone(),
            requests_per_minute: 600,
        });
        let parts = storefront::Parts {
            orders: orders.clone(),
            fulfiller: fulfiller.clone(),
            identity: identity.clone(),
            admission: gate.clone(),
            settlement,
            aftercare: aftercare.clone(),
            docking: docking.clone(),
            pictures,
            settings,
        };
        let router = storefront::router(Storefront::new(parts).unwrap());
        let shop = Self {
            admission: gate,
            care: aftercare,
            docking,
            db,
            time,
            orders,
            fulfiller,
            identity,
            channel,
            merchant,
            offer,
            sku,
            router,
            _folder: folder,
        };
        shop.import(20).await;
        shop
    }

    pub async fn import(&self, count: usize) {
        let lines: String = (0..count).map(|n| format!("KEY-{n:04}-<PLAIN>\n")).collect();
        let new = NewBatch {
            merchant: self.merchant,
            sku: self.sku,
            kind: SkuKind::OneTime,
            provenance: Provenance {
                supplier: "supplier".into(),
                reference: "contract 7".into(),
                cost: None,
                imported_by: "test".into(),
            },
            format: Format::Lines,
            use_limit: None,
            expires_at: None,
        };
        let reader = Reader::new(Cursor::new(lines), Format::Lines);
        self.orders.import_stock(&new, reader, |_, _| {}).await.unwrap();
    }

    /// Whether partners may dock to the merchant.
    pub async fn let_dock(&self, mode: docking::DockingMode) {
        let mut tx = self.db.db.begin().await.unwrap();
        self.docking.put_mode(&mut tx, self.merchant, mode, "test").await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Three keys under a contract with their supplier.
    pub async fn import_under(&self, contract: &str, signed_on: &str) {
        let new = NewBatch {
            merchant: self.merchant,
            sku: self.sku,
            kind: SkuKind::OneTime,
            provenance: Provenance {
                supplier: "The Supplier".into(),
                reference: contract.into(),
                cost: None,
                imported_by: "test".into(),
            },
            format: Format::Lines,
            use_limit: None,
            expires_at: None,
        };
        let contract =
            merchants::Contract { contract: contract.into(), signed_on: signed_on.into(), document: None };
        let reader = Reader::new(Cursor::new("U-1\nU-2\nU-3\n"), Format::Lines);
        self.orders.import_under(&new, Some(&contract), reader, 0, |_, _| {}).await.unwrap();
    }

    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: HashMap::new(),
            headers: vec![("accept-language".into(), "zh-CN,zh;q=0.9".into())],
            address: "192.0.2.7".into(),
        }
    }

    /// Signed up, logged in, and with that much in the wallet.
    pub async fn buyer(&self, email: &str, fen: i64) -> Browser {
        let password = Secret::new(PASSWORD.to_owned());
        let user = self.identity.sign_up(email, &password, "192.0.2.7").await.unwrap().id;
        if fen > 0 {
            assert!(self.orders.deposit(user, cny(fen), &user.to_string()).await.unwrap());
        }
        let mut browser = self.browser();
        let answer = browser.send("/login", "/login", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.place()), (StatusCode::SEE_OTHER, "/me/orders"));
        browser
    }

    pub fn checkout(&self, quantity: &str) -> String {
        format!("/checkout?offer={}&quantity={quantity}", self.offer)
    }

    /// An order as a guest; the address of its payment page.
    pub async fn guest_order(&self, browser: &mut Browser, contact: &str) -> String {
        let answer =
            browser.send(&self.checkout("1"), "/checkout", &[("contact", contact), ("pay", "sandbox")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(answer.place().starts_with("/pay/ord_"), "{}", answer.place());
        answer.place().to_owned()
    }

    /// Money arrives at the channel for every payment that was opened; nobody has been told.
    pub fn pay_all(&self) {
        self.channel.pay_all();
    }
}

/// Somebody who looks at the shop.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: HashMap<String, String>,
    pub headers: Vec<(String, String)>,
    pub address: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    pub fn place(&self) -> &str {
        self.header("location")
    }
    /// The value of the form's field.
    pub fn field(&self, name: &str) -> String {
        let at = self
            .body
            .find(&format!("name=\"{name}\""))
            .unwrap_or_else(|| panic!("no {name} in {}", self.body));
        let tag = self.body[at..].split('>').next().unwrap();
        tag.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
    pub fn texts(&self, mark: &str) -> Vec<String> {
        let mark = format!("data-test=\"{mark}\"");
        let parts = self.body.split(&mark).skip(1);
        parts
            .map(|part| part.split_once('>').unwrap().1.split('<').next().unwrap().trim().to_owned())
            .collect()
    }
    pub fn alerts(&self) -> usize {
        self.body.matches("role=\"alert\"").count()
    }
}

impl Browser {
    /// The same visitor at another router.
    pub fn on(mut self, router: Router) -> Self {
        self.router = router;
        self
    }

    pub async fn with_method(&mut self, method: &str, address: &str) -> Answer {
        self.ask(Request::builder().method(method).uri(address).body(Body::empty()).unwrap()).await
    }

    pub async fn get(&mut self, address: &str) -> Answer {
        self.ask(Request::get(address).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request =
            Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// A form with a file.
    pub async fn upload(
        &mut self,
        address: &str,
        fields: &[(&str, &str)],
        name: &str,
        content: &[u8],
    ) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head =
            format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request =
            Request::post(address).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Opens the page with the form, fills it in and sends it with everything hidden in it.
    pub async fn send(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.get(page).await;
        assert_eq!(form.status, StatusCode::OK, "{page}: {}", form.body);
        self.send_from(&form, action, fields).await
    }

    pub async fn send_from(&mut self, form: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = ["csrf", "nonce", "offer", "quantity", "total"]
            .into_iter()
            .filter(|name| form.body.contains(&format!("type=\"hidden\" name=\"{name}\"")))
            .filter(|name| !fields.iter().any(|(given, _)| given == name))
            .map(|name| (name, form.field(name)));
        let hidden: Vec<(&str, String)> = hidden.collect();
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend_from_slice(fields);
        self.post(action, &all).await
    }

    async fn ask(&mut self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        for (name, value) in &self.headers {
            headers.insert(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        headers.insert("x-forwarded-for", self.address.parse().unwrap());
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

async fn service(
    db: &TestDb,
    time: &TestAmbient,
    keys: Arc<dyn KeyService>,
    channel: Arc<FakeChannel>,
) -> Orders {
    let vault = Vault::open(db, keys.clone(), time.ambient.clone()).await.unwrap();
    let links =
        Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap());
    let settings = OrderSettings::default();
    Orders::new(orders::Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        desk: Desk::start(db.db.clone(), time.ambient.clone(), settings.clone()),
        vault,
        channels: orders::Channels::plain([channel as Arc<dyn PaymentChannel>]),
        links,
        settings,
        base_url: "http://shop.test".into(),
    })
}

async fn merchant(db: &TestDb, time: &TestAmbient) -> MerchantId {
    let mut tx = db.begin().await.unwrap();
    let new = merchants::NewMerchant {
        name: Bilingual::new("豆荚铺", "Seedpod"),
        about: Bilingual::new("<script>alert(1)</script>", ""),
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
    price: i64,
) -> (SkuId, OfferId) {
    let text = |what: &str| Bilingual::new(format!("{name}的{what}"), format!("{what} of {name}"));
    let mut tx = db.begin().await.unwrap();
    let category =
        Category {
            code: "goods".into(), name: Bilingual::new("好物", "Goods"), icon: "bag".into(), sort: 1
        };
    catalog::put_category(&mut tx, &category).await.unwrap();
    let words = ProductWords {
        title: text("title"),
        summary: text("summary"),
        guide: text("guide"),
        terms: text("terms"),
    };
    let new = NewProduct {
        merchant,
        slug: name.into(),
        category: category.code,
        brand: text("brand"),
        brand_id: None,
        picture: format!("{name}.svg"),
        words,
    };
    let product = catalog::create_product(&mut tx, &time.ambient, &new).await.unwrap();
    let code = format!("SKU-{name}");
    let new = NewSku { merchant, product, code, name: text("sku"), kind: GoodsKind::OneTime };
    let sku = catalog::create_sku(&mut tx, &time.ambient, &new).await.unwrap();
    let price = Price { price: cny(price), list_price: Some(cny(price * 2)) };
    let new = NewOffer { price, ..NewOffer::new(merchant, sku, price.price) };
    let offer = catalog::create_offer(&mut tx, &time.ambient, &new).await.unwrap();
    tx.commit().await.unwrap();
    (sku, offer)
}

pub fn cny(fen: i64) -> Money {
    Money::new(fen, Currency::CNY)
}

/// A channel at which money arrives when the test says so.
#[derive(Default)]
pub struct FakeChannel {
    opened: Mutex<HashMap<PaymentId, Money>>,
    paid: Mutex<HashMap<PaymentId, Vec<Paid>>>,
    pub down: Mutex<bool>,
    pub asked: Mutex<u32>,
}

impl FakeChannel {
    fn pay_all(&self) {
        for (payment, amount) in self.opened.lock().unwrap().iter() {
            let paid = Paid { event_id: format!("evt-{payment}"), amount: *amount, paid_at: Time(0) };
            self.paid.lock().unwrap().insert(*payment, vec![paid]);
        }
    }
    pub fn first(&self) -> PaymentId {
        *self.opened.lock().unwrap().keys().next().unwrap()
    }
    fn up(&self) -> Result<(), ChannelError> {
        if *self.down.lock().unwrap() { Err(ChannelError::Unknown("down".into())) } else { Ok(()) }
    }
}

#[async_trait]
impl PaymentChannel for FakeChannel {
    fn code(&self) -> &'static str {
        "sandbox"
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.up()?;
        self.opened.lock().unwrap().insert(new.payment, new.amount);
        let url = Some(format!("http://gateway.test/pay?a=1&b={}", new.payment));
        Ok(Opened { reference: Some("r".into()), pay_url: url.clone(), qr_text: url, in_app: None })
    }
    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        *self.asked.lock().unwrap() += 1;
        self.up()?;
        let paid = self.paid.lock().unwrap().get(&payment.payment).cloned().unwrap_or_default();
        Ok(ChannelPayment { reference: "r".into(), paid, closed: false })
    }
    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        self.up()
    }
    async fn refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Ok(ChannelRefund { reference: "r".into(), state: RefundState::Succeeded })
    }
    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::NotFound)
    }
    fn verify_notify(&self, _: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        Ok(Notified::Other)
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        vec![]
    }
}

/// Documents in a folder of the test's, and no list of anybody.
pub fn admission(
    db: &TestDb,
    time: &TestAmbient,
    identity: &Identity,
    folder: &std::path::Path,
    rules: catalog::ReviewRules,
) -> admission::Admission {
    admission::Admission::new(admission::Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        identity: identity.clone(),
        sealer: merchants::Sealer::new(Secret::new([6; 32])),
        blobs: Arc::new(backends::FolderBlobs::new(folder.join("documents"))),
        screening: Arc::new(backends::ListFile::new(
            Some(folder.join("screening.csv")).filter(|path| path.exists()),
        )),
        domains: Arc::new(backends::DomainFile::default()),
        rules,
        channels: channels::ChannelBook::new(channels::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            key: Secret::new([9; 32]),
            kinds: testkit::CHANNEL_KINDS,
            private_gateways: false,
            patience: std::time::Duration::from_millis(300),
        }),
        base_url: "http://shop.test".into(),
    })
}

/// What becomes of the money of that shop, and of its disputes.
pub fn care(
    orders: &Orders,
    identity: &Identity,
    folder: &std::path::Path,
) -> (settlement::Settlement, aftercare::Aftercare) {
    let sealer = || merchants::Sealer::new(Secret::new([6; 32]));
    let money = settlement::Settlement::new(orders.clone(), sealer(), settlement::EscrowSettings::default());
    let care = aftercare::Aftercare::new(aftercare::Parts {
        orders: orders.clone(),
        settlement: money.clone(),
        identity: identity.clone(),
        sealer: sealer(),
        blobs: Arc::new(backends::FolderBlobs::new(folder.join("documents"))),
        settings: aftercare::DisputeSettings::default(),
    });
    (money, care)
}
