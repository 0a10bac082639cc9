use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, UsersBlock};
use crate::path::Id;
use crate::words::Answer;
use axum::extract::State;
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
    security(("session" = ["users:block"])), responses((status = 204, description = "Blocked")))]
pub(crate) async fn block(
    State(api): State<Api>,
    operator: Operator<UsersBlock>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    api.identity.block_by(id, &operator.caller, &asked.reason, &from).await?;
    done()
}

/// Let somebody in again; their sessions stay ended.
#[utoipa::path(post, path = "/v1/platform/users/{id}/unblock", tag = "platform", operation_id = "unblockUser",
    params(("id" = String, Path, description = "The user's id")), request_body = ReasonBody,
    security(("session" = ["users:block"])), responses((status = 204, description = "Let in again")))]
pub(crate) async fn unblock(
    State(api): State<Api>,
    operator: Operator<UsersBlock>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    api.identity.unblock_by(id, &operator.caller, &asked.reason, &from).await?;
    done()
}
