use super::{ProductAnswer, ProductLine};
use crate::may::{CatalogRead, Staff};
use crate::path::{Ask, Id, checked};
use crate::sales::ask::{code, words};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use admission::AdmissionRefusal;
use axum::extract::State;
use catalog::{CatalogRefusal, OwnFilter, ProductState};
use kernel::ProductId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which of your products, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductsQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Words that must all occur in title, brand, slug, or the code or name of a SKU.
    q: Option<String>,
    /// `listed`, `hidden`, `in_review` or `rejected`.
    state: Option<String>,
}

pub(crate) fn filter(q: Option<String>, state: Option<&str>) -> Result<OwnFilter<ProductState>, Problem> {
    let which = "state is listed, hidden, in_review or rejected";
    Ok(OwnFilter { search: words(q)?, state: code(state, |state| state.parse().ok(), which)? })
}

/// Your products, newest first, hidden ones too. Where few fit, a page may be shorter than its limit and even empty: go on
/// while `next` is there.
#[utoipa::path(get, path = "/v1/products", tag = "merchant", operation_id = "listProducts", params(ProductsQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<ProductLine>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<ProductsQuery>,
) -> Answer {
    let filter = filter(asked.q, asked.state.as_deref())?;
    let ask = checked::<ProductId>(asked.after, asked.limit)?;
    let page = catalog::own_products(api.db(), staff.merchant, &filter, &ask).await?;
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
