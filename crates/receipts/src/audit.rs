//! Proof over the log, without any key: every entry is the hash of what was written down of its order, every hash of the
//! tree and every signed root is what the entries make it, and no delivered order was passed over.

use crate::delivered::{Core, Delivery};
use crate::receipt::head_message;
use crate::store::audit::{self as rows, Written};
use crate::store::heads::Signed;
use crate::store::{self, orders::Unit};
use crate::tree::{Growing, Hash, leaf};
use db::{Result, Tx};
use std::collections::HashMap;

/// Something that must not be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

/// The findings so far; after the first thousand no more are kept, as the damage is clear.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    const MOST: usize = 1_000;

    fn check(&mut self, right: bool, what: &str, row: impl FnOnce() -> String) {
        if !right && self.0.len() < Self::MOST {
            self.0.push(Finding { what: what.to_owned(), row: row() });
        }
    }
}

const PAGE: u64 = 1_000;

/// All checks; empty when everything is right.
pub async fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut findings = Findings::default();
    let mut tree = Growing::from_edge(0, &[]);
    while page(tx, &mut tree, &mut findings).await? {}
    let size = store::log::size(tx).await?;
    let row = || format!("log_state: {size} and {}", tree.size());
    findings.check(tree.size() == size, "the log has not as many entries as it says", row);
    let newest = store::heads::newest(tx).await?.map_or(0, |signed| signed.head.size);
    let row = || format!("log_heads: {newest} and {}", tree.size());
    findings.check(newest == tree.size(), "the newest head of the log is not over all its entries", row);
    let nodes = rows::count_nodes(tx).await?;
    // Of n entries there are 2n - (ones of n) full subtrees.
    let full = tree.size().saturating_mul(2) - u64::from(tree.size().count_ones());
    let row = || format!("log_nodes: {nodes} and {full}");
    findings.check(nodes == full, "the log has not as many hashes as its entries make", row);
    for order in rows::passed_over(tx).await? {
        findings.check(false, "a delivered order was passed over by the log", || order);
    }
    Ok(findings.0)
}

/// The next entries; whether there may be more.
async fn page(tx: &mut Tx, tree: &mut Growing, findings: &mut Findings) -> Result<bool> {
    let first = tree.size();
    let written = rows::written(tx, first, PAGE).await?;
    let Some(last) = written.last() else { return Ok(false) };
    let mut heads: HashMap<u64, Signed> = rows::heads(tx, first, last.entry)
        .await?
        .into_iter()
        .map(|signed| (signed.head.size, signed))
        .collect();
    let keys: Vec<_> = written.iter().map(|row| (row.merchant, row.order)).collect();
    let units = store::orders::units(tx, &keys).await?;
    let units: HashMap<String, Unit> = units.into_iter().map(|unit| (unit.id.to_string(), unit)).collect();
    for row in &written {
        if row.entry != tree.size() {
            findings.check(false, "an entry of the log is missing before this one", || row.entry.to_string());
            return Ok(false);
        }
        of_order(row, &units, findings);
        tree.push(leaf(&[row.core.as_bytes()]));
        if let Some(signed) = heads.remove(&tree.size()) {
            is_signed(&signed, tree.root(), findings);
        }
    }
    hashes(tx, tree, findings).await?;
    Ok(true)
}

/// What was written down is what the order says.
fn of_order(row: &Written, units: &HashMap<String, Unit>, findings: &mut Findings) {
    let place = || format!("{} entry {}", row.order, row.entry);
    let Ok(core) = serde_json::from_str::<Core>(&row.core) else {
        return findings.check(false, "a receipt cannot be read", place);
    };
    findings.check(core.to_text() == row.core, "a receipt is not written as it must be", place);
    let same = row.is_delivered
        && (core.order, core.merchant.id) == (row.order, row.merchant)
        && Some((core.total, core.currency)) == row.total;
    findings.check(same, "a receipt is not of its order, or that is not delivered", place);
    let handed_out = |delivery: &Delivery| {
        units.get(&delivery.id).is_some_and(|unit| {
            (unit.line, unit.number) == (delivery.line, delivery.unit)
                && unit.delivered_at.rfc3339() == delivery.delivered_at
        })
    };
    let all = core.deliveries.iter().all(handed_out);
    findings.check(all, "a receipt names a delivery that its order has not", place);
}

fn is_signed(signed: &Signed, root: Hash, findings: &mut Findings) {
    let head = &signed.head;
    let row = || format!("log_heads: {}", head.size);
    findings.check(head.root.0 == root, "a signed root is not the root over the entries", row);
    let said = head_message(&head.root, head.size, &head.time);
    let right = seals::verify(&signed.public_key, &said, &head.signature.0);
    findings.check(right, "the signature of a head of the log is wrong", row);
}

/// What the tree came to hold since the last look is what is stored of it.
async fn hashes(tx: &mut Tx, tree: &mut Growing, findings: &mut Findings) -> Result<()> {
    let fresh = tree.take_fresh();
    let stored = rows::nodes(tx, &fresh).await?;
    for (spot, hash) in fresh {
        findings.check(
            stored.get(&spot) == Some(&hash),
            "a hash of the log is not that of its entries",
            || format!("log_nodes: level {} place {}", spot.level, spot.place),
        );
    }
    Ok(())
}
