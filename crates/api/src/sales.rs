use crate::Api;
use crate::may::{OrdersRead, Staff};
use crate::orders_api::OrderHead;
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Amount, Answer, List, ok};
use axum::extract::State;
use kernel::OrderId;
use orders::{Access, Order};
use serde::Serialize;
use utoipa::ToSchema;

/// An order as its merchant sees it: never a key.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantOrder)]
pub(crate) struct SaleAnswer {
    #[serde(flatten)]
    head: OrderHead,
    /// What the platform keeps.
    fee: Amount,
    /// `store` or `api`.
    origin: String,
    /// `wallet`, or the code of a payment channel.
    pay: String,
    paid_at: Option<String>,
    closed_at: Option<String>,
}

impl SaleAnswer {
    fn new(order: &Order) -> Self {
        Self {
            head: OrderHead::new(order),
            fee: order.fee.into(),
            origin: order.origin.clone(),
            pay: order.pay.clone(),
            paid_at: order.paid_at.map(kernel::Time::rfc3339),
            closed_at: order.closed_at.map(kernel::Time::rfc3339),
        }
    }
}

/// The orders of your customers, newest first.
#[utoipa::path(get, path = "/v1/merchant/orders", tag = "merchant", operation_id = "listMerchantOrders", params(PageQuery),
    security(("key" = ["orders:read"])), responses((status = 200, body = List<SaleAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<OrdersRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = api.orders.list_for_merchant(staff.merchant, &asked.by_id::<OrderId>()?).await?;
    ok(&List::of(page, |order| SaleAnswer::new(&order)))
}

/// One order of a customer.
#[utoipa::path(get, path = "/v1/merchant/orders/{id}", tag = "merchant", operation_id = "getMerchantOrder",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = SaleAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<OrdersRead>, Id(id): Id<OrderId>) -> Answer {
    ok(&SaleAnswer::new(&api.orders.find_for(id, Access::Merchant(staff.merchant)).await?))
}
