use super::{OrderAnswer, OrderHead};
use crate::Api;
use crate::may::{May, OrdersRead};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Answer, List, json, ok};
use axum::extract::State;
use axum::http::StatusCode;
use kernel::OrderId;
use orders::{Access, Order};

/// Your orders, newest first.
#[utoipa::path(get, path = "/v1/orders", tag = "orders", operation_id = "listOrders", params(PageQuery),
    security(("key" = ["orders:read"])), responses((status = 200, body = List<OrderHead>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = api.orders.list_for_buyer(caller.user, &asked.by_id::<OrderId>()?).await?;
    ok(&List::of(page, |order| OrderHead::new(&order)))
}

/// One of your orders. Keys are never in it: reveal them one by one.
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "orders", operation_id = "getOrder",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = OrderAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    whole(&api, &order).await
}

/// The order with its deliveries and the payment it waits for.
pub(super) async fn whole(api: &Api, order: &Order) -> Answer {
    let deliveries = api.orders.deliveries(order).await?;
    let payment = match order.state {
        orders::OrderState::Pending => api.orders.payment_of(order).await?,
        _ => None,
    };
    let fulfilment = api.orders.fulfilment(order).await?;
    let made = api.orders.made_of(order).await?;
    Ok(json(StatusCode::OK, OrderAnswer::new((order, fulfilment, made), &deliveries, payment).bytes()?))
}
