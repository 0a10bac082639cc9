use std::io::Result;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::gateway::{Gateway, Shared, Told};
use crate::refusal::Refusal;
use crate::{auth, buyer, control, forge, notify, payments, refunds};

const PATIENCE: Duration = Duration::from_secs(5);

/// A running gateway. Dropping it stops it too, without waiting.
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    told: Told,
    // Weak: who waits for the gateway's end would wait for this handle.
    gateway: Weak<Gateway>,
}

impl Running {
    /// Calls back whenever a shop has said `success` to an event, from now on. The first to ask for it is called.
    pub fn when_told(&self, call: impl Fn() + Send + Sync + 'static) {
        let _ = self.told.set(Box::new(call));
    }

    /// A buyer pays what is asked for, without a look at the cashier's page. False where it cannot be paid now.
    pub fn pay(&self, payment_id: &str) -> bool {
        self.gateway.upgrade().is_some_and(|gateway| buyer::pay(&gateway, payment_id))
    }

    /// Takes no more requests, lets those under way finish for at most 5 s, and ends all notifying. What was not
    /// delivered is in the journal and goes on at the next start.
    pub async fn shutdown(self) {
        let _ = self.stop.send(true);
        let mut server = self.server;
        if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
        let _ = tokio::time::timeout(PATIENCE, self.stop.closed()).await;
    }
}

/// Starts the gateway. Fails if the address is taken, the configuration is unusable, or the journal is damaged.
pub async fn start(config: Config) -> Result<Running> {
    config.secrets()?;
    let listener = TcpListener::bind(config.listen).await?;
    let addr = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let told = Told::default();
    let gateway = Gateway::new(&config, addr, told.clone(), stopped)?;
    resume(&gateway);
    let (until, weak) = (gateway.stopped(), Arc::downgrade(&gateway));
    let routes = routes(gateway, config.control);
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).with_graceful_shutdown(until).await {
            tracing::error!(%error, "sandbox gateway ended");
        }
    });
    tracing::info!(%addr, "sandbox gateway listens; no real money moves");
    Ok(Running { addr, stop, server, told, gateway: weak })
}

/// Goes on with what the journal says is unfinished.
fn resume(gateway: &Shared) {
    let book = gateway.book();
    for payment in book.state.payments.values() {
        for event in payment.events.iter().filter(|event| !event.ended) {
            notify::announce(gateway, &payment.payment_id, &event.event_id);
        }
        if let Some(at) = payment.late_at {
            payments::wait_and_pay(gateway, &payment.payment_id, at);
        }
    }
}

fn routes(gateway: Shared, with_control: bool) -> Router {
    let mut routes = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/pay/{payment_id}", get(buyer::show).post(buyer::press))
        .merge(merchant_routes(&gateway));
    if with_control {
        routes = routes.merge(control_routes());
    }
    routes
        .fallback(|| async { Refusal::NotFound })
        .method_not_allowed_fallback(|| async { Refusal::MethodNotAllowed })
        .layer(from_fn_with_state(gateway.clone(), unless_down))
        .with_state(gateway)
}

fn merchant_routes(gateway: &Shared) -> Router<Shared> {
    Router::new()
        .route("/v1/payments", post(payments::create))
        .route("/v1/payments/{out_trade_no}", get(payments::query))
        .route("/v1/payments/{out_trade_no}/close", post(payments::close))
        .route("/v1/refunds", post(refunds::create))
        .route("/v1/refunds/{out_refund_no}", get(refunds::query))
        .route("/v1/{*rest}", any(|| async { Refusal::NotFound }))
        .method_not_allowed_fallback(|| async { Refusal::MethodNotAllowed })
        .layer(from_fn_with_state(gateway.clone(), auth::signed))
}

fn control_routes() -> Router<Shared> {
    Router::new()
        .route("/control/pay", post(control::pay))
        .route("/control/resend", post(control::resend))
        .route("/control/forge", post(forge::forge))
        .route("/control/notify", post(control::notifying))
        .route("/control/down", post(control::down))
        .route("/control/notifies", get(control::notifies))
}

async fn unless_down(State(gateway): State<Shared>, request: Request, next: Next) -> Response {
    if gateway.down.load(Ordering::SeqCst) && !request.uri().path().starts_with("/control/") {
        return Refusal::Unavailable.into_response();
    }
    next.run(request).await
}
