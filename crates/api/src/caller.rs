use crate::{Api, Problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use identity::{By, Caller, Csrf, Rate, Session, Verdict, cookies};
use kernel::{MerchantId, Span};
use merchants::Limits;
use std::fmt::Write;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What a browser's request must carry to change anything.
const CSRF: HeaderName = HeaderName::from_static("x-csrf-token");

/// Somebody in a browser.
#[derive(Clone)]
pub(crate) struct InSession {
    pub session: Session,
    /// The credential itself, for what asks for it again.
    pub token: String,
}

/// Finds out who calls and counts it; what they may do is asked by the handler's extractor.
pub(crate) async fn authenticate(State(api): State<Api>, mut request: Request, next: Next) -> Response<Body> {
    let caller = match find_caller(&api, &mut request).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let limits = limits(&api, &caller).await;
    let verdict = api.identity.throttle().take("api", &caller.actor(), rate(&api, limits));
    let mut response = if verdict.allowed {
        match counted(&api, &caller, limits).await {
            Ok(()) => {
                request.extensions_mut().insert(caller);
                next.run(request).await
            }
            Err(problem) => problem.into_response(),
        }
    } else {
        let detail = format!("too many requests were made by you: wait {} seconds", verdict.retry_after);
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail);
        problem.retry(verdict.retry_after).into_response()
    };
    response.headers_mut().insert(POLICY, api.rate_policy.clone());
    response.headers_mut().insert(LIMIT, limit(verdict));
    response
}

/// What the plan says of a merchant's program; nothing of anybody else.
async fn limits(api: &Api, caller: &Caller) -> Limits {
    let Some(merchant) = program_of(caller) else { return Limits::default() };
    // Where it cannot be looked up, what is asked for will say so.
    api.orders.quota(merchant).await.map(|quota| quota.limits).unwrap_or_default()
}

fn program_of(caller: &Caller) -> Option<MerchantId> {
    caller.merchant.filter(|_| matches!(caller.by, By::Key(_)))
}

/// A merchant's program may call as often as the merchant's plan says.
fn rate(api: &Api, limits: Limits) -> Rate {
    match limits.api_calls {
        Some(calls) => Rate::new(calls.clamp(1, api.settings.requests_per_minute.max(1)), Span::minutes(1)),
        None => api.rate,
    }
}

async fn counted(api: &Api, caller: &Caller, limits: Limits) -> Result<(), Problem> {
    match program_of(caller) {
        Some(merchant) => api.count_call(merchant, limits).await,
        None => Ok(()),
    }
}

/// What somebody proved who they are by, to be looked at again while an answer goes on.
pub(crate) struct Credential(HeaderMap);

impl Credential {
    pub fn of(headers: &HeaderMap) -> Self {
        let mut kept = HeaderMap::new();
        for name in [AUTHORIZATION, COOKIE] {
            headers.get_all(&name).iter().for_each(|value| {
                kept.append(&name, value.clone());
            });
        }
        Self(kept)
    }

    /// Whoever it is now; a session or key that has ended is nobody's.
    pub async fn again(&self, api: &Api) -> Result<Caller, Problem> {
        let mut request = Request::new(Body::empty());
        request.headers_mut().clone_from(&self.0);
        find_caller(api, &mut request).await
    }
}

/// By API key or, without one, by the session of a browser.
async fn find_caller(api: &Api, request: &mut Request) -> Result<Caller, Problem> {
    if let Some(header) = request.headers().get(AUTHORIZATION).cloned() {
        return by_key(api, &header).await;
    }
    let Some(token) = session_token(api, request.headers()).map(str::to_owned) else { return Err(missing()) };
    let Some(session) = api.identity.session(&token).await? else { return Err(ended()) };
    if !request.method().is_safe() {
        check_origin(request.headers(), &session)?;
    }
    let caller = Caller::from(&session);
    request.extensions_mut().insert(InSession { session, token });
    Ok(caller)
}

async fn by_key(api: &Api, header: &HeaderValue) -> Result<Caller, Problem> {
    let header = header.to_str().map_err(|_| missing())?;
    let (scheme, key) = header.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    Ok(api.identity.authenticate(key.trim()).await?)
}

fn missing() -> Problem {
    let detail = "send your API key in the header Authorization: Bearer sk_…, or log in";
    Problem::new(StatusCode::UNAUTHORIZED, "api_key_missing", detail)
}

pub(crate) fn ended() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "not_logged_in",
        "nobody is logged in here: log in, or log in again",
    )
}

pub(crate) fn session_token<'h>(api: &Api, headers: &'h HeaderMap) -> Option<&'h str> {
    cookie(api, headers, cookies::SESSION)
}

pub(crate) fn cookie<'h>(api: &Api, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    cookies::read(lines, name, api.settings.secure_cookies)
}

/// A browser sends the cookie whoever asks it to; the token only pages of ours know.
fn check_origin(headers: &HeaderMap, session: &Session) -> Result<(), Problem> {
    refuse_cross_site(headers)?;
    let given = headers.get(CSRF).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if Csrf::matches(&session.csrf, given) {
        return Ok(());
    }
    let detail = "send the header X-CSRF-Token with the value of csrf from GET /v1/session";
    Err(Problem::new(StatusCode::FORBIDDEN, "csrf_failed", detail))
}

/// What the browser says was begun on another site changes nothing here.
pub(crate) fn refuse_cross_site(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site") {
        return Ok(());
    }
    let detail = "this request was begun on another site, so nothing was done";
    Err(Problem::new(StatusCode::FORBIDDEN, "csrf_failed", detail))
}

fn limit(verdict: Verdict) -> HeaderValue {
    let mut text = String::with_capacity(40);
    let _ = write!(text, "\"default\";r={};t={}", verdict.remaining, verdict.reset);
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
