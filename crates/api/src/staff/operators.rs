use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, OperatorsRead, OperatorsWrite};
use crate::path::Id;
use crate::staff::{DutyBody, InvitationAnswer, InviteBody, StaffAnswer};
use crate::words::Answer;
use axum::extract::State;
use identity::Team;
use kernel::{InvitationId, UserId};

/// The operator's people, and who was asked to join.
#[utoipa::path(get, path = "/v1/platform/operators", tag = "staff", operation_id = "listOperators",
    security(("session" = ["operators:read"])), responses((status = 200, body = StaffAnswer)))]
pub(crate) async fn list(State(api): State<Api>, _operator: Operator<OperatorsRead>) -> Answer {
    super::list(&api, Team::Operator).await
}

/// Ask somebody to join: they get a mail with a link that is good once, for seven days.
#[utoipa::path(post, path = "/v1/platform/operators", tag = "staff", operation_id = "inviteOperator", request_body = InviteBody,
    security(("session" = ["operators:write"])), responses((status = 200, body = InvitationAnswer)))]
pub(crate) async fn invite(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    super::invite(&api, Team::Operator, &operator.caller, &from, &body).await
}

/// The link of an invitation is worth nothing from now on.
#[utoipa::path(delete, path = "/v1/platform/operators/invitations/{id}", tag = "staff", operation_id = "revokeOperatorInvitation",
    params(("id" = String, Path, description = "The invitation's id")),
    security(("session" = ["operators:write"])), responses((status = 204, description = "Revoked")))]
pub(crate) async fn revoke(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    Id(id): Id<InvitationId>,
) -> Answer {
    api.identity.revoke_invitation(Team::Operator, id, &operator.caller, &from).await?;
    done()
}

/// Give somebody another duty. The last one who may let others in keeps theirs.
#[utoipa::path(post, path = "/v1/platform/operators/{id}/duty", tag = "staff", operation_id = "changeOperatorDuty",
    params(("id" = String, Path, description = "The user's id")), request_body = DutyBody,
    security(("session" = ["operators:write"])), responses((status = 204, description = "Changed")))]
pub(crate) async fn change_duty(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    super::change_duty(&api, Team::Operator, id, &operator.caller, &from, &body).await?;
    done()
}

/// Somebody no longer works here: their sessions and API keys end at once.
#[utoipa::path(delete, path = "/v1/platform/operators/{id}", tag = "staff", operation_id = "removeOperator",
    params(("id" = String, Path, description = "The user's id")),
    security(("session" = ["operators:write"])), responses((status = 204, description = "Removed")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    Id(id): Id<UserId>,
) -> Answer {
    api.identity.remove_member(Team::Operator, id, &operator.caller, &from).await?;
    done()
}
