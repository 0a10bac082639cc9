use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, UsersBlock};
use crate::path::Id;
use crate::proposals::{WaitsAnswer, waits};
use crate::words::Answer;
use admission::{Attempt, Deed};
use axum::extract::State;
use identity::Caller;
use kernel::UserId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Why something is done.
#[derive(Deserialize, ToSchema)]
#[schema(as = Reason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// One line, 1 to 300 characters; stands in the trail.
    pub reason: String,
}

/// Keep somebody out: their sessions end, their password and API keys are refused.
#[utoipa::path(post, path = "/v1/platform/users/{id}/block", tag = "platform", operation_id = "blockUser",
    params(("id" = String, Path, description = "The user's id")), request_body = ReasonBody,
    security(("session" = ["users:block"])), responses((status = 204, description = "Blocked"),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn block(
    State(api): State<Api>,
    operator: Operator<UsersBlock>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    attempt(&api, &operator.caller, &from, &Deed::Block { user: id }, &asked.reason).await
}

/// Let somebody in again; their sessions stay ended.
#[utoipa::path(post, path = "/v1/platform/users/{id}/unblock", tag = "platform", operation_id = "unblockUser",
    params(("id" = String, Path, description = "The user's id")), request_body = ReasonBody,
    security(("session" = ["users:block"])), responses((status = 204, description = "Let in again"),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn unblock(
    State(api): State<Api>,
    operator: Operator<UsersBlock>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    attempt(&api, &operator.caller, &from, &Deed::Unblock { user: id }, &asked.reason).await
}

/// Done at once, or proposed to a second person.
pub(crate) async fn attempt(api: &Api, caller: &Caller, from: &str, deed: &Deed, reason: &str) -> Answer {
    match api.admission.attempt(caller, from, deed, reason).await? {
        Attempt::Waits(proposal) => waits(api, caller, proposal).await,
        Attempt::Done(_) => done(),
    }
}
