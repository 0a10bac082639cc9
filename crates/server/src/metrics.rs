use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use db::Db;
use kernel::Secret;
use orders::{AlarmKind, Orders};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What is counted: routes as they were written, never as they were asked for, so no id and no secret is a label.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram>,
    in_flight: Gauge,
    /// Requests turned away because all places were taken.
    pub shed: Counter,
    refused: Family<Refused, Counter>,
    pub connections: Gauge,
    /// Idle connections closed because another client needed theirs.
    pub evicted: Counter,
    panics: Counter,
    jobs: Family<Job, Counter>,
    queue: Family<Queue, Gauge>,
    backup: Gauge,
    alarms: Family<AlarmOf, Counter>,
    canaries: Family<AlarmOf, Counter>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct AlarmOf {
    kind: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Refused {
    why: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Queue {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Job {
    kind: String,
    outcome: String,
}

/// How long the database may take for its part of the figures.
const PATIENCE: Duration = Duration::from_secs(1);
/// Seconds: from a page out of memory to a large import.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

impl Metrics {
    pub fn new(engine: &'static str) -> Self {
        let mut registry = Registry::with_prefix("cardamom");
        let seconds = Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let (requests, in_flight) = (Family::default(), Gauge::default());
        let (shed, refused) = (Counter::default(), Family::<Refused, Counter>::default());
        let (connections, evicted) = (Gauge::default(), Counter::default());
        registry.register(
            "http_shed",
            "Requests turned away because all places were taken",
            Counter::clone(&shed),
        );
        registry.register("http_refused", "Requests whose body did not come", refused.clone());
        registry.register("http_connections", "Open connections", Gauge::clone(&connections));
        registry.register(
            "http_connections_evicted",
            "Idle connections closed for want of room",
            Counter::clone(&evicted),
        );
        let (panics, jobs, info) = (Counter::default(), Family::default(), Family::<Build, Gauge>::default());
        registry.register("http_requests", "Requests answered", Family::clone(&requests));
        registry.register("http_request_seconds", "How long answers took", Family::clone(&seconds));
        registry.register("http_requests_in_flight", "Requests being answered", Gauge::clone(&in_flight));
        registry.register(
            "http_panics",
            "Requests that ended in a fault of the program",
            Counter::clone(&panics),
        );
        registry.register("jobs", "Jobs run in the background", Family::clone(&jobs));
        let queue = Family::<Queue, Gauge>::default();
        registry.register("job_queue", "Jobs in the queue when this was asked", queue.clone());
        let backup = Gauge::default();
        registry.register(
            "backup_last_success_timestamp",
            "When the newest proven backup was done, in seconds since 1970; 0: there is none",
            Gauge::clone(&backup),
        );
        let (alarms, canaries) = (Family::default(), Family::default());
        registry.register("alarms", "Alarms raised on all nodes, canaries left out", Family::clone(&alarms));
        registry.register("canary_alarms", "Canaries that turned up, on all nodes", Family::clone(&canaries));
        registry.register("build", "The program that runs", info.clone());
        info.get_or_create(&Build { version: env!("CARGO_PKG_VERSION"), engine }).set(1);
        let registry = Arc::new(registry);
        Self {
            registry,
            requests,
            seconds,
            in_flight,
            shed,
            refused,
            connections,
            evicted,
            panics,
            jobs,
            queue,
            backup,
            alarms,
            canaries,
        }
    }

    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        // A method is the client's own word.
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        let method = known.iter().find(|m| **m == method).unwrap_or(&"other");
        let request = Request { method: (*method).to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&request).inc();
        self.seconds.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// Counts a request among those that are being answered, also when its client goes away in between.
    pub async fn in_flight<T>(&self, answering: impl Future<Output = T>) -> T {
        struct Leaves<'a>(&'a Gauge);
        impl Drop for Leaves<'_> {
            fn drop(&mut self) {
                self.0.dec();
            }
        }
        self.in_flight.inc();
        let _leaves = Leaves(&self.in_flight);
        answering.await
    }

    #[cfg(test)]
    pub fn being_answered(&self) -> i64 {
        self.in_flight.get()
    }

    pub fn refused(&self, why: &'static str) {
        self.refused.get_or_create(&Refused { why }).inc();
    }

    pub fn panic(&self) {
        self.panics.inc();
    }

    fn queue(&self, counts: &jobs::Counts) {
        for (state, count) in [("queued", counts.queued), ("running", counts.running), ("dead", counts.dead)]
        {
            self.queue.get_or_create(&Queue { state }).set(count);
        }
    }

    /// As the database counts them, so that every node tells the same.
    fn alarms(&self, counts: &[(String, i64)]) {
        for kind in AlarmKind::ALL {
            let count = counts.iter().find(|(code, _)| code == kind.code()).map_or(0, |(_, count)| *count);
            let family = if kind.is_canary() { &self.canaries } else { &self.alarms };
            let counter = family.get_or_create(&AlarmOf { kind: kind.code() }).clone();
            counter.inner().store(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        }
    }

    pub fn job(&self, kind: &str, outcome: &str) {
        self.jobs.get_or_create(&Job { kind: kind.to_owned(), outcome: outcome.to_owned() }).inc();
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Build {
    version: &'static str,
    engine: &'static str,
}

#[derive(Clone)]
struct Shown {
    metrics: Metrics,
    db: Db,
    orders: Orders,
    token: Option<Secret<String>>,
}

/// `/metrics`, for this machine and for whoever has the token.
pub fn routes(metrics: Metrics, orders: Orders, token: Option<Secret<String>>) -> Router {
    let db = orders.db().clone();
    Router::new().route("/metrics", get(show)).with_state(Shown { metrics, db, orders, token })
}

async fn show(
    State(shown): State<Shown>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    if !near(peer, &headers) && !has_token(&headers, shown.token.as_ref()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    // Where the database is down, the other figures are wanted all the more.
    if let Ok(Ok(counts)) = tokio::time::timeout(PATIENCE, jobs::counts(&shown.db)).await {
        shown.metrics.queue(&counts);
    }
    if let Ok(Some(proven)) = backup::latest_proven(&shown.db).await {
        shown.metrics.backup.set(proven.finished_at.map_or(0, kernel::Time::unix_seconds));
    }
    if let Ok(counts) = shown.orders.alarm_counts().await {
        shown.metrics.alarms(&counts);
    }
    let mut text = String::new();
    if encode(&mut text, &shown.metrics.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    ([("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
}

/// A proxy on this machine hands on what comes from elsewhere, and says so.
fn near(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let handed_on =
        ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    peer.ip().to_canonical().is_loopback() && !handed_on
}

/// Compared as digests, so that the time taken tells nothing about the token.
fn has_token(headers: &HeaderMap, token: Option<&Secret<String>>) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match (given, token) {
        (Some(given), Some(token)) => {
            seals::sha256(&[given.as_bytes()]) == seals::sha256(&[token.expose().as_bytes()])
        }
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn only_this_machine_or_the_token_sees_the_figures() {
        let (here, there) = ("127.0.0.1:9".parse().unwrap(), "192.0.2.1:9".parse().unwrap());
        assert!(near(here, &headers(&[])) && !near(there, &headers(&[])));
        assert!(near("[::ffff:127.0.0.1]:9".parse().unwrap(), &headers(&[])));
        assert!(!near(here, &headers(&[("x-forwarded-for", "127.0.0.1")])));
        let token = Secret::new("t0ken".to_owned());
        assert!(has_token(&headers(&[("authorization", "Bearer t0ken")]), Some(&token)));
        assert!(!has_token(&headers(&[("authorization", "Bearer t0ke")]), Some(&token)));
        assert!(!has_token(&headers(&[]), Some(&token)));
        assert!(!has_token(&headers(&[("authorization", "Bearer ")]), None));
    }

    #[test]
    fn a_strange_method_is_no_label() {
        let metrics = Metrics::new("sqlite");
        metrics.request("X\"} 1", "/p/{slug}", 200, Duration::from_millis(3));
        let mut text = String::new();
        encode(&mut text, &metrics.registry).unwrap();
        assert!(
            text.contains(r#"cardamom_http_requests_total{method="other",route="/p/{slug}",status="200"} 1"#),
            "{text}"
        );
    }
}
