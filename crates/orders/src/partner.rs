//! What shops need that buy here by program, for themselves or for their own buyers.

use crate::price::Prices;
use crate::{Asking, Idempotency, NewLine, OrderError, Orders, quote, store};
use catalog::Orderable;
use kernel::{OfferId, OrderId, Region, UserId};
use merchants::Channel;
use std::collections::HashMap;
use std::sync::Arc;

impl Orders {
    /// Those of the offers that could be ordered in that way, there, now, whatever is left of them, each at what the least
    /// quantity of it costs that buyer; in no order.
    pub async fn offered(
        &self,
        ids: &[OfferId],
        (channel, region): (Channel, Option<Region>),
        user: Option<UserId>,
    ) -> Result<Vec<Arc<Orderable>>, OrderError> {
        let mut tx = self.db().read().await?;
        let offers = self.4.catalog.orderable(&mut tx, ids).await?;
        let now = self.ambient().now();
        let grants = self.4.terms.of(&mut tx, now, &offers).await?;
        let region = region.unwrap_or(self.settings().region);
        let who = Asking { user, ..Asking::default() }.who();
        let lines: Vec<[NewLine; 1]> =
            offers.iter().map(|o| [NewLine { offer: o.offer, quantity: o.quantity_min }]).collect();
        let offers: HashMap<OfferId, Arc<Orderable>> = offers.into_iter().map(|o| (o.offer, o)).collect();
        let places = lines.iter().map(|line| (line.as_slice(), who.clone()));
        let prices = Prices::load(&mut tx, (&self.4.rules, now), &offers, places, None).await?;
        let priced = |line: &[NewLine; 1]| {
            let quote = quote(line, &offers).ok()?;
            let quote = prices.applied(quote, &who, &grants, (now, channel, region)).ok()?;
            crate::terms::must_be_granted(&quote, &grants, now, channel, region).ok()?;
            quote.lines.into_iter().next().map(|(offer, _)| offer)
        };
        Ok(lines.iter().filter_map(priced).collect())
    }

    /// The order that was placed under that key, if one was.
    pub async fn placed_under(&self, idempotency: &Idempotency) -> Result<Option<OrderId>, OrderError> {
        let mut tx = self.db().read().await?;
        let found = store::idempotency::find(&mut tx, vec![idempotency.name()]).await?;
        Ok(found.into_values().next().map(|first| first.order))
    }
}
