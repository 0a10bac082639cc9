use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::caller::{ended, refuse_cross_site};
use crate::may::Person;
use crate::session::SessionAnswer;
use crate::session::log_in::{agent, entered};
use crate::words::{Answer, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use identity::{Place, Team};
use kernel::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The link of an invitation.
#[derive(Deserialize, ToSchema)]
#[schema(as = InvitationToken)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    /// What stands at the end of the link.
    token: String,
}

/// Joining with a new account.
#[derive(Deserialize, ToSchema)]
#[schema(as = JoinAnew)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnewBody {
    token: String,
    /// 8 to 128 characters.
    #[schema(format = "password")]
    password: String,
}

/// What one is asked to join.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenInvitation)]
pub(crate) struct OpenAnswer {
    email: String,
    #[schema(example = "support")]
    duty: String,
    /// The merchant's name; null where it is the operator.
    merchant: Option<Text>,
    expires_at: String,
    /// Whether the address has an account: then log in and join, else join with a new password.
    has_account: bool,
}

/// What an invitation is for. Whoever holds the link may ask.
#[utoipa::path(post, path = "/v1/invitations/open", tag = "staff", operation_id = "openInvitation",
    request_body = TokenBody, security(()), responses((status = 200, body = OpenAnswer)))]
pub(crate) async fn open(State(api): State<Api>, body: Json) -> Answer {
    let asked: TokenBody = body.parse()?;
    let invitation = api.identity.invitation(&asked.token).await?;
    let merchant = match invitation.team {
        Team::Merchant(id) => {
            Some(merchants::find(api.db(), id).await.map_err(Problem::internal)?.name.into())
        }
        Team::Operator => None,
    };
    ok(&OpenAnswer {
        has_account: api.identity.user_by_email(&invitation.email).await?.is_some(),
        email: invitation.email,
        duty: invitation.duty.code().to_owned(),
        merchant,
        expires_at: invitation.expires_at.rfc3339(),
    })
}

/// Join with the account you are logged in with; it must have the invited address.
#[utoipa::path(post, path = "/v1/invitations/accept", tag = "staff", operation_id = "acceptInvitation",
    request_body = TokenBody, security(("session" = [])), responses((status = 204, description = "Joined")))]
pub(crate) async fn accept(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: TokenBody = body.parse()?;
    api.identity.accept_as(&asked.token, &person.session, &from).await?;
    done()
}

/// Join with a new account, and be logged in.
#[utoipa::path(post, path = "/v1/invitations/accept-anew", tag = "staff", operation_id = "acceptInvitationAnew",
    request_body = AnewBody, security(()), responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn accept_anew(
    State(api): State<Api>,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    refuse_cross_site(&headers)?;
    let asked: AnewBody = body.parse()?;
    let password = Secret::new(asked.password);
    let user = api.identity.accept_new(&asked.token, &password, &from).await?;
    let place = Place::new(&from, agent(&headers));
    let token = api.identity.log_in(&user.email, &password, place).await.map_err(|_| ended())?;
    entered(&api, &headers, &token).await
}
