use super::{state, words};
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{CatalogWrite, Staff};
use crate::once::{Claim, once, text};
use crate::path::Id;
use crate::words::{Answer, Text};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::ProductEdit;
use kernel::{BrandId, MerchantId, ProductId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the product shall say from now on: the whole of it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRevision)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRevisionBody {
    /// The revision that you looked at; refused where it is not the newest any more.
    based_on: i64,
    /// The code of a category.
    category: String,
    #[serde(default)]
    brand: Text,
    /// The id of a brand that the platform keeps; found by its name where it is left out.
    #[schema(value_type = Option<String>)]
    brand_id: Option<BrandId>,
    /// A file name under `/pictures/`.
    #[serde(default)]
    picture: String,
    /// One line, up to 80 characters.
    title: Text,
    /// One line, up to 300 characters.
    #[serde(default)]
    summary: Text,
    /// How to use what was bought: up to 5,000 characters.
    #[serde(default)]
    guide: Text,
    /// The conditions of sale: up to 5,000 characters.
    #[serde(default)]
    terms: Text,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CreatedRevision)]
pub(crate) struct Revised {
    #[schema(value_type = String)]
    id: ProductId,
    revision: i64,
    /// `shown`, or `in_review`: a change of title, brand or category is looked at first.
    state: &'static str,
}

/// Revise a product. Placed orders keep what they agreed to.
#[utoipa::path(post, path = "/v1/products/{id}/revisions", tag = "merchant", operation_id = "reviseProduct",
    params(("id" = String, Path, description = "The product's id"),
        ("Idempotency-Key" = String, Header, description = "New for every revision, the same for every repetition")),
    request_body = NewRevisionBody, security(("key" = ["catalog:write"])), responses((status = 201, body = Revised)))]
pub(crate) async fn revise(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Id(id): Id<ProductId>,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: NewRevisionBody = body.parse()?;
    let edit = asked.into_edit();
    let (path, merchant) = (format!("/v1/products/{id}/revisions"), staff.merchant);
    once(api, staff.caller, path, (key, body.digest()), move |api, claim| async move {
        work(&api, &claim, merchant, id, &edit).await
    })
    .await
}

async fn work(
    api: &Api,
    claim: &Claim,
    merchant: MerchantId,
    id: ProductId,
    edit: &ProductEdit,
) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let revised = api.admission.revise_product(&mut tx, merchant, id, edit).await;
    let (revision, shown) = revised.map_err(super::show::named_by)?;
    let answer = text(&Revised { id, revision, state: state(shown) })?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    api.catalog_changed();
    Ok(answer)
}

impl NewRevisionBody {
    fn into_edit(self) -> ProductEdit {
        ProductEdit {
            based_on: self.based_on,
            category: self.category,
            brand: self.brand.into(),
            brand_id: self.brand_id,
            picture: self.picture,
            words: words([self.title, self.summary, self.guide, self.terms]),
        }
    }
}
