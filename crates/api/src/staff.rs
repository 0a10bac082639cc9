//! Who works for a merchant, and who for the operator.

/// Somebody accepts an invitation.
pub(crate) mod join;
/// A merchant's people.
pub(crate) mod merchant;
/// The operator's people.
pub(crate) mod operators;

use crate::body::Json;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use identity::{Caller, Invitation, Member, NewInvitation, Team};
use kernel::{InvitationId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody of the staff.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub(crate) struct MemberAnswer {
    #[schema(value_type = String, example = "usr_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: UserId,
    email: String,
    name: String,
    #[schema(example = "stock")]
    duty: String,
    /// `active` or `blocked`.
    state: &'static str,
    /// Whether they have set up a second factor.
    second_factor: bool,
    logged_in_at: Option<String>,
    created_at: String,
}

/// Somebody who was asked and has not come yet.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub(crate) struct InvitationAnswer {
    #[schema(value_type = String, example = "inv_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: InvitationId,
    email: String,
    #[schema(example = "stock")]
    duty: String,
    created_at: String,
    expires_at: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Staff)]
pub(crate) struct StaffAnswer {
    items: Vec<MemberAnswer>,
    invitations: Vec<InvitationAnswer>,
}

/// Who is to be asked.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewInvitation)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteBody {
    email: String,
    /// Of a merchant: `owner`, `stock`, `support`, `finance`; of the operator: `admin`, `reviewer`, `risk`, `finance`,
    /// `support`.
    #[schema(example = "support")]
    duty: String,
}

/// What somebody is to do.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDuty)]
#[serde(deny_unknown_fields)]
pub(crate) struct DutyBody {
    #[schema(example = "support")]
    duty: String,
}

impl From<Member> for MemberAnswer {
    fn from(member: Member) -> Self {
        Self {
            id: member.user.id,
            email: member.user.contact().to_owned(),
            name: member.user.name.clone(),
            duty: member.user.duty.map(identity::Duty::code).unwrap_or_default().to_owned(),
            state: member.user.state.code(),
            second_factor: member.second_factor,
            logged_in_at: member.logged_in_at.map(kernel::Time::rfc3339),
            created_at: member.user.created_at.rfc3339(),
        }
    }
}

impl From<Invitation> for InvitationAnswer {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email,
            duty: invitation.duty.code().to_owned(),
            created_at: invitation.created_at.rfc3339(),
            expires_at: invitation.expires_at.rfc3339(),
        }
    }
}

async fn list(api: &Api, team: Team) -> Answer {
    let members = api.identity.staff(team).await?;
    let invitations = api.identity.invitations(team).await?;
    ok(&StaffAnswer {
        items: members.into_iter().map(MemberAnswer::from).collect(),
        invitations: invitations.into_iter().map(InvitationAnswer::from).collect(),
    })
}

async fn invite(api: &Api, team: Team, by: &Caller, from: &str, body: &Json) -> Answer {
    let asked: InviteBody = body.parse()?;
    let duty = team.duty(&asked.duty)?;
    let invitation =
        api.identity.invite(&NewInvitation { team, email: &asked.email, duty }, by, from).await?;
    ok(&InvitationAnswer::from(invitation))
}

async fn change_duty(
    api: &Api,
    team: Team,
    member: UserId,
    by: &Caller,
    from: &str,
    body: &Json,
) -> Result<(), Problem> {
    let asked: DutyBody = body.parse()?;
    Ok(api.identity.change_duty(team, member, team.duty(&asked.duty)?, by, from).await?)
}
