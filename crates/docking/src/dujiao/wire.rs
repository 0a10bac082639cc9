use crate::order::keys_text;
use crate::{DockRefusal, DockState, Docked};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use orders::OrderRefusal;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// An order as a shop there asks for it.
#[derive(Deserialize)]
pub(super) struct OrderBody {
    pub sku_id: i64,
    pub quantity: i64,
    pub manual_form_data: Option<Map<String, Value>>,
    #[serde(default)]
    pub downstream_order_no: String,
    #[serde(default)]
    pub trace_id: String,
    #[serde(default)]
    pub callback_url: String,
}

impl OrderBody {
    /// Answers as texts, however they are written.
    pub fn account(&self) -> Vec<(String, String)> {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let filled = |value: &Value| !value.is_null() && value.as_str() != Some("");
        let answers = self.manual_form_data.iter().flatten().filter(|(_, value)| filled(value));
        answers.map(|(name, value)| (name.clone(), text(value))).collect()
    }
}

pub(super) fn status(docked: &Docked) -> &'static str {
    match docked.state {
        DockState::Fulfilling => "fulfilling",
        DockState::Failed | DockState::Cancelled => "canceled",
        DockState::Delivered if docked.is_refunded() => "refunded",
        DockState::Delivered if docked.refunded.minor > 0 => "partially_refunded",
        DockState::Delivered => "delivered",
    }
}

pub(super) fn fulfillment_type(docked: &Docked) -> &'static str {
    if docked.order.goods.are_keys() { "auto" } else { "manual" }
}

/// What was delivered; none as long as nothing was.
pub(super) fn fulfillment(docked: &Docked) -> Option<Value> {
    if docked.state != DockState::Delivered {
        return None;
    }
    let payload = match fulfillment_type(docked) {
        "manual" => "充值成功 / credited".to_owned(),
        _ => keys_text(&docked.keys),
    };
    let at = docked.order.closed_at.or(docked.order.paid_at).unwrap_or(docked.order.created_at);
    Some(json!({
        "type": fulfillment_type(docked), "status": "delivered", "payload": payload, "delivery_data": null,
        "delivered_at": at.rfc3339(),
    }))
}

pub(super) fn good(value: Value) -> Response {
    json_answer(StatusCode::OK, &with_ok(value, true))
}

fn with_ok(value: Value, ok: bool) -> Value {
    match value {
        Value::Object(mut members) => {
            members.insert("ok".into(), ok.into());
            Value::Object(members)
        }
        other => other,
    }
}

fn json_answer(status: StatusCode, value: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// In the words of the document.
pub(super) fn refused(refusal: &DockRefusal) -> Response {
    let (status, code) = word(refusal);
    if status.is_server_error() {
        tracing::warn!(error = %refusal, "a partner's request could not be answered");
    }
    json_answer(status, &json!({ "ok": false, "error_code": code, "error_message": refusal.said() }))
}

fn word(refusal: &DockRefusal) -> (StatusCode, &'static str) {
    use DockRefusal as R;
    match refusal {
        R::NotSigned => (StatusCode::UNAUTHORIZED, "missing_auth_headers"),
        R::BadTimestamp => (StatusCode::UNAUTHORIZED, "invalid_timestamp"),
        R::Stale => (StatusCode::UNAUTHORIZED, "timestamp_expired"),
        R::BadSignature | R::Replayed => (StatusCode::UNAUTHORIZED, "invalid_signature"),
        R::UnknownKey | R::DockingOff => (StatusCode::UNAUTHORIZED, "invalid_api_key"),
        R::UserBlocked => (StatusCode::FORBIDDEN, "user_disabled"),
        R::TooFast { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        R::BadCallback => (StatusCode::BAD_REQUEST, "invalid_callback_url"),
        R::NoSuchGoods => (StatusCode::BAD_REQUEST, "sku_unavailable"),
        R::NoSuchOrder => (StatusCode::NOT_FOUND, "order_not_found"),
        R::CancelNotAllowed => (StatusCode::CONFLICT, "cancel_not_allowed"),
        R::NumberUsed => (StatusCode::CONFLICT, "downstream_order_no_used"),
        R::Order(OrderRefusal::InsufficientBalance) => (StatusCode::PAYMENT_REQUIRED, "insufficient_balance"),
        // For that shop there is no more of it, whoever's the stock is.
        R::Order(OrderRefusal::SoldOut | OrderRefusal::AllocationUsed { .. }) => {
            (StatusCode::CONFLICT, "insufficient_stock")
        }
        R::Order(
            OrderRefusal::NotSoldInRegion { .. }
            | OrderRefusal::NotSoldThisWay(_)
            | OrderRefusal::BelowCost(_)
            | OrderRefusal::PartnerFrozen
            | OrderRefusal::Recharge(orders::RechargeRefusal::NoSupplier(_)),
        ) => (StatusCode::BAD_REQUEST, "product_unavailable"),
        refusal if refusal.is_ours() => match refusal.code() {
            "internal" => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "internal_error"),
        },
        _ => (StatusCode::BAD_REQUEST, "bad_request"),
    }
}
