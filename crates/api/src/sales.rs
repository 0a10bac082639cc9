//! A merchant's sales: found, looked at, annotated, taken along.

/// What a list of orders is asked for.
pub(crate) mod ask;
/// Lists of orders as files.
pub(crate) mod export;
/// Notes beside an order, and its link sent once more.
pub(crate) mod notes;
/// All that happened to an order.
pub(crate) mod timeline;

use crate::Api;
use crate::may::{OrdersRead, Staff};
use crate::orders_api::OrderHead;
use crate::path::{Ask, Id};
use crate::pricing::MadeAnswer;
use crate::words::{Amount, Answer, List, Text, ok};
use ask::SalesQuery;
use axum::extract::State;
use kernel::OrderId;
use orders::{Access, OrderSummary};
use serde::Serialize;
use utoipa::ToSchema;

/// An order as its merchant sees it: never a key.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantOrder)]
pub(crate) struct SaleAnswer {
    #[serde(flatten)]
    head: OrderHead,
    /// Of the product of the first line.
    title: Text,
    /// Where the buyer is told of the order.
    contact: Option<String>,
    /// What the platform keeps.
    fee: Amount,
    /// `store` or `api`.
    origin: String,
    /// `wallet`, or the code of a payment channel.
    pay: String,
    paid_at: Option<String>,
    closed_at: Option<String>,
    /// How the prices were made; left out of lists, and where they are the offers' own.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<MadeAnswer>,
}

impl From<OrderSummary> for SaleAnswer {
    fn from(OrderSummary { order, title }: OrderSummary) -> Self {
        Self {
            head: OrderHead::new(&order),
            title: title.into(),
            contact: order.contact,
            fee: order.fee.into(),
            origin: order.origin,
            pay: order.pay,
            paid_at: order.paid_at.map(kernel::Time::rfc3339),
            closed_at: order.closed_at.map(kernel::Time::rfc3339),
            price: None,
        }
    }
}

/// The orders of your customers, newest first. Where few fit, a page may be shorter than its limit and even empty: go on
/// while `next` is there.
#[utoipa::path(get, path = "/v1/merchant/orders", tag = "merchant", operation_id = "listMerchantOrders", params(SalesQuery),
    security(("key" = ["orders:read"])), responses((status = 200, body = List<SaleAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<OrdersRead>,
    Ask(asked): Ask<SalesQuery>,
) -> Answer {
    let (filter, page) = asked.read(Some(staff.merchant))?;
    let page = api.orders.search(&filter, &page).await?;
    let items = api.orders.summaries(page.items).await?.into_iter().map(SaleAnswer::from).collect();
    ok(&List { items, next: page.next })
}

/// One order of a customer.
#[utoipa::path(get, path = "/v1/merchant/orders/{id}", tag = "merchant", operation_id = "getMerchantOrder",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = SaleAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<OrdersRead>, Id(id): Id<OrderId>) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let made = api.orders.made_of(&order).await?;
    let price = made.as_ref().map(MadeAnswer::from);
    let summary = api.orders.summaries(vec![order]).await?.pop();
    ok(&summary.map(|summary| SaleAnswer { price, ..summary.into() }))
}
