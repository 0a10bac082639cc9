use crate::may::{CatalogRead, OrdersRead, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Amount, Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::OwnFilter;
use kernel::{Money, OfferId, OrderId, SkuId};
use orders::{Access, AttemptState, Order, OrderGoods, OrderLine};
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
    lines: Vec<LineMarginAnswer>,
}

/// What was earned with a line of an order.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderLineMargin)]
struct LineMarginAnswer {
    #[schema(value_type = String)]
    offer: OfferId,
    #[schema(value_type = String)]
    sku: SkuId,
    sku_name: Text,
    quantity: i64,
    /// What the buyer paid for it, after everything that was taken off.
    amount: Amount,
    /// Of the order's, by amounts.
    fee: Amount,
    /// Null: not known.
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
    let taken = if order.goods == OrderGoods::Keys { None } else { supplied(&api, &order).await? };
    let costs = match taken {
        None if order.goods.are_keys() => stocked(&api, &order).await?,
        // What a supplier is asked for stands alone.
        taken => order.lines.iter().map(|_| taken.filter(|_| order.lines.len() == 1)).collect(),
    };
    let cost = match taken {
        None => costs.iter().try_fold(Money::zero(order.total.currency), |sum, cost| sum.plus((*cost)?).ok()),
        taken => taken,
    };
    let margin = watch::Margin { price: order.total, fee: order.fee, cost };
    ok(&OrderMarginAnswer {
        total: order.total.into(),
        fee: order.fee.into(),
        cost: cost.map(Into::into),
        margin: margin.left().map(Into::into),
        margin_bps: margin.left_bps(),
        lines: lines(&order, costs),
    })
}

/// The platform's share of the whole by what each line comes to; what is left over by rounding is the last one's.
fn lines(order: &Order, costs: Vec<Option<Money>>) -> Vec<LineMarginAnswer> {
    let (currency, total) = (order.total.currency, i128::from(order.total.minor.max(1)));
    let mut fee_left = order.fee.minor;
    let last = order.lines.len().saturating_sub(1);
    let line = |(nth, (line, cost)): (usize, (&OrderLine, Option<Money>))| {
        let amount = line.unit_price.saturating_mul(line.quantity);
        let share = i128::from(order.fee.minor) * i128::from(amount) / total;
        let fee = if nth == last { fee_left } else { i64::try_from(share).unwrap_or(fee_left) };
        fee_left = fee_left.saturating_sub(fee);
        let margin =
            watch::Margin { price: Money::new(amount, currency), fee: Money::new(fee, currency), cost };
        LineMarginAnswer {
            offer: line.offer,
            sku: line.sku,
            sku_name: line.sku_name.clone().into(),
            quantity: line.quantity,
            amount: margin.price.into(),
            fee: margin.fee.into(),
            cost: cost.map(Into::into),
            margin: margin.left().map(Into::into),
            margin_bps: margin.left_bps(),
        }
    };
    order.lines.iter().zip(costs).enumerate().map(line).collect()
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

/// What the keys of each line cost when it was placed.
async fn stocked(api: &Api, order: &Order) -> Result<Vec<Option<Money>>, Problem> {
    let skus: Vec<SkuId> = order.lines.iter().map(|line| line.sku).collect();
    let mut tx = api.db().read().await?;
    let known = costs::unit_costs_at(&mut tx, order.merchant, &skus, order.created_at).await?;
    let ours = |unit: &&Money| unit.currency == order.total.currency;
    let cost = |line: &OrderLine| known.get(&line.sku).filter(ours)?.times(line.quantity).ok();
    Ok(order.lines.iter().map(cost).collect())
}
