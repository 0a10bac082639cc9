use crate::merkle::{self, Tree};
use crate::reveal::Reveal;
use crate::root_link::{self, LastRoots};
use crate::seal::Place;
use crate::store::rotate::Reseal;
use crate::store::{self, AuditedItem, SkuRow};
use crate::{Batch, BatchState, SkuKind};
use db::Tx;
use kernel::{MerchantId, SkuId};
use std::collections::HashMap;

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: String,
    /// Where.
    pub row: String,
}

/// The findings so far; after the first thousand no more are kept, as the damage is clear.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    const MOST: usize = 1_000;

    pub(crate) fn check(&mut self, right: bool, what: &str, row: impl FnOnce() -> String) {
        if !right && self.0.len() < Self::MOST {
            self.0.push(Finding { what: what.to_owned(), row: row() });
        }
    }
}

/// Proves without any key that nothing was lost, added or changed: items are numbered without gaps, batches hold what
/// they say and have their Merkle roots, no key is there twice, and the chains of reveals are unbroken.
pub async fn audit(tx: &mut Tx) -> db::Result<Vec<Finding>> {
    let mut findings = Findings::default();
    let roots = root_link::check(tx, &mut findings).await?;
    let reseals = store::rotate::reseals(tx).await?.into_iter().collect();
    let batches = items(tx, &reseals, &mut findings).await?;
    totals(tx, batches, &roots, &mut findings).await?;
    for (merchant, fingerprint) in store::audit::twice(tx).await? {
        findings.check(false, "a key is in stock twice", || format!("{merchant} fingerprint {fingerprint}"));
    }
    chains(tx, &mut findings).await?;
    Ok(findings.0)
}

/// What was found of a batch.
#[derive(Default)]
struct Found {
    items: i64,
    tree: Tree,
    /// Of a batch that is being sealed anew: over the items that are, and over what they should be.
    anew: Option<(Tree, Tree)>,
    sku: Option<SkuId>,
    shredded: i64,
}

/// What was found of a SKU.
#[derive(Clone, Copy, Default)]
struct Counted {
    items: i64,
    withdrawn: i64,
}

type Batches = HashMap<(MerchantId, i64), Found>;
type Reseals = HashMap<(MerchantId, i64), Reseal>;

/// One pass over all items in the order of their numbers, SKU by SKU.
async fn items(tx: &mut Tx, reseals: &Reseals, findings: &mut Findings) -> db::Result<Batches> {
    let mut batches = Batches::new();
    let mut known = 0;
    for sku in store::skus::all(tx).await? {
        let row = || format!("{} {}", sku.merchant, sku.sku);
        let counted = items_of(tx, &sku, (&mut batches, reseals), findings).await?;
        known += counted.items;
        findings.check(counted.items == sku.next - 1, "a SKU has not as many items as were numbered", row);
        let (units, withdrawn) = match sku.kind {
            SkuKind::OneTime => (counted.items, counted.withdrawn),
            SkuKind::Loop => (sku.units, sku.withdrawn),
        };
        findings.check(units == sku.units, "a SKU has not as many units as items", row);
        findings.check(withdrawn == sku.withdrawn, "a SKU has not as many withdrawn items as it says", row);
        let most = if sku.kind == SkuKind::OneTime { sku.next - 1 } else { sku.units - sku.withdrawn };
        findings.check((0..=most).contains(&sku.head), "the head of a SKU is beyond its units", row);
    }
    let all = store::audit::count_items(tx).await?;
    findings
        .check(all == known, "there are items of an unknown SKU", || format!("vault_items: {}", all - known));
    Ok(batches)
}

async fn items_of(
    tx: &mut Tx,
    sku: &SkuRow,
    (batches, reseals): (&mut Batches, &Reseals),
    findings: &mut Findings,
) -> db::Result<Counted> {
    let place = Place::new(sku.merchant, sku.sku);
    let (mut counted, mut last) = (Counted::default(), 0);
    loop {
        let page = store::audit::items(tx, sku, last).await?;
        if page.is_empty() {
            return Ok(counted);
        }
        for item in page {
            let row = || format!("{} {} number {}", sku.merchant, sku.sku, item.number);
            findings.check(item.number == last + 1, "a number is missing before this item", row);
            findings.check(item.fingerprint_bytes == 16, "a fingerprint has not 16 bytes", row);
            last = item.number;
            counted.items += 1;
            counted.withdrawn += i64::from(item.withdrawn);
            let key = (sku.merchant, item.batch);
            let reseal = reseals.get(&key);
            let found = batches.entry(key).or_insert_with(|| Found::begin(reseal));
            add(found, sku.sku, &place, &item, reseal.map_or(0, |reseal| reseal.position));
        }
    }
}

impl Found {
    /// Of a batch that is being sealed anew, the tree as it was goes on from where the items are as they were.
    fn begin(reseal: Option<&Reseal>) -> Self {
        let tree = reseal.map_or_else(Tree::default, |reseal| reseal.old.clone());
        Self { tree, anew: reseal.map(|reseal| (Tree::default(), reseal.new.clone())), ..Self::default() }
    }
}

fn add(found: &mut Found, sku: SkuId, place: &Place, item: &AuditedItem, position: i64) {
    found.items += 1;
    found.sku = Some(sku);
    found.shredded += i64::from(item.sealed.is_empty());
    let leaf = merkle::leaf(&[&place.of(item.number), &item.sealed]);
    match &mut found.anew {
        Some((anew, _)) if item.number <= position => anew.push(leaf),
        _ => found.tree.push(leaf),
    }
}

/// Each batch against what was found of it.
async fn totals(
    tx: &mut Tx,
    mut batches: Batches,
    roots: &LastRoots,
    findings: &mut Findings,
) -> db::Result<()> {
    let mut after = (String::new(), String::new());
    loop {
        let page = store::audit::batches(tx, &after).await?;
        let Some(last) = page.last() else { break };
        after = (last.merchant.to_string(), last.id.to_string());
        for batch in page {
            let found = batches.remove(&(batch.merchant, batch.no)).unwrap_or_default();
            total(&batch, &found, findings);
            let last = roots.get(&(batch.merchant, batch.no)).map(kernel::hex);
            let ends = last.is_none() || last == batch.merkle_root;
            findings.check(ends, "the chain of roots does not end at the root of its batch", || {
                format!("{} {}", batch.merchant, batch.id)
            });
        }
    }
    for (merchant, no) in batches.into_keys() {
        findings
            .check(false, "there are items of an unknown batch", || format!("{merchant} batch number {no}"));
    }
    Ok(())
}

fn total(batch: &Batch, found: &Found, findings: &mut Findings) {
    let row = || format!("{} {}", batch.merchant, batch.id);
    findings.check(found.items == batch.items, "a batch has not as many items as it says", row);
    let own = found.sku.is_none_or(|sku| sku == batch.sku);
    findings.check(own, "items of a batch lie under another SKU", row);
    match batch.state {
        BatchState::Importing => findings.check(batch.merkle_root.is_none(), "an open batch has a root", row),
        BatchState::Shredded => {
            findings.check(found.shredded == found.items, "a shredded batch still has sealed items", row)
        }
        BatchState::InStock | BatchState::Withdrawn => {
            findings.check(found.shredded == 0, "a batch has empty items", row);
            let root = kernel::hex(found.tree.root());
            let same = batch.merkle_root.as_deref() == Some(root.as_str());
            findings.check(same, "the Merkle root of a batch is not the root over its sealed items", row);
            let anew = found.anew.as_ref().is_none_or(|(found, stored)| found.root() == stored.root());
            findings.check(anew, "items that were sealed anew are not what was sealed", row);
        }
    }
}

/// Each merchant's chain of reveals, from its first link to its end.
async fn chains(tx: &mut Tx, findings: &mut Findings) -> db::Result<()> {
    let mut known = 0;
    for (merchant, end, end_hash) in store::audit::chains(tx).await? {
        let (mut last, mut hash) = (0, store::GENESIS.to_vec());
        loop {
            let page = store::audit::reveals(tx, &merchant, last).await?;
            if page.is_empty() {
                break;
            }
            for (link, stored) in page {
                known += 1;
                check_link(&link, last, &hash, &stored, findings);
                (last, hash) = (link.seq, stored);
            }
        }
        let whole = last == end && hash == end_hash;
        findings.check(whole, "the chain of reveals does not end where it says", || {
            format!("{merchant} seq {end}")
        });
    }
    let all = store::audit::count_reveals(tx).await?;
    findings.check(all == known, "there are reveals of an unknown merchant", || {
        format!("vault_reveals: {}", all - known)
    });
    Ok(())
}

fn check_link(link: &Reveal, last: i64, previous: &[u8], stored: &[u8], findings: &mut Findings) {
    let row = || format!("{} seq {}", link.merchant, link.seq);
    findings.check(link.seq == last + 1, "a link of the chain of reveals is missing before this one", row);
    // Behind a gap the hash cannot be right, and that was said already.
    let right = link.seq != last + 1 || link.hash(previous) == stored;
    findings.check(right, "a reveal was changed, or does not follow the one before it", row);
}
