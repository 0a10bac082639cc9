//! A whole house that answers over HTTP: a merchant with goods, its docks, its suppliers, who judges.

use aftercare::{Aftercare, DisputeSettings};
use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use backends::{FolderBlobs, HttpTeller};
use catalog::{
    AccountField, AccountFieldKind, AccountForm, Category, GoodsKind, Listing, NewOffer, NewProduct, NewSku,
    Price, ProductWords,
};
use db::Engine;
use docking::{Docking, DockingKey, DockingMode, NewDockingKey};
use identity::{Identity, NewUser, Role};
use kernel::{
    Ambient, BasisPoints, Bilingual, Currency, MerchantId, Money, OfferId, Secret, SeededEntropy, SkuId,
    Span, SupplierId, Time, UserId,
};
use merchants::Sealer;
use orders::{Channels, Desk, Fulfiller, Links, OrderSettings, Orders};
use ports::{
    AccountFound, AccountQuestion, BuiltSupplier, Checked, KeyService, NewSupply, NotifyRefusal, RawNotify,
    Reported, Settings, Supplied, Supplier, SupplierKind, SupplyError, SupplyRef, Wanted,
};
use settlement::{EscrowSettings, Settlement};
use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;
use supply::{Draft, NewRoute, SupplierState, SupplyBook};
use testkit::{TestAmbient, TestDb};
use tokio::net::TcpListener;
use vault::{FileKeyService, Format, NewBatch, Provenance, Reader, SkuKind, Vault};

pub const PRICE: i64 = 1_000;
pub const PHONE: &str = "13800138000";

pub struct House {
    pub db: TestDb,
    pub ambient: Ambient,
    pub orders: Orders,
    pub identity: Identity,
    pub money: Settlement,
    pub care: Aftercare,
    pub listing: Arc<Listing>,
    pub docking: Docking,
    pub fulfiller: Fulfiller,
    pub merchant: MerchantId,
    /// Keys, at ¥10.00.
    pub sku: SkuId,
    pub offer: OfferId,
    pub url: String,
    _folder: tempfile::TempDir,
}

/// A clock for all houses of a test.
pub fn clock() -> TestAmbient {
    testkit::ambient(7)
}

impl House {
    /// With that many keys on the shelf. Suppliers are of those kinds.
    pub async fn open(
        engine: Engine,
        time: &TestAmbient,
        seed: u64,
        kinds: &'static [SupplierKind],
        keys: usize,
    ) -> Self {
        let db = testkit::database(engine).await;
        let ambient = Ambient::new(time.clock.clone(), SeededEntropy::new(seed));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let orders = service(&db, &ambient, folder.path(), &url).await;
        let identity = identity(&db, &ambient);
        let sealer = || Sealer::new(Secret::new([9; 32]));
        let money = Settlement::new(orders.clone(), sealer(), EscrowSettings::default());
        let care = Aftercare::new(aftercare::Parts {
            orders: orders.clone(),
            settlement: money.clone(),
            identity: identity.clone(),
            sealer: sealer(),
            blobs: Arc::new(FolderBlobs::new(folder.path().join("files"))),
            settings: DisputeSettings::default(),
        });
        let listing = Arc::new(Listing::new(db.db.clone(), ambient.clone()));
        let book = SupplyBook::new(supply::Parts {
            db: db.db.clone(),
            ambient: ambient.clone(),
            key: Secret::new([9; 32]),
            kinds,
            private_suppliers: true,
            patience: Duration::from_secs(5),
        });
        let fulfiller = Fulfiller::new(orders.clone(), book);
        let docking = docking(&fulfiller, (&orders, &identity), &care, &money, &listing);
        let merchant = merchant(&db, &ambient).await;
        let (sku, offer) = product(&db, &ambient, merchant, "card", GoodsKind::OneTime, PRICE).await;
        let hears =
            Router::new().route("/supply/notify/{supplier}", post(hear)).with_state(fulfiller.clone());
        let routes = docking::router(docking.clone()).merge(hears);
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let house = Self {
            db,
            ambient,
            orders,
            identity,
            money,
            care,
            listing,
            docking,
            fulfiller,
            merchant,
            sku,
            offer,
            url,
            _folder: folder,
        };
        if keys > 0 {
            house.import(house.sku, keys, "CARD").await;
        }
        house.without_rules().await;
        house
    }

    /// No rule decides a complaint by itself.
    async fn without_rules(&self) {
        let mut tx = self.db.begin().await.unwrap();
        self.care.put_rules(&mut tx, "usr_admin", (0, Vec::new(), "a test")).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn import(&self, sku: SkuId, count: usize, name: &str) {
        let lines: String = (0..count).map(|n| format!("{name}-{n:06}-PLAINTEXT\n")).collect();
        let new = NewBatch {
            merchant: self.merchant,
            sku,
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

    /// A user with that much in the wallet, in fen.
    pub async fn user(&self, fen: i64) -> UserId {
        let email = format!("u{}@example.com", kernel::encode_128(self.ambient.uuid_v7()));
        let password = Secret::new("correct horse battery".to_owned());
        let new = NewUser { email: &email, password: &password, role: Role::Partner, merchant: None };
        let user = self.identity.register(&new).await.unwrap().id;
        if fen > 0 {
            assert!(self.orders.deposit(user, cny(fen), &user.to_string()).await.unwrap());
        }
        user
    }

    pub async fn mode(&self, mode: DockingMode) {
        let mut tx = self.db.begin().await.unwrap();
        self.docking.put_mode(&mut tx, self.merchant, mode, "usr_1").await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A key of that user, with its secret.
    pub async fn key(&self, user: UserId) -> (DockingKey, Secret<String>) {
        self.mode(DockingMode::On).await;
        let new =
            NewDockingKey { merchant: self.merchant, user, name: "A shop".into(), report_url: String::new() };
        let mut tx = self.db.begin().await.unwrap();
        let made = self.docking.create_key(&mut tx, &new, &user.to_string()).await.unwrap();
        tx.commit().await.unwrap();
        made
    }

    pub async fn balance(&self, user: UserId) -> i64 {
        self.orders.wallet(user, Currency::CNY).await.unwrap().available.minor
    }

    pub async fn reprice(&self, from: i64, to: i64) {
        let mut tx = self.db.begin().await.unwrap();
        let price = Price { price: cny(to), list_price: None };
        catalog::reprice(&mut tx, self.merchant, self.offer, cny(from), price).await.unwrap();
        tx.commit().await.unwrap();
        self.listing.forget();
    }

    /// A supplier here, with a deposit.
    pub async fn connect(&self, kind: &str, settings: &[(&str, &str)]) -> SupplierId {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), Secret::new((*value).to_owned()));
        let draft = Draft {
            kind: kind.into(),
            name: kind.into(),
            currency: Currency::CNY,
            settings: settings.iter().map(text).collect(),
            forget: vec![],
            contract: "HT-2026-1".into(),
            contract_until: self.ambient.now().after(Span::days(300)),
            version: 0,
        };
        let book = self.fulfiller.book();
        let mut tx = self.db.begin().await.unwrap();
        let made = book.put(&mut tx, (self.merchant, None), &draft, "usr_1").await.unwrap();
        book.switch(&mut tx, (self.merchant, made.id), SupplierState::On, "usr_1").await.unwrap();
        tx.commit().await.unwrap();
        let whose = (self.merchant, made.id);
        self.fulfiller.book_deposit(whose, cny(1_000_000), "paid in", "usr_1").await.unwrap();
        made.id
    }

    pub async fn route(&self, sku: SkuId, supplier: SupplierId, product: &str, unit_cost: i64) {
        let new = NewRoute { sku, supplier, product: product.into(), unit_cost, position: 0, on: true };
        let mut tx = self.db.begin().await.unwrap();
        supply::put_route(&mut tx, self.merchant, &new, "usr_1", self.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Goods of that kind; recharges ask for a telephone.
    pub async fn goods(&self, name: &str, kind: GoodsKind, price: i64) -> (SkuId, OfferId) {
        let (sku, offer) = product(&self.db, &self.ambient, self.merchant, name, kind, price).await;
        if kind == GoodsKind::Recharge {
            let field = AccountField {
                name: "phone".into(),
                kind: AccountFieldKind::Phone,
                label: Bilingual::new("手机号", "Phone"),
                length_min: None,
                length_max: None,
                choices: vec![],
            };
            let form = AccountForm { fields: vec![field], ..AccountForm::default() };
            let mut tx = self.db.begin().await.unwrap();
            catalog::put_account_form(&mut tx, self.merchant, sku, &form).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.listing.forget();
        (sku, offer)
    }

    pub async fn audit_is_clean(&self) {
        let mut tx = self.db.snapshot().await.unwrap();
        let mut found: Vec<String> =
            ledger::audit(&mut tx).await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        found.extend(vault::audit(&mut tx).await.unwrap().iter().map(|f| format!("{f:?}")));
        drop(tx);
        found.extend(self.orders.audit().await.unwrap().iter().map(|f| format!("{f:?}")));
        found.extend(self.money.audit().await.unwrap().iter().map(|f| format!("{f:?}")));
        found.extend(self.care.audit().await.unwrap().iter().map(|f| format!("{f:?}")));
        assert_eq!(found, Vec::<String>::new());
    }
}

pub fn cny(fen: i64) -> Money {
    Money::new(fen, Currency::CNY)
}

/// A supplier reports, as the API takes it.
async fn hear(
    State(fulfiller): State<Fulfiller>,
    Path(supplier): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
    };
    let raw = RawNotify {
        method: "POST".into(),
        target: uri.to_string(),
        headers: headers.iter().map(text).collect(),
        body: body.to_vec(),
    };
    match fulfiller.hear(supplier.parse().unwrap(), &raw).await {
        Ok(Some(acknowledgement)) => (StatusCode::OK, acknowledgement),
        _ => (StatusCode::BAD_REQUEST, "refused"),
    }
}

fn docking(
    fulfiller: &Fulfiller,
    (orders, identity): (&Orders, &Identity),
    care: &Aftercare,
    money: &Settlement,
    listing: &Arc<Listing>,
) -> Docking {
    Docking::new(docking::Parts {
        orders: orders.clone(),
        identity: identity.clone(),
        aftercare: care.clone(),
        settlement: money.clone(),
        fulfiller: fulfiller.clone(),
        listing: listing.clone(),
        key: Secret::new([4; 32]),
        teller: Arc::new(HttpTeller::new(true)),
        private: true,
        trusted_proxy: false,
        site_name: Bilingual::new("豆蔻站", "Cardamom shop"),
        requests_per_minute: 10_000,
    })
}

fn identity(db: &TestDb, ambient: &Ambient) -> Identity {
    Identity::new(identity::Parts {
        db: db.db.clone(),
        ambient: ambient.clone(),
        csrf_key: Secret::new([7; 32]),
        seal_key: Secret::new([8; 32]),
        limits: identity::Limits::default(),
        second_factor: identity::SecondFactor::default(),
        couriers: identity::Couriers::default(),
    })
}

async fn service(db: &TestDb, ambient: &Ambient, folder: &std::path::Path, url: &str) -> Orders {
    let keys: Arc<dyn KeyService> =
        Arc::new(FileKeyService::open_or_create(&folder.join("root.key")).unwrap());
    let settings = OrderSettings::default();
    Orders::new(orders::Parts {
        db: db.db.clone(),
        ambient: ambient.clone(),
        desk: Desk::start(db.db.clone(), ambient.clone(), settings.clone()),
        vault: Vault::open(db, keys.clone(), ambient.clone()).await.unwrap(),
        channels: Channels::default(),
        links: Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap()),
        settings,
        base_url: url.to_owned(),
    })
}

async fn merchant(db: &TestDb, ambient: &Ambient) -> MerchantId {
    let mut tx = db.begin().await.unwrap();
    let new = merchants::NewMerchant {
        name: Bilingual::new("商户", "Merchant"),
        about: Bilingual::default(),
        fee: BasisPoints(200),
    };
    let id = merchants::create(&mut tx, ambient, &new).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

async fn product(
    db: &TestDb,
    ambient: &Ambient,
    merchant: MerchantId,
    name: &str,
    kind: GoodsKind,
    price: i64,
) -> (SkuId, OfferId) {
    let text = || Bilingual::new(format!("商品{name}"), format!("Product {name}"));
    let mut tx = db.begin().await.unwrap();
    let category = Category { code: "goods".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await.unwrap();
    let words = ProductWords { title: text(), summary: text(), guide: text(), terms: text() };
    let new = NewProduct {
        merchant,
        slug: format!("{name}-{}", kernel::encode_128(ambient.uuid_v7())),
        category: category.code,
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words,
    };
    let product = catalog::create_product(&mut tx, ambient, &new).await.unwrap();
    let new = NewSku { merchant, product, code: format!("SKU-{name}"), name: text(), kind };
    let sku = catalog::create_sku(&mut tx, ambient, &new).await.unwrap();
    let offer =
        catalog::create_offer(&mut tx, ambient, &NewOffer::new(merchant, sku, cny(price))).await.unwrap();
    tx.commit().await.unwrap();
    (sku, offer)
}

/// Suppliers that only tests have: one credits at once, one says no.
pub static STAND_INS: &[SupplierKind] = &[kind("prompt", prompt), kind("never", never)];

const fn kind(code: &'static str, build: fn(&Settings, Currency, &Ambient) -> BuiltSupplier) -> SupplierKind {
    SupplierKind {
        code,
        name_zh: "假",
        name_en: "Fake",
        fields: &[],
        currencies: &[],
        gives: &[Wanted::Credit],
        has_balance: false,
        has_catalogue: false,
        described: None,
        build,
    }
}

fn prompt(_: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    Ok(Arc::new(StandIn(true)))
}
fn never(_: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    Ok(Arc::new(StandIn(false)))
}

struct StandIn(bool);

impl StandIn {
    fn told(&self) -> Result<Supplied, SupplyError> {
        Ok(match self.0 {
            true => Supplied::Credited { reference: None, cost: None },
            false => {
                Supplied::Failed { reference: None, why: ports::NoSupply::BadAccount, said: "空号".into() }
            }
        })
    }
}

#[async_trait]
impl Supplier for StandIn {
    async fn submit(&self, _: &NewSupply) -> Result<Supplied, SupplyError> {
        self.told()
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        self.told()
    }
    /// Of one telephone it says whose it is; one it has no answer about, and all others are nobody's.
    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        match question.main_account() {
            PHONE => Ok(AccountFound::yes("张小明", "中国移动")),
            "13700137000" => Err(SupplyError::Unknown("it is busy".into())),
            _ => Ok(AccountFound::No),
        }
    }
    fn verify_callback(&self, _: &RawNotify, _: Time) -> Result<Reported, NotifyRefusal> {
        Err(NotifyRefusal::BadSignature)
    }
    fn acknowledgement(&self) -> &'static str {
        "ok"
    }
    async fn check(&self) -> Vec<Checked> {
        vec![]
    }
}
