use crate::config::Limits;
use crate::headers;
use crate::http::Trouble;
use crate::metrics::Metrics;
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{ACCEPT, CONNECTION};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use kernel::{Ambient, RequestId};
use std::any::Any;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// What surrounds every request.
#[derive(Clone)]
pub struct Around {
    pub ambient: Ambient,
    pub metrics: Metrics,
    pub limits: Limits,
    /// Whether each request is a line of the log.
    pub log: bool,
    /// Whether the outside reaches the shop by https only.
    pub https: bool,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// The answer to a request for no route of ours.
const NO_ROUTE: &str = "unmatched";

/// Puts it around all routes, the last layer being the outermost.
pub fn wrap(router: Router, around: Around) -> Router {
    let metrics = around.metrics.clone();
    router
        .layer(DefaultBodyLimit::max(around.limits.body_bytes))
        .layer(RequestBodyLimitLayer::new(around.limits.upload_bytes))
        // Between two pieces of a large body; a small one is here before its request is (see `http::gate`).
        .layer(RequestBodyTimeoutLayer::new(around.limits.stall_time()))
        .layer(from_fn_with_state(around.limits.clone(), in_time))
        .layer(CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| caught(&metrics, panic.as_ref())))
        .layer(from_fn_with_state(around, observe))
}

/// One line for each request: the route as it is written, because addresses and queries hold links of orders.
async fn observe(State(around): State<Around>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = route(&request).to_owned();
    let id = RequestId::new(&around.ambient);
    request.extensions_mut().insert(id);
    let asked = accept_only(request.headers());
    let mut response = around.metrics.in_flight(next.run(request)).await;
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        response = trouble.write(&asked, Some(&id.to_string()));
    }
    headers::default_headers(response.headers_mut(), around.https);
    if let (false, Ok(value)) =
        (response.headers().contains_key(&REQUEST_ID), HeaderValue::from_str(&id.to_string()))
    {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if is_upload(&route) {
        // What the connection has read lies in a buffer of its own until it is closed.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    around.metrics.request(method.as_str(), &route, status, took);
    if around.log {
        let id = response.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(target: "request", id, %method, route, status, micros);
    }
    response
}

/// What decides whether trouble is written for a program or for people.
fn accept_only(headers: &HeaderMap) -> HeaderMap {
    headers.get(ACCEPT).map(|value| (ACCEPT, value.clone())).into_iter().collect()
}

fn route(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str)
}

/// Uploads of keys may take longer than anything else, and so may statements of channels, on their way here and to be read.
async fn in_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let route = route(&request);
    let long = is_upload(route) || is_statement(route);
    let allowed = if long { limits.upload_time() } else { limits.request_time() };
    match tokio::time::timeout(allowed, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Trouble::TimedOut.into_response(),
    }
}

fn is_upload(route: &str) -> bool {
    route == "/v1/stock/batches"
}

fn is_statement(route: &str) -> bool {
    matches!(route, "/v1/platform/statements" | "/v1/platform/statement-fetches")
}

/// The panic's own words may quote anything, so they go nowhere but to standard error, where the runtime wrote them.
fn caught(metrics: &Metrics, _panic: &(dyn Any + Send)) -> Response {
    metrics.panic();
    tracing::error!("a request ended in a fault of the program; its words stand above");
    Trouble::Internal.into_response()
}
