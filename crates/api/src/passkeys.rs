//! Passkeys: made, named and removed by their owner; and how one logs in, or proves once more who one is.

/// By the browser's answer to a session, or to a stronger one.
pub(crate) mod prove;

use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::Person;
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use identity::{Passkey, PasskeyChallenge};
use kernel::PasskeyId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A passkey as its owner sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Passkey)]
pub(crate) struct PasskeyAnswer {
    #[schema(value_type = String)]
    id: PasskeyId,
    /// What its owner calls it.
    name: String,
    created_at: String,
    last_used_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Passkeys)]
pub(crate) struct PasskeysAnswer {
    items: Vec<PasskeyAnswer>,
}

/// What the browser is to be asked.
#[derive(Serialize, ToSchema)]
#[schema(as = PasskeyChallenge)]
pub(crate) struct ChallengeAnswer {
    /// Goes back with the browser's answer: good once, for five minutes.
    challenge: String,
    /// For `navigator.credentials`, in the JSON form of WebAuthn; byte strings in Base64url.
    #[schema(value_type = Object)]
    options: Value,
}

/// A passkey that the browser has made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPasskey)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasskeyBody {
    challenge: String,
    /// What `navigator.credentials.create` gave, in the JSON form of WebAuthn.
    #[schema(value_type = Object)]
    credential: Value,
    /// What you call it: one line, at most 60 characters.
    name: String,
}

/// Another name.
#[derive(Deserialize, ToSchema)]
#[schema(as = PasskeyName)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameBody {
    name: String,
}

impl From<Passkey> for PasskeyAnswer {
    fn from(passkey: Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name,
            created_at: passkey.created_at.rfc3339(),
            last_used_at: passkey.last_used_at.map(kernel::Time::rfc3339),
        }
    }
}

impl From<PasskeyChallenge> for ChallengeAnswer {
    fn from(asked: PasskeyChallenge) -> Self {
        Self { challenge: asked.challenge, options: asked.options }
    }
}

/// Your passkeys, the oldest first.
#[utoipa::path(get, path = "/v1/account/passkeys", tag = "account", operation_id = "listPasskeys",
    security(("session" = [])), responses((status = 200, body = PasskeysAnswer)))]
pub(crate) async fn list(State(api): State<Api>, person: Person) -> Answer {
    let passkeys = api.identity.passkeys(person.session.user).await?;
    ok(&PasskeysAnswer { items: passkeys.into_iter().map(PasskeyAnswer::from).collect() })
}

/// Begin a passkey: what to ask the browser. Needs a fresh proof from who has a second factor.
#[utoipa::path(post, path = "/v1/account/passkeys/options", tag = "account", operation_id = "beginPasskey",
    security(("session" = [])), responses((status = 200, body = ChallengeAnswer)))]
pub(crate) async fn begin(State(api): State<Api>, person: Person) -> Answer {
    ok(&ChallengeAnswer::from(api.identity.begin_passkey(&person.session).await?))
}

/// Keep the passkey that the browser has made.
#[utoipa::path(post, path = "/v1/account/passkeys", tag = "account", operation_id = "addPasskey",
    request_body = NewPasskeyBody, security(("session" = [])), responses((status = 200, body = PasskeyAnswer)))]
pub(crate) async fn add(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: NewPasskeyBody = body.parse()?;
    let NewPasskeyBody { challenge, credential, name } = &asked;
    let made = api.identity.finish_passkey(&person.session, challenge, credential, name, &from).await?;
    ok(&PasskeyAnswer::from(made))
}

/// Call a passkey something else.
#[utoipa::path(post, path = "/v1/account/passkeys/{id}/name", tag = "account", operation_id = "renamePasskey",
    params(("id" = String, Path, description = "The passkey's id")), request_body = NameBody,
    security(("session" = [])), responses((status = 204, description = "Renamed")))]
pub(crate) async fn rename(
    State(api): State<Api>,
    person: Person,
    Id(id): Id<PasskeyId>,
    body: Json,
) -> Answer {
    let asked: NameBody = body.parse()?;
    api.identity.rename_passkey(person.session.user, id, &asked.name).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Remove a passkey. Not the last way to log in; needs a fresh proof.
#[utoipa::path(delete, path = "/v1/account/passkeys/{id}", tag = "account", operation_id = "removePasskey",
    params(("id" = String, Path, description = "The passkey's id")),
    security(("session" = [])), responses((status = 204, description = "Removed")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    person: Person,
    Id(id): Id<PasskeyId>,
    Address(from): Address,
) -> Answer {
    api.identity.remove_passkey(&person.session, id, &from).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
