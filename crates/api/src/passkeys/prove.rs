use super::ChallengeAnswer;
use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::caller::{ended, refuse_cross_site, session_token};
use crate::session::log_in::{agent, entered};
use crate::session::{SessionAnswer, language};
use crate::words::{Answer, ok};
use axum::extract::State;
use axum::http::HeaderMap;
use identity::{IdentityRefusal, PasskeyProof, Place};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The browser's answer.
#[derive(Deserialize, ToSchema)]
#[schema(as = PasskeyProof)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofBody {
    challenge: String,
    /// What `navigator.credentials.get` gave, in the JSON form of WebAuthn.
    #[schema(value_type = Object)]
    credential: Value,
}

/// What to ask the browser: for any passkey of this shop, or, in a session, for one of its user.
#[utoipa::path(post, path = "/v1/session/passkey/options", tag = "session", operation_id = "askForPasskey",
    security(()), responses((status = 200, body = ChallengeAnswer)))]
pub(crate) async fn ask(State(api): State<Api>, Address(from): Address, headers: HeaderMap) -> Answer {
    refuse_cross_site(&headers)?;
    let session = match session_token(&api, &headers) {
        Some(token) => api.identity.session(token).await?,
        None => None,
    };
    let asked = match session {
        Some(session) => match api.identity.ask_for_own_passkey(&session).await {
            Err(IdentityRefusal::NoSuchPasskey) => api.identity.ask_for_passkey(&from).await?,
            other => other?,
        },
        None => api.identity.ask_for_passkey(&from).await?,
    };
    ok(&ChallengeAnswer::from(asked))
}

/// Log in by passkey: the answer sets the cookie of the session. In a session it is the proof of a second factor instead.
#[utoipa::path(post, path = "/v1/session/passkey", tag = "session", operation_id = "logInByPasskey",
    request_body = ProofBody, security(()), responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn prove(
    State(api): State<Api>,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    refuse_cross_site(&headers)?;
    let asked: ProofBody = body.parse()?;
    let proof = PasskeyProof { challenge: &asked.challenge, credential: &asked.credential };
    let place = Place::new(&from, agent(&headers));
    if let Some(token) = session_token(&api, &headers) {
        match api.identity.prove_by_passkey(token, &proof, place).await {
            Ok(()) => {
                let session = api.identity.session(token).await?.ok_or_else(ended)?;
                return ok(&SessionAnswer::new(&api, &session, language(&api, &headers)).await?);
            }
            // It was asked of somebody who is not in that session, or not any more.
            Err(IdentityRefusal::ChallengeUsed | IdentityRefusal::NotLoggedIn) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let token = api.identity.log_in_by_passkey(&proof, place).await?;
    entered(&api, &headers, &token).await
}
