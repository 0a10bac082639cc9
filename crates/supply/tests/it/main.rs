//! Suppliers, on both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use async_trait::async_trait;
use db::Engine;
use kernel::{Ambient, Currency, MerchantId, Money, Secret, SupplierId, Time};
use ports::{
    BuiltSupplier, Checked, Field, FieldKind, NewSupply, NotifyRefusal, RawNotify, Reported, Settings,
    Supplied, SupplierKind, SupplyError, SupplyRef, Wanted,
};
use std::cell::Cell;
use std::sync::Arc;
use supply::{Draft, Parts, Supplier, SupplierState, SupplyBook};
use testkit::{TestAmbient, TestDb};

const BY: &str = "usr_somebody";
const WHOSE: MerchantId = MerchantId(1);

thread_local! {
    /// How often this test has built an adapter.
    static BUILT: Cell<usize> = const { Cell::new(0) };
}

static KINDS: [SupplierKind; 1] = [SupplierKind {
    code: "made_up",
    name_zh: "虚构",
    name_en: "Made up",
    fields: &[Field { name: "id", kind: FieldKind::Text, ..KEY }, Field { name: "key", ..KEY }],
    currencies: &["CNY"],
    gives: &[Wanted::Credit],
    has_balance: true,
    has_catalogue: false,
    described: None,
    build,
}];

const KEY: Field = Field {
    name: "key",
    kind: FieldKind::Secret,
    required: true,
    label_zh: "密钥",
    label_en: "Key",
    hint_zh: "",
    hint_en: "",
};

fn build(settings: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    BUILT.set(BUILT.get() + 1);
    Ok(Arc::new(Mute(settings["id"].expose().parse().unwrap())))
}

/// Its number is all that it tells: as its balance.
struct Mute(i64);

#[async_trait]
impl ports::Supplier for Mute {
    async fn submit(&self, _: &NewSupply) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    async fn balance(&self) -> Result<Money, SupplyError> {
        Ok(Money::new(self.0, Currency::CNY))
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

struct House {
    db: TestDb,
    time: TestAmbient,
    book: SupplyBook,
}

impl House {
    async fn open(engine: Engine) -> Self {
        let (db, time) = (testkit::database(engine).await, testkit::ambient(31));
        let book = SupplyBook::new(Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            key: Secret::new([9; 32]),
            kinds: &KINDS,
            private_suppliers: false,
            patience: std::time::Duration::from_millis(300),
        });
        Self { db, time, book }
    }

    fn draft(&self, known: Option<&Supplier>, id: &str) -> Draft {
        Draft {
            kind: "made_up".into(),
            name: "Made up".into(),
            currency: Currency::CNY,
            settings: [("id", id), ("key", "hunter2")]
                .map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned())))
                .into(),
            forget: Vec::new(),
            contract: "HT-1".into(),
            contract_until: self.time.ambient.now().after(kernel::Span::days(9)),
            version: known.map_or(0, |known| known.version),
        }
    }

    async fn put(&self, known: Option<&Supplier>, id: &str) -> Supplier {
        let draft = self.draft(known, id);
        let mut tx = self.db.begin().await.unwrap();
        let whose = (WHOSE, known.map(|known| known.id));
        let put = self.book.put(&mut tx, whose, &draft, BY).await.unwrap();
        tx.commit().await.unwrap();
        put
    }

    async fn adapter(&self, id: SupplierId) -> Arc<dyn ports::Supplier> {
        let mut tx = self.db.read().await.unwrap();
        self.book.adapters(&mut tx, &[id]).await.unwrap().remove(&id).unwrap()
    }
}

/// One that is built holds connections: it is built once for each version, whoever looks at it.
#[tokio::test]
async fn an_adapter_is_built_once_for_each_version() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        BUILT.set(0);
        let built = || BUILT.get();
        let made = house.put(None, "500").await;
        assert_eq!((built(), made.plain.len(), made.secrets.as_slice()), (1, 1, &["key".to_owned()][..]));

        let found = house.book.find(WHOSE, made.id).await.unwrap();
        assert_eq!((found.plain == made.plain, found.secrets == made.secrets), (true, true));
        assert!(found.faults.is_empty());
        for _ in 0..3 {
            assert_eq!(house.book.list(WHOSE).await.unwrap().len(), 1);
            let adapter = house.adapter(made.id).await;
            assert_eq!(adapter.acknowledgement(), "ok");
            assert_eq!(house.book.ask_balance(WHOSE, made.id).await.unwrap().minor, 500);
        }
        assert_eq!(built(), 2, "once to be tried, and once to be used");

        let mut tx = house.db.begin().await.unwrap();
        let on = house.book.switch(&mut tx, (WHOSE, made.id), SupplierState::On, BY).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((on.version, built()), (2, 2));
        let first = house.adapter(made.id).await;
        let changed = house.put(Some(&on), "600").await;
        assert_eq!((changed.version, built()), (3, 4));
        assert!(!Arc::ptr_eq(&first, &house.adapter(made.id).await), "other settings, another adapter");
        assert_eq!(built(), 5);
    }
}

/// What was rolled back leaves nothing behind: its version comes again with other settings.
#[tokio::test]
async fn an_adapter_of_a_change_that_was_rolled_back_is_not_kept() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let made = house.put(None, "500").await;
        let mut tx = house.db.begin().await.unwrap();
        let whose = (WHOSE, Some(made.id));
        let put = house.book.put(&mut tx, whose, &house.draft(Some(&made), "600"), BY).await.unwrap();
        house.book.switch(&mut tx, (WHOSE, made.id), SupplierState::On, BY).await.unwrap();
        tx.rollback().await.unwrap();
        let again = house.put(Some(&made), "700").await;
        assert_eq!((again.version, again.version), (put.version, 2));
        assert_eq!(house.adapter(made.id).await.balance().await.unwrap().minor, 700);
    }
}
