use super::changed;
use crate::Api;
use crate::body::Json;
use crate::may::{CatalogWrite, Staff};
use crate::offers::OfferAnswer;
use crate::path::Id;
use crate::products::show::{named, named_by};
use crate::words::{Amount, Answer};
use axum::extract::State;
use catalog::Price;
use kernel::OfferId;
use serde::Deserialize;
use utoipa::ToSchema;

/// A new price.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPrice)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepriceBody {
    /// The price that you saw; refused where it was changed meanwhile.
    from: Amount,
    /// Of the same currency.
    price: Amount,
    /// What it costs elsewhere; left out: nothing is shown.
    list_price: Option<Amount>,
}

/// Change the price of an offer. Placed orders keep theirs.
#[utoipa::path(post, path = "/v1/offers/{id}/reprice", tag = "merchant", operation_id = "repriceOffer",
    params(("id" = String, Path, description = "The offer's id")), request_body = RepriceBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = OfferAnswer)))]
pub(crate) async fn reprice(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Id(id): Id<OfferId>,
    body: Json,
) -> Answer {
    let asked: RepriceBody = body.parse()?;
    let to = Price { price: asked.price.into(), list_price: asked.list_price.map(Into::into) };
    let mut tx = api.db().begin().await?;
    let repriced = api.admission.reprice(&mut tx, staff.merchant, id, asked.from.into(), to).await;
    repriced.map_err(named_by)?;
    tx.commit().await?;
    changed(&api, id).await
}

/// Put an offer on sale.
#[utoipa::path(post, path = "/v1/offers/{id}/on", tag = "merchant", operation_id = "switchOfferOn",
    params(("id" = String, Path, description = "The offer's id")),
    security(("key" = ["catalog:write"])), responses((status = 200, body = OfferAnswer)))]
pub(crate) async fn on(State(api): State<Api>, staff: Staff<CatalogWrite>, Id(id): Id<OfferId>) -> Answer {
    let mut tx = api.db().begin().await?;
    api.admission.switch_on(&mut tx, staff.merchant, id).await.map_err(named_by)?;
    tx.commit().await?;
    changed(&api, id).await
}

/// Take an offer off sale. Placed orders are not touched.
#[utoipa::path(post, path = "/v1/offers/{id}/off", tag = "merchant", operation_id = "switchOfferOff",
    params(("id" = String, Path, description = "The offer's id")),
    security(("key" = ["catalog:write"])), responses((status = 200, body = OfferAnswer)))]
pub(crate) async fn off(State(api): State<Api>, staff: Staff<CatalogWrite>, Id(id): Id<OfferId>) -> Answer {
    let mut tx = api.db().begin().await?;
    catalog::switch_off(&mut tx, staff.merchant, id).await.map_err(named)?;
    tx.commit().await?;
    changed(&api, id).await
}
