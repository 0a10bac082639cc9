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
/// The list as a file.
pub(crate) mod export;
/// See one's own, also those that are off.
pub(crate) mod list;
/// Change the prices of many by one rate.
pub(crate) mod reprice_all;

/// The offer as it is after a change.
async fn changed(api: &Api, id: OfferId) -> Answer {
    api.catalog_changed();
    let offer = catalog::offer(api.db(), id).await?.ok_or_else(|| named(CatalogRefusal::UnknownOffer))?;
    let stock = api.orders.stock(&[(offer.merchant, offer.sku)]).await?.first().copied().unwrap_or(0);
    ok(&OfferAnswer::new(offer, stock))
}
