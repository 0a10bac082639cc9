//! What the machine knows of a case, in one document that both sides and the arbiter see alike. Nothing in it says who
//! anybody is or where they are: only whether two of them are the same.

use crate::score::Score;
use crate::store::evidence::{self as rows, Frozen, Unit};
use crate::{Aftercare, Result, store};
use db::Tx;
use kernel::{BatchId, DisputeId, MerchantId, Time, hex};
use orders::{LinkView, Order};
use serde_json::{Map, Value, json};
use settlement::Standing;
use std::collections::{BTreeMap, HashMap};

/// What is known, and what of it rules and scores reckon with.
pub(crate) struct Evidence {
    pub content: Value,
    pub units: Vec<Unit>,
    pub first: Option<Time>,
    pub by_link: bool,
    pub same_address: Option<bool>,
    pub channel: String,
    pub released: bool,
    pub refunded: i64,
    pub buyer: Score,
    pub merchant: Score,
}

/// A proof of every unit of a large order would be larger than anybody reads.
const PROOFS_MAX: usize = 10;

impl Aftercare {
    /// All that is known of the order now. `case` is left out of what counts as earlier.
    pub(crate) async fn evidence(&self, order: &Order, case: DisputeId) -> Result<Evidence> {
        let links = self.orders().reveal_links(order).await?;
        let money = self.money().order_money(order.id).await?;
        let mut tx = self.db().snapshot().await?;
        let units = rows::units(&mut tx, order.merchant, order.id).await?;
        let batches = batches(&mut tx, order.merchant, &units).await?;
        let shown = shown(&mut tx, order, &units).await?;
        let payments = rows::payments(&mut tx, order.merchant, order.id).await?;
        let arrivals = rows::arrivals(&mut tx, order.merchant, order.id).await?;
        let buyer = crate::score::buyer(&mut tx, order, case, self.ambient().now()).await?;
        let merchant = crate::score::merchant(&mut tx, order.merchant, case, self.ambient().now()).await?;
        let said = store::words::of(&mut tx, order.id).await?;
        drop(tx);
        let (released, refunded) = match &money {
            Some(money) => (matches!(money.standing, Standing::Released { .. }), money.refunded.minor),
            None => (false, 0),
        };
        let first = units.iter().filter_map(|unit| unit.revealed_at).min();
        let content = json!({
            "version": 1,
            "order": sold(order),
            "understood_before_reveal": said.map(|said| said.at.rfc3339()),
            "deliveries": units.iter().map(|unit| delivered(unit, &batches)).collect::<Vec<_>>(),
            "batches": batches.provenance,
            "proofs": batches.proofs,
            "first_reveals": shown.iter().map(|s| s.told.clone()).collect::<Vec<_>>(),
            "links": links.iter().map(link).collect::<Vec<_>>(),
            "payments": payments.iter().map(paid).collect::<Vec<_>>(),
            "arrivals": arrivals.iter().map(paid).collect::<Vec<_>>(),
            "money": { "released": released, "refunded": refunded },
            "buyer": buyer.told(),
            "merchant": merchant.told(),
        });
        let addresses: Vec<bool> = shown.iter().filter_map(|shown| shown.same_address).collect();
        Ok(Evidence {
            content,
            by_link: shown.iter().any(|shown| shown.by == "reveal_link"),
            same_address: (!addresses.is_empty()).then(|| addresses.iter().all(|same| *same)),
            channel: order.pay.clone(),
            first,
            units,
            released,
            refunded,
            buyer,
            merchant,
        })
    }

    /// Written down for good, with its digest, which goes into the chain of entries.
    pub(crate) async fn freeze_evidence(
        &self,
        tx: &mut Tx,
        case: DisputeId,
        moment: &str,
        evidence: &Evidence,
    ) -> Result<String> {
        let content = canonical(&evidence.content);
        let digest = hex(seals::sha256(&[content.as_bytes()]));
        let at = self.ambient().now();
        let frozen = Frozen { moment: moment.to_owned(), content, digest: digest.clone(), at };
        rows::put(tx, case, &frozen).await?;
        Ok(digest)
    }
}

/// The same facts are the same text: names in their order, no spaces.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let parts: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        plain => plain.to_string(),
    }
}

fn sold(order: &Order) -> Value {
    let line = |line: &orders::OrderLine| {
        json!({ "line": line.line, "sku": line.sku, "product": line.product, "revision": line.revision,
                "unit_price": line.unit_price, "quantity": line.quantity })
    };
    json!({
        "id": order.id, "merchant": order.merchant, "origin": order.origin, "guest": order.buyer.is_none(),
        "total": order.total.minor, "currency": order.currency(), "pay": order.pay,
        "placed_at": order.created_at.rfc3339(), "paid_at": order.paid_at.map(Time::rfc3339),
        "lines": order.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

#[derive(Default)]
struct Batches {
    of: HashMap<(kernel::SkuId, i64), BatchId>,
    provenance: Vec<Value>,
    proofs: Vec<Value>,
}

/// Where the units came from, and the proofs of the first ones.
async fn batches(tx: &mut Tx, merchant: MerchantId, units: &[Unit]) -> Result<Batches> {
    let items: Vec<_> = units.iter().map(|unit| (unit.sku, unit.item)).collect();
    let mut found = Batches::default();
    for (sku, item, batch) in vault::batches_of(tx, merchant, &items).await? {
        found.of.insert((sku, item), batch);
    }
    let mut ids: Vec<BatchId> = found.of.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let Some(batch) = rows::batch(tx, merchant, id).await? else { continue };
        found.provenance.push(json!({
            "id": batch.id, "state": batch.state, "items": batch.items, "root": batch.root,
            "imported_at": batch.imported_at.rfc3339(),
        }));
    }
    for unit in units.iter().take(PROOFS_MAX) {
        let Some(batch) = found.of.get(&(unit.sku, unit.item)).copied() else { continue };
        let Some(proof) = vault::prove(tx, merchant, batch, (unit.sku, unit.item)).await? else { continue };
        found.proofs.push(json!({
            "delivery": unit.id.to_string(), "batch": proof.batch, "leaf": proof.leaf, "index": proof.index,
            "size": proof.size, "path": proof.path, "root": proof.root,
        }));
    }
    Ok(found)
}

fn delivered(unit: &Unit, batches: &Batches) -> Value {
    json!({
        "id": unit.id.to_string(), "line": unit.line, "sku": unit.sku, "state": unit.state,
        "delivered_at": unit.delivered_at.rfc3339(), "revealed_at": unit.revealed_at.map(Time::rfc3339),
        "batch": batches.of.get(&(unit.sku, unit.item)),
    })
}

struct Shown {
    by: &'static str,
    same_address: Option<bool>,
    told: Value,
}

/// Of each unit, when it was shown first, by which way, and whether to where it was ordered from.
async fn shown(tx: &mut Tx, order: &Order, units: &[Unit]) -> Result<Vec<Shown>> {
    let mut all = Vec::new();
    for unit in units {
        let Some(at) = unit.revealed_at else { continue };
        let Some(first) = rows::first_reveal(tx, order.merchant, unit.id, at).await? else { continue };
        let by = match first.who.as_str() {
            "link" => "link",
            "reveal_link" => "reveal_link",
            who if who.starts_with("usr_") => "account",
            _ => "key",
        };
        let known = !order.placed_from.is_empty() && !first.from.is_empty();
        let same_address = known.then_some(order.placed_from == first.from);
        let told = json!({
            "delivery": unit.id.to_string(), "at": first.at.rfc3339(), "by": by, "same_address": same_address,
            "seconds_after_payment": order.paid_at.map(|paid| first.at.since(paid).as_seconds()),
        });
        all.push(Shown { by, same_address, told });
    }
    Ok(all)
}

fn link(link: &LinkView) -> Value {
    json!({
        "delivery": link.delivery.to_string(), "state": link.state, "made_at": link.created_at.rfc3339(),
        "used_at": link.used_at.map(Time::rfc3339), "tried_again": link.refused,
    })
}

fn paid(paid: &store::evidence::Paid) -> Value {
    let mut told = Map::new();
    told.insert("channel".into(), json!(paid.channel));
    told.insert("said".into(), json!(paid.state));
    told.insert("amount".into(), json!(paid.amount));
    told.insert("currency".into(), json!(paid.currency));
    told.insert("at".into(), json!(paid.at.rfc3339()));
    Value::Object(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_facts_are_the_same_text() {
        let one = json!({ "b": [1, { "y": null, "x": "\"" }], "a": true });
        assert_eq!(canonical(&one), r#"{"a":true,"b":[1,{"x":"\"","y":null}]}"#);
    }
}
