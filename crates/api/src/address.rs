use crate::Api;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The network address of the caller, for records and limits.
#[derive(Clone)]
pub(crate) struct Address(pub String);

impl FromRequestParts<Api> for Address {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Infallible> {
        let forwarded = if api.settings.trusted_proxy { last_hop(parts) } else { None };
        let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = forwarded.or_else(peer).map(|ip| ip.to_canonical().to_string());
        Ok(Self(address.unwrap_or_else(|| "unknown".to_owned())))
    }
}

/// What our own proxy saw: the last entry. Those before it are the caller's own words.
fn last_hop(parts: &Parts) -> Option<IpAddr> {
    let header = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    header.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[test]
    fn only_what_the_own_proxy_saw_counts() {
        let hop = |values: &[&str]| {
            let request = values.iter().fold(Request::get("/"), |r, v| r.header("x-forwarded-for", *v));
            last_hop(&request.body(()).unwrap().into_parts().0).map(|ip| ip.to_string())
        };
        assert_eq!(hop(&["1.1.1.1, 192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(hop(&["192.0.2.7", "2001:db8::1"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(hop(&["1.1.1.1, <script>"]), None);
        assert_eq!(hop(&[]), None);
    }
}
