/// As a file.
pub(crate) mod export;

use crate::Api;
use crate::may::{Staff, StockRead};
use crate::path::{Ask, PageQuery};
use crate::words::{Answer, List, ok};
use axum::extract::State;
use kernel::{AlarmId, OrderId};
use orders::Alarm;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// Something that needs your eyes.
#[derive(Serialize, ToSchema)]
#[schema(as = Alarm)]
pub(crate) struct AlarmAnswer {
    #[schema(value_type = String, example = "alm_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: AlarmId,
    /// `reveals_fast`, `reveals_exceed_sales`, `link_reused`, `canary_opened`, `canary_offered`,
    /// `canary_reported`, `stock_low`, `refund_by_hand`, `charged_back`, `key_diverted` or `partner_clause`.
    #[schema(example = "link_reused")]
    kind: String,
    /// The id of what it is about (a delivery, a batch, an order), or who asked.
    subject: String,
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    #[schema(value_type = Object)]
    detail: Option<Box<RawValue>>,
    at: String,
}

impl From<Alarm> for AlarmAnswer {
    fn from(alarm: Alarm) -> Self {
        Self {
            id: alarm.id,
            kind: alarm.kind,
            subject: alarm.subject,
            order: alarm.order,
            detail: RawValue::from_string(alarm.detail).ok(),
            at: alarm.at.rfc3339(),
        }
    }
}

/// Your alarms, newest first: links opened twice, canaries that turned up, keys shown unusually fast.
#[utoipa::path(get, path = "/v1/merchant/alarms", tag = "merchant", operation_id = "listAlarms", params(PageQuery),
    security(("key" = ["stock:read"])), responses((status = 200, body = List<AlarmAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<StockRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = api.orders.alarms(staff.merchant, &asked.by_id::<AlarmId>()?).await?;
    ok(&List::of(page, AlarmAnswer::from))
}
