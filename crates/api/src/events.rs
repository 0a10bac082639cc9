//! What happens, told as it happens: server-sent events out of the outbox.

/// Who listens on this node.
pub(crate) mod feed;
/// One listener's way through the outbox.
mod listener;

use crate::caller::Credential;
use crate::may::{DashboardRead, MerchantsRead, Operator, Staff};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::response::sse::{KeepAlive, Sse};
use identity::{Caller, Scope};
use kernel::{EventId, MerchantId};
use listener::Listener;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// Something that happened, as the data of a message; its `id` is that of the event.
#[derive(Serialize, ToSchema)]
#[schema(as = LiveEvent)]
pub(crate) struct LiveEvent {
    /// `order.placed`, `order.delivered`, `alarm.stock_low` and the like.
    #[schema(example = "order.delivered")]
    topic: String,
    /// The id of what it happened to.
    subject: String,
    /// Whose book it belongs to; null for the platform's own.
    #[schema(value_type = Option<String>)]
    merchant: Option<MerchantId>,
    at: String,
}

/// Proxies and browsers drop a connection on which nothing comes.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What happens in your shop, as it happens: an event stream (SSE). It goes on behind `Last-Event-ID`; where too much
/// was missed, an event `gap` says that everything should be looked at anew. An event may come twice with the same id.
/// It ends when your session or key does.
#[utoipa::path(get, path = "/v1/merchant/events", tag = "merchant", operation_id = "streamMerchantEvents",
    security(("key" = ["dashboard:read"])), responses((status = 200, body = LiveEvent, content_type = "text/event-stream")))]
pub(crate) async fn merchant(
    State(api): State<Api>,
    staff: Staff<DashboardRead>,
    headers: HeaderMap,
) -> Answer {
    stream(api, staff.caller, Scope::DashboardRead, Some(staff.merchant), &headers)
}

/// What happens on the platform, as it happens. Orders and payments are told to those who may see them.
#[utoipa::path(get, path = "/v1/platform/events", tag = "platform", operation_id = "streamPlatformEvents",
    security(("key" = ["merchants:read"])), responses((status = 200, body = LiveEvent, content_type = "text/event-stream")))]
pub(crate) async fn platform(
    State(api): State<Api>,
    Operator { caller, .. }: Operator<MerchantsRead>,
    headers: HeaderMap,
) -> Answer {
    stream(api, caller, Scope::MerchantsRead, None, &headers)
}

fn stream(
    api: Api,
    caller: Caller,
    needs: Scope,
    merchant: Option<MerchantId>,
    headers: &HeaderMap,
) -> Answer {
    let seat = api.feed.sit(&caller.actor()).ok_or_else(|| {
        let detail = "too many event streams are open: close one, or ask for what you need from time to time";
        Problem::new(axum::http::StatusCode::TOO_MANY_REQUESTS, "too_many_streams", detail).retry(30)
    })?;
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let resumed = resumed.and_then(|id| id.parse::<EventId>().ok());
    let credential = Credential::of(headers);
    let listener = Listener::new(api, seat, (caller, needs, credential), merchant, resumed);
    let events = futures_util::stream::unfold(listener, Listener::next);
    let keep = KeepAlive::new().interval(HEARTBEAT).text("");
    let mut response = Sse::new(events).keep_alive(keep).into_response();
    // nginx would keep events until it has a page of them.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}
