use super::follow;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::people::{Act, name_of, witness};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watch::Stop;

/// Whether rules change prices.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceStop)]
pub(crate) struct StopAnswer {
    /// You have stopped them.
    stopped: bool,
    /// The operator has stopped those of everybody.
    stopped_by_platform: bool,
    reason: Option<String>,
    at: Option<String>,
    by: Option<String>,
    /// Changes that wait for a person.
    held: i64,
}

/// Why no rule is to change a price.
#[derive(Deserialize, ToSchema)]
#[schema(as = StopPrices)]
#[serde(deny_unknown_fields)]
pub(crate) struct StopBody {
    /// One line, up to 200 characters.
    reason: String,
}

async fn answer(api: &Api, stop: Option<Stop>, held: i64) -> Result<StopAnswer, Problem> {
    let by = match &stop {
        Some(stop) => Some(name_of(api, &stop.by).await?),
        None => None,
    };
    Ok(StopAnswer {
        stopped: stop.is_some(),
        stopped_by_platform: api.watch.is_stopped_by_platform(),
        at: stop.as_ref().map(|stop| stop.at.rfc3339()),
        reason: stop.map(|stop| stop.reason),
        by,
        held,
    })
}

/// Whether your rules change prices, and how many changes wait for a person.
#[utoipa::path(get, path = "/v1/merchant/price-stop", tag = "prices", operation_id = "getPriceStop",
    security(("key" = ["catalog:read"])), responses((status = 200, body = StopAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let stop = api.watch.stop(staff.merchant).await?;
    ok(&answer(&api, stop, api.watch.count_held(staff.merchant).await?).await?)
}

/// Stop all your rules at once: no price changes but by people. Nothing is sold below its cost all the same. Refused:
/// `price_stop_unchanged`, `bad_reason`.
#[utoipa::path(put, path = "/v1/merchant/price-stop", tag = "prices", operation_id = "stopPrices", request_body = StopBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = StopAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: StopBody = body.parse()?;
    let (merchant, by) = (staff.merchant, staff.caller.actor());
    let mut tx = api.db().begin().await?;
    let stop = api.watch.stop_all(&mut tx, merchant, (&asked.reason, &by)).await?;
    let subject = merchant.to_string();
    let act = Act { what: "prices_stopped", subject: &subject, reason: &stop.reason, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    ok(&answer(&api, Some(stop), api.watch.count_held(merchant).await?).await?)
}

/// Let your rules go on, with what has changed meanwhile. Refused: `price_stop_unchanged`.
#[utoipa::path(delete, path = "/v1/merchant/price-stop", tag = "prices", operation_id = "resumePrices",
    security(("key" = ["catalog:write"])), responses((status = 204, description = "They go on")))]
pub(crate) async fn remove(State(api): State<Api>, staff: Staff<CatalogWrite>, from: Address) -> Answer {
    let mut tx = api.db().begin().await?;
    api.watch.go_on(&mut tx, staff.merchant).await?;
    let subject = staff.merchant.to_string();
    let act = Act { what: "prices_resumed", subject: &subject, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    done()
}
