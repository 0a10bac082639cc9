use crate::merkle::{self, Hash};
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
const ITEMS_MAX: i64 = 20_000;

/// The proof of one item of a batch; none where the batch is too large, open, or being sealed anew.
pub async fn prove(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: BatchId,
    (sku, number): (SkuId, i64),
) -> db::Result<Option<ItemProof>> {
    let Some(found) = store::batches::get(tx, merchant, batch).await? else { return Ok(None) };
    if found.items > ITEMS_MAX || found.sku != sku {
        return Ok(None);
    }
    let place = Place::new(merchant, sku);
    let (mut leaves, mut index, mut last) = (Vec::<Hash>::new(), None, 0);
    loop {
        let page = store::items::of_batch(tx, &found, last).await?;
        let Some((end, _)) = page.last() else { break };
        last = *end;
        for (at, sealed) in &page {
            if *at == number {
                index = Some(leaves.len());
            }
            leaves.push(merkle::leaf(&[&place.of(*at), sealed]));
        }
    }
    let Some(index) = index else { return Ok(None) };
    let mut tree = merkle::Tree::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    let root = kernel::hex(tree.root());
    let (Some(path), Some(leaf)) = (merkle::inclusion_proof(&leaves, index), leaves.get(index)) else {
        return Ok(None);
    };
    if found.merkle_root.as_deref() != Some(root.as_str()) {
        return Ok(None);
    }
    Ok(Some(ItemProof {
        batch,
        leaf: kernel::hex(leaf),
        index: u64::try_from(index).unwrap_or(u64::MAX),
        size: tree.size(),
        path: path.iter().map(kernel::hex).collect(),
        root,
    }))
}
