//! What shops need that buy here by program, for themselves or for their own buyers.

use crate::{Idempotency, OrderError, Orders, Quote, store};
use catalog::Orderable;
use kernel::{OfferId, OrderId, Region};
use merchants::Channel;
use std::sync::Arc;

impl Orders {
    /// Those of the offers that could be ordered in that way, there, now, whatever is left of them; in no order.
    pub async fn offered(
        &self,
        ids: &[OfferId],
        channel: Channel,
        region: Option<Region>,
    ) -> Result<Vec<Arc<Orderable>>, OrderError> {
        let mut tx = self.db().read().await?;
        let offers: Vec<Arc<_>> = catalog::orderable(&mut tx, ids).await?.into_iter().map(Arc::new).collect();
        let now = self.ambient().now();
        let grants = crate::terms::Terms::default().of(&mut tx, now, &offers).await?;
        let region = region.unwrap_or(self.settings().region);
        let granted = |offer: &Arc<Orderable>| {
            let lines = vec![(offer.clone(), offer.quantity_min)];
            let one = Quote { merchant: offer.merchant, lines, total: offer.price };
            offer.on && crate::terms::must_be_granted(&one, &grants, now, channel, region).is_ok()
        };
        Ok(offers.into_iter().filter(granted).collect())
    }

    /// The order that was placed under that key, if one was.
    pub async fn placed_under(&self, idempotency: &Idempotency) -> Result<Option<OrderId>, OrderError> {
        let mut tx = self.db().read().await?;
        let found = store::idempotency::find(&mut tx, vec![idempotency.name()]).await?;
        Ok(found.into_values().next().map(|first| first.order))
    }
}
