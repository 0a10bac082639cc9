use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::form;
use super::super::{Dispute, DisputeState, Payment, Refund, RefundState};

/// Which of its parts stand in an object whole, instead of their ids.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Expand {
    Nothing,
    Intent,
    /// And the intent's charge.
    Charge,
}

impl Expand {
    /// By the fields of a query; in a list everything stands below `data.`.
    pub fn of(fields: &[(String, String)], below: &str) -> Self {
        let asks = |path: &str| {
            let whole = format!("{below}{path}");
            fields.iter().any(|(name, value)| name.starts_with("expand[") && *value == whole)
        };
        match () {
            () if asks("payment_intent.latest_charge") => Self::Charge,
            () if asks("payment_intent") => Self::Intent,
            () => Self::Nothing,
        }
    }
}

/// A session, without its address.
pub fn session(payment: &Payment, now_ms: i64, expand: Expand) -> Value {
    let paid = payment.is_paid();
    let status = match () {
        () if paid => "complete",
        () if payment.is_over(now_ms) => "expired",
        () => "open",
    };
    json!({
        "id": payment.id,
        "object": "checkout.session",
        "mode": "payment",
        "livemode": false,
        "created": payment.created_at / 1000,
        "expires_at": payment.expires_at.map(|at| at / 1000),
        "client_reference_id": payment.out_trade_no,
        "metadata": metadata(payment, "metadata["),
        "amount_total": payment.amount,
        "currency": payment.currency.to_lowercase(),
        "status": status,
        "payment_status": if paid { "paid" } else { "unpaid" },
        "payment_intent": if paid { intent(payment, expand) } else { Value::Null },
        "success_url": payment.return_url,
        "url": null,
    })
}

fn intent(payment: &Payment, expand: Expand) -> Value {
    let id = intent_id(payment);
    let (Some(first), true) = (payment.arrivals.first(), expand != Expand::Nothing) else { return id.into() };
    let charge = format!("ch_{}", first.id);
    let latest_charge = match expand {
        Expand::Charge => {
            json!({ "id": charge, "object": "charge", "created": first.at / 1000, "paid": true, "payment_intent": id })
        }
        _ => charge.into(),
    };
    json!({
        "id": id,
        "object": "payment_intent",
        "livemode": false,
        "amount": first.amount,
        "amount_received": first.amount,
        "currency": first.currency.to_lowercase(),
        "status": "succeeded",
        "created": first.at / 1000,
        "latest_charge": latest_charge,
        "metadata": metadata(payment, "payment_intent_data[metadata]["),
    })
}

pub fn refund(payment: &Payment, refund: &Refund) -> Value {
    let status = match refund.state {
        RefundState::Pending => "pending",
        RefundState::Done => "succeeded",
        RefundState::Failed => "failed",
    };
    json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "currency": refund.currency.to_lowercase(),
        "created": refund.at / 1000,
        "payment_intent": intent_id(payment),
        "metadata": { "refund_no": refund.out_refund_no },
        "status": status,
    })
}

/// What Stripe keeps for its trouble while the money is away.
const DISPUTE_FEE: i64 = 1500;

/// How a dispute changed the balance: withdrawn with a fee, and given again with it.
pub struct Moved {
    /// Without `txn_`.
    pub id: String,
    pub category: &'static str,
    pub amount: i64,
    pub fee: i64,
    pub at: i64,
}

pub fn moved(dispute: &Dispute) -> Vec<Moved> {
    let moved = |category, way: i64, at| Moved {
        id: format!("{}_{category}", dispute.id),
        category,
        amount: way * dispute.amount,
        fee: -way * DISPUTE_FEE,
        at,
    };
    let back = dispute.ended_at.filter(|_| dispute.state == DisputeState::Won);
    let taken = moved("dispute", -1, dispute.at);
    std::iter::once(taken).chain(back.map(|at| moved("dispute_reversal", 1, at))).collect()
}

/// The shop may answer for seven days.
pub fn dispute(payment: &Payment, dispute: &Dispute) -> Value {
    let status = match dispute.state {
        DisputeState::Open => "needs_response",
        DisputeState::Won => "won",
        DisputeState::Lost => "lost",
    };
    let currency = dispute.currency.to_lowercase();
    let moved = moved(dispute).into_iter().map(|Moved { id, amount, fee, .. }| {
        json!({
            "id": format!("txn_{id}"), "object": "balance_transaction", "type": "adjustment", "currency": currency,
            "amount": amount, "fee": fee, "net": amount - fee,
        })
    });
    json!({
        "id": dispute.id,
        "object": "dispute",
        "livemode": false,
        "amount": dispute.amount,
        "currency": currency,
        "charge": payment.arrivals.first().map(|first| format!("ch_{}", first.id)),
        "payment_intent": intent_id(payment),
        "reason": "fraudulent",
        "status": status,
        "created": dispute.at / 1000,
        "is_charge_refundable": false,
        "balance_transactions": moved.collect::<Vec<_>>(),
        "evidence_details": {
            "due_by": (dispute.at + 7 * 86_400_000) / 1000,
            "has_evidence": false, "past_due": false, "submission_count": 0,
        },
    })
}

pub fn intent_id(payment: &Payment) -> String {
    payment.extra.get("intent").cloned().unwrap_or_default()
}

/// What was given under that name when the session was made.
fn metadata(payment: &Payment, under: &str) -> BTreeMap<String, String> {
    let asked = form::read(payment.extra.get("asked").map_or("", String::as_str));
    let given = asked.into_iter().filter_map(|(name, value)| {
        let key = name.strip_prefix(under)?.strip_suffix(']')?;
        Some((key.to_owned(), value))
    });
    given.collect()
}
