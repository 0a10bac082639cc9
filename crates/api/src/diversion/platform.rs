use super::answer::{CaseAnswer, DetailsAnswer, Eyes, FindingsAnswer, PartnerCasesAnswer};
use super::{CloseBody, NewBody};
use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{Operator, PlatformDiversion};
use crate::path::{Ask, Id, checked};
use crate::words::{Answer, List};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{DiversionId, MerchantId, Secret};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Keys that were found somewhere, of whichever merchant.
#[derive(Deserialize, ToSchema)]
#[schema(as = PlatformFoundKeys)]
#[serde(deny_unknown_fields)]
pub(crate) struct TraceBody {
    /// 1 to 200 of them, one a line: as a buyer sees them, or number and password as an import takes them.
    keys: String,
    /// Look among this merchant's goods only.
    #[schema(value_type = Option<String>)]
    merchant: Option<MerchantId>,
}

/// Which cases, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CasesQuery {
    /// Only those of this merchant.
    merchant: Option<String>,
    /// `open` or `closed`.
    state: Option<String>,
    /// The id of the user who bought the units.
    partner: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Look up whose goods found keys are, and the way that each went. Each look-up stands in the trail, without the keys; 30 in
/// ten minutes.
#[utoipa::path(post, path = "/v1/platform/diversion-traces", tag = "platform", operation_id = "tracePlatformKeys",
    request_body = TraceBody,
    security(("session" = ["platform:diversion"])), responses((status = 200, body = FindingsAnswer)))]
pub(crate) async fn trace(
    State(api): State<Api>,
    operator: Operator<PlatformDiversion>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: TraceBody = body.parse()?;
    let keys = Secret::new(asked.keys);
    super::look_up(&api, (&operator.caller, &from), asked.merchant, keys).await
}

/// Keep a found key of a merchant as a case. The merchant's people and the platform's are told by mail.
#[utoipa::path(post, path = "/v1/platform/diversions", tag = "platform", operation_id = "openPlatformDiversion",
    params(("Idempotency-Key" = String, Header, description = "New for every case, the same for every repetition")),
    request_body = NewBody,
    security(("session" = ["platform:diversion"])), responses((status = 201, body = CaseAnswer)))]
pub(crate) async fn open(
    State(api): State<Api>,
    operator: Operator<PlatformDiversion>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: NewBody = body.parse()?;
    let merchant = asked.merchant.ok_or_else(|| {
        Problem::field("invalid_field", "/merchant", "say whose goods they are: the id of a merchant")
    })?;
    let new = asked.read(merchant)?;
    let path = ("/v1/platform/diversions", Eyes::Platform);
    super::open_case(api, operator.caller, path, (key, body.digest()), (new, from)).await
}

/// Cases about the goods of all merchants, the newest first.
#[utoipa::path(get, path = "/v1/platform/diversions", tag = "platform", operation_id = "listPlatformDiversions",
    params(CasesQuery),
    security(("session" = ["platform:diversion"])), responses((status = 200, body = List<CaseAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<PlatformDiversion>,
    Ask(asked): Ask<CasesQuery>,
) -> Answer {
    let merchant = super::merchant_of(asked.merchant.as_deref())?;
    let filter = super::filter(merchant, asked.state.as_deref(), asked.partner.as_deref())?;
    let page = checked::<DiversionId>(asked.after, asked.limit)?;
    super::list_cases(&api, &filter, &page, Eyes::Platform).await
}

/// Whose units turned up, at whichever merchant; those with the most cases first.
#[utoipa::path(get, path = "/v1/platform/diversion-partners", tag = "platform",
    operation_id = "listPlatformDiversionPartners",
    security(("session" = ["platform:diversion"])), responses((status = 200, body = List<PartnerCasesAnswer>)))]
pub(crate) async fn partners(State(api): State<Api>, _operator: Operator<PlatformDiversion>) -> Answer {
    super::list_partners(&api, None).await
}

/// One case, with the way of its unit from the supplier to whom it was shown.
#[utoipa::path(get, path = "/v1/platform/diversions/{id}", tag = "platform", operation_id = "getPlatformDiversion",
    params(("id" = String, Path, description = "The case's id")),
    security(("session" = ["platform:diversion"])), responses((status = 200, body = DetailsAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    _operator: Operator<PlatformDiversion>,
    Id(id): Id<DiversionId>,
) -> Answer {
    let case = super::case_of(&api, id, None).await?;
    super::show_case(&api, case, Eyes::Platform).await
}

/// End a case with what came of it.
#[utoipa::path(post, path = "/v1/platform/diversions/{id}/close", tag = "platform",
    operation_id = "closePlatformDiversion",
    params(("id" = String, Path, description = "The case's id")), request_body = CloseBody,
    security(("session" = ["platform:diversion"])), responses((status = 200, body = CaseAnswer)))]
pub(crate) async fn close(
    State(api): State<Api>,
    operator: Operator<PlatformDiversion>,
    Id(id): Id<DiversionId>,
    from: Address,
    body: Json,
) -> Answer {
    let case = super::case_of(&api, id, None).await?;
    super::close_case(&api, (&operator.caller, &from), case, &body, Eyes::Platform).await
}
