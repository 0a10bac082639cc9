//! How a merchant weighs its suppliers, and what other weights would have made of its orders.

use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::people::{Act, witness};
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::{Currency, SupplierId};
use orders::Weights;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 0 to 100 each. All 0: your own order of the routes counts.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[schema(as = SupplyWeights)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeightsBody {
    /// How cheap.
    #[schema(minimum = 0, maximum = 100)]
    cost: i64,
    /// How often it did lately what it was asked for, by SKU.
    #[schema(minimum = 0, maximum = 100)]
    success: i64,
    /// How fast half of it was done.
    #[schema(minimum = 0, maximum = 100)]
    speed: i64,
    /// How many more orders its deposit lasts for.
    #[schema(minimum = 0, maximum = 100)]
    deposit: i64,
}

/// Weights to be tried on past orders.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReplaySupply)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayBody {
    weights: WeightsBody,
    /// 1 to 90.
    #[schema(minimum = 1, maximum = 90)]
    days: i64,
}

/// What those weights would have made of them, at today's quotes and records. The newest 20,000 orders are looked at.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplyReplay)]
pub(crate) struct ReplayAnswer {
    /// Orders that were done, of SKUs that have routes still.
    orders: i64,
    /// Of those, whose first supplier would have been another one.
    moved: i64,
    costs: Vec<CostAnswer>,
    suppliers: Vec<FirstAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SupplyReplayCost)]
struct CostAnswer {
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// Minor units: what they did cost, and would have.
    was: i64,
    would: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SupplyReplaySupplier)]
struct FirstAnswer {
    #[schema(value_type = String)]
    supplier: SupplierId,
    supplier_name: String,
    /// How many orders it would have had, and had.
    would: i64,
    was: i64,
}

impl From<WeightsBody> for Weights {
    fn from(body: WeightsBody) -> Self {
        let WeightsBody { cost, success, speed, deposit } = body;
        Self { cost, success, speed, deposit }
    }
}

impl From<Weights> for WeightsBody {
    fn from(weights: Weights) -> Self {
        let Weights { cost, success, speed, deposit } = weights;
        Self { cost, success, speed, deposit }
    }
}

/// How you weigh your suppliers against each other.
#[utoipa::path(get, path = "/v1/supply-weights", tag = "supply", operation_id = "getSupplyWeights",
    security(("key" = ["supply:read"])), responses((status = 200, body = WeightsBody)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<SupplyRead>) -> Answer {
    ok(&WeightsBody::from(api.fulfiller.weights(staff.merchant).await?))
}

/// Weigh them otherwise, from now on. Refused: `bad_weights`.
#[utoipa::path(put, path = "/v1/supply-weights", tag = "supply", operation_id = "putSupplyWeights",
    request_body = WeightsBody, security(("session" = ["supply:write"])), responses((status = 200, body = WeightsBody)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: WeightsBody = body.parse()?;
    let before = api.fulfiller.weights(staff.merchant).await?;
    let mut tx = api.db().begin().await?;
    api.fulfiller.put_weights(&mut tx, staff.merchant, asked.into(), &staff.caller.actor()).await?;
    let (subject, before, after) =
        (staff.merchant.to_string(), format!("{before:?}"), format!("{:?}", Weights::from(asked)));
    let act = Act {
        what: "supply_weights_set",
        subject: &subject,
        before: &before,
        after: &after,
        ..Act::default()
    };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    ok(&asked)
}

/// Play your past orders once more under other weights; changes nothing. Refused: `bad_weights`.
#[utoipa::path(post, path = "/v1/supply-weights/replay", tag = "supply", operation_id = "replaySupply",
    request_body = ReplayBody, security(("key" = ["supply:read"])), responses((status = 200, body = ReplayAnswer)))]
pub(crate) async fn replay(State(api): State<Api>, staff: Staff<SupplyRead>, body: Json) -> Answer {
    let asked: ReplayBody = body.parse()?;
    let replay = api.fulfiller.replay(staff.merchant, asked.weights.into(), asked.days).await?;
    let names = api.fulfiller.book().names(staff.merchant).await?;
    let first = |(supplier, would, was): (SupplierId, i64, i64)| FirstAnswer {
        supplier,
        supplier_name: names.get(&supplier).cloned().unwrap_or_default(),
        would,
        was,
    };
    let cost = |(was, would): (kernel::Money, kernel::Money)| CostAnswer {
        currency: was.currency,
        was: was.minor,
        would: would.minor,
    };
    ok(&ReplayAnswer {
        orders: replay.orders,
        moved: replay.moved,
        costs: replay.cost.into_iter().map(cost).collect(),
        suppliers: replay.first.into_iter().map(first).collect(),
    })
}
