use super::user;
use crate::body::Json;
use crate::may::{CatalogWrite, Staff};
use crate::orders_api::NewLineBody;
use crate::orders_api::quote::{QuoteAnswer, lines_of};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Region, UserId};
use merchants::Channel;
use orders::{Asking, OrderRefusal};
use pricing::Standing;
use serde::Deserialize;
use utoipa::ToSchema;

/// Who is supposed to buy what. Nobody named: a guest.
#[derive(Deserialize, ToSchema)]
#[schema(as = ExplainPrice)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainBody {
    /// 1 to 50 lines of your offers.
    lines: Vec<NewLineBody>,
    /// `store` (by default) or `api`.
    channel: Option<String>,
    coupon: Option<String>,
    #[schema(value_type = Option<String>, example = "CN")]
    region: Option<Region>,
    /// Somebody with an account, by id.
    #[schema(value_type = Option<String>)]
    user: Option<UserId>,
    /// Somebody with an account, by its address.
    email: Option<String>,
    /// Or somebody who has this level.
    level: Option<String>,
    /// Or a partner of this price list.
    price_list: Option<String>,
}

/// What would somebody pay for your goods now, and why? Nothing is kept. Refused as an order would be, and: `no_such_user`.
#[utoipa::path(post, path = "/v1/merchant/pricing/explain", tag = "pricing", operation_id = "explainPrice",
    request_body = ExplainBody, security(("key" = ["catalog:write"])), responses((status = 200, body = QuoteAnswer)))]
pub(crate) async fn explain(State(api): State<Api>, staff: Staff<CatalogWrite>, body: Json) -> Answer {
    let asked: ExplainBody = body.parse()?;
    let channel = match asked.channel.as_deref().map(str::parse) {
        None => Channel::Store,
        Some(Ok(channel)) => channel,
        Some(Err(())) => return Err(super::bad("channel", "store or api")),
    };
    let somebody = match (asked.user, asked.email.as_deref()) {
        (None, None) => None,
        (id, email) => Some(user(&api, id, email).await?),
    };
    let supposed = asked.level.is_some() || asked.price_list.is_some();
    let standing = Standing { level: asked.level, lists: asked.price_list.into_iter().collect() };
    let asking = Asking { user: somebody, coupon: asked.coupon, standing: supposed.then_some(standing) };
    let lines = lines_of(&asked.lines);
    let quote = api.orders.quote(&lines, channel, asked.region, &asking).await?;
    if quote.merchant != staff.merchant {
        let offer = lines.first().map_or(kernel::OfferId(0), |line| line.offer);
        return Err(Problem::from(OrderRefusal::UnknownOffer(offer)));
    }
    ok(&QuoteAnswer::from(&quote))
}
