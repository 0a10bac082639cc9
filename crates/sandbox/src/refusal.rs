use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use thiserror::Error;

/// Why the gateway refuses a request. The sentence says what to do.
#[derive(Debug, Error)]
pub enum Refusal {
    #[error("{0} is missing or malformed")]
    BadAuthHeader(&'static str),
    #[error("no such merchant; check Sandbox-Merchant")]
    UnknownMerchant,
    #[error("the timestamp is more than 300 s off; set the clock and sign again")]
    StaleTimestamp,
    #[error("the signature does not match; compare the signed lines with the protocol's page")]
    BadSignature,
    #[error("this nonce was used before; take a new one for every try")]
    ReplayedNonce,
    #[error("the body is not what this path takes: {0}")]
    InvalidJson(String),
    #[error("{0}")]
    InvalidField(String),
    #[error("no payment with this out_trade_no")]
    PaymentNotFound,
    #[error("no refund with this out_refund_no")]
    RefundNotFound,
    #[error("no such path")]
    NotFound,
    #[error("this path does not take this method")]
    MethodNotAllowed,
    #[error("this out_trade_no exists with other content; take a new number")]
    OutTradeNoConflict,
    #[error("this out_refund_no exists with other content; take a new number")]
    OutRefundNoConflict,
    #[error("it is paid; refund it instead")]
    AlreadyPaid,
    #[error("more than what was paid in this currency and is not yet refunded; query the payment")]
    RefundExceedsPaid,
    #[error("the body is larger than 64 KiB")]
    BodyTooLarge,
    #[error("the gateway is down; ask again later")]
    Unavailable,
    #[error("the gateway failed, the outcome is unknown; ask again later")]
    Internal(String),
}

impl Refusal {
    /// The stable code that stands in the answer.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadAuthHeader(_) => "bad_auth_header",
            Self::UnknownMerchant => "unknown_merchant",
            Self::StaleTimestamp => "stale_timestamp",
            Self::BadSignature => "bad_signature",
            Self::ReplayedNonce => "replayed_nonce",
            Self::InvalidJson(_) => "invalid_json",
            Self::InvalidField(_) => "invalid_field",
            Self::PaymentNotFound => "payment_not_found",
            Self::RefundNotFound => "refund_not_found",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::OutTradeNoConflict => "out_trade_no_conflict",
            Self::OutRefundNoConflict => "out_refund_no_conflict",
            Self::AlreadyPaid => "already_paid",
            Self::RefundExceedsPaid => "refund_exceeds_paid",
            Self::BodyTooLarge => "body_too_large",
            Self::Unavailable => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::BadAuthHeader(_) | Self::InvalidJson(_) => StatusCode::BAD_REQUEST,
            Self::UnknownMerchant | Self::StaleTimestamp | Self::BadSignature | Self::ReplayedNonce => {
                StatusCode::UNAUTHORIZED
            }
            Self::InvalidField(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PaymentNotFound | Self::RefundNotFound | Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::OutTradeNoConflict
            | Self::OutRefundNoConflict
            | Self::AlreadyPaid
            | Self::RefundExceedsPaid => StatusCode::CONFLICT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(%cause, "sandbox gateway failed");
        }
        let body = json!({ "code": self.code(), "message": self.to_string() });
        (self.status(), axum::Json(body)).into_response()
    }
}
