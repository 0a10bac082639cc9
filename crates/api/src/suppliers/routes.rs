use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::{Id, Ids};
use crate::people::{Act, witness};
use crate::price_watch::follow;
use crate::skus::own;
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::GoodsKind;
use db::Tx;
use kernel::{Currency, MerchantId, SkuId, SupplierId};
use ports::Wanted;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use supply::{NewRoute, RouteLine};
use utoipa::ToSchema;

/// A way by which a SKU can be credited.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplyRoute)]
pub(crate) struct RouteAnswer {
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    #[schema(value_type = String)]
    supplier: SupplierId,
    supplier_name: String,
    /// `on`, `off` or `retired`: it is used only where its supplier is on and under contract.
    #[schema(example = "on")]
    supplier_state: &'static str,
    /// As the supplier calls the goods.
    product: String,
    /// What one unit costs there, in minor units.
    unit_cost: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// Smaller ones are tried first.
    position: i64,
    on: bool,
    /// The first moment at which the supplier's contract does not hold any more.
    contract_until: String,
}

/// A route to be set.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutSupplyRoute)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteBody {
    /// As the supplier calls the goods: one line, up to 64 characters.
    product: String,
    /// What one unit costs there, in minor units of the supplier's currency: 0 (nothing is deposited for it) to 10,000,000,000.
    #[schema(minimum = 0)]
    unit_cost: i64,
    /// 0 to 1000; smaller ones are tried first.
    #[schema(minimum = 0, maximum = 1000)]
    position: i64,
    on: bool,
}

fn answers(lines: Vec<RouteLine>, codes: &HashMap<SkuId, String>) -> List<RouteAnswer> {
    let answer = |line: RouteLine| RouteAnswer {
        sku_code: codes.get(&line.route.sku).cloned().unwrap_or_default(),
        sku: line.route.sku,
        supplier: line.route.supplier,
        supplier_name: line.supplier_name,
        supplier_state: line.supplier_state.code(),
        product: line.route.product,
        unit_cost: line.route.unit_cost.minor,
        currency: line.route.unit_cost.currency,
        position: line.route.position,
        on: line.on,
        contract_until: line.contract_until.rfc3339(),
    };
    List { items: lines.into_iter().map(answer).collect(), next: None }
}

/// For the trail.
fn shown(line: &RouteLine) -> String {
    json!({
        "supplier": line.route.supplier, "product": line.route.product, "unit_cost": line.route.unit_cost.minor,
        "currency": line.route.unit_cost.currency, "position": line.route.position, "on": line.on,
    })
    .to_string()
}

async fn one(
    tx: &mut Tx,
    merchant: MerchantId,
    (sku, supplier): (SkuId, SupplierId),
) -> Result<Option<RouteLine>, Problem> {
    let all = supply::routes_of_sku(tx, merchant, sku).await?;
    Ok(all.into_iter().find(|line| line.route.supplier == supplier))
}

/// What a supplier of yours can credit. Refused: `no_such_supplier`.
#[utoipa::path(get, path = "/v1/suppliers/{id}/routes", tag = "supply", operation_id = "listSupplierRoutes",
    params(("id" = String, Path, description = "The supplier's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<RouteAnswer>)))]
pub(crate) async fn of_supplier(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Id(id): Id<SupplierId>,
) -> Answer {
    api.fulfiller.book().find(staff.merchant, id).await?;
    let mut tx = api.db().read().await?;
    let lines = supply::routes_of_supplier(&mut tx, staff.merchant, id).await?;
    drop(tx);
    let skus: Vec<SkuId> = lines.iter().map(|line| line.route.sku).collect();
    let skus = catalog::skus(api.db(), staff.merchant, &skus).await?;
    ok(&answers(lines, &skus.into_iter().map(|sku| (sku.id, sku.code)).collect()))
}

/// By which of your suppliers a SKU can be credited, those to be tried first in front. Refused: `unknown_sku`.
#[utoipa::path(get, path = "/v1/skus/{sku}/routes", tag = "supply", operation_id = "listSkuRoutes",
    params(("sku" = String, Path, description = "The SKU's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<RouteAnswer>)))]
pub(crate) async fn of_sku(State(api): State<Api>, staff: Staff<CatalogRead>, Id(id): Id<SkuId>) -> Answer {
    let sku = own(&api, staff.merchant, id).await?;
    let mut tx = api.db().read().await?;
    let lines = supply::routes_of_sku(&mut tx, staff.merchant, id).await?;
    ok(&answers(lines, &HashMap::from([(id, sku.code)])))
}

/// Say that a supplier can be asked for a SKU (of the kind `recharge` or `supplied`), as which of its goods and at what
/// cost. Refused: `unknown_sku`, `sku_is_stocked`, `no_such_supplier`, `supplier_cannot` (its kind gives no keys, or credits
/// nothing), `supplier_wrong_state` (it is retired), `bad_supplier` (a value), `too_many_routes`.
#[utoipa::path(put, path = "/v1/skus/{sku}/routes/{supplier}", tag = "supply", operation_id = "putSkuRoute",
    params(("sku" = String, Path, description = "The SKU's id"),
        ("supplier" = String, Path, description = "The supplier's id")),
    request_body = RouteBody, security(("key" = ["catalog:write"])),
    responses((status = 200, body = List<RouteAnswer>, description = "All routes of the SKU")))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Ids(id, supplier): Ids<SkuId, SupplierId>,
    body: Json,
) -> Answer {
    let asked: RouteBody = body.parse()?;
    let sku = own(&api, staff.merchant, id).await?;
    let wanted = match sku.kind {
        GoodsKind::Recharge => Wanted::Credit,
        GoodsKind::Supplied => Wanted::Keys,
        GoodsKind::OneTime | GoodsKind::Loop => {
            let detail = "the goods of this SKU are stocked: no supplier is asked for them";
            return Err(Problem::conflict("sku_is_stocked", detail));
        }
    };
    api.fulfiller.book().must_give(staff.merchant, supplier, wanted).await?;
    let new = NewRoute {
        sku: id,
        supplier,
        product: asked.product,
        unit_cost: asked.unit_cost,
        position: asked.position,
        on: asked.on,
    };
    let mut tx = api.db().begin().await?;
    costs::hold_still(&mut tx, staff.merchant).await?;
    let before = one(&mut tx, staff.merchant, (id, supplier)).await?;
    let now = api.ambient().now();
    costs::touch(&mut tx, staff.merchant, &[id]).await?;
    supply::put_route(&mut tx, staff.merchant, &new, &staff.caller.actor(), now).await?;
    let lines = supply::routes_of_sku(&mut tx, staff.merchant, id).await?;
    let after = lines.iter().find(|line| line.route.supplier == supplier);
    let words = |line: Option<&RouteLine>| line.map(shown).unwrap_or_default();
    let (subject, before, after) = (id.to_string(), words(before.as_ref()), words(after));
    let act =
        Act { what: "supply_route_set", subject: &subject, before: &before, after: &after, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    ok(&answers(lines, &HashMap::from([(id, sku.code)])))
}

/// Have a SKU credited by that supplier no more. What it was asked for is followed to its end. Refused: `unknown_sku`,
/// `no_such_route`.
#[utoipa::path(delete, path = "/v1/skus/{sku}/routes/{supplier}", tag = "supply", operation_id = "deleteSkuRoute",
    params(("sku" = String, Path, description = "The SKU's id"),
        ("supplier" = String, Path, description = "The supplier's id")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Ids(id, supplier): Ids<SkuId, SupplierId>,
) -> Answer {
    own(&api, staff.merchant, id).await?;
    let mut tx = api.db().begin().await?;
    costs::hold_still(&mut tx, staff.merchant).await?;
    let before = one(&mut tx, staff.merchant, (id, supplier)).await?;
    costs::touch(&mut tx, staff.merchant, &[id]).await?;
    supply::remove_route(&mut tx, staff.merchant, id, supplier).await?;
    let (subject, before) = (id.to_string(), before.as_ref().map(shown).unwrap_or_default());
    let act = Act { what: "supply_route_removed", subject: &subject, before: &before, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    done()
}
