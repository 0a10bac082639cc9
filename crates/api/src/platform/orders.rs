use super::names;
use crate::address::Address;
use crate::batches::list::BatchAnswer;
use crate::may::{Operator, PlatformExport, PlatformOrders};
use crate::path::{Ask, Id};
use crate::sales::SaleAnswer;
use crate::sales::ask::SalesQuery;
use crate::sales::export::{ExportQuery, file};
use crate::sales::timeline::{self, TimelineAnswer};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{BatchId, MerchantId, OrderId};
use orders::{OrderError, OrderRefusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An order as the platform sees it: never a key.
#[derive(Serialize, ToSchema)]
#[schema(as = PlatformOrder)]
pub(crate) struct PlatformOrder {
    #[serde(flatten)]
    sale: SaleAnswer,
    merchant: MerchantRef,
}

/// Who sells.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = MerchantRef)]
pub(crate) struct MerchantRef {
    #[schema(value_type = String, example = "mer_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    pub id: MerchantId,
    pub name: Text,
}

/// Which orders, of whom, and which page of them.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlatformOrdersQuery {
    /// Only those of this merchant.
    merchant: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// As for a merchant's list.
    q: Option<String>,
    state: Option<String>,
    from: Option<String>,
    to: Option<String>,
    product: Option<String>,
}

/// The orders of all merchants, newest first. A page may be shorter than its limit and even empty: go on while `next` is
/// there.
#[utoipa::path(get, path = "/v1/platform/orders", tag = "platform", operation_id = "listPlatformOrders", params(PlatformOrdersQuery),
    security(("key" = ["platform:orders"])), responses((status = 200, body = List<PlatformOrder>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _: Operator<PlatformOrders>,
    Ask(asked): Ask<PlatformOrdersQuery>,
) -> Answer {
    let merchant = asked.merchant.as_deref().filter(|id| !id.is_empty()).map(str::parse::<MerchantId>);
    let merchant =
        merchant.transpose().map_err(|_| crate::sales::ask::bad("merchant is the id of a merchant"))?;
    let query = SalesQuery {
        after: asked.after,
        limit: asked.limit,
        q: asked.q,
        state: asked.state,
        from: asked.from,
        to: asked.to,
        product: asked.product,
    };
    let (filter, page) = query.read(merchant)?;
    let page = api.orders.search(&filter, &page).await?;
    ok(&List { items: dressed(&api, page.items).await?, next: page.next })
}

async fn dressed(api: &Api, orders: Vec<orders::Order>) -> Result<Vec<PlatformOrder>, Problem> {
    let names = names(api, orders.iter().map(|order| order.merchant)).await?;
    let one = |summary: orders::OrderSummary| {
        let id = summary.order.merchant;
        let name = names.get(&id).cloned().unwrap_or_default().into();
        PlatformOrder { merchant: MerchantRef { id, name }, sale: summary.into() }
    };
    Ok(api.orders.summaries(orders).await?.into_iter().map(one).collect())
}

/// One order of any merchant.
#[utoipa::path(get, path = "/v1/platform/orders/{id}", tag = "platform", operation_id = "getPlatformOrder",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["platform:orders"])), responses((status = 200, body = PlatformOrder)))]
pub(crate) async fn show(State(api): State<Api>, _: Operator<PlatformOrders>, Id(id): Id<OrderId>) -> Answer {
    let order = api.orders.find(id).await?;
    let one = dressed(&api, vec![order]).await?.pop();
    ok(&one.ok_or(OrderError::from(OrderRefusal::NotFound))?)
}

/// Everything that happened to one order of any merchant. Never a key.
#[utoipa::path(get, path = "/v1/platform/orders/{id}/timeline", tag = "platform", operation_id = "getPlatformOrderTimeline",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["platform:orders"])), responses((status = 200, body = TimelineAnswer)))]
pub(crate) async fn timeline(
    State(api): State<Api>,
    _: Operator<PlatformOrders>,
    Id(id): Id<OrderId>,
) -> Answer {
    ok(&timeline::of(&api, &api.orders.find(id).await?).await?)
}

/// A batch that units of an order came from, with the papers that it rests on.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderPapers)]
pub(crate) struct PapersAnswer {
    /// The number of the order's line.
    line: i64,
    batch: BatchAnswer,
}

/// Where the units of one order came from: the batches with supplier, authorisation and contract, for who has to judge.
/// Never a key.
#[utoipa::path(get, path = "/v1/platform/orders/{id}/papers", tag = "platform", operation_id = "getPlatformOrderPapers",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["platform:orders"])), responses((status = 200, body = List<PapersAnswer>)))]
pub(crate) async fn papers(
    State(api): State<Api>,
    _: Operator<PlatformOrders>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find(id).await?;
    let lines = api.orders.batches_of(&order).await?;
    let ids: Vec<BatchId> = lines.iter().map(|(_, batch)| *batch).collect();
    let mut tx = api.db().read().await?;
    let known = merchants::papers(&mut tx, order.merchant, &ids).await?;
    let mut items = Vec::with_capacity(lines.len());
    for (line, id) in lines {
        let Some(batch) = vault::batch(&mut tx, order.merchant, id).await? else { continue };
        let papers = known.get(&id).cloned().unwrap_or_default();
        items.push(PapersAnswer { line, batch: BatchAnswer::of(batch, papers) });
    }
    ok(&List { items, next: None })
}

/// Orders of all merchants as a file, as for a merchant's own.
#[utoipa::path(get, path = "/v1/platform/orders/export", tag = "platform", operation_id = "exportPlatformOrders", params(ExportQuery),
    security(("session" = ["platform:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    operator: Operator<PlatformExport>,
    from: Address,
    Ask(asked): Ask<ExportQuery>,
) -> Answer {
    file(&api, &operator.caller, None, &from, asked).await
}
