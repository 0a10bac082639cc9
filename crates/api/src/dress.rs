use crate::{Api, Problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use kernel::{Ambient, RequestId};

/// The version of what is answered, in every answer.
pub(crate) const VERSION: &str = "2026-11-23";
const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// An id for every request, the version, and problems written out.
pub(crate) async fn dress(State(api): State<Api>, request: Request, next: Next) -> Response<Body> {
    let id = request_id(&request, api.ambient());
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Box<Problem>>() {
        write_problem(&mut response, &problem, id.to_str().unwrap_or_default());
    }
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    headers.insert(API_VERSION, HeaderValue::from_static(VERSION));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Every answer is meant for one key, and many hold what nobody else may read.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The caller's own id, where it is one; else the server's, else a new one.
fn request_id(request: &Request, ambient: &Ambient) -> HeaderValue {
    let own = request.headers().get(REQUEST_ID).filter(|value| is_id(value.as_bytes()));
    own.cloned().unwrap_or_else(|| {
        let id = request.extensions().get::<RequestId>().copied().unwrap_or_else(|| RequestId::new(ambient));
        HeaderValue::from_str(&id.to_string()).unwrap_or_else(|_| HeaderValue::from_static("req"))
    })
}

fn is_id(text: &[u8]) -> bool {
    (1..=128).contains(&text.len()) && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}

fn write_problem(response: &mut Response<Body>, problem: &Problem, id: &str) {
    if let Some(fault) = &problem.fault {
        tracing::error!(request = id, code = problem.code, fault, "a request failed");
    }
    *response.body_mut() = Body::from(problem.write(id));
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if problem.status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = problem.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}
