//! The dialect of dujiao-next, protocol 1.0, as its document «站点对接 Open API» says: its shops dock to us as they do to each
//! other. Products, SKUs, orders and categories are numbers there, amounts decimal texts; the query is not signed, and
//! there is no nonce, so what matters is done once a number of the downstream's.
//!
//! What the document leaves open, and how it is taken here:
//! - A shop there reckons in one currency: goods in other currencies than the first one are left out.
//! - Without a `downstream_order_no` an order is known by its signature, so that sent again it is the same order.
//! - What a supplier credits is `manual`, with its form; keys are `auto`.
//! - `failed` here is `canceled` there: the money is back in the wallet. What went back after the delivery is
//!   `partially_refunded` or `refunded`, with `refunded_amount`.
//! - Keys travel in callbacks, so an address without TLS outside of this house is taken and not called: whoever gave it asks.

/// The shop is told.
pub(crate) mod callback;
/// Goods as numbers and texts.
mod goods;
/// What is answered to each request.
mod handlers;
/// The signature.
mod signed;
/// What is answered, and how refusals are called.
mod wire;

use crate::Docking;
use axum::Router;
use axum::routing::{get, post};

pub(crate) fn routes() -> Router<Docking> {
    Router::new()
        .route("/api/v1/upstream/ping", post(handlers::ping))
        .route("/api/v1/upstream/categories", get(handlers::categories))
        .route("/api/v1/upstream/products", get(handlers::products))
        .route("/api/v1/upstream/products/{id}", get(handlers::product))
        .route("/api/v1/upstream/orders", post(handlers::place))
        .route("/api/v1/upstream/orders/{id}", get(handlers::show))
        .route("/api/v1/upstream/orders/{id}/cancel", post(handlers::cancel))
}
