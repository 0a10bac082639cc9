//! Who works for a merchant, and who for the operator.

/// Somebody accepts an invitation.
pub(crate) mod join;
/// A merchant's people.
pub(crate) mod merchant;
/// The operator's people.
pub(crate) mod operators;

use crate::words::{Answer, ok};
use crate::{Api, Problem};
use identity::{Invitation, Member, Team};
use kernel::{BadText, InvitationId, MerchantId, UserId, clean_line};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// One line, up to 300 characters; stands in the trail. Needed where a second person has to agree.
    #[serde(default)]
    reason: String,
}

/// What somebody is to do.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDuty)]
#[serde(deny_unknown_fields)]
pub(crate) struct DutyBody {
    #[schema(example = "support")]
    duty: String,
    /// One line, up to 300 characters; stands in the trail. Needed where a second person has to agree.
    #[serde(default)]
    reason: String,
}

/// Why.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhyQuery {
    /// One line, up to 300 characters; stands in the trail. Needed where a second person has to agree.
    #[serde(default)]
    reason: String,
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

/// How many work for the merchant or are asked to; an open invitation to that address is replaced, so it does not count.
pub(crate) async fn places_taken(api: &Api, merchant: MerchantId, but: &str) -> Result<i64, Problem> {
    let team = Team::Merchant(merchant);
    let asked = api.identity.invitations(team).await?;
    let others = asked.iter().filter(|invitation| !invitation.email.eq_ignore_ascii_case(but.trim())).count();
    let members = api.identity.staff(team).await?.len();
    Ok(i64::try_from(members.saturating_add(others)).unwrap_or(i64::MAX))
}

/// Nothing, or one line for the trail.
fn why(reason: &str) -> Result<String, Problem> {
    match clean_line(reason, 300) {
        Ok(reason) => Ok(reason),
        Err(BadText::Empty) => Ok(String::new()),
        Err(why) => Err(Problem::field("bad_reason", "/reason", format!("reason: {why}"))),
    }
}
