use super::pace::Pace;
use super::places::{Place, Places};
use super::trouble::{Trouble, wants_page};
use crate::config::Limits;
use crate::metrics::Metrics;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::header::CONNECTION;
use axum::http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// A body of at most so many bytes is here before its request takes a place, so that a slow sender takes none.
const SMALL: u64 = 64 * 1024;
/// Who watches a full house must be let in.
const WATCHERS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// How many requests are answered at the same time. Who finds no place is told so, for less than a hundredth of
/// what an order costs: with more clients than capacity the line would only grow, and everybody would wait too long.
pub struct Gate {
    places: Places,
    /// For large bodies: they take long to come, and must not keep the places of others meanwhile.
    large: Places,
    patience: Duration,
    closing: AtomicBool,
    turned_away: Bytes,
    turned_away_page: Bytes,
    said: Said,
    pace: Pace,
    /// Closed with the house; there is nothing to acquire.
    last_call: Semaphore,
    metrics: Metrics,
}

impl Gate {
    pub fn new(limits: &Limits, metrics: &Metrics) -> Self {
        Self {
            places: Places::new(limits.in_flight),
            large: Places::steady(limits.large_in_flight),
            patience: limits.stall_time(),
            closing: AtomicBool::new(false),
            turned_away: Trouble::Overloaded.problem(None).into(),
            turned_away_page: Trouble::Overloaded.page().into(),
            said: Said::new(),
            pace: Pace::new(),
            last_call: Semaphore::new(0),
            metrics: metrics.clone(),
        }
    }

    /// From now on every answer is the last one of its connection.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        self.last_call.close();
    }

    /// The router's answer, or why there is none.
    pub async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        router: Router,
    ) -> Result<Response<Body>, Infallible> {
        let mut response = match self.admit(request).await {
            Ok((mut request, place)) => {
                request.extensions_mut().insert(ConnectInfo(peer));
                let Ok(response) = router.oneshot(request).await;
                if let Some(place) = place {
                    place.answered();
                }
                response
            }
            Err(refused) => *refused,
        };
        if let Some(Held(pause)) = response.extensions().get().copied()
            && !self.closing.load(Ordering::Relaxed)
        {
            // Over when the time is, or when the house closes.
            let _ = tokio::time::timeout(pause, self.last_call.acquire()).await;
        }
        if self.closing.load(Ordering::Relaxed) {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }

    async fn admit(
        &self,
        request: Request<Incoming>,
    ) -> Result<(Request<Body>, Option<Place<'_>>), Box<Response<Body>>> {
        if WATCHERS.contains(&request.uri().path()) {
            return Ok((request.map(Body::new), None));
        }
        let small = request.body().size_hint().upper().is_some_and(|bytes| bytes <= SMALL);
        let places = if small { &self.places } else { &self.large };
        // Before anything is read: this is the path that must be cheap.
        if places.full() {
            return Err(self.turn_away(request.headers()));
        }
        let (parts, body) = request.into_parts();
        let body = if small { self.read(body, &parts.headers).await? } else { Body::new(body) };
        match places.take() {
            Some(place) => Ok((Request::from_parts(parts, body), Some(place))),
            None => Err(self.turn_away(&parts.headers)),
        }
    }

    async fn read(&self, body: Incoming, asked: &HeaderMap) -> Result<Body, Box<Response<Body>>> {
        if body.is_end_stream() {
            return Ok(Body::empty());
        }
        let trouble = match tokio::time::timeout(self.patience, body.collect()).await {
            Ok(Ok(whole)) => return Ok(Body::from(whole.to_bytes())),
            Ok(Err(_)) => Trouble::BrokenBody,
            Err(_) => Trouble::BodyTooSlow,
        };
        self.metrics.refused(trouble.code());
        let mut response = trouble.write(asked, None);
        // What still comes of that body is no request.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        Err(Box::new(response))
    }

    fn turn_away(&self, asked: &HeaderMap) -> Box<Response<Body>> {
        self.metrics.shed.inc();
        let page = wants_page(asked);
        let body = if page { &self.turned_away_page } else { &self.turned_away };
        let mut response = Trouble::Overloaded.dress(page, Body::from(body.clone()));
        self.said.count();
        if let Some(pause) = self.pace.next(Instant::now()) {
            response.extensions_mut().insert(Held(pause));
        }
        Box::new(response)
    }
}

/// A refusal that is kept back for so long.
#[derive(Clone, Copy)]
struct Held(Duration);

/// One line of log a second at most, however many are turned away.
struct Said {
    started: Instant,
    second: AtomicU64,
    count: AtomicU64,
}

impl Said {
    fn new() -> Self {
        Self { started: Instant::now(), second: AtomicU64::new(u64::MAX), count: AtomicU64::new(0) }
    }

    fn count(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let (now, last) = (self.started.elapsed().as_secs(), self.second.load(Ordering::Relaxed));
        let mine = || self.second.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if now != last && mine() {
            let count = self.count.swap(0, Ordering::Relaxed);
            tracing::warn!(count, "all places are taken (limits.in_flight): requests were turned away");
        }
    }
}
