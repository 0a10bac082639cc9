use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, StaffRead, StaffWrite};
use crate::path::Id;
use crate::staff::{DutyBody, InvitationAnswer, InviteBody, StaffAnswer, why};
use crate::words::{Answer, ok};
use axum::extract::State;
use identity::{Doer, NewInvitation, Team};
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
    let team = Team::Merchant(staff.merchant);
    let asked: InviteBody = body.parse()?;
    let limit = api.orders.quota(staff.merchant).await?.limits.staff;
    if limit.is_some() {
        let used = super::places_taken(&api, staff.merchant, &asked.email).await?;
        merchants::within("members of staff", used, limit)?;
    }
    let new = NewInvitation { team, email: &asked.email, duty: team.duty(&asked.duty)? };
    api.identity.can_be_invited(new.email).await?;
    let doer = Doer { who: &staff.caller.actor(), from: &from, reason: &why(&asked.reason)? };
    let mut tx = api.db().begin().await?;
    let invitation = api.identity.invite_in(&mut tx, &new, staff.caller.user, &doer).await?;
    tx.commit().await?;
    ok(&InvitationAnswer::from(invitation))
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
    let (asked, team): (DutyBody, _) = (body.parse()?, Team::Merchant(staff.merchant));
    let doer = Doer { who: &staff.caller.actor(), from: &from, reason: &why(&asked.reason)? };
    let duty = team.duty(&asked.duty)?;
    let mut tx = api.db().begin().await?;
    api.identity.change_duty_in(&mut tx, team, id, duty, &doer).await?;
    tx.commit().await?;
    api.identity.joined(id);
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
