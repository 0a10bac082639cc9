use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{CatalogWrite, Staff};
use crate::once::{Claim, once, text};
use crate::words::{Amount, Answer};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{NewOffer, Price};
use kernel::{OfferId, SkuId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An offer to be created; it is on sale at once.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewOffer)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOfferBody {
    #[schema(value_type = String)]
    sku: SkuId,
    /// What one unit costs.
    price: Amount,
    /// What it costs elsewhere: the same currency, not less than the price.
    list_price: Option<Amount>,
    /// Units of one order line: 1 to 1000; 1 by default.
    quantity_min: Option<i64>,
    /// 1000 by default.
    quantity_max: Option<i64>,
    /// Smaller ones come first: 0 to 1,000,000; 1000 by default.
    sort: Option<i64>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CreatedOffer)]
pub(crate) struct Created {
    #[schema(value_type = String)]
    id: OfferId,
}

/// Offer a SKU at a price.
#[utoipa::path(post, path = "/v1/offers", tag = "merchant", operation_id = "createOffer",
    params(("Idempotency-Key" = String, Header, description = "New for every offer, the same for every repetition")),
    request_body = NewOfferBody, security(("key" = ["catalog:write"])), responses((status = 201, body = Created)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: NewOfferBody = body.parse()?;
    let usual = NewOffer::new(staff.merchant, asked.sku, asked.price.into());
    let new = NewOffer {
        price: Price { list_price: asked.list_price.map(Into::into), ..usual.price },
        quantity_min: asked.quantity_min.unwrap_or(usual.quantity_min),
        quantity_max: asked.quantity_max.unwrap_or(usual.quantity_max),
        sort: asked.sort.unwrap_or(usual.sort),
        ..usual
    };
    once(api, staff.caller, "/v1/offers", (key, body.digest()), |api, claim| async move {
        work(&api, &claim, &new).await
    })
    .await
}

async fn work(api: &Api, claim: &Claim, new: &NewOffer) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let id = api.admission.create_offer(&mut tx, new).await?;
    let answer = text(&Created { id })?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    api.catalog_changed();
    Ok(answer)
}
