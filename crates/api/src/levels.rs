//! How much is left, and when to be told that it is little.

use crate::address::Address;
use crate::body::Json;
use crate::dashboard::LevelAnswer;
use crate::may::{Staff, StockRead, StockWrite};
use crate::path::{Ask, Id, PageQuery};
use crate::people::{Act, witness};
use crate::skus::own;
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{MerchantId, SkuId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is left of each of your SKUs, the newest SKU first.
#[utoipa::path(get, path = "/v1/stock/levels", tag = "merchant", operation_id = "listStockLevels", params(PageQuery),
    security(("key" = ["stock:read"])), responses((status = 200, body = List<LevelAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<StockRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = api.orders.levels(&api.figures, staff.merchant, &asked.by_id::<SkuId>()?).await?;
    ok(&List::of(page, LevelAnswer::from))
}

/// When an alarm is raised that a SKU runs low.
#[derive(Serialize, ToSchema)]
#[schema(as = StockRule)]
pub(crate) struct RuleAnswer {
    #[schema(value_type = String)]
    sku: SkuId,
    /// Null where there is no rule.
    warn_below: Option<i64>,
    /// Since when fewer are left; null while there are enough.
    low_since: Option<String>,
}

/// A rule to be set.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewStockRule)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBody {
    /// Units, 1 to 1,000,000,000; null takes the rule away.
    warn_below: Option<i64>,
}

/// The low-stock rule of one of your SKUs.
#[utoipa::path(get, path = "/v1/stock/rules/{sku}", tag = "merchant", operation_id = "getStockRule",
    params(("sku" = String, Path, description = "The SKU's id")),
    security(("key" = ["stock:read"])), responses((status = 200, body = RuleAnswer)))]
pub(crate) async fn rule(State(api): State<Api>, staff: Staff<StockRead>, Id(sku): Id<SkuId>) -> Answer {
    own(&api, staff.merchant, sku).await?;
    ok(&answer(&api, staff.merchant, sku).await?)
}

/// Be told, once for each fall, when fewer units of a SKU are left. It is looked at every minute.
#[utoipa::path(put, path = "/v1/stock/rules/{sku}", tag = "merchant", operation_id = "putStockRule",
    params(("sku" = String, Path, description = "The SKU's id")), request_body = RuleBody,
    security(("key" = ["stock:write"])), responses((status = 200, body = RuleAnswer)))]
pub(crate) async fn put_rule(
    State(api): State<Api>,
    staff: Staff<StockWrite>,
    Id(sku): Id<SkuId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: RuleBody = body.parse()?;
    own(&api, staff.merchant, sku).await?;
    let mut tx = api.db().begin().await?;
    let now = api.ambient().now();
    let before = orders::put_rule(&mut tx, staff.merchant, sku, asked.warn_below, now).await?;
    if before != asked.warn_below {
        let words = |units: Option<i64>| units.map_or_else(|| "none".to_owned(), |units| units.to_string());
        let (subject, before, after) = (sku.to_string(), words(before), words(asked.warn_below));
        let act = Act {
            what: "stock_rule_changed",
            subject: &subject,
            before: &before,
            after: &after,
            ..Act::default()
        };
        witness(&mut tx, &api, &staff.caller, &from, act).await?;
    }
    tx.commit().await?;
    ok(&answer(&api, staff.merchant, sku).await?)
}

async fn answer(api: &Api, merchant: MerchantId, sku: SkuId) -> Result<RuleAnswer, Problem> {
    let rule = api.orders.stock_rule(merchant, sku).await?;
    Ok(RuleAnswer {
        sku,
        warn_below: rule.map(|rule| rule.warn_below),
        low_since: rule.and_then(|rule| rule.low_since).map(kernel::Time::rfc3339),
    })
}
