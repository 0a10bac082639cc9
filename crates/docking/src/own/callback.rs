use super::signed::{KEY, NONCE, SIGNATURE, TIMESTAMP, sign};
use crate::store::docked::Stored;
use crate::{Docked, Docking, Partner};
use kernel::{OfferId, encode_128};
use ports::Telling;
use serde_json::{Value, json};

/// That an order stands otherwise. It holds no key: the partner asks.
pub(crate) fn of_order(docking: &Docking, partner: &Partner, row: &Stored, docked: &Docked) -> Telling {
    let body = json!({
        "event": "order",
        "order_no": row.downstream_no,
        "id": docked.order.id,
        "state": docked.state.code(),
        "refunded": docked.refunded.minor,
        "currency": docked.order.currency().code(),
        "at": docking.ambient().now().rfc3339(),
    });
    signed(docking, partner, &row.callback_url, &body)
}

/// That these goods have another price or stock, or are on sale no more.
pub(crate) fn of_goods(docking: &Docking, partner: &Partner, offer: OfferId) -> Telling {
    let body = json!({ "event": "goods", "product": offer, "at": docking.ambient().now().rfc3339() });
    signed(docking, partner, &partner.key.report_url, &body)
}

/// Signed as the partner's own requests are.
fn signed(docking: &Docking, partner: &Partner, url: &str, body: &Value) -> Telling {
    let body = body.to_string().into_bytes();
    let timestamp = docking.ambient().now().unix_seconds().to_string();
    let nonce = encode_128(u128::from_be_bytes(docking.ambient().bytes()));
    let signature = sign(&partner.secret, (&timestamp, &nonce), ("POST", target(url), &body));
    let headers = vec![
        (KEY, partner.key.app_id.to_string()),
        (TIMESTAMP, timestamp),
        (NONCE, nonce),
        (SIGNATURE, signature),
    ];
    Telling { url: url.to_owned(), headers, body }
}

/// The path of an address, with its query.
pub(crate) fn target(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    match rest.find(['/', '?']) {
        Some(at) => rest.get(at..).unwrap_or("/"),
        None => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_what_the_partner_receives() {
        assert_eq!(target("https://a.example/hear/7?x=/y"), "/hear/7?x=/y");
        assert_eq!(target("http://127.0.0.1:8080"), "/");
    }
}
