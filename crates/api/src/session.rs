//! Who is logged in, for pages that talk to this API in a browser.

/// By a code that is sent.
pub(crate) mod code;
/// Log in and out by password.
pub(crate) mod log_in;
/// What needs more than a password.
pub(crate) mod second_factor;

use crate::caller::{cookie, ended, session_token};
use crate::words::{Answer, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use identity::{Session, cookies};
use kernel::{Language, MerchantId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody who is logged in, and what they may do.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionAnswer {
    user: SessionUser,
    /// `operator`, `merchant`, `buyer` or `partner`.
    #[schema(example = "merchant")]
    role: &'static str,
    /// What somebody of the staff does: `admin`, `reviewer`, `risk`, `finance`, `support`, `owner` or `stock`.
    #[schema(value_type = Option<String>)]
    duty: Option<&'static str>,
    /// Whose staff it is.
    merchant: Option<SessionMerchant>,
    scopes: Vec<&'static str>,
    /// Whether a second factor is set up.
    second_factor: bool,
    /// Until when the last proof of it in this session counts as fresh.
    strong_until: Option<String>,
    /// The value of the header `X-CSRF-Token` with everything that changes something.
    csrf: String,
    /// `zh` or `en`.
    language: &'static str,
}

#[derive(Serialize, ToSchema)]
struct SessionUser {
    #[schema(value_type = String, example = "usr_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: UserId,
    /// Null for who has a telephone number only.
    email: Option<String>,
    phone: Option<String>,
    /// What to call them.
    name: String,
}

#[derive(Serialize, ToSchema)]
struct SessionMerchant {
    #[schema(value_type = String)]
    id: MerchantId,
    name: Text,
}

/// Who is logged in; 401 `not_logged_in` where nobody is.
#[utoipa::path(get, path = "/v1/session", tag = "session", operation_id = "getSession", security(("session" = [])),
    responses((status = 200, body = SessionAnswer)))]
pub(crate) async fn show(State(api): State<Api>, headers: HeaderMap) -> Answer {
    let token = session_token(&api, &headers).ok_or_else(ended)?;
    let session = api.identity.session(token).await?.ok_or_else(ended)?;
    ok(&SessionAnswer::new(&api, &session, language(&api, &headers)).await?)
}

impl SessionAnswer {
    pub async fn new(api: &Api, session: &Session, language: Language) -> Result<Self, Problem> {
        let merchant = match session.merchant {
            Some(id) => {
                let found = merchants::find(api.db(), id).await.map_err(Problem::internal)?;
                Some(SessionMerchant { id, name: found.name.into() })
            }
            None => None,
        };
        Ok(Self {
            user: SessionUser {
                id: session.user,
                email: Some(session.email.clone()).filter(|email| !email.is_empty()),
                phone: session.phone.clone(),
                name: session.called().to_owned(),
            },
            role: session.role.code(),
            duty: session.duty.map(identity::Duty::code),
            merchant,
            scopes: session.scopes.iter().map(identity::Scope::code).collect(),
            second_factor: session.second_factor,
            strong_until: api.identity.strong_until(session.strong_at).map(kernel::Time::rfc3339),
            csrf: session.csrf.clone(),
            language: match language {
                Language::Zh => "zh",
                Language::En => "en",
            },
        })
    }
}

/// What was chosen in the shop, else the browser's wish.
pub(crate) fn language(api: &Api, headers: &HeaderMap) -> Language {
    match cookie(api, headers, cookies::LANGUAGE) {
        Some("en") => return Language::En,
        Some("zh") => return Language::Zh,
        _ => {}
    }
    let wish = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wish.to_ascii_lowercase().starts_with("en") { Language::En } else { Language::Zh }
}
