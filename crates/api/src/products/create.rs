use super::{state, words};
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{CatalogWrite, Staff};
use crate::once::{Claim, once, text};
use crate::words::{Answer, Text};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::NewProduct;
use kernel::{BrandId, MerchantId, ProductId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A product to be created; it is listed at once, or once it was looked at.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewProduct)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProductBody {
    /// Its address in the shop, for good: 1 to 64 of a-z, 0-9 and '-'.
    #[schema(example = "qingning-video")]
    slug: String,
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
#[schema(as = CreatedProduct)]
pub(crate) struct Created {
    #[schema(value_type = String)]
    id: ProductId,
    revision: i64,
    /// `shown`, or `in_review`: it is shown once it was looked at.
    state: &'static str,
}

/// Create a product.
#[utoipa::path(post, path = "/v1/products", tag = "merchant", operation_id = "createProduct",
    params(("Idempotency-Key" = String, Header, description = "New for every product, the same for every repetition")),
    request_body = NewProductBody, security(("key" = ["catalog:write"])), responses((status = 201, body = Created)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: NewProductBody = body.parse()?;
    let new = asked.into_new(staff.merchant);
    once(api, staff.caller, "/v1/products", (key, body.digest()), |api, claim| async move {
        work(&api, &claim, &new).await
    })
    .await
}

async fn work(api: &Api, claim: &Claim, new: &NewProduct) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let (id, shown) = api.admission.create_product(&mut tx, new).await?;
    let answer = text(&Created { id, revision: 1, state: state(shown) })?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    api.catalog_changed();
    Ok(answer)
}

impl NewProductBody {
    fn into_new(self, merchant: MerchantId) -> NewProduct {
        NewProduct {
            merchant,
            slug: self.slug,
            category: self.category,
            brand: self.brand.into(),
            brand_id: self.brand_id,
            picture: self.picture,
            words: words([self.title, self.summary, self.guide, self.terms]),
        }
    }
}
