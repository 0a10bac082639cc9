use super::signed::{KEY, SIGNATURE, TIMESTAMP, sign};
use super::wire;
use crate::own::callback::target;
use crate::store::docked::Stored;
use crate::{Docked, Docking, Partner, Result};
use ports::Telling;
use serde_json::json;

/// What has become of an order, with what was delivered.
pub(crate) async fn of_order(
    docking: &Docking,
    partner: &Partner,
    row: &Stored,
    docked: &Docked,
) -> Result<Telling> {
    let timestamp = docking.ambient().now().unix_seconds();
    let status = wire::status(docked);
    let mut body = json!({
        "event": "order.status_changed", "order_id": docking.number(&docked.order.id.to_string()).await?,
        "order_no": docked.order.id, "downstream_order_no": row.downstream_no, "status": status, "timestamp": timestamp,
        "refunded_amount": docked.refunded.decimal(),
    });
    if let (Some(fulfillment), Some(members)) = (wire::fulfillment(docked), body.as_object_mut()) {
        members.insert("fulfillment".into(), fulfillment);
    }
    let (body, timestamp) = (body.to_string().into_bytes(), timestamp.to_string());
    let whole = target(&row.callback_url);
    let path = whole.split_once('?').map_or(whole, |(path, _)| path);
    let signature = sign(&partner.secret, ("POST", path), &timestamp, &body);
    let headers = vec![(KEY, partner.key.app_id.to_string()), (TIMESTAMP, timestamp), (SIGNATURE, signature)];
    Ok(Telling { url: row.callback_url.clone(), headers, body })
}

/// `{"ok":true, …}`
pub(crate) fn is_heard(body: &[u8]) -> bool {
    let said: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    said.and_then(|said| said.get("ok").and_then(serde_json::Value::as_bool)) == Some(true)
}
