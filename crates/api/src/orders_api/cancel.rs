use super::{OrderAnswer, show};
use crate::Api;
use crate::may::{May, OrdersWrite};
use crate::path::Id;
use crate::words::Answer;
use axum::extract::State;
use kernel::OrderId;
use orders::Access;

/// Take an unpaid order back; its goods are on sale again. A cancelled one stays cancelled.
#[utoipa::path(post, path = "/v1/orders/{id}/cancel", tag = "orders", operation_id = "cancelOrder",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:write"])), responses((status = 200, body = OrderAnswer)))]
pub(crate) async fn cancel(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<OrderId>,
) -> Answer {
    let mut order = api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    order.state = api.orders.cancel(&order).await?;
    show::whole(&api, &order).await
}
