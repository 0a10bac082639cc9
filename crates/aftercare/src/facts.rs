//! What rules are asked about. A name stands here once, with what it means in docs/disputes.md.

use crate::evidence::Evidence;
use crate::table::Facts;
use crate::{Case, Reason};
use kernel::Time;
use orders::Order;
use serde_json::{Value, json};

/// All of them, about that case at that time.
pub(crate) fn facts(case: &Case, order: &Order, known: &Evidence, now: Time) -> Facts {
    let disputed = |line: i64| case.lines.is_empty() || case.lines.contains(&line);
    let units: Vec<_> = known.units.iter().filter(|unit| disputed(unit.line)).collect();
    let shown = units.iter().filter(|unit| unit.revealed_at.is_some()).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let paid = order.paid_at.unwrap_or(order.created_at);
    let minutes = |since: Time, at: Time| at.since(since).as_seconds() / 60;
    let all = json!({
        "reason": case.reason.code(),
        "remedy": case.remedy.code(),
        "amount": case.amount,
        "wanted": case.wanted,
        "offer": case.offer,
        "currency": case.currency,
        "total": order.total.minor,
        "units": count(units.len()),
        "units_shown": count(shown),
        "by_link": known.by_link,
        "same_address": known.same_address.unwrap_or(false),
        "minutes_to_first_reveal": known.first.map_or(-1, |first| minutes(paid, first)),
        "minutes_since_payment": minutes(paid, now),
        "channel": known.channel,
        "guest": order.buyer.is_none(),
        "released": known.released,
        "refunded_before": known.refunded,
        "answered": case.answered_at.is_some(),
        "buyer_orders": known.buyer.orders,
        "buyer_refunded": known.buyer.refunded,
        "buyer_refund_rate": known.buyer.refund_rate(),
        "buyer_cases": known.buyer.cases,
        "buyer_cases_lost": known.buyer.lost,
        "buyer_account_days": known.buyer.account_days,
        "merchant_orders": known.merchant.orders,
        "merchant_cases": known.merchant.cases,
        "merchant_case_rate": known.merchant.case_rate(),
        "merchant_cases_lost": known.merchant.lost,
        "merchant_loss_rate": known.merchant.loss_rate(),
        "merchant_answer_minutes": known.merchant.answer_minutes,
    });
    match all {
        Value::Object(facts) => facts,
        _ => Facts::new(),
    }
}

/// Of each fact something of its kind, to try rules on.
pub(crate) fn sample() -> Facts {
    let texts = [
        ("reason", Reason::KeyInvalid.code()),
        ("remedy", "refund"),
        ("currency", "CNY"),
        ("channel", "wallet"),
    ];
    let flags = ["by_link", "same_address", "guest", "released", "answered"];
    let numbers = [
        "amount",
        "wanted",
        "offer",
        "total",
        "units",
        "units_shown",
        "minutes_to_first_reveal",
        "minutes_since_payment",
        "refunded_before",
        "buyer_orders",
        "buyer_refunded",
        "buyer_refund_rate",
        "buyer_cases",
        "buyer_cases_lost",
        "buyer_account_days",
        "merchant_orders",
        "merchant_cases",
        "merchant_case_rate",
        "merchant_cases_lost",
        "merchant_loss_rate",
        "merchant_answer_minutes",
    ];
    let mut facts = Facts::new();
    facts.extend(texts.map(|(name, text)| (name.to_owned(), json!(text))));
    facts.extend(flags.map(|name| (name.to_owned(), json!(false))));
    facts.extend(numbers.map(|name| (name.to_owned(), json!(0))));
    facts
}
