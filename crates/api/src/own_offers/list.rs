use crate::may::{CatalogRead, Staff};
use crate::offers::OfferAnswer;
use crate::path::{Ask, checked};
use crate::sales::ask::{code, words};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{OfferState, OwnFilter};
use kernel::OfferId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which of your offers, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnOffersQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Words that must all occur in title, brand, SKU code or SKU name.
    q: Option<String>,
    /// `on` (on sale: nothing of a hidden product is) or `off`.
    state: Option<String>,
}

pub(crate) fn filter(q: Option<String>, state: Option<&str>) -> Result<OwnFilter<OfferState>, Problem> {
    let state = code(state, |state| state.parse().ok(), "state is on or off")?;
    Ok(OwnFilter { search: words(q)?, state })
}

/// Your offers, newest first, also those that are off. Where few fit, a page may be shorter than its limit and even empty:
/// go on while `next` is there.
#[utoipa::path(get, path = "/v1/merchant/offers", tag = "merchant", operation_id = "listMerchantOffers", params(OwnOffersQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<OfferAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<OwnOffersQuery>,
) -> Answer {
    let filter = filter(asked.q, asked.state.as_deref())?;
    let ask = checked::<OfferId>(asked.after, asked.limit)?;
    let page = catalog::own_offers(api.db(), staff.merchant, &filter, &ask).await?;
    let skus: Vec<_> = page.items.iter().map(|offer| (offer.merchant, offer.sku)).collect();
    let mut stock = api.orders.stock(&skus).await?.into_iter();
    ok(&List::of(page, |offer| OfferAnswer::new(offer, stock.next().unwrap_or(0))))
}
