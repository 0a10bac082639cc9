use super::{SessionAnswer, language};
use crate::address::Address;
use crate::body::Json;
use crate::caller::{ended, refuse_cross_site, session_token};
use crate::may::Person;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use identity::{Place, SessionToken, cookies};
use kernel::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

/// What somebody logs in with.
#[derive(Deserialize, ToSchema)]
#[schema(as = LogIn)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogInBody {
    /// The e-mail address, or the telephone number.
    email: String,
    #[schema(format = "password")]
    password: String,
}

/// Log in. The answer sets the cookie of the session.
#[utoipa::path(post, path = "/v1/session", tag = "session", operation_id = "logIn", request_body = LogInBody,
    security(()), responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn log_in(
    State(api): State<Api>,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    refuse_cross_site(&headers)?;
    let asked: LogInBody = body.parse()?;
    let (name, password) = (asked.email, Secret::new(asked.password));
    let token = api.identity.log_in(&name, &password, Place::new(&from, agent(&headers))).await?;
    entered(&api, &headers, &token).await
}

/// Log out: the session ends.
#[utoipa::path(delete, path = "/v1/session", tag = "session", operation_id = "logOut", security(("session" = [])),
    responses((status = 204, description = "Ended")))]
pub(crate) async fn log_out(State(api): State<Api>, person: Person) -> Answer {
    api.identity.log_out(&person.token).await?;
    let gone = cookies::write(cookies::SESSION, "", Some(0), api.settings.secure_cookies);
    let mut answer = StatusCode::NO_CONTENT.into_response();
    answer.headers_mut().append(SET_COOKIE, header(&gone)?);
    Ok(answer)
}

/// A new session: its cookie, and what `GET /v1/session` says. The one that this browser was in before ends.
pub(crate) async fn entered(api: &Api, headers: &HeaderMap, token: &SessionToken) -> Answer {
    if let Some(old) = session_token(api, headers) {
        api.identity.log_out(old).await?;
    }
    let session = api.identity.session(token.expose()).await?.ok_or_else(ended)?;
    let mut answer = ok(&SessionAnswer::new(api, &session, language(api, headers)).await?)?;
    let age = Some(cookies::FORTNIGHT);
    let cookie = cookies::write(cookies::SESSION, token.expose(), age, api.settings.secure_cookies);
    answer.headers_mut().append(SET_COOKIE, header(&cookie)?);
    Ok(answer)
}

pub(crate) fn agent(headers: &HeaderMap) -> &str {
    headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(crate) fn header(text: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(text).map_err(Problem::internal)
}
