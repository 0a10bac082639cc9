use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::once::{Claim, once, text};
use crate::path::{Ask, PageQuery};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{GoodsKind, NewSku, Sku};
use kernel::{ProductId, SkuId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A SKU to be created.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSku)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSkuBody {
    #[schema(value_type = String)]
    product: ProductId,
    /// Your own name for it: one line, up to 64 characters, unique among your SKUs.
    code: String,
    /// One line, up to 60 characters.
    name: Text,
    /// `one_time` (by default): each key is sold once. `loop`: one secret with a limit of uses.
    #[schema(value_type = Option<String>, example = "one_time")]
    #[serde(default = "one_time")]
    kind: GoodsKind,
}

fn one_time() -> GoodsKind {
    GoodsKind::OneTime
}

#[derive(Serialize, ToSchema)]
#[schema(as = CreatedSku)]
pub(crate) struct Created {
    #[schema(value_type = String)]
    id: SkuId,
}

/// What is stocked.
#[derive(Serialize, ToSchema)]
#[schema(as = Sku)]
pub(crate) struct SkuAnswer {
    #[schema(value_type = String)]
    id: SkuId,
    #[schema(value_type = String)]
    product: ProductId,
    code: String,
    name: Text,
    #[schema(value_type = String, example = "one_time")]
    kind: GoodsKind,
    /// Units that can be bought now.
    stock: i64,
    created_at: String,
}

impl SkuAnswer {
    fn new(sku: Sku, stock: i64) -> Self {
        let created_at = sku.created_at.rfc3339();
        Self {
            id: sku.id,
            product: sku.product,
            code: sku.code,
            name: sku.name.into(),
            kind: sku.kind,
            stock,
            created_at,
        }
    }
}

/// Create a SKU of a product.
#[utoipa::path(post, path = "/v1/skus", tag = "merchant", operation_id = "createSku",
    params(("Idempotency-Key" = String, Header, description = "New for every SKU, the same for every repetition")),
    request_body = NewSkuBody, security(("key" = ["catalog:write"])), responses((status = 201, body = Created)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: NewSkuBody = body.parse()?;
    let (merchant, product) = (staff.merchant, asked.product);
    let new = NewSku { merchant, product, code: asked.code, name: asked.name.into(), kind: asked.kind };
    once(api, staff.caller, "/v1/skus", (key, body.digest()), |api, claim| async move {
        work(&api, &claim, &new).await
    })
    .await
}

async fn work(api: &Api, claim: &Claim, new: &NewSku) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let id = catalog::create_sku(&mut tx, api.ambient(), new).await?;
    let answer = text(&Created { id })?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Your SKUs, newest first, with their stock.
#[utoipa::path(get, path = "/v1/skus", tag = "merchant", operation_id = "listSkus", params(PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<SkuAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = catalog::own_skus(api.db(), staff.merchant, &asked.by_id::<SkuId>()?).await?;
    let skus: Vec<_> = page.items.iter().map(|sku| (sku.merchant, sku.id)).collect();
    let mut stock = api.orders.stock(&skus).await?.into_iter();
    ok(&List::of(page, |sku| SkuAnswer::new(sku, stock.next().unwrap_or(0))))
}
