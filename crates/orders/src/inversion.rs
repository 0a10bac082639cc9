//! Nothing is sold for less than it costs: what is left of each line, after whatever was taken off its price and after the
//! platform's share, pays for its units. Asked when a price is quoted, and again in the order's own transaction, on
//! whichever way it came. What was placed stays agreed, whatever costs do until it is paid.

use crate::{OrderRefusal, Quote};
use catalog::Orderable;
use costs::Floors;
use db::Tx;
use kernel::{BasisPoints, MerchantId, OfferId, SkuId, Time};
use std::sync::Arc;

/// What may not be sold below what, of these offers; no cost of theirs changes until this transaction ends.
pub(crate) async fn held(tx: &mut Tx, offers: &[Arc<Orderable>], now: Time) -> db::Result<Floors> {
    if offers.is_empty() {
        return Ok(Floors::default());
    }
    costs::hold(tx, offers.iter().map(|offer| offer.merchant)).await?;
    costs::floors(tx, &skus(offers), now).await
}

/// The same for a price that is only told: of goods that suppliers are asked for, too, whose cost is that of the cheapest
/// route.
pub(crate) async fn told(tx: &mut Tx, offers: &[Arc<Orderable>], now: Time) -> db::Result<Floors> {
    let mut floors = costs::floors(tx, &skus(offers), now).await?;
    let asked: Vec<&Arc<Orderable>> = offers.iter().filter(|offer| offer.kind.is_fulfilled()).collect();
    let ids: Vec<SkuId> = asked.iter().map(|offer| offer.sku).collect();
    let routes = supply::usable(tx, &ids, now).await?;
    for offer in asked {
        let routes = routes.get(&offer.sku).map(Vec::as_slice).unwrap_or_default();
        let costs = routes.iter().map(|route| route.unit_cost);
        let costs = costs.filter(|cost| cost.currency == offer.price.currency);
        if let Some(cheapest) = costs.min_by_key(|cost| cost.minor) {
            floors.learn(offer.sku, cheapest);
        }
    }
    Ok(floors)
}

fn skus(offers: &[Arc<Orderable>]) -> Vec<(MerchantId, SkuId)> {
    let mut skus: Vec<_> = offers.iter().map(|offer| (offer.merchant, offer.sku)).collect();
    skus.sort_unstable();
    skus.dedup();
    skus
}

/// Each line at what its buyer pays for it.
pub(crate) fn guard(quote: &Quote, own: BasisPoints, floors: &Floors) -> Result<(), OrderRefusal> {
    for (offer, quantity) in &quote.lines {
        let amount = offer.price.times(*quantity).map_err(|_| OrderRefusal::TotalTooLarge)?;
        if !floors.hold(offer.sku, *quantity, amount, offer.fee.unwrap_or(own)) {
            return Err(OrderRefusal::BelowCost(offer.offer));
        }
    }
    Ok(())
}

/// Of goods that a supplier is asked for: what is left of the order pays for the cheapest way to have them.
pub(crate) fn guard_asked(offer: OfferId, cheapest: Option<i64>, left: i64) -> Result<(), OrderRefusal> {
    if cheapest.is_some_and(|cost| cost <= left) { Ok(()) } else { Err(OrderRefusal::BelowCost(offer)) }
}
