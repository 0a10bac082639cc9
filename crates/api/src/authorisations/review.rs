use super::AuthorisationAnswer;
use crate::Api;
use crate::address::Address;
use crate::applications::StateQuery;
use crate::body::Json;
use crate::market::ReasonBody;
use crate::may::{AuthorisationsReview, Operator};
use crate::path::{Ask, Id, checked};
use crate::words::{Answer, List, ok};
use admission::{By, Ruling};
use axum::extract::State;
use identity::Caller;
use kernel::AuthorisationId;
use merchants::AuthorisationState;

/// The authorisations of all merchants, newest first.
#[utoipa::path(get, path = "/v1/platform/authorisations", tag = "platform", operation_id = "listAuthorisations",
    params(StateQuery), security(("session" = ["authorisations:review"])),
    responses((status = 200, body = List<AuthorisationAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<AuthorisationsReview>,
    Ask(asked): Ask<StateQuery>,
) -> Answer {
    let state: Option<AuthorisationState> = asked.state()?;
    let ask = checked::<AuthorisationId>(asked.after, asked.limit)?;
    ok(&List::of(api.admission.authorisations(None, state, &ask).await?, AuthorisationAnswer::from))
}

/// Let it hold, from its first day to its last.
#[utoipa::path(post, path = "/v1/platform/authorisations/{id}/approve", tag = "platform",
    operation_id = "approveAuthorisation", params(("id" = String, Path, description = "The authorisation's id")),
    request_body = ReasonBody, security(("session" = ["authorisations:review"])),
    responses((status = 200, body = AuthorisationAnswer)))]
pub(crate) async fn approve(
    State(api): State<Api>,
    operator: Operator<AuthorisationsReview>,
    Id(id): Id<AuthorisationId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    rule(&api, &operator.caller, &from, id, Ruling::Approve, body).await
}

/// Send it back to the merchant, with a reason.
#[utoipa::path(post, path = "/v1/platform/authorisations/{id}/return", tag = "platform",
    operation_id = "returnAuthorisation", params(("id" = String, Path, description = "The authorisation's id")),
    request_body = ReasonBody, security(("session" = ["authorisations:review"])),
    responses((status = 200, body = AuthorisationAnswer)))]
pub(crate) async fn send_back(
    State(api): State<Api>,
    operator: Operator<AuthorisationsReview>,
    Id(id): Id<AuthorisationId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    rule(&api, &operator.caller, &from, id, Ruling::Return, body).await
}

/// End one that holds, with a reason. What was on sale under it goes off sale, paid orders are not touched.
#[utoipa::path(post, path = "/v1/platform/authorisations/{id}/revoke", tag = "platform",
    operation_id = "revokeAuthorisation", params(("id" = String, Path, description = "The authorisation's id")),
    request_body = ReasonBody, security(("session" = ["authorisations:review"])),
    responses((status = 200, body = AuthorisationAnswer)))]
pub(crate) async fn revoke(
    State(api): State<Api>,
    operator: Operator<AuthorisationsReview>,
    Id(id): Id<AuthorisationId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    rule(&api, &operator.caller, &from, id, Ruling::Revoke, body).await
}

async fn rule(
    api: &Api,
    caller: &Caller,
    from: &str,
    id: AuthorisationId,
    ruling: Ruling,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    let ruled = api.admission.rule(By { who: &caller.actor(), from }, id, ruling, &asked.reason).await?;
    api.catalog_changed();
    ok(&AuthorisationAnswer::from(ruled))
}
