use super::done;
use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::Person;
use crate::session::code::{AskBody, ByCodeBody, asked_by, with_asked_by};
use crate::words::Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use kernel::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

/// What you want to be called.
#[derive(Deserialize, ToSchema)]
#[schema(as = AccountName)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameBody {
    /// One line, at most 40 characters; empty for none.
    name: String,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPassword)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    /// The one until now; left out by who has none.
    #[schema(format = "password")]
    #[serde(default)]
    old: Option<String>,
    /// 8 to 128 characters.
    #[schema(format = "password")]
    new: String,
}

/// Say what you want to be called.
#[utoipa::path(put, path = "/v1/account/name", tag = "account", operation_id = "setName", request_body = NameBody,
    security(("session" = [])), responses((status = 204, description = "Changed")))]
pub(crate) async fn set_name(State(api): State<Api>, person: Person, body: Json) -> Answer {
    let asked: NameBody = body.parse()?;
    api.identity.set_name(person.caller.user, &asked.name).await?;
    done()
}

/// Change the password, or set a first one. Your other sessions end.
#[utoipa::path(put, path = "/v1/account/password", tag = "account", operation_id = "setPassword",
    request_body = PasswordBody, security(("session" = [])), responses((status = 204, description = "Changed")))]
pub(crate) async fn set_password(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: PasswordBody = body.parse()?;
    api.identity.judge_own(&person.caller)?;
    let (old, new) = (asked.old.map(Secret::new), Secret::new(asked.new));
    match old {
        Some(old) => api.identity.change_password(&person.token, &old, &new, &from).await?,
        None => api.identity.set_first_password(&person.session, &new, &from).await?,
    }
    done()
}

/// Send a code to a contact that is to be yours. Needs a fresh proof where you have a second factor.
#[utoipa::path(post, path = "/v1/account/contacts", tag = "account", operation_id = "askContactCode",
    request_body = AskBody, security(("session" = [])), responses((status = 202, description = "On its way")))]
pub(crate) async fn ask(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: AskBody = body.parse()?;
    api.identity.judge_own(&person.caller)?;
    let asked_by = api.identity.ask_contact_code(&person.session, &asked.contact, &from).await?;
    with_asked_by(&api, StatusCode::ACCEPTED.into_response(), &asked_by)
}

/// Give the code: the contact is yours, in the place of an earlier one of its kind. What was ordered with it by a guest
/// is among your orders from now on.
#[utoipa::path(post, path = "/v1/account/contacts/verify", tag = "account", operation_id = "verifyContact",
    request_body = ByCodeBody, security(("session" = [])), responses((status = 204, description = "It is yours")))]
pub(crate) async fn verify(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    let asked: ByCodeBody = body.parse()?;
    api.identity.judge_own(&person.caller)?;
    let by = asked_by(&api, &headers)?;
    let verified =
        api.identity.verify_contact(&person.session, by, &asked.contact, &asked.code, &from).await?;
    api.orders.claim(verified.user, &verified.contact).await?;
    done()
}
