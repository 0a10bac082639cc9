use crate::account_form::Form;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::once::{Claim, once, text};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{AccountForm, CatalogRefusal, GoodsKind, NewSku, Sku};
use kernel::{MerchantId, ProductId, SkuId};
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
    /// `one_time` (by default): each key is sold once. `loop`: one secret with a limit of uses. `recharge`: a supplier
    /// credits the account that the buyer names. `supplied`: keys that a supplier gives for each order.
    #[schema(value_type = Option<String>, example = "one_time")]
    #[serde(default = "one_time")]
    kind: GoodsKind,
    /// What buyers are asked for: of a `recharge`, which needs one; of a `supplied`, where its supplier wants to know.
    form: Option<Form>,
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
    /// Units that can be bought now. Of a `recharge` always 0: nothing is stocked, a supplier is asked.
    stock: i64,
    created_at: String,
    /// Of a `recharge` or `supplied`: what buyers are asked for. While a `recharge` has no fields, nobody can buy it.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
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
            form: sku.kind.is_fulfilled().then(|| sku.form.into()),
        }
    }
}

/// Create a SKU of a product. Refused, besides what is wrong with a name: `bad_account_form`, `sku_code_taken`,
/// `unknown_product`.
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
    let form = asked.form.map(AccountForm::from);
    if form.is_none() && new.kind == GoodsKind::Recharge {
        let detail = "form: say which account the buyers are asked for";
        return Err(Problem::field("bad_account_form", "/form", detail));
    }
    once(api, staff.caller, "/v1/skus", (key, body.digest()), |api, claim| async move {
        work(&api, &claim, &new, form.as_ref()).await
    })
    .await
}

async fn work(api: &Api, claim: &Claim, new: &NewSku, form: Option<&AccountForm>) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let id = catalog::create_sku(&mut tx, api.ambient(), new).await?;
    if let Some(form) = form {
        catalog::put_account_form(&mut tx, new.merchant, id, form).await?;
    }
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

/// One of your SKUs, with its stock, and what its buyers are asked for. Refused: `unknown_sku`.
#[utoipa::path(get, path = "/v1/skus/{sku}", tag = "merchant", operation_id = "getSku",
    params(("sku" = String, Path, description = "The SKU's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = SkuAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<CatalogRead>, Id(id): Id<SkuId>) -> Answer {
    shown(&api, staff.merchant, id).await
}

/// Say what the buyers of a SKU of the kind `recharge` or `supplied` are asked for, from now on; placed orders keep what was
/// answered.
/// Refused: `unknown_sku`,
/// `bad_account_form`, `bad_name` (a label).
#[utoipa::path(put, path = "/v1/skus/{sku}/form", tag = "merchant", operation_id = "putSkuForm",
    params(("sku" = String, Path, description = "The SKU's id")), request_body = Form,
    security(("key" = ["catalog:write"])), responses((status = 200, body = SkuAnswer)))]
pub(crate) async fn put_form(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Id(id): Id<SkuId>,
    body: Json,
) -> Answer {
    let asked: Form = body.parse()?;
    own(&api, staff.merchant, id).await?;
    let mut tx = api.db().begin().await?;
    let put = catalog::put_account_form(&mut tx, staff.merchant, id, &asked.into()).await;
    put.map_err(|refusal| match refusal {
        // The whole body is the form.
        CatalogRefusal::BadForm { .. } => Problem::field(refusal.code(), "/fields", refusal.to_string()),
        other => other.into(),
    })?;
    tx.commit().await?;
    api.catalog_changed();
    shown(&api, staff.merchant, id).await
}

async fn shown(api: &Api, merchant: MerchantId, id: SkuId) -> Answer {
    let sku = own(api, merchant, id).await?;
    let stock = api.orders.stock(&[(sku.merchant, sku.id)]).await?.first().copied().unwrap_or(0);
    ok(&SkuAnswer::new(sku, stock))
}

/// The merchant's own; for anybody else there is none.
pub(crate) async fn own(api: &Api, merchant: MerchantId, id: SkuId) -> Result<Sku, Problem> {
    let unknown = CatalogRefusal::UnknownSku;
    let found = catalog::sku(api.db(), merchant, id).await?;
    found.ok_or_else(|| Problem::not_found(unknown.code(), unknown.to_string()))
}
