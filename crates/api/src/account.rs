//! One's own account: whoever is logged in, and nobody else's.

/// What to be called, how to be reached, how to log in.
pub(crate) mod contacts;
/// What the shop holds about one, and how that goes.
pub(crate) mod privacy;
/// Accounts that are remembered for the next order.
pub(crate) mod saved;
/// Where one is logged in.
pub(crate) mod sessions;
/// An app that makes codes, and recovery codes.
pub(crate) mod totp;

use axum::http::StatusCode;
use axum::response::IntoResponse;

/// 204: done, and nothing to say.
pub(crate) fn done() -> crate::words::Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}
