use super::SessionAnswer;
use super::log_in::{agent, entered, header};
use crate::address::Address;
use crate::body::Json;
use crate::caller::{cookie, refuse_cross_site};
use crate::words::{Answer, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use identity::{IdentityRefusal, Place, cookies};
use kernel::{Bilingual, Secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How one can log in here.
#[derive(Serialize, ToSchema)]
#[schema(as = LogInWays)]
pub(crate) struct WaysAnswer {
    password: bool,
    email_code: bool,
    sms_code: bool,
    passkey: bool,
    providers: Vec<Provider>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LogInProvider)]
struct Provider {
    /// Where to begin: the page `/login` has a button for it.
    code: String,
    name: Text,
}

/// Where a code is to be sent.
#[derive(Deserialize, ToSchema)]
#[schema(as = AskCode)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskBody {
    /// An e-mail address or a telephone number.
    pub contact: String,
}

/// A code that came by mail or SMS.
#[derive(Deserialize, ToSchema)]
#[schema(as = LogInByCode)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByCodeBody {
    pub contact: String,
    /// Six digits.
    #[schema(example = "123456")]
    pub code: String,
}

/// The ways that are set up.
#[utoipa::path(get, path = "/v1/session/ways", tag = "session", operation_id = "listLogInWays", security(()),
    responses((status = 200, body = WaysAnswer)))]
pub(crate) async fn ways(State(api): State<Api>) -> Answer {
    let (email_code, sms_code) = api.identity.code_ways();
    let provider =
        |(code, name): (&str, &Bilingual)| Provider { code: code.to_owned(), name: name.clone().into() };
    let providers = api.identity.providers().map(provider).collect();
    ok(&WaysAnswer {
        password: true,
        email_code,
        sms_code,
        passkey: api.identity.passkeys_offered(),
        providers,
    })
}

/// Send a code to an e-mail address or a telephone number. The answer is the same whether anybody has it. The code is
/// good for five minutes, in this browser, for five tries.
#[utoipa::path(post, path = "/v1/session/code", tag = "session", operation_id = "askLogInCode", request_body = AskBody,
    security(()), responses((status = 202, description = "On its way, if it can be sent there")))]
pub(crate) async fn ask(
    State(api): State<Api>,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    refuse_cross_site(&headers)?;
    let asked: AskBody = body.parse()?;
    let asked_by = api.identity.ask_code(&asked.contact, &from).await?;
    with_asked_by(&api, StatusCode::ACCEPTED.into_response(), &asked_by)
}

/// Log in by the code. Where the contact is nobody's yet, an account is opened for it.
#[utoipa::path(post, path = "/v1/session/by-code", tag = "session", operation_id = "logInByCode",
    request_body = ByCodeBody, security(()), responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn by_code(
    State(api): State<Api>,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    refuse_cross_site(&headers)?;
    let asked: ByCodeBody = body.parse()?;
    let asked_by = asked_by(&api, &headers)?;
    let place = Place::new(&from, agent(&headers));
    let (token, verified) = api.identity.log_in_by_code(asked_by, &asked.contact, &asked.code, place).await?;
    api.orders.claim(verified.user, &verified.contact).await?;
    entered(&api, &headers, &token).await
}

/// What this browser asked for a code with.
pub(crate) fn asked_by<'h>(api: &Api, headers: &'h HeaderMap) -> Result<&'h str, Problem> {
    cookie(api, headers, cookies::ASKED_CODE).ok_or_else(|| IdentityRefusal::BadCode.into())
}

pub(crate) fn with_asked_by(
    api: &Api,
    mut answer: axum::response::Response,
    asked_by: &Secret<String>,
) -> Answer {
    let age = Some(cookies::CODE_SECONDS);
    let cookie = cookies::write(cookies::ASKED_CODE, asked_by.expose(), age, api.settings.secure_cookies);
    answer.headers_mut().append(SET_COOKIE, header(&cookie)?);
    Ok(answer)
}
