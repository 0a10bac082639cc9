use super::{SessionAnswer, language};
use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::caller::ended;
use crate::may::Person;
use crate::words::{Answer, ok};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;

/// A code to be proved by.
#[derive(Deserialize, ToSchema)]
#[schema(as = Code)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeBody {
    /// Six digits of the app; to prove a second factor a recovery code will do, too.
    #[schema(example = "123456")]
    pub code: String,
}

/// Prove your second factor: a code of the app, or a recovery code. What needs one may be done from now on in this
/// session, and for ten minutes what needs a fresh proof.
#[utoipa::path(post, path = "/v1/session/second-factor", tag = "session", operation_id = "proveSecondFactor",
    request_body = CodeBody, security(("session" = [])), responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn prove(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    let asked: CodeBody = body.parse()?;
    api.identity.prove(&person.session, &asked.code, &from).await?;
    let session = api.identity.session(&person.token).await?.ok_or_else(ended)?;
    ok(&SessionAnswer::new(&api, &session, language(&api, &headers)).await?)
}
