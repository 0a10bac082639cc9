use crate::body::Json;
use crate::may::{PlanRead, Staff, StoreWrite};
use crate::platform::category_fees::FeeBody;
use crate::words::{Amount, Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::MerchantId;
use merchants::{MerchantRefusal, Plan, Store, StoreWords};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Your store.
#[derive(Serialize, ToSchema)]
#[schema(as = Store)]
pub(crate) struct StoreAnswer {
    /// Its address, behind `/s/`.
    slug: String,
    name: Text,
    #[serde(flatten)]
    words: StoreWordsAnswer,
    /// Where its logo is; null where there is none.
    #[schema(example = "/logos/0f3a….png")]
    logo: Option<String>,
    /// Give it back when you change the store.
    version: i64,
}

#[derive(Serialize, ToSchema)]
struct StoreWordsAnswer {
    announcement: Text,
    contact: String,
    hours: Text,
    policy: Text,
    colour: String,
}

impl StoreAnswer {
    fn of(store: Store, logo: Option<merchants::Logo>) -> Self {
        let w = store.words;
        Self {
            slug: store.slug,
            name: store.name.into(),
            words: StoreWordsAnswer {
                announcement: w.announcement.into(),
                contact: w.contact,
                hours: w.hours.into(),
                policy: w.policy.into(),
                colour: w.colour,
            },
            logo: logo.map(|logo| format!("/logos/{}", logo.file_name())),
            version: store.version,
        }
    }
}

/// What your store shall say: the whole of it.
#[derive(Deserialize, ToSchema)]
#[schema(as = StoreSettings)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoreBody {
    /// The one that you saw; refused where somebody changed it meanwhile.
    version: i64,
    name: Text,
    /// Up to 500 characters.
    #[serde(default)]
    announcement: Text,
    /// One line, up to 120 characters.
    #[serde(default)]
    contact: String,
    /// One line, up to 120 characters.
    #[serde(default)]
    hours: Text,
    /// What happens after a sale that went wrong: up to 5,000 characters.
    #[serde(default)]
    policy: Text,
    /// `leaf`, `sea`, `plum`, `clay`, `gold`, `slate` or empty.
    #[serde(default)]
    colour: String,
}

/// Your store, as buyers see it at `/s/` and its address.
#[utoipa::path(get, path = "/v1/merchant/store", tag = "merchant", operation_id = "getStore",
    security(("key" = ["store:write"])), responses((status = 200, body = StoreAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<StoreWrite>) -> Answer {
    store(&api, staff.merchant).await
}

/// Change what your store says.
#[utoipa::path(put, path = "/v1/merchant/store", tag = "merchant", operation_id = "changeStore",
    request_body = StoreBody, security(("key" = ["store:write"])), responses((status = 200, body = StoreAnswer)))]
pub(crate) async fn change(State(api): State<Api>, staff: Staff<StoreWrite>, body: Json) -> Answer {
    let asked: StoreBody = body.parse()?;
    let words = StoreWords {
        announcement: asked.announcement.into(),
        contact: asked.contact,
        hours: asked.hours.into(),
        policy: asked.policy.into(),
        colour: asked.colour,
    };
    let name = asked.name.into();
    let mut tx = api.db().begin().await?;
    merchants::change_store(&mut tx, staff.merchant, asked.version, &name, &words).await?;
    tx.commit().await?;
    store(&api, staff.merchant).await
}

async fn store(api: &Api, merchant: MerchantId) -> Answer {
    match merchants::stores(api.db(), merchant).await?.into_iter().next() {
        Some(store) => ok(&StoreAnswer::of(store, api.admission.logo(merchant).await?)),
        None => {
            Err(Problem::not_found("no_such_store", "you have no store yet: ask the operator to open one"))
        }
    }
}

/// A plan. Where there is no number, there is no limit.
#[derive(Serialize, ToSchema)]
#[schema(as = Plan)]
pub(crate) struct PlanAnswer {
    code: String,
    name: Text,
    limits: LimitsWords,
    own_domain: bool,
    /// A month.
    fee: Amount,
    sort: i64,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanLimits)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LimitsWords {
    pub products: Option<i64>,
    pub orders_month: Option<i64>,
    pub staff: Option<i64>,
    /// Requests a minute of each API key.
    pub api_calls: Option<i64>,
    /// Requests a month of all API keys together.
    pub api_calls_month: Option<i64>,
}

impl From<Plan> for PlanAnswer {
    fn from(plan: Plan) -> Self {
        let l = plan.limits;
        Self {
            code: plan.code,
            name: plan.name.into(),
            limits: LimitsWords {
                products: l.products,
                orders_month: l.orders_month,
                staff: l.staff,
                api_calls: l.api_calls,
                api_calls_month: l.api_calls_month,
            },
            own_domain: plan.own_domain,
            fee: plan.fee.into(),
            sort: plan.sort,
        }
    }
}

/// Your plan, and how much of it is used.
#[derive(Serialize, ToSchema)]
#[schema(as = PlanUsage)]
pub(crate) struct UsageAnswer {
    /// Null: none, and no limits.
    plan: Option<PlanAnswer>,
    /// What the platform keeps of your sales, in hundredths of a per cent.
    fee_bps: i64,
    /// The categories of whose goods it keeps another share.
    category_fees: Vec<FeeBody>,
    usage: Usage,
}

#[derive(Serialize, ToSchema)]
struct Usage {
    products: i64,
    /// Since the month began, UTC.
    orders_month: i64,
    /// Who works for you, and open invitations.
    staff: i64,
    /// Requests of your API keys since the month began, UTC; of other nodes up to two minutes behind.
    api_calls_month: i64,
}

/// Your plan and what you use of it.
#[utoipa::path(get, path = "/v1/merchant/plan", tag = "merchant", operation_id = "getPlan",
    security(("key" = ["plan:read"])), responses((status = 200, body = UsageAnswer)))]
pub(crate) async fn plan(State(api): State<Api>, staff: Staff<PlanRead>) -> Answer {
    let plan = api.admission.plan_of(staff.merchant).await?;
    ok(&UsageAnswer {
        plan: plan.map(Into::into),
        fee_bps: merchants::find(api.db(), staff.merchant).await?.fee.0,
        category_fees: catalog::category_fees(api.db()).await?.into_iter().map(FeeBody::from).collect(),
        usage: Usage {
            products: api.admission.products_used(staff.merchant).await?,
            orders_month: api.orders.orders_this_month(staff.merchant).await?,
            staff: crate::staff::places_taken(&api, staff.merchant, "").await?,
            api_calls_month: api.calls_this_month(staff.merchant).await?,
        },
    })
}

/// The plans that there are.
#[utoipa::path(get, path = "/v1/platform/plans", tag = "platform", operation_id = "listPlans",
    security(("session" = ["plans:write"])), responses((status = 200, body = List<PlanAnswer>)))]
pub(crate) async fn plans(
    State(api): State<Api>,
    _operator: crate::may::Operator<crate::may::PlansWrite>,
) -> Answer {
    let plans = merchants::plans(api.db()).await?;
    ok(&List { items: plans.into_iter().map(PlanAnswer::from).collect(), next: None })
}

/// A plan: the whole of it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPlan)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanBody {
    /// Lower-case letters, digits and hyphens; the plan with this code is changed for all who have it.
    code: String,
    name: Text,
    #[serde(default)]
    limits: LimitsWords,
    #[serde(default)]
    own_domain: bool,
    /// A month.
    fee: Amount,
    #[serde(default)]
    sort: i64,
}

/// Create a plan, or change the one with its code.
#[utoipa::path(put, path = "/v1/platform/plans", tag = "platform", operation_id = "putPlan", request_body = PlanBody,
    security(("session" = ["plans:write"])), responses((status = 200, body = List<PlanAnswer>)))]
pub(crate) async fn put_plan(
    State(api): State<Api>,
    operator: crate::may::Operator<crate::may::PlansWrite>,
    crate::address::Address(from): crate::address::Address,
    body: Json,
) -> Answer {
    let asked: PlanBody = body.parse()?;
    let l = asked.limits;
    let plan = Plan {
        code: asked.code,
        name: asked.name.into(),
        limits: merchants::Limits {
            products: l.products,
            orders_month: l.orders_month,
            staff: l.staff,
            api_calls: l.api_calls,
            api_calls_month: l.api_calls_month,
        },
        own_domain: asked.own_domain,
        fee: asked.fee.into(),
        sort: asked.sort,
    };
    let who = operator.caller.actor();
    api.admission.put_plan(admission::By { who: &who, from: &from }, &plan).await?;
    let plans =
        merchants::plans(api.db()).await.map_err(|refusal: MerchantRefusal| Problem::from(refusal))?;
    ok(&List { items: plans.into_iter().map(PlanAnswer::from).collect(), next: None })
}
