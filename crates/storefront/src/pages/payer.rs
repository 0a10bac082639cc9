//! Some channels have to know who pays before they open a payment: WeChat Pay does, for whoever looks at the page inside
//! WeChat. The browser goes to the channel's own log-in and comes back by itself; nobody is asked anything. Who is not
//! known after that pays another way that the channel has.

use crate::cookies;
use crate::errors::Fault;
use crate::pages::pay::PATIENCE;
use crate::pages::ways::channel_name;
use crate::visit::Visit;
use axum::http::{StatusCode, header};
use axum::response::Response;
use kernel::encode_128;
use minijinja::context;
use ports::{Device, Payer};

/// A little longer than somebody may be away.
const QUARTER: i64 = 15 * 60;

/// Who pays, as far as a channel wants to know.
pub(crate) fn of(visit: &Visit) -> Payer {
    let address = Some(visit.address.clone()).filter(|address| address.parse::<std::net::IpAddr>().is_ok());
    // The channel's log-in leads back to the platform's own address only.
    let open_id = visit.own.as_ref().map(|_| String::new());
    Payer { address, device: Device::of_agent(&visit.agent), open_id }
}

/// A page that goes on to the channel, and from there back to that path; none where the channel has no such log-in.
pub(crate) fn away(visit: &Visit, channel: &str, path: &str) -> Result<Option<Response>, Fault> {
    let orders = &visit.shop.0.orders;
    // Two orders may be open at once: they share the state.
    let known = visit.payer_cookie.clone().filter(|state| is_state(state));
    let state = known.unwrap_or_else(|| encode_128(u128::from_be_bytes(orders.ambient().bytes())));
    let return_to = format!("{}{path}", orders.base_url());
    let adapter = orders.channels().adapter(channel);
    let Some(url) = adapter.and_then(|adapter| adapter.payer_link(&return_to, &state)) else {
        return Ok(None);
    };
    // A form may lead to our own pages only, and this answers one: so its page goes on.
    let values = context! { url, name => channel_name(visit, channel), paying => true };
    let mut response = visit.own_page(StatusCode::OK, "away.html", values)?;
    if let Some(cookie) = cookies::write(cookies::PAYER, &state, Some(QUARTER), visit.secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(Some(response))
}

/// Who came back from the channel; none where the page is simply looked at.
pub(crate) async fn back(visit: &Visit, channel: &str) -> Option<Payer> {
    let (state, code) = (visit.query.some("state")?, visit.query.get("code"));
    let same = visit.payer_cookie.as_deref().is_some_and(|known| is_state(known) && known == state);
    let adapter = visit.shop.0.orders.channels().adapter(channel).filter(|_| same && !code.is_empty());
    let open_id = match adapter {
        Some(adapter) => match tokio::time::timeout(PATIENCE, adapter.payer_of(code)).await {
            Ok(Ok(open_id)) => open_id,
            Ok(Err(error)) => {
                tracing::warn!(%error, channel, "a channel does not tell who pays");
                String::new()
            }
            Err(_) => String::new(),
        },
        None => String::new(),
    };
    Some(Payer { open_id: Some(open_id), ..of(visit) })
}

/// 128 bits, as they are written here.
fn is_state(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
