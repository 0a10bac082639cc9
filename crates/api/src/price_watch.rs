//! Costs, what is earned, and prices that follow rules.

/// What rules have changed, and what waits for a person.
pub(crate) mod changes;
/// What goods cost, and what may be sold below it.
pub(crate) mod costs;
/// What is earned.
pub(crate) mod margins;
/// What others ask.
pub(crate) mod market;
/// What a rule would change.
pub(crate) mod preview;
/// What suppliers say that their goods cost.
pub(crate) mod quotes;
/// How prices are made.
pub(crate) mod rules;
/// Nothing but people changes prices.
pub(crate) mod stop;

use crate::Api;
use kernel::MerchantId;

/// After the commit of something that prices depend on: what is due gets its price. Where that fails, the next round of
/// this node does it; nothing is sold below its cost until then.
pub(crate) async fn follow(api: &Api, merchant: MerchantId) {
    match api.watch.reprice(merchant).await {
        Ok(done) if done.applied > 0 => api.catalog_changed(),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "prices that are due could not be set: it is tried again"),
    }
}
