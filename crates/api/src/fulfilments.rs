//! Orders that are credited to an account, as their merchant sees them: how each stands, and which suppliers were asked.

use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, witness};
use crate::sales::ask::code;
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use catalog::Sku;
use identity::{Caller, Scope};
use kernel::{Currency, OrderId, Secret, SkuId, SupplierId, Time};
use orders::{Access, AttemptView, FulfilmentLine, FulfilmentState, Order, OrderRefusal, SupplierSaid};
use ports::Wanted;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// How the crediting of an order stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Fulfilment)]
pub(crate) struct LineAnswer {
    #[schema(value_type = String, example = "ord_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    order: OrderId,
    #[schema(value_type = String)]
    sku: SkuId,
    sku_name: Text,
    /// `credit` (to the account) or `keys`.
    #[schema(example = "credit")]
    wanted: &'static str,
    quantity: i64,
    /// `unpaid`, `open`, `credited`, `given_back` (nobody credited it in time: the buyer has the money again) or `dropped`
    /// (never paid).
    #[schema(example = "open")]
    state: &'static str,
    /// As much of the account as may be shown.
    #[schema(example = "138****8000")]
    account: String,
    /// When the money goes back, if it is not credited until then; null before it is paid.
    deadline: Option<String>,
    created_at: String,
    ended_at: Option<String>,
    /// Who is, or was last, asked; null: nobody yet.
    #[schema(value_type = Option<String>)]
    supplier: Option<SupplierId>,
    supplier_name: Option<String>,
}

/// The same with the account itself, and with all who were asked.
#[derive(Serialize, ToSchema)]
#[schema(as = FulfilmentDetail)]
pub(crate) struct DetailAnswer {
    #[serde(flatten)]
    line: LineAnswer,
    /// What the buyer answered; null for who may not read orders (`orders:read`). Each time that it is shown stands in the
    /// trail. Empty once it is forgotten.
    account_fields: Option<Vec<FieldAnswer>>,
    /// In the order in which they were made.
    attempts: Vec<AttemptAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AccountFieldAnswer)]
struct FieldAnswer {
    #[schema(example = "phone")]
    name: String,
    /// As the form calls it now.
    label: Text,
    value: String,
}

/// One supplier's try.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplyAttempt)]
struct AttemptAnswer {
    seq: i64,
    #[schema(value_type = String)]
    supplier: SupplierId,
    supplier_name: String,
    /// As the supplier calls the goods.
    product: String,
    /// Your number there.
    order_no: String,
    /// The supplier's; empty: none was told.
    reference: String,
    /// `sent` (nobody knows what it answered), `accepted`, `credited` or `failed`.
    #[schema(example = "credited")]
    state: &'static str,
    /// All units together, in minor units.
    cost: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// Of a failed one: `bad_account`, `out_of_stock`, `no_funds`, `price_changed`, `cancelled`, `not_reached` or `other`;
    /// empty otherwise.
    why: String,
    /// The same in the supplier's words: not for the buyer.
    said: String,
    sent_at: String,
    /// How often it answered, or did not.
    asked: i64,
    ended_at: Option<String>,
}

/// Which of them, and which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FulfilmentQuery {
    /// `open`, `credited` or `given_back`; left out: all that are paid.
    state: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

fn state(text: &str) -> Option<FulfilmentState> {
    use FulfilmentState as S;
    [S::Open, S::Credited, S::GivenBack].into_iter().find(|state| state.code() == text)
}

/// What the lines are called by.
struct Around {
    skus: HashMap<SkuId, Sku>,
    suppliers: HashMap<SupplierId, String>,
}

impl Around {
    async fn of(api: &Api, merchant: kernel::MerchantId, skus: &[SkuId]) -> Result<Self, Problem> {
        let skus = catalog::skus(api.db(), merchant, skus).await?;
        Ok(Self {
            skus: skus.into_iter().map(|sku| (sku.id, sku)).collect(),
            suppliers: api.fulfiller.book().names(merchant).await?,
        })
    }

    fn supplier(&self, id: SupplierId) -> String {
        self.suppliers.get(&id).cloned().unwrap_or_default()
    }

    fn line(&self, line: FulfilmentLine) -> LineAnswer {
        LineAnswer {
            order: line.order,
            sku: line.sku,
            sku_name: self.skus.get(&line.sku).map(|sku| sku.name.clone().into()).unwrap_or_default(),
            wanted: line.wanted.code(),
            quantity: line.quantity,
            state: line.state.code(),
            account: line.account,
            deadline: line.deadline.map(Time::rfc3339),
            created_at: line.created_at.rfc3339(),
            ended_at: line.ended_at.map(Time::rfc3339),
            supplier: line.supplier,
            supplier_name: line.supplier.map(|id| self.supplier(id)),
        }
    }

    fn field(&self, sku: SkuId, (name, value): (String, String)) -> FieldAnswer {
        let mut fields = self.skus.get(&sku).into_iter().flat_map(|sku| &sku.form.fields);
        let label = match fields.find(|field| field.name == name) {
            Some(field) => field.label.clone().into(),
            // The form asks for something else by now.
            None => Text { zh: name.clone(), en: name.clone() },
        };
        FieldAnswer { name, label, value }
    }

    fn attempt(&self, attempt: AttemptView) -> AttemptAnswer {
        AttemptAnswer {
            supplier_name: self.supplier(attempt.supplier),
            seq: attempt.seq,
            supplier: attempt.supplier,
            product: attempt.product,
            order_no: attempt.order_no,
            reference: attempt.reference,
            state: attempt.state.code(),
            cost: attempt.cost.minor,
            currency: attempt.cost.currency,
            why: attempt.why,
            said: attempt.said,
            sent_at: attempt.sent_at.rfc3339(),
            asked: attempt.asked,
            ended_at: attempt.ended_at.map(Time::rfc3339),
        }
    }
}

/// The orders of your customers that are credited, newest first.
#[utoipa::path(get, path = "/v1/fulfilments", tag = "supply", operation_id = "listFulfilments", params(FulfilmentQuery),
    security(("key" = ["supply:read"])), responses((status = 200, body = List<LineAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Ask(asked): Ask<FulfilmentQuery>,
) -> Answer {
    let wanted = code(asked.state.as_deref(), state, "state is open, credited or given_back")?;
    let ask = checked::<OrderId>(asked.after, asked.limit)?;
    let page = api.orders.fulfilments(staff.merchant, wanted, &ask).await?;
    let skus: Vec<SkuId> = page.items.iter().map(|line| line.sku).collect();
    let around = Around::of(&api, staff.merchant, &skus).await?;
    ok(&List::of(page, |line| around.line(line)))
}

/// One of them, with the account and all suppliers that were asked. Refused: `not_found`.
#[utoipa::path(get, path = "/v1/fulfilments/{order}", tag = "supply", operation_id = "getFulfilment",
    params(("order" = String, Path, description = "The order's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = DetailAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    from: Address,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let (Some(view), Some(goods)) = (api.orders.fulfilment(&order).await?, order.lines.first()) else {
        return Err(OrderRefusal::NotFound.into());
    };
    let attempts = api.orders.attempts(&order).await?;
    let around = Around::of(&api, staff.merchant, &[goods.sku]).await?;
    let line = FulfilmentLine {
        order: order.id,
        sku: goods.sku,
        wanted: if order.goods.are_keys() { Wanted::Keys } else { Wanted::Credit },
        quantity: goods.quantity,
        state: view.state,
        account: view.account,
        deadline: view.deadline,
        created_at: order.created_at,
        ended_at: view.ended_at,
        supplier: attempts.last().map(|attempt| attempt.supplier),
    };
    let account = opened(&api, &staff.caller, &from, &order).await?;
    let fields =
        |pairs: Vec<(String, String)>| pairs.into_iter().map(|pair| around.field(goods.sku, pair)).collect();
    ok(&DetailAnswer {
        line: around.line(line),
        account_fields: account.map(fields),
        attempts: attempts.into_iter().map(|attempt| around.attempt(attempt)).collect(),
    })
}

/// What somebody has found out from the supplier.
#[derive(Deserialize, ToSchema)]
#[schema(as = DecideFulfilment)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideBody {
    /// `credited`: the account has it. `delivered`: these are the keys. `failed`: it has not, they do not exist, and will not.
    #[schema(example = "failed")]
    says: String,
    /// Of `delivered`: as many as were bought, each in one line. They go to the buyer over the shelf.
    #[serde(default)]
    keys: Vec<String>,
    /// One line, up to 300 characters: who said so.
    reason: String,
}

/// End what its supplier does not tell of, once somebody has asked there. Called `failed`, another supplier has its turn,
/// or the buyer gets the money again. Refused: `order_not_found`, `attempt_decided`, `bad_reason`, `wrong_keys`.
#[utoipa::path(post, path = "/v1/fulfilments/{order}/decide", tag = "supply", operation_id = "decideFulfilment",
    params(("order" = String, Path, description = "The order's id")), request_body = DecideBody,
    security(("session" = ["supply:write"])), responses((status = 204)))]
pub(crate) async fn decide(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<OrderId>,
    body: Json,
) -> Answer {
    let asked: DecideBody = body.parse()?;
    let says = match (asked.says.as_str(), asked.keys.is_empty()) {
        ("credited", true) => SupplierSaid::Credited,
        ("failed", true) => SupplierSaid::Failed,
        ("delivered", _) => SupplierSaid::Delivered(asked.keys.into_iter().map(Secret::new).collect()),
        _ => {
            let detail = "says: credited, failed, or delivered with its keys";
            return Err(Problem::field("invalid_field", "/says", detail));
        }
    };
    let code = says.code();
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let whose = (order.merchant, order.id);
    api.fulfiller.decide(whose, says, &asked.reason, &staff.caller.actor()).await?;
    let subject = id.to_string();
    let act = Act { what: "supply_decided", subject: &subject, after: code, ..Act::default() };
    let act = Act { reason: &asked.reason, ..act };
    let mut tx = api.db().begin().await?;
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// None for who may not. Nobody sees it before it stands in the trail that they do.
async fn opened(
    api: &Api,
    caller: &Caller,
    from: &Address,
    order: &Order,
) -> Result<Option<Vec<(String, String)>>, Problem> {
    if !caller.may(Scope::OrdersRead) {
        return Ok(None);
    }
    let account = api.orders.fulfilment_account(order).await?;
    if !account.is_empty() {
        let subject = order.id.to_string();
        let mut tx = api.db().begin().await?;
        let act = Act { what: "account_opened", subject: &subject, ..Act::default() };
        witness(&mut tx, api, caller, from, act).await?;
        tx.commit().await?;
    }
    Ok(Some(account))
}
