use crate::Docking;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};

/// No order is as large as this.
const BODY_MAX: usize = 256 * 1024;

/// A request as it came, because that is what is signed.
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    /// Path with query.
    pub target: String,
    /// Empty where there is none.
    pub query: String,
    headers: HeaderMap,
    pub body: Bytes,
    /// The network address of the caller.
    pub from: String,
}

impl Asked {
    /// Empty where there is none, or it is no text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A value of the query, where it stands there.
    pub fn option(&self, name: &str) -> Option<String> {
        crate::acg::form::pairs(&self.query).into_iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
}

impl FromRequest<Docking> for Asked {
    type Rejection = Response;

    async fn from_request(request: Request, docking: &Docking) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = if docking.0.trusted_proxy { last_hop(&parts.headers) } else { None };
        let from = forwarded.or(peer).map(|ip| ip.to_canonical().to_string());
        let body = to_bytes(body, BODY_MAX).await;
        let body = body.map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "too large").into_response())?;
        Ok(Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            target: parts
                .uri
                .path_and_query()
                .map_or_else(|| parts.uri.path().to_owned(), ToString::to_string),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
            from: from.unwrap_or_else(|| "unknown".to_owned()),
        })
    }
}

/// What our own proxy saw: the last entry. Those before it are the caller's own words.
fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let header = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    header.rsplit(',').next()?.trim().parse().ok()
}
