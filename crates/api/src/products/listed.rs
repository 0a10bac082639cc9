use super::ProductAnswer;
use super::show::named;
use crate::Api;
use crate::may::{CatalogWrite, Staff};
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use catalog::CatalogRefusal;
use kernel::{MerchantId, ProductId};

/// Hide a product from the shop. Placed orders are not touched.
#[utoipa::path(post, path = "/v1/products/{id}/hide", tag = "merchant", operation_id = "hideProduct",
    params(("id" = String, Path, description = "The product's id")),
    security(("key" = ["catalog:write"])), responses((status = 200, body = ProductAnswer)))]
pub(crate) async fn hide(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Id(id): Id<ProductId>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    catalog::hide_product(&mut tx, staff.merchant, id).await.map_err(named)?;
    tx.commit().await?;
    changed(&api, staff.merchant, id).await
}

/// List a hidden product again.
#[utoipa::path(post, path = "/v1/products/{id}/list", tag = "merchant", operation_id = "listProduct",
    params(("id" = String, Path, description = "The product's id")),
    security(("key" = ["catalog:write"])), responses((status = 200, body = ProductAnswer)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Id(id): Id<ProductId>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    catalog::list_product(&mut tx, staff.merchant, id).await.map_err(named)?;
    admission::must_be_authorised(&mut tx, api.ambient().now(), staff.merchant, id).await?;
    tx.commit().await?;
    changed(&api, staff.merchant, id).await
}

async fn changed(api: &Api, merchant: MerchantId, id: ProductId) -> Answer {
    api.catalog_changed();
    let product = catalog::product(api.db(), merchant, id).await?;
    ok(&ProductAnswer::from(product.ok_or_else(|| named(CatalogRefusal::UnknownProduct))?))
}
