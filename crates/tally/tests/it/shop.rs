use async_trait::async_trait;
use db::{Engine, params};
use kernel::{
    Ambient, BasisPoints, Bilingual, Currency, MerchantId, Money, OrderId, PageAsk, Secret, Span,
    SupplierClaimId, SupplierId, Time,
};
use ledger::{Chain, Outcome, Step};
use orders::accounts;
use ports::{
    BuiltSupplier, Checked, Field, FieldKind, NewSupply, NotifyRefusal, RawNotify, Settings, StatementDay,
    Supplied, Supplier, SupplierKind, SupplyError, SupplyLine, SupplyLineKind, SupplyLineState, SupplyRef,
    SupplyStatement,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use supply::{Draft, SupplierState, SupplyBook};
use tally::{
    Difference, DifferenceFilter, DifferenceKind, NewStatement, Parts, Source, Taken, Tally, TallyRefusal,
    Way,
};
use testkit::{TestAmbient, TestDb};

pub const DAY: &str = "2026-11-22";

/// A shop whose books stand at 2026-11-23T08:00:00Z; its supplier's days are those of UTC.
pub struct Shop {
    pub db: TestDb,
    pub time: TestAmbient,
    pub tally: Tally,
    pub merchant: MerchantId,
    pub supplier: SupplierId,
    pub house: Arc<House>,
}

/// A supplier that says what it is told to say, by day.
#[derive(Default)]
pub struct House {
    pub days: Mutex<HashMap<String, Result<SupplyStatement, SupplyError>>>,
    pub asked: AtomicUsize,
}

static HOUSES: LazyLock<Mutex<HashMap<String, Arc<House>>>> = LazyLock::new(Mutex::default);
static NAMES: AtomicUsize = AtomicUsize::new(0);

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

pub fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

pub fn line(kind: SupplyLineKind, order_no: &str, amount: i64, hour: &str) -> SupplyLine {
    SupplyLine {
        order_no: order_no.to_owned(),
        reference: String::new(),
        kind,
        amount: cny(amount),
        at: at(&format!("{DAY}T{hour}:00Z")),
        state: SupplyLineState::Done,
    }
}

impl Shop {
    pub async fn new(engine: Engine) -> Self {
        let db = testkit::database(engine).await;
        let time = testkit::ambient(9);
        let name = format!("house-{}", NAMES.fetch_add(1, Ordering::SeqCst));
        let house = Arc::new(House::default());
        HOUSES.lock().unwrap().insert(name.clone(), house.clone());
        let tally = node(&db, &time.ambient);
        let book = book(&db, &time.ambient);
        let mut tx = db.begin().await.unwrap();
        let text = || Bilingual::new("商户", "Merchant");
        let new = merchants::NewMerchant { name: text(), about: Bilingual::default(), fee: BasisPoints(200) };
        let merchant = merchants::create(&mut tx, &time.ambient, &new).await.unwrap().id;
        let draft = Draft {
            kind: "fake".into(),
            name: "Fake".into(),
            currency: Currency::CNY,
            settings: Settings::from([("name".into(), Secret::new(name))]),
            forget: Vec::new(),
            contract: "7".into(),
            contract_until: time.ambient.now().after(Span::days(100)),
            version: 0,
        };
        let supplier = book.put(&mut tx, (merchant, None), &draft, "test").await.unwrap().id;
        book.switch(&mut tx, (merchant, supplier), SupplierState::On, "test").await.unwrap();
        let deposit = cny(100_000);
        orders::book_deposit(&mut tx, &time.ambient, (merchant, supplier), deposit, ("first", "test"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self { db, time, tally, merchant, supplier, house }
    }

    pub fn whose(&self) -> (MerchantId, SupplierId) {
        (self.merchant, self.supplier)
    }

    /// Something that was ordered there and ended so at that moment, with its money; our number there.
    pub async fn bought(&self, state: &str, cost: i64, when: &str) -> String {
        let (order, when) = (OrderId::new(&self.time.ambient), at(when));
        let order_no = format!("{}01", kernel::encode_128(order.0));
        let sql = "insert into supply_attempts (merchant, order_id, seq, supplier, product, order_no, reference, state, cost, \
                   currency, why, said, sent_at, asked, ended_at) \
                   values ($1, $2, 1, $3, 'P', $4, $5, $6, $7, 'CNY', '', '', $8, 0, $9)";
        let ended = matches!(state, "credited" | "failed").then_some(when);
        let mut tx = self.db.begin().await.unwrap();
        let reference = format!("S-{order_no}");
        let values =
            params![self.merchant, order, self.supplier, &order_no, reference, state, cost, when, ended];
        tx.exec_one(sql, values).await.unwrap();
        let deposit = accounts::supplier_deposit(self.merchant, self.supplier, Currency::CNY);
        let spent = accounts::supplier_spent(self.merchant, self.supplier, Currency::CNY);
        let id = format!("{order}/s1");
        let step = match state {
            "credited" => Step::Post { id, debit: deposit, credit: spent, amount: cost },
            _ => {
                Step::Reserve { id, debit: deposit, credit: spent, amount: cost, expires_at: Time(i64::MAX) }
            }
        };
        let mut steps = vec![step];
        if state == "failed" {
            steps.push(Step::VoidPending { id: format!("{order}/sv1"), pending: format!("{order}/s1") });
        }
        self.post(&mut tx, steps).await;
        tx.commit().await.unwrap();
        order_no
    }

    /// What was under way is credited after all.
    pub async fn credit(&self, order_no: &str) {
        let mut tx = self.db.begin().await.unwrap();
        let sql = "update supply_attempts set state = 'credited', ended_at = $2 where order_no = $1 and state = 'accepted'";
        tx.exec_one(sql, params![order_no, self.time.ambient.now()]).await.unwrap();
        let order = OrderId(kernel::decode_128(&order_no[..26]).unwrap());
        let step =
            Step::PostPending { id: format!("{order}/sp1"), pending: format!("{order}/s1"), amount: None };
        self.post(&mut tx, vec![step]).await;
        tx.commit().await.unwrap();
    }

    /// Keys of an order were claimed back, and so much came.
    pub async fn claimed(&self, order_no: &str, amount: i64, when: &str) {
        let (claim, when) = (SupplierClaimId::new(&self.time.ambient), at(when));
        let order = OrderId(kernel::decode_128(&order_no[..26]).unwrap());
        let sql = "insert into supplier_claims (merchant, id, supplier, order_id, seq, sold_order, keys, reason, state, \
                   reference, paid_back, currency, said, turn, opened_by, opened_at, ended_at) values ($1, $2, $3, $4, 1, $4, 1, \
                   '', 'settled', $5, $6, 'CNY', '', 0, '', $7, $7)";
        let mut tx = self.db.begin().await.unwrap();
        let values = params![self.merchant, claim, self.supplier, order, format!("C-{claim}"), amount, when];
        tx.exec_one(sql, values).await.unwrap();
        let deposit = accounts::supplier_deposit(self.merchant, self.supplier, Currency::CNY);
        let spent = accounts::supplier_spent(self.merchant, self.supplier, Currency::CNY);
        let step = Step::Post { id: format!("{claim}/back"), debit: spent, credit: deposit, amount };
        self.post(&mut tx, vec![step]).await;
        tx.commit().await.unwrap();
    }

    async fn post(&self, tx: &mut db::Tx, steps: Vec<Step>) {
        let chain = Chain { book: self.merchant.to_string(), reference: "test".into(), steps };
        let outcomes = ledger::submit(tx, self.time.ambient.now(), &[chain]).await.unwrap();
        assert_eq!(outcomes, [Outcome::Applied]);
    }

    pub async fn take(&self, day: &str, lines: Vec<SupplyLine>, closing: Option<i64>) -> Taken {
        self.tally.take(self.statement(day, lines, closing)).await.unwrap()
    }

    pub fn statement(&self, day: &str, lines: Vec<SupplyLine>, closing: Option<i64>) -> NewStatement {
        NewStatement {
            merchant: self.merchant,
            supplier: self.supplier,
            day: day.to_owned(),
            told: SupplyStatement { lines, closing: closing.map(cny) },
            source: Source::Upload,
            name: "day.csv".into(),
            by: "usr_1".into(),
        }
    }

    /// All of them, the oldest first.
    pub async fn differences(&self) -> Vec<Difference> {
        let ask = PageAsk { after: None, limit: 100 };
        let filter = DifferenceFilter::default();
        let mut all = self.tally.differences(self.merchant, &filter, &ask).await.unwrap().items;
        all.reverse();
        all
    }

    /// Those that wait for somebody.
    pub async fn open(&self) -> Vec<(DifferenceKind, i64, i64)> {
        let all = self.differences().await.into_iter().filter(|one| one.state.waits());
        let mut open: Vec<_> = all.map(|one| (one.kind, one.theirs, one.ours)).collect();
        open.sort_by_key(|(kind, theirs, ours)| (kind.code(), *theirs, *ours));
        open
    }

    pub async fn decide(&self, one: &Difference, way: Way) -> Result<Difference, TallyRefusal> {
        let mut tx = self.db.begin().await?;
        let (_, after) =
            self.tally.decide(&mut tx, (self.merchant, one.id), way, ("looked at it", "usr_1")).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// What the ledger says that can be spent there, or is held.
    pub async fn deposit(&self) -> i64 {
        let account = accounts::supplier_deposit(self.merchant, self.supplier, Currency::CNY);
        let mut tx = self.db.read().await.unwrap();
        let balance = ledger::balances(&mut tx, &[account]).await.unwrap().remove(0);
        balance.credits_posted - balance.debits_posted
    }

    pub async fn alarms(&self, kind: &str) -> i64 {
        let sql = "select count(*) from alarms where kind = $1";
        self.db.query(sql, params![kind]).await.unwrap()[0].int(0).unwrap()
    }

    /// The proof of the books: of the ledger, and of what was spent and paid in at suppliers.
    pub async fn prove(&self) {
        let mut tx = self.db.snapshot().await.unwrap();
        assert_eq!(ledger::audit(&mut tx).await.unwrap(), []);
        let found = orders::audit::audit(&mut tx, self.time.ambient.now()).await.unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
}

pub fn book(db: &TestDb, ambient: &Ambient) -> SupplyBook {
    SupplyBook::new(supply::Parts {
        db: db.db.clone(),
        ambient: ambient.clone(),
        key: Secret::new([7; 32]),
        kinds: KINDS,
        private_suppliers: true,
        patience: Duration::from_secs(2),
    })
}

/// A node of its own over the same database.
pub fn node(db: &TestDb, ambient: &Ambient) -> Tally {
    Tally::new(Parts {
        db: db.db.clone(),
        ambient: ambient.clone(),
        book: book(db, ambient),
        settings: tally::Settings::default(),
    })
}

struct Fake(Arc<House>);

#[async_trait]
impl Supplier for Fake {
    async fn submit(&self, _: &NewSupply) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    fn statement_ahead(&self) -> i64 {
        0
    }
    fn offers_statement(&self) -> bool {
        true
    }
    async fn statement(&self, day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let days = self.0.days.lock().unwrap();
        days.get(&day.date).cloned().unwrap_or_else(|| Err(SupplyError::Unknown("time-out".into())))
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

fn build(settings: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    let name = settings.get("name").unwrap().expose().clone();
    Ok(Arc::new(Fake(HOUSES.lock().unwrap().get(&name).cloned().unwrap())))
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
    has_catalogue: false,
    described: None,
    build,
}];
