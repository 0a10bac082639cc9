//! Cardamom's own dialect: JSON, amounts in whole minor units, each request signed with its time, a nonce, its target and
//! the digest of its body; refusals as RFC 9457 writes them. docs/docking.md is its document.

/// Partners are told.
pub(crate) mod callback;
/// What is answered to each request.
mod handlers;
/// A request is signed, and whether it is.
mod signed;
/// As it is written and read.
mod wire;

use crate::Docking;
use axum::Router;
use axum::routing::{get, post};

pub(crate) fn routes() -> Router<Docking> {
    Router::new()
        .route("/dock/v1/ping", get(handlers::ping))
        .route("/dock/v1/catalogue", get(handlers::catalogue))
        .route("/dock/v1/statement", get(handlers::statement))
        .route("/dock/v1/accounts/check", post(handlers::check))
        .route("/dock/v1/orders", post(handlers::place))
        .route("/dock/v1/orders/{no}", get(handlers::show))
        .route("/dock/v1/orders/{no}/cancel", post(handlers::cancel))
        .route("/dock/v1/orders/{no}/claims", post(handlers::claim))
        .route("/dock/v1/orders/{no}/claims/{claim}", get(handlers::show_claim))
        .route("/dock/v1/orders/{no}/claims/{claim}/{act}", post(handlers::act))
}
