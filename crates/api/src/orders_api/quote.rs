use super::ask::NewLineBody;
use crate::Api;
use crate::body::Json;
use crate::may::{May, OrdersWrite};
use crate::pricing::MadeAnswer;
use crate::words::{Amount, Answer, ok};
use axum::extract::State;
use kernel::{OfferId, Region};
use merchants::Channel;
use orders::{Asking, NewLine, Quote};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be priced.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewQuote)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuoteBody {
    /// 1 to 50 lines of one merchant and currency.
    lines: Vec<NewLineBody>,
    /// The code of a coupon.
    coupon: Option<String>,
    /// Where the buyer is, by two capital letters (ISO 3166-1); by default where the platform is.
    #[schema(value_type = Option<String>, example = "CN")]
    region: Option<Region>,
}

/// What an order would cost at this moment, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = Quote)]
pub(crate) struct QuoteAnswer {
    total: Amount,
    lines: Vec<QuotedLine>,
    /// How the prices are made; null where they are the offers' own.
    price: Option<MadeAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = QuoteLine)]
pub(crate) struct QuotedLine {
    #[schema(value_type = String)]
    offer: OfferId,
    quantity: i64,
    unit_price: Amount,
}

impl From<&Quote> for QuoteAnswer {
    fn from(quote: &Quote) -> Self {
        let line = |(offer, quantity): &(std::sync::Arc<catalog::Orderable>, i64)| QuotedLine {
            offer: offer.offer,
            quantity: *quantity,
            unit_price: offer.price.into(),
        };
        Self {
            total: quote.total.into(),
            lines: quote.lines.iter().map(line).collect(),
            price: quote.made.as_ref().map(MadeAnswer::from),
        }
    }
}

pub(crate) fn lines_of(lines: &[NewLineBody]) -> Vec<NewLine> {
    lines.iter().map(NewLineBody::line).collect()
}

/// What these goods would cost you now, each price with the steps that lead to it: level, quantity, price list, campaign,
/// coupon. Nothing is kept back, and no use of the coupon is counted; the order is priced once more when it is placed.
/// Refused as an order is.
#[utoipa::path(post, path = "/v1/quotes", tag = "orders", operation_id = "quote", request_body = QuoteBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = QuoteAnswer)))]
pub(crate) async fn quote(State(api): State<Api>, May(caller, _): May<OrdersWrite>, body: Json) -> Answer {
    let asked: QuoteBody = body.parse()?;
    let asking = Asking { user: Some(caller.user), coupon: asked.coupon, standing: None };
    let quote = api.orders.quote(&lines_of(&asked.lines), Channel::Api, asked.region, &asking).await?;
    ok(&QuoteAnswer::from(&quote))
}
