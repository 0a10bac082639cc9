use crate::address::Address;
use crate::application::MomentAnswer;
use crate::body::Json;
use crate::may::{MerchantsRead, MerchantsReview, MerchantsSuspend, Operator, PlansWrite};
use crate::path::{Ask, Id, checked};
use crate::proposals::{WaitsAnswer, waits};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use admission::{Attempt, Deed};
use axum::extract::State;
use identity::Caller;
use kernel::MerchantId;
use merchants::{Measure, Merchant, MerchantState, Store};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A merchant of the platform.
#[derive(Serialize, ToSchema)]
#[schema(as = Merchant)]
pub(crate) struct MerchantAnswer {
    #[schema(value_type = String)]
    id: MerchantId,
    name: Text,
    about: Text,
    /// `active`, `suspended` or `closed`.
    state: &'static str,
    /// The platform's share of each sale, in hundredths of a per cent.
    fee_bps: i64,
    /// New products pass without review.
    trusted: bool,
    /// The code of a plan; empty: none, and no limits.
    plan: String,
    created_at: String,
}

impl From<Merchant> for MerchantAnswer {
    fn from(merchant: Merchant) -> Self {
        Self {
            id: merchant.id,
            name: merchant.name.into(),
            about: merchant.about.into(),
            state: merchant.state.code(),
            fee_bps: merchant.fee.0,
            trusted: merchant.trusted,
            plan: merchant.plan,
            created_at: merchant.created_at.rfc3339(),
        }
    }
}

/// One merchant, with its stores and all that was done.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantDetail)]
pub(crate) struct Detail {
    #[serde(flatten)]
    merchant: MerchantAnswer,
    /// Addresses of the stores, behind `/s/`.
    stores: Vec<String>,
    timeline: Vec<MomentAnswer>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MerchantQuery {
    /// Part of a name or an id.
    q: Option<String>,
    /// `active`, `suspended` or `closed`.
    state: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[schema(as = WithReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// One line, up to 300 characters; both sides see it.
    #[serde(default)]
    pub reason: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = TrustMerchant)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrustBody {
    trusted: bool,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = ChoosePlan)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanBody {
    /// The code of a plan; empty: none, and no limits.
    plan: String,
    /// One line, up to 300 characters; stands in the trail. Needed where a second person has to agree.
    #[serde(default)]
    reason: String,
}

/// The merchants, the oldest first.
#[utoipa::path(get, path = "/v1/platform/merchants", tag = "platform", operation_id = "listMerchants",
    params(MerchantQuery), security(("session" = ["merchants:read"])),
    responses((status = 200, body = List<MerchantAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<MerchantsRead>,
    Ask(asked): Ask<MerchantQuery>,
) -> Answer {
    let state = state(asked.state)?;
    let ask = checked::<MerchantId>(asked.after, asked.limit)?;
    let words: String = asked.q.unwrap_or_default().chars().take(80).collect();
    ok(&List::of(merchants::search(api.db(), state, &words, &ask).await?, MerchantAnswer::from))
}

pub(crate) fn state(code: Option<String>) -> Result<Option<MerchantState>, Problem> {
    let read = |code: String| {
        code.parse::<MerchantState>()
            .map_err(|()| Problem::bad_request("invalid_query", "there is no such state"))
    };
    code.filter(|code| !code.is_empty()).map(read).transpose()
}

/// One merchant.
#[utoipa::path(get, path = "/v1/platform/merchants/{id}", tag = "platform", operation_id = "getMerchant",
    params(("id" = String, Path, description = "The merchant's id")),
    security(("session" = ["merchants:read"])), responses((status = 200, body = Detail)))]
pub(crate) async fn show(
    State(api): State<Api>,
    _operator: Operator<MerchantsRead>,
    Id(id): Id<MerchantId>,
) -> Answer {
    detail(&api, id).await
}

async fn detail(api: &Api, id: MerchantId) -> Answer {
    let merchant = merchants::find(api.db(), id).await?;
    let stores: Vec<Store> = merchants::stores(api.db(), id).await?;
    let timeline = merchants::timeline(api.db(), &id.to_string()).await?;
    ok(&Detail {
        merchant: merchant.into(),
        stores: stores.into_iter().map(|store| store.slug).collect(),
        timeline: timeline.into_iter().map(Into::into).collect(),
    })
}

/// Take a merchant off sale. Paid orders are not touched.
#[utoipa::path(post, path = "/v1/platform/merchants/{id}/suspend", tag = "platform", operation_id = "suspendMerchant",
    params(("id" = String, Path, description = "The merchant's id")), request_body = ReasonBody,
    security(("session" = ["merchants:suspend"])), responses((status = 200, body = Detail),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn suspend(
    State(api): State<Api>,
    operator: Operator<MerchantsSuspend>,
    Id(id): Id<MerchantId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    measure(&api, (operator.caller, from), id, Measure::Suspend, body).await
}

/// Put a suspended merchant back on sale.
#[utoipa::path(post, path = "/v1/platform/merchants/{id}/resume", tag = "platform", operation_id = "resumeMerchant",
    params(("id" = String, Path, description = "The merchant's id")), request_body = ReasonBody,
    security(("session" = ["merchants:suspend"])), responses((status = 200, body = Detail),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn resume(
    State(api): State<Api>,
    operator: Operator<MerchantsSuspend>,
    Id(id): Id<MerchantId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    measure(&api, (operator.caller, from), id, Measure::Resume, body).await
}

/// Close a merchant for good. Paid orders are not touched.
#[utoipa::path(post, path = "/v1/platform/merchants/{id}/close", tag = "platform", operation_id = "closeMerchant",
    params(("id" = String, Path, description = "The merchant's id")), request_body = ReasonBody,
    security(("session" = ["merchants:suspend"])), responses((status = 200, body = Detail),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn close(
    State(api): State<Api>,
    operator: Operator<MerchantsSuspend>,
    Id(id): Id<MerchantId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    measure(&api, (operator.caller, from), id, Measure::Close, body).await
}

async fn measure(
    api: &Api,
    (caller, from): (Caller, String),
    merchant: MerchantId,
    measure: Measure,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    attempt(api, (caller, from), merchant, &Deed::Measure { merchant, measure }, &asked.reason).await
}

/// Done at once, or proposed to a second person.
async fn attempt(
    api: &Api,
    (caller, from): (Caller, String),
    merchant: MerchantId,
    deed: &Deed,
    reason: &str,
) -> Answer {
    match api.admission.attempt(&caller, &from, deed, reason).await? {
        Attempt::Waits(proposal) => waits(api, &caller, proposal).await,
        Attempt::Done(_) => {
            api.catalog_changed();
            detail(api, merchant).await
        }
    }
}

/// Let a merchant's new products pass without review, or not any more.
#[utoipa::path(post, path = "/v1/platform/merchants/{id}/trust", tag = "platform", operation_id = "trustMerchant",
    params(("id" = String, Path, description = "The merchant's id")), request_body = TrustBody,
    security(("session" = ["merchants:review"])), responses((status = 200, body = Detail),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn trust(
    State(api): State<Api>,
    operator: Operator<MerchantsReview>,
    Id(id): Id<MerchantId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: TrustBody = body.parse()?;
    let deed = Deed::Trust { merchant: id, trusted: asked.trusted };
    attempt(&api, (operator.caller, from), id, &deed, &asked.reason).await
}

/// Give a merchant another plan.
#[utoipa::path(post, path = "/v1/platform/merchants/{id}/plan", tag = "platform", operation_id = "choosePlan",
    params(("id" = String, Path, description = "The merchant's id")), request_body = PlanBody,
    security(("session" = ["plans:write"])), responses((status = 200, body = Detail),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn choose_plan(
    State(api): State<Api>,
    operator: Operator<PlansWrite>,
    Id(id): Id<MerchantId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: PlanBody = body.parse()?;
    let deed = Deed::ChoosePlan { merchant: id, plan: asked.plan };
    attempt(&api, (operator.caller, from), id, &deed, &asked.reason).await
}
