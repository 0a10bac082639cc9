use crate::Batch;
use crate::merkle::{self, Hash, Levels};
use crate::seal::Place;
use crate::store;
use db::Tx;
use kernel::{BatchId, MerchantId, SkuId};

/// That an item lies in a batch as it was imported, and where: leaf, the hashes beside the way up, root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemProof {
    pub batch: BatchId,
    pub leaf: String,
    pub index: u64,
    pub size: u64,
    /// Lowest first, in hexadecimal digits.
    pub path: Vec<String>,
    pub root: String,
}

/// Of a larger batch no proof is made beside the day's work: its root is checked by the audit.
pub const PROVED_ITEMS_MAX: i64 = 20_000;

/// The proof of one item of a batch; none where the batch is too large, open, or being sealed anew.
pub async fn prove(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: BatchId,
    item: (SkuId, i64),
) -> db::Result<Option<ItemProof>> {
    Ok(prove_each(tx, merchant, batch, &[item]).await?.pop().flatten())
}

/// As [`prove`], of several items in their order. The batch is read once.
pub async fn prove_each(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: BatchId,
    items: &[(SkuId, i64)],
) -> db::Result<Vec<Option<ItemProof>>> {
    let none = vec![None; items.len()];
    let Some(found) = store::batches::get(tx, merchant, batch).await? else { return Ok(none) };
    if found.items > PROVED_ITEMS_MAX {
        return Ok(none);
    }
    let (numbers, leaves) = leaves_of(tx, &found).await?;
    let tree = Levels::new(leaves);
    let root = kernel::hex(tree.root());
    if found.merkle_root.as_deref() != Some(root.as_str()) {
        return Ok(none);
    }
    let size = u64::try_from(numbers.len()).unwrap_or(u64::MAX);
    let proof = |(sku, number): &(SkuId, i64)| {
        let index = numbers.binary_search(number).ok().filter(|_| *sku == found.sku)?;
        Some(ItemProof {
            batch,
            leaf: kernel::hex(tree.leaf(index)?),
            index: u64::try_from(index).ok()?,
            size,
            path: tree.path(index)?.iter().map(kernel::hex).collect(),
            root: root.clone(),
        })
    };
    Ok(items.iter().map(proof).collect())
}

/// Numbers and leaves of all items of the batch, in the order of their numbers.
async fn leaves_of(tx: &mut Tx, batch: &Batch) -> db::Result<(Vec<i64>, Vec<Hash>)> {
    let place = Place::new(batch.merchant, batch.sku);
    let (mut numbers, mut leaves, mut last) = (Vec::new(), Vec::new(), 0);
    loop {
        let page = store::items::of_batch(tx, batch, last).await?;
        let Some((end, _)) = page.last() else { return Ok((numbers, leaves)) };
        last = *end;
        for (number, sealed) in &page {
            numbers.push(*number);
            leaves.push(merkle::leaf(&[&place.of(*number), sealed]));
        }
    }
}

/// An item as the tree of its batch has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemLeaf {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub number: i64,
    pub batch: BatchId,
    /// Over the sealed item. None where it was destroyed.
    pub leaf: Option<Hash>,
    /// Root and leaves of the batch's tree. None while its import is open.
    pub tree: Option<(Hash, i64)>,
}

/// Those of the items that there are, in no particular order.
pub async fn leaves(tx: &mut Tx, items: &[(MerchantId, SkuId, i64)]) -> db::Result<Vec<ItemLeaf>> {
    let found = store::items::lying(tx, items).await?;
    let leaf = |item: store::items::Lying| {
        let place = Place::new(item.merchant, item.sku).of(item.number);
        let root = item.root.and_then(|root| Hash::try_from(root).ok());
        ItemLeaf {
            merchant: item.merchant,
            sku: item.sku,
            number: item.number,
            batch: item.batch,
            leaf: (!item.sealed.is_empty()).then(|| merkle::leaf(&[&place, &item.sealed])),
            tree: root.map(|root| (root, item.items)),
        }
    };
    Ok(found.into_iter().map(leaf).collect())
}
