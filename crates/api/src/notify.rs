use crate::Api;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use kernel::SupplierId;
use ports::RawNotify;

const BODY_MAX: usize = 64 * 1024;

/// A payment channel reports something. Nothing of it is believed here: the adapter checks the signature over the
/// very bytes that came, and then the channel is asked. Channels read no problems, so the answers are plain text.
pub(crate) async fn notify(
    State(api): State<Api>,
    Path(channel): Path<String>,
    request: Request,
) -> Response<Body> {
    let Some(raw) = read(request).await else { return too_large() };
    let answer = api.orders.notify(&channel, &raw).await;
    text(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), answer.body)
}

/// A supplier reports something. Nothing of it is believed here either: it says which order is asked about at once.
pub(crate) async fn supply(
    State(api): State<Api>,
    Path(supplier): Path<String>,
    request: Request,
) -> Response<Body> {
    let Some(raw) = read(request).await else { return too_large() };
    let refused = || text(StatusCode::BAD_REQUEST, "refused".to_owned());
    let Ok(supplier) = supplier.parse::<SupplierId>() else { return refused() };
    match api.fulfiller.hear(supplier, &raw).await {
        Ok(Some(acknowledgement)) => text(StatusCode::OK, acknowledgement.to_owned()),
        Ok(None) => refused(),
        Err(error) => {
            tracing::warn!(%error, %supplier, "a supplier's report could not be taken: it reports again, or is asked");
            text(StatusCode::SERVICE_UNAVAILABLE, "try again".to_owned())
        }
    }
}

/// None where it is larger than any report.
async fn read(request: Request) -> Option<RawNotify> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_MAX).await.ok()?;
    let readable = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    Some(RawNotify {
        method: parts.method.as_str().to_owned(),
        target: parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string),
        headers: readable.collect(),
        body: body.to_vec(),
    })
}

fn too_large() -> Response<Body> {
    text(StatusCode::PAYLOAD_TOO_LARGE, "too large".to_owned())
}

fn text(status: StatusCode, body: String) -> Response<Body> {
    (status, [(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], body).into_response()
}
