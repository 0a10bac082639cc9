//! A small shop with its API, and a client that speaks to it without a network.

use crate::channel::FakeChannel;
use api::{Api, ApiSettings};
use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use catalog::{Category, Listing};
use db::{Engine, params};
use http_body_util::BodyExt;
use identity::{Duty, Identity, Limits, NewApiKey, NewUser, Role, Scope, Scopes};
use kernel::{BasisPoints, Bilingual, Currency, MerchantId, Money, Secret, Span};
use orders::{Desk, Links, OrderSettings, Orders, Parts};
use ports::KeyService;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::{TestAmbient, TestDb};
use tower::ServiceExt;
use vault::{FileKeyService, Vault};

pub const PASSWORD: &str = "correct horse battery";

pub struct Shop {
    pub db: TestDb,
    pub time: TestAmbient,
    pub orders: Orders,
    pub identity: Identity,
    pub channel: Arc<FakeChannel>,
    pub merchant: MerchantId,
    /// Keys of a partner with ¥1,000.00, of another one without money, and of the merchant.
    pub partner: String,
    pub stranger: String,
    pub staff: String,
    pub sku: String,
    pub offer: String,
    pub docking: docking::Docking,
    pub api: Api,
    router: Router,
    keys_used: AtomicUsize,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Told {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    /// Status and code of a problem, which must be one by its form.
    #[track_caller]
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status);
        assert_eq!(json["type"], format!("/docs#{}", json["code"].as_str().unwrap()));
        assert_eq!(json["instance"], self.header("request-id"));
        assert!(!json["title"].as_str().unwrap().is_empty() && !json["detail"].as_str().unwrap().is_empty());
        let code = json["code"].as_str().unwrap();
        let explained = include_str!("../../src/docs/codes.rs").contains(&format!("\"{code}\","));
        assert!(explained, "{code} is not explained at /docs");
        (self.status, code.to_owned())
    }
}

impl Shop {
    pub async fn open(engine: Engine) -> Self {
        Self::open_with(engine, ApiSettings::default()).await
    }

    pub async fn open_with(engine: Engine, settings: ApiSettings) -> Self {
        let (db, time, folder) =
            (testkit::database(engine).await, testkit::ambient(11), tempfile::tempdir().unwrap());
        let keys: Arc<dyn KeyService> =
            Arc::new(FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap());
        let channel = Arc::new(FakeChannel::default());
        let orders = service(&db, &time, keys, channel.clone()).await;
        let identity = Identity::new(identity::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            csrf_key: Secret::new([7; 32]),
            seal_key: Secret::new([8; 32]),
            limits: Limits::default(),
            second_factor: identity::SecondFactor::default(),
            couriers: identity::Couriers::default(),
        });
        let listing = Arc::new(Listing::new(db.db.clone(), time.ambient.clone()));
        let merchant = admit(&db, &time).await;
        std::fs::write(folder.path().join("screening.csv"), "Listed Ltd,LISTED-1,court order\n").unwrap();
        let rules = catalog::ReviewRules { forbidden_words: vec!["forbidden".into()], ..Default::default() };
        let admission = admission(&db, &time, &identity, folder.path(), rules);
        let money = settlement::Settlement::new(
            orders.clone(),
            merchants::Sealer::new(Secret::new([6; 32])),
            settlement::EscrowSettings::default(),
        )
        .at_a_counter();
        let care = aftercare::Aftercare::new(aftercare::Parts {
            orders: orders.clone(),
            settlement: money.clone(),
            identity: identity.clone(),
            sealer: merchants::Sealer::new(Secret::new([6; 32])),
            blobs: Arc::new(backends::FolderBlobs::new(folder.path().join("documents"))),
            settings: aftercare::DisputeSettings::default(),
        });
        let selling = (orders.clone(), crate::supplier::fulfiller(&db, &time, &orders));
        let docking = docking::Docking::new(docking::Parts {
            orders: orders.clone(),
            identity: identity.clone(),
            aftercare: care.clone(),
            settlement: money.clone(),
            fulfiller: selling.1.clone(),
            listing: listing.clone(),
            key: Secret::new([5; 32]),
            teller: Arc::new(backends::HttpTeller::new(false)),
            private: false,
            trusted_proxy: false,
            site_name: Bilingual::new("店", "Shop"),
            requests_per_minute: 10_000,
        });
        let api = Api::new(selling, identity.clone(), admission, money, care, listing, settings);
        api.open_docks(docking.clone());
        let router = api::router(api.clone());
        let mut shop = Self {
            partner: String::new(),
            stranger: String::new(),
            staff: String::new(),
            sku: String::new(),
            offer: String::new(),
            keys_used: AtomicUsize::new(0),
            _folder: folder,
            db,
            time,
            orders,
            identity,
            channel,
            merchant,
            docking,
            api,
            router,
        };
        shop.people().await;
        shop.goods().await;
        shop
    }

    async fn people(&mut self) {
        let buying = [Scope::OrdersRead, Scope::OrdersWrite, Scope::WalletRead, Scope::CatalogRead];
        self.partner = self.key("partner@example.com", None, &buying).await;
        self.stranger = self.key("stranger@example.com", None, &buying).await;
        self.staff = self.key("staff@example.com", Some(self.merchant), Scope::ALL).await;
        let partner = self.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
        let money = Money::new(100_000, Currency::CNY);
        assert!(self.orders.deposit(partner.id, money, "start").await.unwrap());
    }

    pub async fn key(&self, email: &str, merchant: Option<MerchantId>, scopes: &[Scope]) -> String {
        let role = if merchant.is_some() { Role::Merchant } else { Role::Partner };
        let password = Secret::new(PASSWORD.to_owned());
        let user = match self.identity.user_by_email(email).await.unwrap() {
            Some(user) => user,
            None => {
                self.identity.register(&NewUser { email, password: &password, role, merchant }).await.unwrap()
            }
        };
        // Of all scopes, those that a key of that user can have.
        let allowed = match user.duty {
            Some(duty) => duty.key_scopes(user.role),
            None => Scopes::of(Scope::ALL),
        };
        let new =
            NewApiKey { owner: user.id, name: "test", scopes: Scopes::of(scopes).both(allowed), live: true };
        self.identity.create_api_key(&new, "192.0.2.1").await.unwrap().1.expose().clone()
    }

    /// One product with one SKU at ¥10.00 and ten keys, all through the API.
    async fn goods(&mut self) {
        let product = self.post(&self.staff, "/v1/products", product("first-card")).await;
        assert_eq!(product.status, 201, "{product:?}");
        let sku = json!({"product": product.json()["id"], "code": "FIRST", "name": {"zh": "一个月", "en": "One month"}});
        let sku = self.post(&self.staff, "/v1/skus", sku).await;
        assert_eq!(sku.status, 201, "{sku:?}");
        self.sku = sku.json()["id"].as_str().unwrap().to_owned();
        let offer = json!({"sku": self.sku, "price": {"amount": 1000, "currency": "CNY"}});
        let offer = self.post(&self.staff, "/v1/offers", offer).await;
        assert_eq!(offer.status, 201, "{offer:?}");
        self.offer = offer.json()["id"].as_str().unwrap().to_owned();
        let lines: String = (0..10).map(|n| format!("FIRST-KEY-{n:04}\n")).collect();
        assert_eq!(self.import("text/plain", &self.sku, lines).await.status, 201);
    }

    /// What every test ends with.
    pub async fn audit_is_clean(&self) {
        let mut tx = self.db.snapshot().await.unwrap();
        assert!(ledger::audit(&mut tx).await.unwrap().is_empty());
        assert!(vault::audit(&mut tx).await.unwrap().is_empty());
        assert!(reconcile::audit(&mut tx).await.unwrap().is_empty());
        assert_eq!(::receipts::audit::audit(&mut tx).await.unwrap(), []);
        drop(tx);
        assert!(self.orders.audit().await.unwrap().is_empty());
        assert!(self.api.settlement.audit().await.unwrap().is_empty());
    }

    pub fn later(&self) {
        self.time.advance(Span::seconds(7));
    }

    pub fn fresh_key(&self) -> String {
        format!("k-{}", self.keys_used.fetch_add(1, Ordering::SeqCst))
    }

    pub fn order(&self, quantity: i64) -> Value {
        json!({"lines": [{"offer": self.offer, "quantity": quantity}], "pay": "wallet", "reveal": false})
    }

    pub async fn get(&self, who: &str, path: &str) -> Told {
        self.send(self.as_who(Request::get(path), who).body(Body::empty()).unwrap()).await
    }

    /// `who` is an API key, or a session as [`Shop::session`] gives it, with what a page of ours sends along; or empty.
    pub fn as_who(&self, request: Builder, who: &str) -> Builder {
        credential(&self.identity, request, who)
    }

    /// Somebody who is logged in, on a day when they have proved their second factor or have not.
    pub async fn session(&self, email: &str, strong: bool) -> String {
        let token =
            self.identity.log_in(email, &Secret::new(PASSWORD.to_owned()), "192.0.2.1").await.unwrap();
        if strong {
            let id = self.identity.session(token.expose()).await.unwrap().unwrap().id;
            let mut tx = self.db.begin().await.unwrap();
            let sql = "update sessions set strong_at = $2 where id = $1";
            tx.exec(sql, params![id, self.time.ambient.now()]).await.unwrap();
            tx.commit().await.unwrap();
            self.later();
        }
        format!("{IN_SESSION}{}", token.expose())
    }

    /// Somebody who works for a merchant or for the operator; made where there is none yet.
    pub async fn person(&self, email: &str, role: Role, merchant: Option<MerchantId>, duty: Option<Duty>) {
        if self.identity.user_by_email(email).await.unwrap().is_some() {
            return;
        }
        let password = Secret::new(PASSWORD.to_owned());
        let new = NewUser { email, password: &password, role, merchant };
        let user = self.identity.register(&new).await.unwrap();
        let mut tx = self.db.begin().await.unwrap();
        let duty = duty.map(|duty| duty.code().to_owned());
        tx.exec("update users set duty = $2 where id = $1", params![user.id, duty]).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn post(&self, key: &str, path: &str, body: Value) -> Told {
        self.post_with(key, path, &self.fresh_key(), body.to_string()).await
    }

    pub async fn post_with(&self, key: &str, path: &str, idempotency: &str, body: String) -> Told {
        let request = self
            .as_who(Request::post(path), key)
            .header("idempotency-key", idempotency)
            .header("content-type", "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn import(&self, kind: &str, sku: &str, body: impl Into<Body>) -> Told {
        let path = format!("/v1/stock/batches?sku={sku}&supplier=Supplier&reference=Invoice-7");
        let request = Request::post(path)
            .header("authorization", format!("Bearer {}", self.staff))
            .header("idempotency-key", self.fresh_key())
            .header("content-type", kind);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// The answer whose body was not read yet.
    pub async fn raw(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Told {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "nothing may end in a fault");
        let (status, headers) = (parts.status.as_u16(), parts.headers.clone());
        let body = whole(axum::response::Response::from_parts(parts, body)).await;
        Told { status, headers, body }
    }
}

/// The body; of a stream of events what comes at once.
pub async fn whole(response: axum::response::Response) -> Vec<u8> {
    let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let mut body = response.into_body();
    if kind.as_deref() != Some("text/event-stream") {
        return body.collect().await.unwrap().to_bytes().to_vec();
    }
    let mut bytes = Vec::new();
    let soon = std::time::Duration::from_millis(30);
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(soon, body.frame()).await {
        bytes.extend(frame.into_data().unwrap_or_default());
    }
    bytes
}

const IN_SESSION: &str = "in ";

/// The request of that somebody.
pub fn credential(identity: &Identity, request: Builder, who: &str) -> Builder {
    match who.strip_prefix(IN_SESSION) {
        Some(token) => request
            .header("cookie", format!("{}={token}", identity::cookies::SESSION))
            .header("x-csrf-token", identity.csrf().for_session(token)),
        None if who.is_empty() => request,
        None => request.header("authorization", format!("Bearer {who}")),
    }
}

pub fn product(slug: &str) -> Value {
    json!({
        "slug": slug, "category": "goods", "brand": {"zh": "青柠", "en": "Lime"}, "picture": "card.svg",
        "title": {"zh": "月卡", "en": "Monthly card"}, "summary": {"zh": "看一个月", "en": "Watch for a month"},
        "guide": {"zh": "在应用里输入", "en": "Enter it in the app"}, "terms": {"zh": "不退", "en": "No returns"}
    })
}

async fn service(
    db: &TestDb,
    time: &TestAmbient,
    keys: Arc<dyn KeyService>,
    channel: Arc<FakeChannel>,
) -> Orders {
    let settings = OrderSettings { pending_orders_per_buyer: 50, ..OrderSettings::default() };
    let vault = Vault::open(db, keys.clone(), time.ambient.clone()).await.unwrap();
    let links =
        Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap());
    Orders::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        desk: Desk::start(db.db.clone(), time.ambient.clone(), settings.clone()),
        vault,
        channels: orders::Channels::plain([channel as Arc<dyn ports::PaymentChannel>]),
        links,
        settings,
        base_url: "http://shop.test".into(),
    })
}

/// The orders of another node: a memory of its own, and the same database.
pub async fn orders(shop: &Shop) -> Orders {
    let keys = FileKeyService::open_or_create(&shop._folder.path().join("root.key")).unwrap();
    service(&shop.db, &shop.time, Arc::new(keys), shop.channel.clone()).await
}

async fn admit(db: &TestDb, time: &TestAmbient) -> MerchantId {
    let name = || Bilingual::new("商户", "Merchant");
    let mut tx = db.begin().await.unwrap();
    let new = merchants::NewMerchant { name: name(), about: Bilingual::default(), fee: BasisPoints(200) };
    let merchant = merchants::create(&mut tx, &time.ambient, &new).await.unwrap().id;
    let store = merchants::NewStore { merchant, slug: "the-shop".into(), name: name() };
    merchants::open_store(&mut tx, &time.ambient, &store).await.unwrap();
    let category = Category {
        code: "goods".into(),
        name: Bilingual::new("商品", "Goods"),
        icon: String::new(),
        sort: 1,
    };
    catalog::put_category(&mut tx, &category).await.unwrap();
    tx.commit().await.unwrap();
    merchant
}

/// With ids and digests made equal, so that a snapshot can be compared.
pub fn still(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.split_once('_') {
            Some((prefix, rest)) if prefix.len() == 3 && rest.len() >= 26 => format!("{prefix}_…").into(),
            _ if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) => "a digest".into(),
            // Which key of a batch comes first depends on the root key.
            _ if text.starts_with("FIRST-KEY-") => "FIRST-KEY-…".into(),
            _ if text.starts_with("http://gateway.test/") => "http://gateway.test/…".into(),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(still).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), still(value))).collect(),
        _ => value.clone(),
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
