//! The dialect of acg-faka's shared shops (店铺共享), as its own programs speak it: forms that are signed with the MD5 of
//! PHP's `http_build_query`, answered by `{code, msg, data}` with the status 200. Shops of it dock to us as to each other.
//!
//! What is peculiar to it, and how it is taken here:
//! - There is neither time nor nonce in a request, and the key itself travels in the form: it is safe over TLS only. What
//!   matters is done once a `request_no`, which has to be there. Sent again with the same contents it is answered with the
//!   first order; there it would be refused, and a shop that lost the answer would never see its keys.
//! - Each of our offers is an item of its own, without `race` or `sku`; its code is its number in sixteen digits.
//! - A shop reckons in one currency: goods in other currencies than the first one are left out.
//! - There are no callbacks, and a shop never asks again: a trade of goods that are credited waits a little for its end. A
//!   failure is refused, as the money is back; what is still under way is answered with a sentence.
//! - Single keys that buyers choose (预选) are not offered.

/// Forms as PHP reads them, and the text over which they are signed.
pub(crate) mod form;
/// What is answered to each request.
mod handlers;
/// Goods as that program lists them.
mod items;
/// Answers, and refusals in the words of that program.
mod wire;

use crate::Docking;
use axum::Router;
use axum::routing::post;

pub(crate) fn routes() -> Router<Docking> {
    Router::new()
        .route("/shared/authentication/connect", post(handlers::connect))
        .route("/shared/commodity/items", post(handlers::items))
        .route("/shared/commodity/item", post(handlers::item))
        .route("/shared/commodity/inventoryState", post(handlers::inventory_state))
        .route("/shared/commodity/inventory", post(handlers::inventory))
        .route("/shared/commodity/stock", post(handlers::stock))
        .route("/shared/commodity/valuation", post(handlers::valuation))
        .route("/shared/commodity/draftCard", post(handlers::no_draft))
        .route("/shared/commodity/draft", post(handlers::no_draft))
        .route("/shared/commodity/trade", post(handlers::trade))
        .route("/shared/commodity/query", post(handlers::query))
}
