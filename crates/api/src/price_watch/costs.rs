use super::follow;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::people::{Act, name_of, witness};
use crate::skus::own;
use crate::words::{Amount, Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::Sku;
use costs::{Cost, LossLeader};
use kernel::{Page, SkuId, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use utoipa::ToSchema;
use watch::SkuCost;

/// What one unit of a SKU costs, from a moment on.
#[derive(Serialize, ToSchema)]
#[schema(as = SkuCost)]
pub(crate) struct CostAnswer {
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    cost: Amount,
    /// `batch`, `supplier` or `manual`: who said so.
    #[schema(example = "manual")]
    source: &'static str,
    /// The batch; may be empty.
    reference: String,
    at: String,
    by: String,
}

/// Something that is meant to be sold below its cost.
#[derive(Serialize, ToSchema)]
#[schema(as = LossLeader)]
pub(crate) struct LeaderAnswer {
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    reason: String,
    /// The first moment at which it is not any more.
    until: String,
    by: String,
}

/// What a SKU has cost.
#[derive(Serialize, ToSchema)]
#[schema(as = SkuCosts)]
pub(crate) struct CostsAnswer {
    /// The last hundred costs, the newest first. Of goods that suppliers credit, what their cheapest route costs is
    /// what counts.
    items: Vec<CostAnswer>,
    loss_leader: Option<LeaderAnswer>,
}

/// What SKUs cost from now on.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutCosts)]
#[serde(deny_unknown_fields)]
pub(crate) struct CostsBody {
    /// 1 to 5,000 of them.
    items: Vec<CostBody>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[schema(as = PutCost)]
#[serde(deny_unknown_fields)]
pub(crate) struct CostBody {
    #[schema(value_type = String)]
    sku: SkuId,
    /// Of one unit: 0 to 10,000,000,000 minor units.
    cost: Amount,
}

/// How many are another cost now than before.
#[derive(Serialize, ToSchema)]
#[schema(as = CostsTaken)]
pub(crate) struct TakenAnswer {
    changed: usize,
}

/// Why, and until when, something is sold below its cost.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutLossLeader)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaderBody {
    /// One line, up to 200 characters; it stands in the trail.
    reason: String,
    /// A time within a year, such as 2027-12-01T00:00:00Z.
    until: String,
}

const SHOWN: i64 = 100;

fn answer(cost: Cost, sku: Option<&Sku>, by: String) -> CostAnswer {
    CostAnswer {
        sku: cost.sku,
        sku_code: sku.map(|sku| sku.code.clone()).unwrap_or_default(),
        sku_name: sku.map(|sku| sku.name.clone()).unwrap_or_default().into(),
        cost: cost.unit.into(),
        source: cost.source.code(),
        reference: cost.reference,
        at: cost.at.rfc3339(),
        by,
    }
}

fn leading(leader: LossLeader, sku: Option<&Sku>, by: String) -> LeaderAnswer {
    LeaderAnswer {
        sku: leader.sku,
        sku_code: sku.map(|sku| sku.code.clone()).unwrap_or_default(),
        sku_name: sku.map(|sku| sku.name.clone()).unwrap_or_default().into(),
        reason: leader.reason,
        until: leader.until.rfc3339(),
        by,
    }
}

/// What your SKUs cost, in the order in which they were made. Goods that suppliers credit cost what their routes do, and
/// are not here.
#[utoipa::path(get, path = "/v1/merchant/costs", tag = "prices", operation_id = "listCosts", params(PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<CostAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let ask = asked.by_id::<SkuId>()?;
    let after = ask.after.as_deref().and_then(|after| after.parse().ok());
    let mut tx = api.db().read().await?;
    let rows = costs::page(&mut tx, staff.merchant, after, ask.limit.saturating_add(1)).await?;
    drop(tx);
    let page = Page::from_rows(rows, ask.limit, |cost| cost.sku.to_string());
    let ids: Vec<SkuId> = page.items.iter().map(|cost| cost.sku).collect();
    let skus: HashMap<SkuId, Sku> =
        catalog::skus(api.db(), staff.merchant, &ids).await?.into_iter().map(|sku| (sku.id, sku)).collect();
    let mut items = Vec::with_capacity(page.items.len());
    for cost in page.items {
        let by = name_of(&api, &cost.by).await?;
        let sku = skus.get(&cost.sku);
        items.push(answer(cost, sku, by));
    }
    ok(&List { items, next: page.next })
}

/// Say what SKUs of yours cost from now on, by hand or from a program. Offers that cost less than that, with the platform's
/// share, are not sold from this moment on; rules change their prices at once. Refused: `bad_line` (a SKU that is not
/// yours), `too_many_lines`, `bad_cost`.
#[utoipa::path(put, path = "/v1/merchant/costs", tag = "prices", operation_id = "putCosts", request_body = CostsBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = TakenAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: CostsBody = body.parse()?;
    let said: Vec<SkuCost> =
        asked.items.iter().map(|one| SkuCost { sku: one.sku, unit: one.cost.into() }).collect();
    let mut tx = api.db().begin().await?;
    let changed = api.watch.put_costs(&mut tx, staff.merchant, &said, &staff.caller.actor()).await?;
    let (subject, after) = (staff.merchant.to_string(), json!({"costs": said.len(), "changed": changed}));
    let after = after.to_string();
    let act = Act { what: "costs_set", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    ok(&TakenAnswer { changed })
}

/// What a SKU of yours has cost, and whether it may be sold below that. Refused: `unknown_sku`.
#[utoipa::path(get, path = "/v1/skus/{sku}/costs", tag = "prices", operation_id = "listSkuCosts",
    params(("sku" = String, Path, description = "The SKU's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = CostsAnswer)))]
pub(crate) async fn of_sku(State(api): State<Api>, staff: Staff<CatalogRead>, Id(id): Id<SkuId>) -> Answer {
    let sku = own(&api, staff.merchant, id).await?;
    let mut tx = api.db().read().await?;
    let history = costs::history(&mut tx, staff.merchant, id, SHOWN).await?;
    let leaders = costs::loss_leaders(&mut tx, staff.merchant, api.ambient().now()).await?;
    drop(tx);
    let mut items = Vec::with_capacity(history.len());
    for cost in history {
        let by = name_of(&api, &cost.by).await?;
        items.push(answer(cost, Some(&sku), by));
    }
    let loss_leader = match leaders.into_iter().find(|leader| leader.sku == id) {
        Some(leader) => {
            let by = name_of(&api, &leader.by).await?;
            Some(leading(leader, Some(&sku), by))
        }
        None => None,
    };
    ok(&CostsAnswer { items, loss_leader })
}

/// Your SKUs that may be sold below their cost now.
#[utoipa::path(get, path = "/v1/merchant/loss-leaders", tag = "prices", operation_id = "listLossLeaders",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<LeaderAnswer>)))]
pub(crate) async fn leaders(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let mut tx = api.db().read().await?;
    let all = costs::loss_leaders(&mut tx, staff.merchant, api.ambient().now()).await?;
    drop(tx);
    let ids: Vec<SkuId> = all.iter().map(|leader| leader.sku).collect();
    let skus: HashMap<SkuId, Sku> =
        catalog::skus(api.db(), staff.merchant, &ids).await?.into_iter().map(|sku| (sku.id, sku)).collect();
    let mut items = Vec::with_capacity(all.len());
    for leader in all {
        let by = name_of(&api, &leader.by).await?;
        let sku = skus.get(&leader.sku);
        items.push(leading(leader, sku, by));
    }
    ok(&List { items, next: None })
}

/// Let a SKU be sold below its cost until then; that, and why, stands in the trail. Goods that suppliers credit never are.
/// Refused: `unknown_sku`, `loss_leader_recharge`, `bad_reason`, `bad_loss_leader_end`.
#[utoipa::path(put, path = "/v1/skus/{sku}/loss-leader", tag = "prices", operation_id = "putLossLeader",
    params(("sku" = String, Path, description = "The SKU's id")), request_body = LeaderBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = LeaderAnswer)))]
pub(crate) async fn mark(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(id): Id<SkuId>,
    body: Json,
) -> Answer {
    let asked: LeaderBody = body.parse()?;
    let sku = own(&api, staff.merchant, id).await?;
    if sku.kind.is_fulfilled() {
        let detail =
            "what a supplier is asked for is paid from your deposit with each order: raise the price";
        return Err(Problem::conflict("loss_leader_recharge", detail));
    }
    let until = Time::parse_rfc3339(&asked.until).ok_or_else(|| {
        Problem::field("bad_loss_leader_end", "/until", "until: a time such as 2027-12-01T00:00:00Z")
    })?;
    let (by, now) = (staff.caller.actor(), api.ambient().now());
    let mut tx = api.db().begin().await?;
    let said = (asked.reason.as_str(), until);
    let leader = costs::mark_loss_leader(&mut tx, staff.merchant, id, said, (&by, now)).await?;
    let (subject, after) = (id.to_string(), until.rfc3339());
    let act = Act {
        what: "loss_leader_marked",
        subject: &subject,
        after: &after,
        reason: &leader.reason,
        ..Act::default()
    };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    let by = name_of(&api, &by).await?;
    ok(&leading(leader, Some(&sku), by))
}

/// Have a SKU sold below its cost no more. Refused: `unknown_sku`, `no_loss_leader`.
#[utoipa::path(delete, path = "/v1/skus/{sku}/loss-leader", tag = "prices", operation_id = "deleteLossLeader",
    params(("sku" = String, Path, description = "The SKU's id")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is not any more")))]
pub(crate) async fn unmark(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(id): Id<SkuId>,
) -> Answer {
    own(&api, staff.merchant, id).await?;
    let mut tx = api.db().begin().await?;
    costs::end_loss_leader(&mut tx, staff.merchant, id).await?;
    let subject = id.to_string();
    let act = Act { what: "loss_leader_ended", subject: &subject, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    done()
}
