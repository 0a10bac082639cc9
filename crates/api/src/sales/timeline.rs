use crate::may::{OrdersRead, Staff};
use crate::path::Id;
use crate::words::{Answer, Text, ok};
use crate::{Api, Problem, people};
use axum::extract::State;
use kernel::OrderId;
use orders::{Access, Moment, Order};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// All that happened to an order, the oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Timeline)]
pub(crate) struct TimelineAnswer {
    items: Vec<MomentAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Moment)]
struct MomentAnswer {
    at: String,
    /// `placed`, `payment_opened`, `payment_arrived`, `wallet_part`, `delivered`, `keys_shown`, `link_made`, `link_used`,
    /// `payment_exception`, `refund_begun`, `refund_done`, `refund_failed`, `cancelled`, `expired`, `alarm`, `note`,
    /// `link_sent`, `mail_sent`, `mail_waits` or `mail_refused`.
    kind: &'static str,
    text: Text,
    /// Who of the staff it was: an e-mail address, or the id of an API key.
    by: Option<String>,
}

/// Everything that happened to one order of a customer. Never a key.
#[utoipa::path(get, path = "/v1/merchant/orders/{id}/timeline", tag = "merchant", operation_id = "getMerchantOrderTimeline",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = TimelineAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<OrdersRead>, Id(id): Id<OrderId>) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    ok(&of(&api, &order).await?)
}

pub(crate) async fn of(api: &Api, order: &Order) -> Result<TimelineAnswer, Problem> {
    let moments = api.orders.timeline(order).await?;
    let mut names = HashMap::new();
    for who in moments.iter().filter_map(|moment| moment.by.clone()) {
        if let std::collections::hash_map::Entry::Vacant(name) = names.entry(who) {
            let known = people::name_of(api, name.key()).await?;
            name.insert(known);
        }
    }
    let item = |moment: Moment| MomentAnswer {
        at: moment.at.rfc3339(),
        kind: moment.kind,
        text: moment.text.into(),
        by: moment.by.and_then(|who| names.get(&who).cloned()),
    };
    Ok(TimelineAnswer { items: moments.into_iter().map(item).collect() })
}
