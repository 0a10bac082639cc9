use crate::body::Json;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::payment_channels::change::filled;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Currency, Money, Secret, SupplierId};
use ports::{DryRun, Explained, NewSupply, ShownAnswer, ShownCallback, ShownRequest, ShownSignature, Wanted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use supply::{Pasted, Trial};
use utoipa::ToSchema;

const QUANTITY_MAX: i64 = 1_000;
const COST_MAX: i64 = 1_000_000_000_000;

/// A text that describes a supplier.
#[derive(Deserialize, ToSchema)]
#[schema(as = ExplainSupplier)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainBody {
    #[schema(example = "connector")]
    kind: String,
    description: String,
}

/// All that is wrong with a description; empty: nothing.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierDescriptionFaults)]
pub(crate) struct ExplainAnswer {
    faults: Vec<PlaceAnswer>,
}

/// One thing that is wrong, in both languages.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierDescriptionFault)]
struct PlaceAnswer {
    /// `submit.form.sign`, or `line 12`; empty for the whole.
    #[schema(example = "submit.form.sign")]
    path: String,
    zh: String,
    en: String,
}

/// A supplier that is described in a text, and an order that is not sent. It holds secrets: nothing prints it.
#[derive(Deserialize, ToSchema)]
#[schema(as = DryRunSupplier)]
#[serde(deny_unknown_fields)]
pub(crate) struct DryRunBody {
    kind: String,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// The supplier whose settings stand in for those that are left out.
    #[schema(value_type = Option<String>)]
    of: Option<SupplierId>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
    #[serde(default)]
    sample: SampleBody,
    /// An answer of the supplier to be read: its body, or with its line of status, headers and an empty line before it.
    #[serde(default)]
    answer: String,
    /// A callback to be read: what is in it, or with its line of request, headers and an empty line before it.
    #[serde(default)]
    callback: String,
}

/// The order that it is tried on.
#[derive(Deserialize, ToSchema)]
#[schema(as = DryRunSample)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SampleBody {
    /// Our number: 8 to 32 small letters and digits. An answer that names an order has to name this one.
    order_no: String,
    /// As the supplier calls it.
    product: String,
    /// 1 to 1000.
    quantity: i64,
    /// What the buyer filled in, by the names of the form.
    account: BTreeMap<String, String>,
    /// Of one, in minor units.
    unit_cost: i64,
}

impl Default for SampleBody {
    fn default() -> Self {
        Self {
            order_no: "sample0000000001".to_owned(),
            product: "10086".to_owned(),
            quantity: 1,
            account: BTreeMap::from([("account".to_owned(), "13800138000".to_owned())]),
            unit_cost: 1_000,
        }
    }
}

/// What a description comes to. Nothing was sent.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierDryRun)]
pub(crate) struct DryRunAnswer {
    /// Nothing can be shown before these are gone.
    faults: Vec<PlaceAnswer>,
    requests: Vec<RequestAnswer>,
    /// The answer that was pasted, as each request would read it.
    answers: Vec<ReadAnswer>,
    /// Null: none was pasted, or none is described.
    callback: Option<CallbackAnswer>,
}

/// A request as it would be sent; secrets are `••••`, signatures are true.
#[derive(Serialize, ToSchema)]
#[schema(as = DryRunRequest)]
struct RequestAnswer {
    /// `submit`, `query`, `cancel`, `balance`, `catalogue`.
    #[schema(example = "submit")]
    name: &'static str,
    method: String,
    url: String,
    headers: Vec<HeaderAnswer>,
    body: String,
    signatures: Vec<SignatureAnswer>,
    /// Why it could not be sent.
    problem: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DryRunHeader)]
struct HeaderAnswer {
    name: String,
    value: String,
}

/// A signature, and what is hashed for it.
#[derive(Serialize, ToSchema)]
#[schema(as = DryRunSignature)]
struct SignatureAnswer {
    recipe: String,
    text: String,
    value: String,
}

/// How an answer would be read.
#[derive(Serialize, ToSchema)]
#[schema(as = DryRunRead)]
struct ReadAnswer {
    /// The request that it would answer.
    request: &'static str,
    /// `accepted`, `credited`, `delivered`, `failed`, `not_found`, `balance`, `catalogue` or `unknown`.
    #[schema(example = "accepted")]
    state: &'static str,
    reference: Option<String>,
    /// A cost, or a balance.
    amount: Option<String>,
    /// The code of a failure's reason.
    why: Option<&'static str>,
    said: String,
}

/// How a callback would be taken.
#[derive(Serialize, ToSchema)]
#[schema(as = DryRunCallback)]
struct CallbackAnswer {
    /// The order that would be asked about; null: it is refused.
    order_no: Option<String>,
    /// `bad_signature`, `stale`, `other_merchant` or `malformed`.
    refusal: Option<&'static str>,
    said: String,
    /// What it was measured by; null: it is unsigned, or cannot be read.
    signature: Option<SignatureAnswer>,
    /// What it would be answered.
    answer: String,
}

impl From<Explained> for PlaceAnswer {
    fn from(one: Explained) -> Self {
        Self { path: one.path, zh: one.zh, en: one.en }
    }
}

impl From<ShownSignature> for SignatureAnswer {
    fn from(one: ShownSignature) -> Self {
        Self { recipe: one.recipe, text: one.text, value: one.value }
    }
}

impl From<ShownRequest> for RequestAnswer {
    fn from(one: ShownRequest) -> Self {
        let headers = one.headers.into_iter().map(|(name, value)| HeaderAnswer { name, value });
        Self {
            name: one.name,
            method: one.method,
            url: one.url,
            headers: headers.collect(),
            body: one.body,
            signatures: one.signatures.into_iter().map(SignatureAnswer::from).collect(),
            problem: one.problem,
        }
    }
}

impl From<ShownAnswer> for ReadAnswer {
    fn from(one: ShownAnswer) -> Self {
        let ShownAnswer { request, state, reference, amount, why, said } = one;
        Self { request, state, reference, amount, why, said }
    }
}

impl From<ShownCallback> for CallbackAnswer {
    fn from(one: ShownCallback) -> Self {
        let ShownCallback { order_no, refusal, said, signature, answer } = one;
        Self { order_no, refusal, said, signature: signature.map(SignatureAnswer::from), answer }
    }
}

impl From<DryRun> for DryRunAnswer {
    fn from(run: DryRun) -> Self {
        Self {
            faults: run.faults.into_iter().map(PlaceAnswer::from).collect(),
            requests: run.requests.into_iter().map(RequestAnswer::from).collect(),
            answers: run.answers.into_iter().map(ReadAnswer::from).collect(),
            callback: run.callback.map(CallbackAnswer::from),
        }
    }
}

impl SampleBody {
    fn supply(self, currency: Currency, notify_url: String) -> Result<NewSupply, Problem> {
        let wrong = |field: &str, detail: &str| {
            Problem::field("invalid_field", format!("/sample/{field}"), detail.to_owned())
        };
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !(8..=32).contains(&self.order_no.len()) || !self.order_no.bytes().all(plain) {
            return Err(wrong("order_no", "order_no is 8 to 32 small letters and digits"));
        }
        if !(1..=QUANTITY_MAX).contains(&self.quantity) {
            return Err(wrong("quantity", "quantity is 1 to 1000"));
        }
        if !(0..=COST_MAX).contains(&self.unit_cost) {
            return Err(wrong("unit_cost", "unit_cost is not negative, and no fortune"));
        }
        Ok(NewSupply {
            order_no: self.order_no,
            wanted: Wanted::Credit,
            product: self.product,
            quantity: self.quantity,
            account: self.account.into_iter().map(|(name, value)| (name, Secret::new(value))).collect(),
            unit_cost: Money::new(self.unit_cost, currency),
            notify_url,
        })
    }
}

/// All that is wrong with a text that describes a supplier, each with its place. Refused: `unknown_supplier_kind`,
/// `supplier_not_described`.
#[utoipa::path(post, path = "/v1/suppliers/explain", tag = "supply", operation_id = "explainSupplier",
    request_body = ExplainBody, security(("key" = ["supply:read"])),
    responses((status = 200, body = ExplainAnswer)))]
pub(crate) async fn explain(State(api): State<Api>, _: Staff<SupplyRead>, body: Json) -> Answer {
    let asked: ExplainBody = body.parse()?;
    let faults = api.fulfiller.book().explain(&asked.kind, &asked.description)?;
    ok(&ExplainAnswer { faults: faults.into_iter().map(PlaceAnswer::from).collect() })
}

/// What a supplier that is described in a text would be sent, and how what is pasted would be read. Nothing is sent, and
/// nothing is kept. Refused: `unknown_supplier_kind`, `supplier_not_described`, `no_such_supplier`,
/// `supplier_kind_is_fixed`, `bad_supplier_settings`.
#[utoipa::path(post, path = "/v1/suppliers/dry-run", tag = "supply", operation_id = "dryRunSupplier",
    request_body = DryRunBody, security(("session" = ["supply:write"])),
    responses((status = 200, body = DryRunAnswer)))]
pub(crate) async fn dry_run(State(api): State<Api>, staff: Staff<SupplyWrite>, body: Json) -> Answer {
    let asked: DryRunBody = body.parse()?;
    // One that is not connected yet has no address: another's is as good.
    let of = asked.of.unwrap_or_else(|| SupplierId::new(api.ambient()));
    let sample = asked.sample.supply(asked.currency, api.fulfiller.notify_url(of))?;
    let trial =
        Trial { kind: asked.kind, currency: asked.currency, of: asked.of, settings: filled(asked.settings) };
    let given = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let pasted = Pasted { answer: given(asked.answer), callback: given(asked.callback) };
    let run = api.fulfiller.book().dry_run(staff.merchant, &trial, (&sample, &pasted)).await?;
    ok(&DryRunAnswer::from(run))
}
