//! A kind of supplier that only these tests speak. It remembers nothing: what it does with goods is told by how they are
//! called there.

use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Time};
use orders::{Fulfiller, Orders};
use ports::{
    AccountFound, AccountQuestion, BadField, BuiltSupplier, Checked, Described, DryRun, Explained, Field,
    FieldKind, NewSupply, NoSupply, NotifyRefusal, RawNotify, Rehearsal, Settings, ShownAnswer,
    ShownCallback, ShownRequest, Supplied, Supplier, SupplierKind, SupplierProduct, SupplyError, SupplyRef,
};
use std::sync::Arc;
use std::time::Duration;
use supply::SupplyBook;
use testkit::{TestAmbient, TestDb};

/// Credited at once.
pub const PROMPT: &str = "prompt";
/// The telephone that nobody has.
pub const NOBODYS: &str = "13500135000";
/// Taken on, and credited when it is asked about.
pub const SLOW: &str = "slow";
/// Never credited.
pub const SOLD_OUT: &str = "sold-out";

const fn field(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind, required: true, label_zh: "名称", label_en: "Label", hint_zh: "", hint_en: "" }
}

/// An id `unbuildable` is refused, `mute` never answers, `strange` is refused by the supplier.
const KINDS: &[SupplierKind] = &[SupplierKind {
    code: "made_up",
    name_zh: "虚构供应商",
    name_en: "Made up",
    fields: &[field("url", FieldKind::Url), field("id", FieldKind::Text), field("key", FieldKind::Secret)],
    currencies: &["CNY"],
    gives: &[ports::Wanted::Credit],
    has_balance: true,
    has_catalogue: true,
    described: Some(&DESCRIBED),
    build,
}];

pub fn fulfiller(db: &TestDb, time: &TestAmbient, orders: &Orders) -> Fulfiller {
    let book = SupplyBook::new(supply::Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        key: kernel::Secret::new([10; 32]),
        kinds: KINDS,
        private_suppliers: false,
        patience: Duration::from_millis(300),
    });
    Fulfiller::new(orders.clone(), book)
}

/// As if its id were its description: one `wrong` is wrong. It shows where it would send to, and what it was given to read.
static DESCRIBED: Described = Described { explain, dry_run, field: "id" };

fn explain(text: &str) -> Vec<Explained> {
    let one = || Explained { path: "line 1".into(), zh: "有误".into(), en: "it is wrong".into() };
    (text == "wrong").then(one).into_iter().collect()
}

fn dry_run(rehearsal: &Rehearsal<'_>) -> DryRun {
    let text =
        |name: &str| rehearsal.settings.get(name).map(|value| value.expose().clone()).unwrap_or_default();
    let request = ShownRequest {
        name: "submit",
        method: "POST".into(),
        url: format!("{}/{}", text("url"), rehearsal.sample.order_no),
        headers: vec![("X-Key".into(), "•".repeat(text("key").len()))],
        body: rehearsal.sample.main_account().to_owned(),
        signatures: Vec::new(),
        problem: None,
    };
    let read = |said: &str| ShownAnswer {
        request: "submit",
        state: "unknown",
        reference: None,
        amount: Some(rehearsal.sample.unit_cost.decimal()),
        why: None,
        said: said.to_owned(),
    };
    let callback = |said: &str| ShownCallback {
        order_no: None,
        refusal: Some("malformed"),
        said: said.to_owned(),
        signature: None,
        answer: rehearsal.sample.notify_url.clone(),
    };
    DryRun {
        faults: explain(&text("id")),
        requests: vec![request],
        answers: rehearsal.answer.map(read).into_iter().collect(),
        callback: rehearsal.callback.map(callback),
    }
}

fn build(settings: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    let text = |name: &str| settings.get(name).map(|value| value.expose().clone()).unwrap_or_default();
    if text("id") == "unbuildable" {
        return Err(vec![BadField { field: "id", zh: "不存在", en: "there is no such id" }]);
    }
    Ok(Arc::new(MadeUp { id: text("id"), key: text("key") }))
}

struct MadeUp {
    id: String,
    key: String,
}

impl MadeUp {
    async fn answer(&self) {
        if self.id == "mute" {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
        }
    }
}

#[async_trait]
impl Supplier for MadeUp {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        self.answer().await;
        let reference = Some(format!("S{}", new.order_no));
        Ok(match new.product.as_str() {
            SLOW => Supplied::Accepted { reference },
            SOLD_OUT => {
                Supplied::Failed { reference, why: NoSupply::OutOfStock, said: "库存不足".to_owned() }
            }
            _ => Supplied::Credited { reference, cost: None },
        })
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        self.answer().await;
        Ok(Supplied::Credited { reference: None, cost: None })
    }
    /// Tells of those goods only that are credited at once.
    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        match (question.product.as_str(), question.main_account()) {
            (PROMPT, NOBODYS) => Ok(AccountFound::No),
            (PROMPT, _) => Ok(AccountFound::yes("张小明", "中国移动")),
            _ => Err(SupplyError::CannotTell),
        }
    }
    async fn balance(&self) -> Result<Money, SupplyError> {
        self.answer().await;
        Ok(Money::new(123_456, Currency::CNY))
    }
    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let goods = |product: &str, stock| SupplierProduct {
            product: product.to_owned(),
            name: "话费".to_owned(),
            wanted: ports::Wanted::Credit,
            cost: Money::new(900, Currency::CNY),
            stock,
            on_sale: stock != Some(0),
        };
        Ok(vec![goods(PROMPT, None), goods(SOLD_OUT, Some(0))])
    }
    fn offers_statement(&self) -> bool {
        true
    }
    /// Nothing ever happened there.
    async fn statement(&self, _: &ports::StatementDay) -> Result<ports::SupplyStatement, SupplyError> {
        self.answer().await;
        Ok(ports::SupplyStatement::default())
    }
    /// Its signature is the key itself, its body our number.
    fn verify_callback(&self, callback: &RawNotify, _: Time) -> Result<ports::Reported, NotifyRefusal> {
        match callback.header("x-key") {
            Some(key) if key == self.key => {
                Ok(ports::Reported::Order(String::from_utf8_lossy(&callback.body).into_owned()))
            }
            _ => Err(NotifyRefusal::BadSignature),
        }
    }
    fn acknowledgement(&self) -> &'static str {
        "received"
    }
    async fn check(&self) -> Vec<Checked> {
        self.answer().await;
        let problem = (self.id == "strange").then(|| "the supplier knows no such customer".to_owned());
        vec![Checked { code: "keys", problem: None }, Checked { code: "reach", problem }]
    }
}
