//! The document for programs, and the same for people: written out once at start, without a script.

use crate::Api;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use axum::response::IntoResponse;

/// Codes of problems with what they mean.
mod codes;
/// The page.
mod page;

const STYLE: &str = include_str!("docs/docs.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) struct Documents {
    json: Bytes,
    page: Bytes,
}

impl Documents {
    pub fn new() -> Self {
        let json = serde_json::to_value(crate::openapi()).unwrap_or_default();
        Self { page: page::render(&json).into(), json: json.to_string().into() }
    }
}

pub(crate) async fn document(State(api): State<Api>) -> Response<Body> {
    answer("application/json", api.documents.json.clone())
}

pub(crate) async fn page(State(api): State<Api>) -> Response<Body> {
    let mut response = answer("text/html; charset=utf-8", api.documents.page.clone());
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

pub(crate) async fn style() -> Response<Body> {
    answer("text/css; charset=utf-8", Bytes::from_static(STYLE.as_bytes()))
}

fn answer(kind: &'static str, body: Bytes) -> Response<Body> {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, body).into_response()
}
