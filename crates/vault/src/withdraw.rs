use crate::close::close;
use crate::store::{self, Due, SkuRow};
use crate::{BatchState, SkuKind};
use db::{DbError, Tx};
use kernel::{BatchId, MerchantId, SkuId, Time};
use std::collections::BTreeMap;

/// What left the shelf: the caller moves as many units on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub sku: SkuId,
    pub units: i64,
}

/// Takes what was not delivered of a batch off the shelf; none where there is no such batch, no units where it was done
/// before. An import still under way ends here. A version of a loop secret takes the unsold units with it that it
/// brought, and the last version all of them.
pub async fn withdraw_batch(
    tx: &mut Tx,
    now: Time,
    merchant: MerchantId,
    batch: BatchId,
) -> db::Result<Option<Withdrawn>> {
    let Some(found) = store::batches::get(tx, merchant, batch).await? else { return Ok(None) };
    let sku = store::skus::lock_one(tx, merchant, found.sku).await?;
    // Read again under the lock: a chunk may have been stored, or the batch withdrawn.
    let Some(mut found) = store::batches::get(tx, merchant, batch).await? else { return Ok(None) };
    if found.state == BatchState::Importing && close(tx, &found, now).await? {
        found.state = BatchState::InStock;
    }
    if found.state != BatchState::InStock {
        return Ok(Some(Withdrawn { sku: found.sku, units: 0 }));
    }
    let items = store::items::withdraw_batch(tx, &sku, &found).await?;
    let units = match sku.kind {
        SkuKind::OneTime => items,
        SkuKind::Loop => uses_leaving(tx, &sku, found.units).await?,
    };
    store::batches::withdraw(tx, merchant, batch, units).await?;
    store::skus::withdraw(tx, &sku, units).await?;
    Ok(Some(Withdrawn { sku: found.sku, units }))
}

/// Of the unsold uses, as many as the withdrawn versions brought; all of them where no version is left to show.
async fn uses_leaving(tx: &mut Tx, sku: &SkuRow, brought: i64) -> db::Result<i64> {
    let unsold = sku.units - sku.withdrawn - sku.head;
    let version_left = !store::items::newest_versions(tx, &[(sku, 1)]).await?.is_empty();
    Ok(if version_left { brought.min(unsold) } else { unsold })
}

/// Takes items off the shelf whose own expiry has come, looking at no more than `limit` of them; what was delivered in
/// time is only struck off the list. Answers with the units that left, by SKU.
pub async fn lapse_due(tx: &mut Tx, now: Time, limit: i64) -> db::Result<Vec<(MerchantId, SkuId, i64)>> {
    let mut by_sku: BTreeMap<(MerchantId, SkuId), Vec<i64>> = BTreeMap::new();
    for (merchant, sku, number) in store::items::due(tx, now, limit).await? {
        by_sku.entry((merchant, sku)).or_default().push(number);
    }
    let keys: Vec<_> = by_sku.keys().copied().collect();
    let mut left = Vec::new();
    for sku in store::skus::lock(tx, &keys).await? {
        let numbers = by_sku.remove(&sku.key()).unwrap_or_default();
        let units = lapse(tx, &sku, numbers).await?;
        if units > 0 {
            left.push((sku.merchant, sku.sku, units));
        }
    }
    Ok(left)
}

/// SKUs with items for [`lapse_sku`]. One at a time, each in its transaction, keeps a SKU whose units are held by unpaid
/// orders from holding up all others.
pub async fn skus_due(tx: &mut Tx, now: Time, limit: i64) -> db::Result<Vec<(MerchantId, SkuId)>> {
    store::items::skus_due(tx, now, limit).await
}

/// Like [`lapse_due`] for one SKU: the units that left.
pub async fn lapse_sku(
    tx: &mut Tx,
    now: Time,
    merchant: MerchantId,
    sku: SkuId,
    limit: i64,
) -> db::Result<i64> {
    let sku = store::skus::lock_one(tx, merchant, sku).await?;
    let numbers = store::items::due_of(tx, &sku, now, limit).await?;
    lapse(tx, &sku, numbers).await
}

async fn lapse(tx: &mut Tx, sku: &SkuRow, numbers: Vec<i64>) -> db::Result<i64> {
    // Looked at again under the lock.
    let due = store::items::still_due(tx, sku, &numbers).await?;
    let leaves = |item: &Due| !item.marked && (sku.kind == SkuKind::Loop || item.number > sku.head);
    let (leaving, settled): (Vec<Due>, Vec<Due>) = due.into_iter().partition(leaves);
    store::items::settle(tx, sku, &settled).await?;
    store::items::withdraw(tx, sku, &leaving).await?;
    let units = match sku.kind {
        SkuKind::OneTime => i64::try_from(leaving.len()).unwrap_or(i64::MAX),
        SkuKind::Loop if leaving.is_empty() => 0,
        SkuKind::Loop => uses_leaving(tx, sku, 0).await?,
    };
    for (batch, count) in counted(&leaving) {
        let units = if sku.kind == SkuKind::OneTime { count } else { 0 };
        store::batches::lapse(tx, sku.merchant, batch, units).await?;
    }
    if leaving.is_empty() {
        return Ok(0);
    }
    store::skus::withdraw(tx, sku, units).await?;
    Ok(units)
}

fn counted(items: &[Due]) -> BTreeMap<i64, i64> {
    let mut batches = BTreeMap::new();
    for item in items {
        *batches.entry(item.batch).or_insert(0) += 1;
    }
    batches
}

/// What a lock that was found missing means.
pub(crate) fn no_sku(merchant: MerchantId, sku: SkuId) -> DbError {
    DbError::State(format!("the vault has no SKU {sku} of {merchant}"))
}
