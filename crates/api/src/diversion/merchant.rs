use super::answer::{CaseAnswer, DetailsAnswer, Eyes, FindingsAnswer, PartnerCasesAnswer};
use super::{CloseBody, NewBody};
use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{DiversionTrace, Staff};
use crate::path::{Ask, Id, checked};
use crate::words::{Answer, List};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{DiversionId, Secret};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Keys that were found somewhere.
#[derive(Deserialize, ToSchema)]
#[schema(as = FoundKeys)]
#[serde(deny_unknown_fields)]
pub(crate) struct TraceBody {
    /// 1 to 200 of them, one a line: as a buyer sees them, or number and password as an import takes them.
    keys: String,
}

/// Which cases, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CasesQuery {
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

/// Look up which of your goods found keys are, and the way that each went: batch, delivery, order, who bought it and who
/// was shown it. Of keys that are not yours nothing is known. Each look-up stands in the trail, without the keys; 30 in ten
/// minutes.
#[utoipa::path(post, path = "/v1/merchant/diversion-traces", tag = "merchant", operation_id = "traceKeys",
    request_body = TraceBody,
    security(("session" = ["diversion:trace"])), responses((status = 200, body = FindingsAnswer)))]
pub(crate) async fn trace(
    State(api): State<Api>,
    staff: Staff<DiversionTrace>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: TraceBody = body.parse()?;
    let keys = Secret::new(asked.keys);
    super::look_up(&api, (&staff.caller, &from), Some(staff.merchant), keys).await
}

/// Keep a found key of yours as a case. The key is no part of it, and a text that holds one is refused. Your people and the
/// platform's are told by mail.
#[utoipa::path(post, path = "/v1/merchant/diversions", tag = "merchant", operation_id = "openDiversion",
    params(("Idempotency-Key" = String, Header, description = "New for every case, the same for every repetition")),
    request_body = NewBody,
    security(("session" = ["diversion:trace"])), responses((status = 201, body = CaseAnswer)))]
pub(crate) async fn open(
    State(api): State<Api>,
    staff: Staff<DiversionTrace>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: NewBody = body.parse()?;
    if asked.merchant.is_some_and(|merchant| merchant != staff.merchant) {
        return Err(Problem::field("invalid_field", "/merchant", "these are the goods of somebody else"));
    }
    let new = asked.read(staff.merchant)?;
    let path = ("/v1/merchant/diversions", Eyes::Merchant);
    super::open_case(api, staff.caller, path, (key, body.digest()), (new, from)).await
}

/// Cases about your goods, the newest first.
#[utoipa::path(get, path = "/v1/merchant/diversions", tag = "merchant", operation_id = "listDiversions", params(CasesQuery),
    security(("session" = ["diversion:trace"])), responses((status = 200, body = List<CaseAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<DiversionTrace>,
    Ask(asked): Ask<CasesQuery>,
) -> Answer {
    let filter = super::filter(Some(staff.merchant), asked.state.as_deref(), asked.partner.as_deref())?;
    let page = checked::<DiversionId>(asked.after, asked.limit)?;
    super::list_cases(&api, &filter, &page, Eyes::Merchant).await
}

/// Whose units turned up, those with the most cases first.
#[utoipa::path(get, path = "/v1/merchant/diversion-partners", tag = "merchant", operation_id = "listDiversionPartners",
    security(("session" = ["diversion:trace"])), responses((status = 200, body = List<PartnerCasesAnswer>)))]
pub(crate) async fn partners(State(api): State<Api>, staff: Staff<DiversionTrace>) -> Answer {
    super::list_partners(&api, Some(staff.merchant)).await
}

/// One case, with the way of its unit from the supplier to whom it was shown.
#[utoipa::path(get, path = "/v1/merchant/diversions/{id}", tag = "merchant", operation_id = "getDiversion",
    params(("id" = String, Path, description = "The case's id")),
    security(("session" = ["diversion:trace"])), responses((status = 200, body = DetailsAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<DiversionTrace>,
    Id(id): Id<DiversionId>,
) -> Answer {
    let case = super::case_of(&api, id, Some(staff.merchant)).await?;
    super::show_case(&api, case, Eyes::Merchant).await
}

/// End a case with what came of it.
#[utoipa::path(post, path = "/v1/merchant/diversions/{id}/close", tag = "merchant", operation_id = "closeDiversion",
    params(("id" = String, Path, description = "The case's id")), request_body = CloseBody,
    security(("session" = ["diversion:trace"])), responses((status = 200, body = CaseAnswer)))]
pub(crate) async fn close(
    State(api): State<Api>,
    staff: Staff<DiversionTrace>,
    Id(id): Id<DiversionId>,
    from: Address,
    body: Json,
) -> Answer {
    // To others it does not exist, whatever they send.
    let case = super::case_of(&api, id, Some(staff.merchant)).await?;
    super::close_case(&api, (&staff.caller, &from), case, &body, Eyes::Merchant).await
}
