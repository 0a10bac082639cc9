use crate::import::summary;
use crate::merkle::{self, Hash, Tree};
use crate::seal::Place;
use crate::{Batch, BatchSummary, VaultError, store};
use db::Tx;
use kernel::Time;

/// Closes imports of which nothing was stored since that time, at most `limit`: what they had stored is in stock, and
/// gets its Merkle root. They have no digest, as nobody saw the whole file.
pub async fn close_stale(
    tx: &mut Tx,
    now: Time,
    since: Time,
    limit: i64,
) -> Result<Vec<BatchSummary>, VaultError> {
    let mut closed = Vec::new();
    for batch in store::batches::stale(tx, since, limit).await? {
        if close(tx, &batch, now).await? {
            tracing::warn!(batch = %batch.id, items = batch.items, "an import was cut off: closed with what it had stored");
            closed.push(summary(tx, batch.merchant, batch.id).await?);
        }
    }
    Ok(closed)
}

/// False where somebody else was first.
pub(crate) async fn close(tx: &mut Tx, batch: &Batch, now: Time) -> db::Result<bool> {
    let root = stored_root(tx, batch).await?;
    store::batches::close(tx, batch.merchant, batch.id, batch.items, None, root, now).await
}

async fn stored_root(tx: &mut Tx, batch: &Batch) -> db::Result<Hash> {
    let place = Place::new(batch.merchant, batch.sku);
    let (mut tree, mut after) = (Tree::default(), 0);
    loop {
        let page = store::items::of_batch(tx, batch, after).await?;
        let Some((last, _)) = page.last() else { return Ok(tree.root()) };
        after = *last;
        for (number, sealed) in &page {
            tree.push(merkle::leaf(&[&place.of(*number), sealed]));
        }
    }
}
