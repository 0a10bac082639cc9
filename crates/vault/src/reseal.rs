use crate::merkle::{self, Tree};
use crate::root_link::RootLink;
use crate::seal::{DataKey, MerchantKeys, NONCE_BYTES, Place};
use crate::store::rotate::{Reseal, Sealing};
use crate::{Batch, BatchState, Vault, VaultError, store};
use db::{Db, DbError, Tx};
use kernel::{BatchId, MerchantId};

/// What became of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// So many items more.
    Items(usize),
    /// The batch has its new key and root.
    Done,
    /// It was shredded, or is being imported: there is nothing to do.
    Nothing,
}

/// One step of sealing a batch anew, in one transaction: the next items, or the end. It begins where the last one that was
/// committed left it, whoever did that. Sales from this SKU wait as long as a step takes.
pub(crate) async fn step(
    vault: &Vault,
    db: &Db,
    (merchant, id): (MerchantId, BatchId),
    items: i64,
) -> Result<Step, VaultError> {
    let mut tx = db.begin().await?;
    let Some(found) = store::batches::get(&mut tx, merchant, id).await? else { return Ok(Step::Nothing) };
    store::skus::lock_one(&mut tx, merchant, found.sku).await?;
    // As it stands under the lock.
    let batch = store::batches::get(&mut tx, merchant, id).await?.ok_or(VaultError::NoSuchBatch)?;
    if !matches!(batch.state, BatchState::InStock | BatchState::Withdrawn) {
        return Ok(Step::Nothing);
    }
    let keys = vault.merchant_keys(&mut tx, merchant).await?;
    let Some(old_wrapped) = store::rotate::batch_key(&mut tx, &batch).await? else {
        return Ok(Step::Nothing);
    };
    let reseal = match store::rotate::reseal(&mut tx, &batch).await? {
        Some(reseal) => reseal,
        None => begin(vault, &mut tx, &batch, &keys).await?,
    };
    let page = store::rotate::sealed_after(&mut tx, &batch, reseal.position, items).await?;
    if page.is_empty() {
        finish(vault, &mut tx, &batch, &keys, (&reseal, &old_wrapped)).await?;
        tx.commit().await?;
        vault.forget_batch(merchant, batch.no);
        return Ok(Step::Done);
    }
    let count = page.len();
    move_on(vault, &mut tx, &batch, (&keys, &old_wrapped, reseal), page).await?;
    tx.commit().await?;
    Ok(Step::Items(count))
}

async fn begin(vault: &Vault, tx: &mut Tx, batch: &Batch, keys: &MerchantKeys) -> Result<Reseal, VaultError> {
    let (_, wrapped_key) = vault.new_data_key(keys, batch.merchant, batch.id);
    let position = batch.numbers.map_or(0, |(first, _)| first - 1);
    let reseal = Reseal { wrapped_key, position, old: Tree::default(), new: Tree::default() };
    store::rotate::begin_reseal(tx, batch, &reseal, vault.now()).await?;
    Ok(reseal)
}

fn opened(keys: &MerchantKeys, batch: &Batch, wrapped: &[u8]) -> Result<DataKey, VaultError> {
    let key = keys.unwrap(wrapped, batch.merchant, batch.id);
    let key =
        key.ok_or_else(|| VaultError::Tampered { what: format!("the data key of batch {}", batch.id) })?;
    Ok(DataKey::new(&key))
}

async fn move_on(
    vault: &Vault,
    tx: &mut Tx,
    batch: &Batch,
    (keys, old_wrapped, mut reseal): (&MerchantKeys, &[u8], Reseal),
    page: Vec<(i64, Vec<u8>)>,
) -> Result<(), VaultError> {
    let (old, new) = (opened(keys, batch, old_wrapped)?, opened(keys, batch, &reseal.wrapped_key)?);
    let (place, from) = (Place::new(batch.merchant, batch.sku), reseal.position);
    let mut rows = Vec::with_capacity(page.len());
    for (number, sealed) in page {
        let at = place.of(number);
        let random = vault.ambient().bytes::<NONCE_BYTES>();
        let anew = old.reseal(&new, &sealed, &at, number, &random).ok_or_else(|| VaultError::Tampered {
            what: format!("item {number} of {} of {}", batch.sku, batch.merchant),
        })?;
        reseal.old.push(merkle::leaf(&[&at, &sealed]));
        reseal.new.push(merkle::leaf(&[&at, &anew]));
        reseal.position = number;
        rows.push(Sealing { number, old: sealed, new: anew });
    }
    store::rotate::seal_anew(tx, batch, rows).await?;
    store::rotate::advance(tx, batch, from, &reseal).await?;
    Ok(())
}

/// The old key goes only when everything below the old root was seen.
async fn finish(
    vault: &Vault,
    tx: &mut Tx,
    batch: &Batch,
    keys: &MerchantKeys,
    (reseal, old_wrapped): (&Reseal, &[u8]),
) -> Result<(), VaultError> {
    let (old_root, new_root) = (reseal.old.root(), reseal.new.root());
    if batch.merkle_root.as_deref() != Some(kernel::hex(old_root).as_str()) {
        return Err(VaultError::Tampered { what: format!("the root of batch {}", batch.id) });
    }
    let items = i64::try_from(reseal.new.size()).map_err(|_| DbError::Other("too many items".into()))?;
    let last = store::rotate::last_link(tx, batch).await?;
    let link = RootLink {
        merchant: batch.merchant,
        batch: batch.no,
        seq: last.as_ref().map_or(1, |(seq, _)| seq + 1),
        old_root: old_root.to_vec(),
        new_root: new_root.to_vec(),
        items,
        at: vault.now(),
    };
    let hash = link.hash(last.as_ref().map_or(&[], |(_, hash)| hash.as_slice()));
    let mac = keys.vouch(&hash);
    store::rotate::add_link(tx, &link, hash, mac).await?;
    let key = (old_wrapped, reseal.wrapped_key.as_slice());
    store::rotate::finish_reseal(tx, batch, key, (&old_root, &new_root), link.at).await?;
    Ok(())
}
