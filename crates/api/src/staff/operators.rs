use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, OperatorsRead, OperatorsWrite};
use crate::path::{Ask, Id};
use crate::proposals::{WaitsAnswer, waits};
use crate::staff::{DutyBody, InvitationAnswer, InviteBody, StaffAnswer, WhyQuery, why};
use crate::users::attempt;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use admission::{Attempt, Deed};
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
    security(("session" = ["operators:write"])), responses((status = 200, body = InvitationAnswer),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn invite(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: InviteBody = body.parse()?;
    let deed = Deed::Invite { email: asked.email, duty: Team::Operator.duty(&asked.duty)? };
    match api.admission.attempt(&operator.caller, &from, &deed, &why(&asked.reason)?).await? {
        Attempt::Waits(proposal) => waits(&api, &operator.caller, proposal).await,
        Attempt::Done(Some(invitation)) => ok(&InvitationAnswer::from(invitation)),
        Attempt::Done(None) => Err(Problem::internal("an invitation was made and is not there")),
    }
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
    security(("session" = ["operators:write"])), responses((status = 204, description = "Changed"),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn change_duty(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    let asked: DutyBody = body.parse()?;
    let deed = Deed::ChangeDuty { member: id, duty: Team::Operator.duty(&asked.duty)? };
    attempt(&api, &operator.caller, &from, &deed, &why(&asked.reason)?).await
}

/// Somebody no longer works here: their sessions and API keys end at once.
#[utoipa::path(delete, path = "/v1/platform/operators/{id}", tag = "staff", operation_id = "removeOperator",
    params(("id" = String, Path, description = "The user's id"), WhyQuery),
    security(("session" = ["operators:write"])), responses((status = 204, description = "Removed"),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    operator: Operator<OperatorsWrite>,
    Address(from): Address,
    Id(id): Id<UserId>,
    Ask(asked): Ask<WhyQuery>,
) -> Answer {
    let deed = Deed::RemoveOperator { member: id };
    attempt(&api, &operator.caller, &from, &deed, &why(&asked.reason)?).await
}
