use crate::{Api, Problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use identity::{Caller, Verdict};
use std::fmt::Write;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Finds out who calls and counts it; what they may do is asked by the handler's extractor.
pub(crate) async fn authenticate(State(api): State<Api>, mut request: Request, next: Next) -> Response<Body> {
    let header = request.headers().get(AUTHORIZATION).cloned();
    let caller = match find_caller(&api, header).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let verdict = api.identity.throttle().take("api", &caller.key.to_string(), api.rate);
    let mut response = if verdict.allowed {
        request.extensions_mut().insert(caller);
        next.run(request).await
    } else {
        let detail = format!("this key has made too many requests: wait {} seconds", verdict.retry_after);
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail);
        problem.retry(verdict.retry_after).into_response()
    };
    response.headers_mut().insert(POLICY, api.rate_policy.clone());
    response.headers_mut().insert(LIMIT, limit(verdict));
    response
}

async fn find_caller(api: &Api, header: Option<HeaderValue>) -> Result<Caller, Problem> {
    let missing = || {
        let detail = "send your API key in the header Authorization: Bearer sk_…";
        Problem::new(StatusCode::UNAUTHORIZED, "api_key_missing", detail)
    };
    let header = header.as_ref().and_then(|value| value.to_str().ok()).ok_or_else(missing)?;
    let (scheme, key) = header.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    Ok(api.identity.authenticate(key.trim()).await?)
}

fn limit(verdict: Verdict) -> HeaderValue {
    let mut text = String::with_capacity(40);
    let _ = write!(text, "\"default\";r={};t={}", verdict.remaining, verdict.reset);
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
