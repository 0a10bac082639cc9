use crate::store;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use db::Db;
use ports::KeyService;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(2);

/// What readiness depends on.
#[derive(Clone)]
pub struct Health {
    pub db: Db,
    pub keys: Arc<dyn KeyService>,
    /// Set when the server is told to stop, so that a balancer sends nothing more.
    pub stopping: Arc<AtomicBool>,
}

/// `/healthz`: the process is up. `/readyz`: it can do its work.
pub fn routes(health: Health) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(move || ready(health.clone())))
}

async fn ready(health: Health) -> (StatusCode, &'static str) {
    if health.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    let database = tokio::time::timeout(PATIENCE, store::answers(&health.db)).await;
    if !matches!(database, Ok(Ok(_))) {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
    }
    // The root key itself was verified against the database when the vault was opened; a service may have gone since.
    let keys = tokio::time::timeout(PATIENCE, health.keys.derive("ready")).await;
    if !matches!(keys, Ok(Ok(_))) {
        return (StatusCode::SERVICE_UNAVAILABLE, "the key service does not answer\n");
    }
    (StatusCode::OK, "ready\n")
}
