use crate::Api;
use crate::offers::OfferAnswer;
use crate::products::show::named;
use crate::words::{Answer, ok};
use catalog::CatalogRefusal;
use kernel::OfferId;

/// Change the price, or switch it on and off.
pub(crate) mod change;
/// Give a SKU a price.
pub(crate) mod create;
/// See one's own, also those that are off.
pub(crate) mod list;

/// The offer as it is after a change.
async fn changed(api: &Api, id: OfferId) -> Answer {
    api.catalog_changed();
    let offer = catalog::offer(api.db(), id).await?.ok_or_else(|| named(CatalogRefusal::UnknownOffer))?;
    let stock = api.orders.stock(&[(offer.merchant, offer.sku)]).await?.first().copied().unwrap_or(0);
    ok(&OfferAnswer::new(offer, stock))
}
