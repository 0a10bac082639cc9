use crate::{Docking, acg, dujiao, own};
use axum::Router;

/// All three dialects. Their paths are those that partners' programs know, and are no part of the API's document.
pub fn router(docking: Docking) -> Router {
    Router::new().merge(own::routes()).merge(dujiao::routes()).merge(acg::routes()).with_state(docking)
}
