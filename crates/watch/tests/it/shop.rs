use async_trait::async_trait;
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords};
use db::Engine;
use kernel::{
    Ambient, BasisPoints, Bilingual, Currency, MerchantId, Money, OfferId, ProductId, Secret, SkuId, Span,
    SupplierId, Time,
};
use ports::{
    BuiltSupplier, Checked, Field, FieldKind, NewSupply, NotifyRefusal, RawNotify, Settings, Supplied,
    Supplier, SupplierKind, SupplierProduct, SupplyError, SupplyRef,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use supply::{Draft, NewRoute, SupplierState, SupplyBook};
use testkit::{TestAmbient, TestDb};
use watch::{Parts, RuleDraft, Scope, SkuCost, Terms, Watch};

pub const FEE: i64 = 200;

pub struct Shop {
    pub db: TestDb,
    pub time: TestAmbient,
    pub watch: Watch,
    pub book: SupplyBook,
    pub merchant: MerchantId,
    pub product: ProductId,
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

impl Shop {
    pub async fn new(engine: Engine) -> Self {
        let db = testkit::database(engine).await;
        let time = testkit::ambient(9);
        let book = SupplyBook::new(supply::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            key: Secret::new([7; 32]),
            kinds: KINDS,
            private_suppliers: true,
            patience: std::time::Duration::from_secs(2),
        });
        let watch = Watch::new(Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            book: book.clone(),
            settings: watch::Settings::default(),
        });
        let text = || Bilingual::new("商品", "Goods");
        let mut tx = db.begin().await.unwrap();
        let new = merchants::NewMerchant { name: text(), about: Bilingual::default(), fee: BasisPoints(FEE) };
        let merchant = merchants::create(&mut tx, &time.ambient, &new).await.unwrap().id;
        let category = Category { code: "goods".into(), name: text(), icon: String::new(), sort: 1 };
        catalog::put_category(&mut tx, &category).await.unwrap();
        let words = ProductWords { title: text(), summary: text(), guide: text(), terms: text() };
        let new = NewProduct {
            merchant,
            slug: "goods".into(),
            category: category.code,
            brand: text(),
            brand_id: None,
            picture: String::new(),
            words,
        };
        let product = catalog::create_product(&mut tx, &time.ambient, &new).await.unwrap();
        tx.commit().await.unwrap();
        Self { db, time, watch, book, merchant, product }
    }

    pub async fn sku(&self, code: &str, kind: GoodsKind, price: i64) -> (SkuId, OfferId) {
        let mut tx = self.db.begin().await.unwrap();
        let (merchant, product) = (self.merchant, self.product);
        let name = Bilingual::new(code, code);
        let new = NewSku { merchant, product, code: code.into(), name, kind };
        let sku = catalog::create_sku(&mut tx, &self.time.ambient, &new).await.unwrap();
        let new = NewOffer::new(merchant, sku, cny(price));
        let offer = catalog::create_offer(&mut tx, &self.time.ambient, &new).await.unwrap();
        tx.commit().await.unwrap();
        (sku, offer)
    }

    pub async fn rule(&self, scope: Scope, terms: Terms) -> watch::PriceRule {
        let mut tx = self.db.begin().await.unwrap();
        let rule =
            self.watch.put_rule(&mut tx, (self.merchant, None), &draft(scope, terms), "test").await.unwrap();
        tx.commit().await.unwrap();
        rule
    }

    pub async fn cost(&self, sku: SkuId, minor: i64) {
        let mut tx = self.db.begin().await.unwrap();
        let said = [SkuCost { sku, unit: cny(minor) }];
        self.watch.put_costs(&mut tx, self.merchant, &said, "test").await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn price(&self, offer: OfferId) -> i64 {
        catalog::offer(&self.db, offer).await.unwrap().unwrap().price.minor
    }

    pub async fn reprice(&self) -> watch::Repriced {
        self.watch.reprice(self.merchant).await.unwrap()
    }

    /// A supplier that is on, by which that SKU is had as `P-` and its code.
    pub async fn supplier(&self, routes: &[(SkuId, &str, i64)]) -> SupplierId {
        let draft = Draft {
            kind: "fake".into(),
            name: "Fake".into(),
            currency: Currency::CNY,
            settings: Settings::from([("name".into(), Secret::new("x".to_owned()))]),
            forget: Vec::new(),
            contract: "7".into(),
            contract_until: self.time.ambient.now().after(Span::days(100)),
            version: 0,
        };
        let mut tx = self.db.begin().await.unwrap();
        let id = self.book.put(&mut tx, (self.merchant, None), &draft, "test").await.unwrap().id;
        self.book.switch(&mut tx, (self.merchant, id), SupplierState::On, "test").await.unwrap();
        for &(sku, product, unit_cost) in routes {
            let new =
                NewRoute { sku, supplier: id, product: product.into(), unit_cost, position: 0, on: true };
            let now = self.time.ambient.now();
            supply::put_route(&mut tx, self.merchant, &new, "test", now).await.unwrap();
        }
        tx.commit().await.unwrap();
        id
    }
}

pub fn draft(scope: Scope, terms: Terms) -> RuleDraft {
    RuleDraft { scope, currency: Currency::CNY, name: "rule".into(), terms, on: true, version: 0 }
}

/// What the suppliers of this house say that their goods cost.
pub static CATALOGUE: LazyLock<Mutex<Vec<SupplierProduct>>> = LazyLock::new(Mutex::default);

/// They do not answer.
pub static SILENT: AtomicBool = AtomicBool::new(false);

struct Fake;

#[async_trait]
impl Supplier for Fake {
    async fn submit(&self, _: &NewSupply) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        match SILENT.load(Ordering::SeqCst) {
            true => Err(SupplyError::Unknown("time-out".into())),
            false => Ok(CATALOGUE.lock().unwrap().clone()),
        }
    }
    fn verify_callback(&self, _: &RawNotify, _: Time) -> Result<ports::Reported, NotifyRefusal> {
        Err(NotifyRefusal::BadSignature)
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        Vec::new()
    }
}

fn build(_: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    Ok(Arc::new(Fake))
}

const NAME: Field = Field {
    name: "name",
    kind: FieldKind::Text,
    required: true,
    label_zh: "",
    label_en: "",
    hint_zh: "",
    hint_en: "",
};

static KINDS: &[SupplierKind] = &[SupplierKind {
    code: "fake",
    name_zh: "假",
    name_en: "Fake",
    fields: &[NAME],
    gives: &[ports::Wanted::Credit],
    currencies: &[],
    has_balance: false,
    has_catalogue: true,
    described: None,
    build,
}];
