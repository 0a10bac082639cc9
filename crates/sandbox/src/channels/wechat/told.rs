use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};

use super::{MCH_ID, gate, refunds, transaction};
use crate::ambient;
use crate::channels::notify::{About, BadAmount, Signing, Told};
use crate::channels::{House, Letter, RefundState, china};

/// Stands where an exponent is written: JSON's own writer would make it a plain number.
const EXPONENT_MARK: i64 = 1_234_567_890_123;

/// Sealed, signed, and then bent.
pub fn letter(house: &House, told: &Told<'_>) -> Option<Letter> {
    let (event, summary, kind, said) = match told.about {
        About::Paid(_) => ("TRANSACTION.SUCCESS", "支付成功", "transaction", paid(told)),
        About::Refunded(refund) => {
            let event = match refund.state {
                RefundState::Done => "REFUND.SUCCESS",
                RefundState::Failed => "REFUND.CLOSED",
                RefundState::Pending => return None,
            };
            let mut said = refunds::told(told.payment, refund, "refund_status");
            said["mchid"] = MCH_ID.into();
            (event, "退款结果", "refund", said)
        }
        // Nobody is told that an order was closed.
        About::Disputed(..) | About::Closed => return None,
    };
    let url = match told.about {
        About::Refunded(_) => told.payment.extra.get(refunds::NOTIFY_URL)?,
        _ => &told.payment.notify_url,
    };
    let mut text = bent(told, said).to_string();
    if told.bend.amount == Some(BadAmount::Exponent) {
        text = text.replace(&EXPONENT_MARK.to_string(), "1e3");
    }
    let id = ambient::id("").ok()?;
    let envelope = |text: &str| -> Option<String> {
        let resource = sealed(house, kind, text)?;
        let envelope = json!({
            "id": id, "create_time": china::with_zone(told.now_ms), "event_type": event, "summary": summary,
            "resource_type": "encrypt-resource", "resource": resource,
        });
        Some(envelope.to_string())
    };
    let mut body = envelope(&text)?;
    let mut headers = signature(house, told, body.as_bytes())?;
    headers.push(("content-type", "application/json".to_owned()));
    if let Some(number) = &told.bend.number {
        body = envelope(&text.replace(&told.payment.out_trade_no, number))?;
    }
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Some(Letter { method: "POST", url: url.clone(), headers, body: body.into_bytes() })
}

/// The transaction as it looks once this money has come.
fn paid(told: &Told<'_>) -> Value {
    let mut payment = told.payment.clone();
    if let About::Paid(arrival) = told.about {
        payment.arrivals = vec![arrival.clone()];
    }
    // What happened since then is not told by this notify.
    payment.refunds = vec![];
    transaction(&payment, told.now_ms)
}

fn bent(told: &Told<'_>, mut said: Value) -> Value {
    if told.bend.other_merchant {
        said["mchid"] = "1900009999".into();
        said["appid"] = "wx9999999999999999".into();
    }
    let plain = said["amount"]["total"].as_i64().unwrap_or_default();
    let bad = match told.bend.amount {
        None => return said,
        Some(BadAmount::Array) => json!([plain]),
        Some(BadAmount::Exponent) => EXPONENT_MARK.into(),
        Some(BadAmount::Zero) => 0.into(),
        Some(BadAmount::Negative) => (-plain).into(),
        Some(BadAmount::TooExact) => json!(plain.to_string()),
    };
    said["amount"]["total"] = bad;
    said
}

fn signature(house: &House, told: &Told<'_>, body: &[u8]) -> Option<Vec<(&'static str, String)>> {
    let at = told.now_ms / 1000;
    let key = if told.bend.signing == Signing::Wrong { "wechat.thief" } else { "wechat.platform" };
    let mut headers = gate::headers(house, key, at, body)?;
    match told.bend.signing {
        Signing::Right | Signing::Wrong => {}
        Signing::Empty => {
            for (_, value) in headers.iter_mut().filter(|(name, _)| *name == "wechatpay-signature") {
                value.clear();
            }
        }
        Signing::None => headers.retain(|(name, _)| *name != "wechatpay-signature"),
    }
    Some(headers)
}

/// AES-256-GCM with the merchant's APIv3 key; the tag stands behind the text.
fn sealed(house: &House, kind: &str, text: &str) -> Option<Value> {
    let key = house.keys.text("wechat.api_v3_key").ok()?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_bytes()).ok()?);
    let nonce: String = ambient::id("").ok()?.chars().take(12).collect();
    let mut bytes = text.as_bytes().to_vec();
    let once = Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok()?;
    key.seal_in_place_append_tag(once, Aad::from(kind.as_bytes()), &mut bytes).ok()?;
    Some(json!({
        "original_type": kind, "algorithm": "AEAD_AES_256_GCM", "ciphertext": STANDARD.encode(bytes),
        "associated_data": kind, "nonce": nonce,
    }))
}
