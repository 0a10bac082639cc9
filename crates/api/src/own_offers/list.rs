use crate::Api;
use crate::may::{CatalogRead, Staff};
use crate::offers::OfferAnswer;
use crate::path::{Ask, PageQuery};
use crate::words::{Answer, List, ok};
use axum::extract::State;
use kernel::OfferId;

/// Your offers, newest first, also those that are off.
#[utoipa::path(get, path = "/v1/merchant/offers", tag = "merchant", operation_id = "listMerchantOffers", params(PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<OfferAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = catalog::own_offers(api.db(), staff.merchant, &asked.by_id::<OfferId>()?).await?;
    let skus: Vec<_> = page.items.iter().map(|offer| (offer.merchant, offer.sku)).collect();
    let mut stock = api.orders.stock(&skus).await?.into_iter();
    ok(&List::of(page, |offer| OfferAnswer::new(offer, stock.next().unwrap_or(0))))
}
