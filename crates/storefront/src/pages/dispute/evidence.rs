//! What the system knew at a moment of a case, told in words. The text that the digest stands for is shown beside it, whole.

use crate::visit::Visit;
use crate::words::moment;
use aftercare::KnownThen;
use kernel::{Currency, Money, Time};
use minijinja::{Value, context};
use serde_json::Value as Json;

pub(super) fn told(visit: &Visit, known: &KnownThen) -> Value {
    let content: Json = serde_json::from_str(&known.content).unwrap_or_default();
    // One is kept at each ruling and for each chargeback: the kind stands before what tells them apart.
    let kind = known.moment.split('-').next().unwrap_or_default();
    context! {
        what => visit.say(&format!("dispute.moment_{kind}")),
        time => moment(visit.language, known.at),
        facts => facts(visit, &content).into_iter().map(|(name, value)| context! {
            name => visit.say(&format!("dispute.fact_{name}")), value,
        }).collect::<Vec<_>>(),
        digest => known.digest.as_str(),
        content => known.content.as_str(),
    }
}

/// From the order to what was given back, in the order in which it happened.
fn facts(visit: &Visit, of: &Json) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut time = |name, at| facts.extend(clock(at).map(|at| (name, moment(visit.language, at))));
    time("placed", of.pointer("/order/placed_at"));
    time("paid", of.pointer("/order/paid_at"));
    time("delivered", of.pointer("/deliveries/0/delivered_at"));
    time("understood", of.get("understood_before_reveal"));
    let list = |name: &str| of.get(name).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    // What was credited to an account has no keys.
    if !list("deliveries").is_empty() {
        facts.push(("revealed", revealed(visit, list("deliveries").len(), list("first_reveals"))));
    }
    for batch in list("batches") {
        let withdrawn = batch.get("state").and_then(Json::as_str) == Some("withdrawn");
        if let Some(at) = clock(batch.get("imported_at")) {
            let words = if withdrawn { "dispute.batch_withdrawn" } else { "dispute.batch_since" };
            facts.push(("batch", visit.fill(words, &[("time", &moment(visit.language, at))])));
        }
    }
    let currency = of.pointer("/order/currency").and_then(Json::as_str).and_then(|code| code.parse().ok());
    facts.push(("money", money(visit, of, currency.unwrap_or(Currency::CNY))));
    facts
}

fn clock(of: Option<&Json>) -> Option<Time> {
    of.and_then(Json::as_str).and_then(Time::parse_rfc3339)
}

/// How many keys were seen, when the first of them, and from where.
fn revealed(visit: &Visit, units: usize, shown: &[Json]) -> String {
    let earliest = |shown: &&Json| shown.get("at").and_then(Json::as_str).map(str::to_owned);
    let Some(first) = shown.iter().min_by_key(earliest) else { return visit.say("dispute.seen_none") };
    let at = clock(first.get("at")).unwrap_or_default();
    let seen = visit
        .fill("dispute.seen", &[("n", &shown.len()), ("of", &units), ("time", &moment(visit.language, at))]);
    match first.get("same_address").and_then(Json::as_bool) {
        Some(true) => seen + &visit.say("dispute.seen_same"),
        Some(false) => seen + &visit.say("dispute.seen_other"),
        None => seen,
    }
}

fn money(visit: &Visit, of: &Json, currency: Currency) -> String {
    let refunded = of.pointer("/money/refunded").and_then(Json::as_i64).unwrap_or(0);
    let released = of.pointer("/money/released").and_then(Json::as_bool) == Some(true);
    match (refunded, released) {
        (1.., _) => {
            visit.fill("dispute.money_refunded", &[("amount", &Money::new(refunded, currency).to_string())])
        }
        (_, true) => visit.say("dispute.money_released"),
        _ => visit.say("dispute.money_held"),
    }
}
