use super::{ProductAnswer, ProductLine};
use crate::may::{CatalogRead, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use admission::AdmissionRefusal;
use axum::extract::State;
use catalog::CatalogRefusal;
use kernel::ProductId;

/// Your products, newest first, hidden ones too.
#[utoipa::path(get, path = "/v1/products", tag = "merchant", operation_id = "listProducts", params(PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<ProductLine>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = catalog::own_products(api.db(), staff.merchant, &asked.by_id::<ProductId>()?).await?;
    ok(&List::of(page, ProductLine::from))
}

/// One of your products, as it is now.
#[utoipa::path(get, path = "/v1/products/{id}", tag = "merchant", operation_id = "getProduct",
    params(("id" = String, Path, description = "The product's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = ProductAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<CatalogRead>, Id(id): Id<ProductId>) -> Answer {
    let product = catalog::product(api.db(), staff.merchant, id).await?;
    ok(&ProductAnswer::from(product.ok_or_else(|| named(CatalogRefusal::UnknownProduct))?))
}

/// What is named by the path is not found; what is named by the body is a fault of the body.
pub(crate) fn named(refusal: CatalogRefusal) -> Problem {
    match refusal {
        CatalogRefusal::UnknownProduct | CatalogRefusal::UnknownOffer | CatalogRefusal::UnknownSku => {
            Problem::not_found(refusal.code(), refusal.to_string())
        }
        other => other.into(),
    }
}

/// The same, of an act that passes through the admission.
pub(crate) fn named_by(refusal: AdmissionRefusal) -> Problem {
    match refusal {
        AdmissionRefusal::Catalog(refusal) => named(refusal),
        other => other.into(),
    }
}
