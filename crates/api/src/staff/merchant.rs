use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, StaffRead, StaffWrite};
use crate::path::Id;
use crate::staff::{DutyBody, InvitationAnswer, InviteBody, StaffAnswer};
use crate::words::Answer;
use axum::extract::State;
use identity::Team;
use kernel::{InvitationId, UserId};

/// Your people, and who was asked to join.
#[utoipa::path(get, path = "/v1/merchant/staff", tag = "staff", operation_id = "listStaff",
    security(("session" = ["staff:read"])), responses((status = 200, body = StaffAnswer)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<StaffRead>) -> Answer {
    super::list(&api, Team::Merchant(staff.merchant)).await
}

/// Ask somebody to join: they get a mail with a link that is good once, for seven days.
#[utoipa::path(post, path = "/v1/merchant/staff", tag = "staff", operation_id = "inviteStaff", request_body = InviteBody,
    security(("session" = ["staff:write"])), responses((status = 200, body = InvitationAnswer)))]
pub(crate) async fn invite(
    State(api): State<Api>,
    staff: Staff<StaffWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    super::invite(&api, Team::Merchant(staff.merchant), &staff.caller, &from, &body).await
}

/// The link of an invitation is worth nothing from now on.
#[utoipa::path(delete, path = "/v1/merchant/staff/invitations/{id}", tag = "staff", operation_id = "revokeStaffInvitation",
    params(("id" = String, Path, description = "The invitation's id")),
    security(("session" = ["staff:write"])), responses((status = 204, description = "Revoked")))]
pub(crate) async fn revoke(
    State(api): State<Api>,
    staff: Staff<StaffWrite>,
    Address(from): Address,
    Id(id): Id<InvitationId>,
) -> Answer {
    api.identity.revoke_invitation(Team::Merchant(staff.merchant), id, &staff.caller, &from).await?;
    done()
}

/// Give somebody another duty. The last one who may let others in keeps theirs.
#[utoipa::path(post, path = "/v1/merchant/staff/{id}/duty", tag = "staff", operation_id = "changeStaffDuty",
    params(("id" = String, Path, description = "The user's id")), request_body = DutyBody,
    security(("session" = ["staff:write"])), responses((status = 204, description = "Changed")))]
pub(crate) async fn change_duty(
    State(api): State<Api>,
    staff: Staff<StaffWrite>,
    Address(from): Address,
    Id(id): Id<UserId>,
    body: Json,
) -> Answer {
    super::change_duty(&api, Team::Merchant(staff.merchant), id, &staff.caller, &from, &body).await?;
    done()
}

/// Somebody no longer works here: their sessions and API keys end at once.
#[utoipa::path(delete, path = "/v1/merchant/staff/{id}", tag = "staff", operation_id = "removeStaff",
    params(("id" = String, Path, description = "The user's id")),
    security(("session" = ["staff:write"])), responses((status = 204, description = "Removed")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<StaffWrite>,
    Address(from): Address,
    Id(id): Id<UserId>,
) -> Answer {
    api.identity.remove_member(Team::Merchant(staff.merchant), id, &staff.caller, &from).await?;
    done()
}
