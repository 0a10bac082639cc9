use crate::may::{CatalogRead, OrdersRead, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Amount, Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::OwnFilter;
use kernel::{Money, OfferId, OrderId, SkuId};
use orders::{Access, AttemptState, Order, OrderGoods};
use serde::Serialize;
use utoipa::ToSchema;
use watch::MarginLine;

/// What is earned with one unit of an offer.
#[derive(Serialize, ToSchema)]
#[schema(as = OfferMargin)]
pub(crate) struct MarginAnswer {
    #[schema(value_type = String)]
    offer: OfferId,
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    title: Text,
    on: bool,
    price: Amount,
    /// The platform's share.
    fee: Amount,
    /// Null: not known.
    cost: Option<Amount>,
    /// Less than nothing: below cost, so that nobody can buy it.
    margin: Option<Amount>,
    /// Of the price, in hundredths of a per cent.
    margin_bps: Option<i64>,
}

impl From<MarginLine> for MarginAnswer {
    fn from(line: MarginLine) -> Self {
        let (offer, margin) = (line.offer, line.margin);
        Self {
            offer: offer.offer,
            sku: offer.sku,
            sku_code: offer.sku_code,
            sku_name: offer.sku_name.into(),
            title: offer.title.into(),
            on: offer.on,
            price: margin.price.into(),
            fee: margin.fee.into(),
            cost: margin.cost.map(Into::into),
            margin: margin.left().map(Into::into),
            margin_bps: margin.left_bps(),
        }
    }
}

/// What is earned with each of your offers at its price, newest first. Discounts of campaigns are not in it.
#[utoipa::path(get, path = "/v1/merchant/margins", tag = "prices", operation_id = "listMargins", params(PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<MarginAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let ask = asked.by_id::<OfferId>()?;
    let page = catalog::own_offers(api.db(), staff.merchant, &OwnFilter::default(), &ask).await?;
    let lines = api.watch.margins(staff.merchant, page.items).await?;
    ok(&List { items: lines.into_iter().map(MarginAnswer::from).collect(), next: page.next })
}

/// What was earned with an order.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderMargin)]
pub(crate) struct OrderMarginAnswer {
    total: Amount,
    /// The platform's share.
    fee: Amount,
    /// What its goods cost when it was placed, or what a supplier took for them; null: not known of all of them.
    cost: Option<Amount>,
    margin: Option<Amount>,
    margin_bps: Option<i64>,
}

/// What is earned with an order of a customer, as its goods cost when it was placed. Refused: `order_not_found`.
#[utoipa::path(get, path = "/v1/merchant/orders/{id}/margin", tag = "prices", operation_id = "getOrderMargin",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = OrderMarginAnswer)))]
pub(crate) async fn of_order(
    State(api): State<Api>,
    staff: Staff<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let cost = if order.goods == OrderGoods::Keys { None } else { supplied(&api, &order).await? };
    let cost = match cost {
        None if order.goods.are_keys() => stocked(&api, &order).await?,
        cost => cost,
    };
    let margin = watch::Margin { price: order.total, fee: order.fee, cost };
    ok(&OrderMarginAnswer {
        total: order.total.into(),
        fee: order.fee.into(),
        cost: cost.map(Into::into),
        margin: margin.left().map(Into::into),
        margin_bps: margin.left_bps(),
    })
}

/// What suppliers took for it; none while none has given it.
async fn supplied(api: &Api, order: &Order) -> Result<Option<Money>, Problem> {
    let attempts = api.orders.attempts(order).await?;
    let done = attempts.iter().filter(|attempt| attempt.state == AttemptState::Credited);
    let mut sum = None;
    for attempt in done {
        let before = sum.unwrap_or(Money::zero(attempt.cost.currency));
        sum = Some(before.plus(attempt.cost).map_err(Problem::internal)?);
    }
    Ok(sum)
}

/// What its keys cost when it was placed.
async fn stocked(api: &Api, order: &Order) -> Result<Option<Money>, Problem> {
    let skus: Vec<SkuId> = order.lines.iter().map(|line| line.sku).collect();
    let mut tx = api.db().read().await?;
    let known = costs::unit_costs_at(&mut tx, order.merchant, &skus, order.created_at).await?;
    Ok(order.lines.iter().try_fold(Money::zero(order.total.currency), |sum, line| {
        let unit = known.get(&line.sku)?;
        sum.plus(unit.times(line.quantity).ok()?).ok()
    }))
}
