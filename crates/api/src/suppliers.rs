//! A merchant's suppliers, who credit goods to the accounts of its buyers. Their secrets go in and never come out.

/// What is asked of a supplier by hand.
pub(crate) mod ask;
/// Connect, change, switch.
pub(crate) mod change;
/// What is deposited there, as we know it.
pub(crate) mod deposits;
/// In what statements and our books do not agree.
pub(crate) mod differences;
/// What a text that describes a supplier comes to.
pub(crate) mod dry_run;
/// By whom a SKU can be credited.
pub(crate) mod routes;
/// What suppliers say of a day.
pub(crate) mod statements;
/// Try settings out.
pub(crate) mod trial;
/// How suppliers are weighed against each other.
pub(crate) mod weights;

use crate::may::{Staff, SupplyRead};
use crate::path::Id;
use crate::payment_channels::{FieldAnswer, text};
use crate::people::name_of;
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Currency, MerchantId, Money, SupplierId, Time};
use orders::{Deposit, SupplierScore};
use ports::SupplierKind;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use supply::Supplier;
use utoipa::ToSchema;

/// A kind of supplier that this program speaks, with all that its form asks for.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierKind)]
pub(crate) struct KindAnswer {
    #[schema(example = "kasushou")]
    code: &'static str,
    name: Text,
    fields: Vec<FieldAnswer>,
    /// In which it reckons; none: in whichever it is set up for.
    currencies: &'static [&'static str],
    /// `credit` (to accounts), `keys`.
    #[schema(example = json!(["credit"]))]
    gives: Vec<&'static str>,
    /// Whether it tells what is deposited there.
    has_balance: bool,
    /// Whether it tells what it offers.
    has_catalogue: bool,
    /// The setting in which the text stands that describes it; null: it needs none. A dry run looks at it.
    #[schema(example = json!(null))]
    described: Option<&'static str>,
}

/// A connected supplier, without its secrets. All its amounts are minor units of its currency.
#[derive(Serialize, ToSchema)]
#[schema(as = Supplier)]
pub(crate) struct SupplierAnswer {
    #[schema(value_type = String, example = "spl_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: SupplierId,
    /// For good.
    kind: String,
    name: String,
    /// For good.
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// `on`, `off` or `retired`. In whatever state, it is asked about what it was asked for, and may report.
    #[schema(example = "on")]
    state: &'static str,
    /// Settings that are no secrets, by field.
    settings: BTreeMap<String, String>,
    /// Which secrets are set.
    secrets: Vec<String>,
    /// Why it cannot be used; empty where it can.
    faults: Vec<FaultAnswer>,
    /// The contract's number or name.
    contract: String,
    /// The first moment at which the contract does not hold any more: nothing new is ordered then.
    contract_until: String,
    /// What it last said of the deposit there; null: it was not asked, or cannot tell.
    balance: Option<BalanceAnswer>,
    deposit: DepositAnswer,
    /// How it did in the last 30 days; null: it was asked for nothing.
    score: Option<ScoreAnswer>,
    /// `well`, `shaky` (silent lately) or `resting` (others are asked first), as this node sees it.
    #[schema(example = "well")]
    health: &'static str,
    /// Where it reports to.
    notify_url: String,
    /// Counts the changes: sent along with the next one.
    version: i64,
    changed_at: String,
    changed_by: String,
}

/// What is wrong with a setting, in both languages.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierFault)]
struct FaultAnswer {
    /// Empty: all of them.
    field: String,
    zh: String,
    en: String,
}

/// What a supplier has said of the deposit there.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierBalance)]
struct BalanceAnswer {
    /// Minor units.
    amount: i64,
    at: String,
}

/// A deposit as our books know it, in minor units.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierDeposit)]
struct DepositAnswer {
    /// What can be ordered for.
    available: i64,
    /// Of what is under way.
    held: i64,
    /// All that was credited for it.
    spent: i64,
}

/// How a supplier did lately: tries, by how they ended.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierScore)]
struct ScoreAnswer {
    credited: i64,
    failed: i64,
    /// Nobody knows yet.
    open: i64,
    /// Within so many seconds half of what was credited was; null: nothing was.
    half_seconds: Option<i64>,
    /// And 95 of 100.
    most_seconds: Option<i64>,
}

impl From<&'static SupplierKind> for KindAnswer {
    fn from(kind: &'static SupplierKind) -> Self {
        Self {
            code: kind.code,
            name: text(kind.name_zh, kind.name_en),
            fields: kind.fields.iter().map(FieldAnswer::from).collect(),
            currencies: kind.currencies,
            gives: kind.gives.iter().map(|wanted| wanted.code()).collect(),
            has_balance: kind.has_balance,
            has_catalogue: kind.has_catalogue,
            described: kind.described.map(|described| described.field),
        }
    }
}

impl From<Deposit> for DepositAnswer {
    fn from(deposit: Deposit) -> Self {
        Self { available: deposit.available.minor, held: deposit.held.minor, spent: deposit.spent.minor }
    }
}

impl From<&SupplierScore> for ScoreAnswer {
    fn from(score: &SupplierScore) -> Self {
        Self {
            credited: score.credited,
            failed: score.failed,
            open: score.open,
            half_seconds: score.half.map(kernel::Span::as_seconds),
            most_seconds: score.most.map(kernel::Span::as_seconds),
        }
    }
}

impl SupplierAnswer {
    /// `by` is the name of whoever changed it last.
    fn new(
        api: &Api,
        supplier: Supplier,
        (deposit, score): (Deposit, Option<&SupplierScore>),
        by: String,
    ) -> Self {
        let fault = |fault: ports::Fault| FaultAnswer { field: fault.field, zh: fault.zh, en: fault.en };
        let balance = |(told, at): (Money, Time)| BalanceAnswer { amount: told.minor, at: at.rfc3339() };
        Self {
            id: supplier.id,
            kind: supplier.kind,
            name: supplier.name,
            currency: supplier.currency,
            state: supplier.state.code(),
            settings: supplier.plain,
            secrets: supplier.secrets,
            faults: supplier.faults.into_iter().map(fault).collect(),
            contract: supplier.contract,
            contract_until: supplier.contract_until.rfc3339(),
            balance: supplier.balance.map(balance),
            deposit: deposit.into(),
            score: score.map(ScoreAnswer::from),
            health: api.fulfiller.health(supplier.id).code(),
            notify_url: api.fulfiller.notify_url(supplier.id),
            version: supplier.version,
            changed_at: supplier.changed_at.rfc3339(),
            changed_by: by,
        }
    }

    /// One that was connected just now: nothing is deposited there, and it was asked for nothing.
    fn fresh(api: &Api, supplier: Supplier, by: String) -> Self {
        let none = Money::zero(supplier.currency);
        let deposit = Deposit { available: none, held: none, spent: none };
        Self::new(api, supplier, (deposit, None), by)
    }
}

/// Suppliers of that merchant with all that is shown of them.
async fn told(
    api: &Api,
    merchant: MerchantId,
    suppliers: Vec<Supplier>,
) -> Result<Vec<SupplierAnswer>, Problem> {
    let of: Vec<_> = suppliers.iter().map(|supplier| (supplier.id, supplier.currency)).collect();
    let deposits = api.fulfiller.deposits(merchant, &of).await?;
    let scores = api.fulfiller.scores(merchant).await?;
    let mut names = Names::default();
    let mut answers = Vec::with_capacity(suppliers.len());
    for (supplier, deposit) in suppliers.into_iter().zip(deposits) {
        let score = scores.iter().find(|score| score.supplier == supplier.id);
        let by = names.of(api, &supplier.changed_by).await?;
        answers.push(SupplierAnswer::new(api, supplier, (deposit, score), by));
    }
    Ok(answers)
}

async fn told_one(api: &Api, supplier: Supplier) -> Result<SupplierAnswer, Problem> {
    let one = told(api, supplier.merchant, vec![supplier]).await?.pop();
    one.ok_or_else(|| Problem::internal("a supplier has no deposit"))
}

/// Who did it, each looked up once.
#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    async fn of(&mut self, api: &Api, who: &str) -> Result<String, Problem> {
        if let Some(name) = self.0.get(who) {
            return Ok(name.clone());
        }
        let name = name_of(api, who).await?;
        self.0.insert(who.to_owned(), name.clone());
        Ok(name)
    }
}

/// The kinds of suppliers that there are, with the fields of their forms.
#[utoipa::path(get, path = "/v1/suppliers/kinds", tag = "supply", operation_id = "listSupplierKinds",
    security(("key" = ["supply:read"])), responses((status = 200, body = List<KindAnswer>)))]
pub(crate) async fn kinds(State(api): State<Api>, _: Staff<SupplyRead>) -> Answer {
    let items = api.fulfiller.book().kinds().iter().map(KindAnswer::from).collect();
    ok(&List { items, next: None })
}

/// Your suppliers, at most 100, in the order in which they were connected; those that are retired come last.
#[utoipa::path(get, path = "/v1/suppliers", tag = "supply", operation_id = "listSuppliers",
    security(("key" = ["supply:read"])), responses((status = 200, body = List<SupplierAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<SupplyRead>) -> Answer {
    let suppliers = api.fulfiller.book().list(staff.merchant).await?;
    let items = told(&api, staff.merchant, suppliers).await?;
    ok(&List { items, next: None })
}

/// One of your suppliers. Refused: `no_such_supplier`.
#[utoipa::path(get, path = "/v1/suppliers/{id}", tag = "supply", operation_id = "getSupplier",
    params(("id" = String, Path, description = "The supplier's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = SupplierAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<SupplyRead>, Id(id): Id<SupplierId>) -> Answer {
    let supplier = api.fulfiller.book().find(staff.merchant, id).await?;
    ok(&told_one(&api, supplier).await?)
}
