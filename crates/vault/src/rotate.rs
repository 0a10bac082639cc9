use crate::reseal::{self, Step};
use crate::seal::MerchantKeys;
use crate::store::rotate as store;
use crate::vault::CHECK;
use crate::{Vault, VaultError, lasting};
use async_trait::async_trait;
use db::{Db, DbError, Tx};
use kernel::{Ambient, MerchantId, Secret, Time, encode_128};
use ports::{KeyError, KeyService, WrappedKey};
use std::time::{Duration, Instant};

/// Which keys are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotationKind {
    Root,
    Merchants,
    Batches,
}

impl RotationKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Merchants => "merchants",
            Self::Batches => "batches",
        }
    }
}

/// A change of keys that was begun and not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    pub id: String,
    /// Names of root keys; empty for the other kinds.
    pub from_key: String,
    pub to_key: String,
    pub started_at: Time,
}

/// Writes down who did what, in the transaction in which it is done.
#[async_trait]
pub trait Witness: Send + Sync {
    async fn note(&self, tx: &mut Tx, what: &str, before: &str, after: &str) -> db::Result<()>;
}

/// The change of that kind that is under way, if one is.
pub async fn running(db: &Db, kind: RotationKind) -> db::Result<Option<Rotation>> {
    store::running(&mut db.read().await?, kind.code()).await
}

/// Begins a change, or takes up the one that was cut off.
async fn begin(
    db: &Db,
    ambient: &Ambient,
    kind: RotationKind,
    (from, to): (&str, &str),
    witness: &dyn Witness,
) -> Result<Rotation, VaultError> {
    let mut tx = db.begin().await?;
    if let Some(running) = store::running(&mut tx, kind.code()).await? {
        return Ok(running);
    }
    let id = format!("rot_{}", encode_128(ambient.uuid_v7()));
    let (from_key, to_key) = (from.to_owned(), to.to_owned());
    let rotation = Rotation { id, from_key, to_key, started_at: ambient.now() };
    store::begin(&mut tx, kind.code(), &rotation).await?;
    witness.note(&mut tx, &format!("{}_rotation_begun", noun(kind)), from, to).await?;
    tx.commit().await?;
    Ok(rotation)
}

fn noun(kind: RotationKind) -> &'static str {
    match kind {
        RotationKind::Root => "root_key",
        RotationKind::Merchants => "merchant_keys",
        RotationKind::Batches => "batch_keys",
    }
}

async fn finish(
    db: &Db,
    now: Time,
    kind: RotationKind,
    rotation: &Rotation,
    witness: &dyn Witness,
) -> db::Result<()> {
    let mut tx = db.begin().await?;
    store::finish(&mut tx, &rotation.id, now).await?;
    let what = format!("{}_rotation_finished", noun(kind));
    witness.note(&mut tx, &what, &rotation.from_key, &rotation.to_key).await?;
    tx.commit().await
}

const EACH: i64 = 100;

/// Wraps everything that the old root key wrapped by the new one: the merchants' keys, the keys that must last, and the
/// check value, which goes last. May be cut off anywhere and begun again; nodes that hold both keys serve meanwhile.
/// What is left is to put the new key in the place of the old one, and then [`finish_root`].
pub async fn rotate_root(
    db: &Db,
    ambient: &Ambient,
    (old, new): (&dyn KeyService, &dyn KeyService),
    lasting: &[&str],
    witness: &dyn Witness,
) -> Result<(), VaultError> {
    let ids = (old.root_key_id(), new.root_key_id());
    if ids.0 == ids.1 {
        return Err(VaultError::SameRootKey);
    }
    let rotation = begin(db, ambient, RotationKind::Root, ids, witness).await?;
    if rotation.to_key != ids.1 {
        return Err(VaultError::RotationUnderWay { from: rotation.from_key, to: rotation.to_key });
    }
    sweep_root(db, (old, new)).await?;
    for purpose in lasting {
        keep(db, (old, new), purpose).await?;
    }
    let stored = store::check(&mut db.read().await?).await?;
    if let Some(stored) = stored.filter(|stored| stored.root_key_id != ids.1) {
        // Who cannot open it must not replace it.
        old.unwrap(&stored, CHECK).await.map_err(wrong)?;
        let check = new.wrap(&Secret::new(ambient.bytes()), CHECK).await?;
        let mut tx = db.begin().await?;
        store::replace_check(&mut tx, &stored, &check).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn wrong(error: KeyError) -> VaultError {
    match error {
        KeyError::WrongRootKey { wrapped_by, held } => VaultError::WrongRootKey { wrapped_by, held },
        KeyError::Tampered => VaultError::Tampered { what: "a key that the root key wrapped".into() },
        other => other.into(),
    }
}

/// Wraps by the new key what the old one wrapped of the merchants' keys; how many. Again after the new key is in its
/// place: merchants may have come meanwhile.
pub async fn sweep_root(
    db: &Db,
    (old, new): (&dyn KeyService, &dyn KeyService),
) -> Result<usize, VaultError> {
    let mut moved = 0;
    loop {
        let page = store::wrapped_by(&mut db.read().await?, old.root_key_id(), EACH).await?;
        if page.is_empty() {
            return Ok(moved);
        }
        let mut rows = Vec::with_capacity(page.len());
        for (merchant, wrapped) in page {
            let context = merchant.to_string();
            let key = old.unwrap(&wrapped, &context).await.map_err(wrong)?;
            rows.push((merchant, wrapped, new.wrap(&key, &context).await?));
        }
        let mut tx = db.begin().await?;
        moved += store::rewrap(&mut tx, rows).await?;
        tx.commit().await?;
    }
}

async fn keep(
    db: &Db,
    (old, new): (&dyn KeyService, &dyn KeyService),
    purpose: &str,
) -> Result<(), VaultError> {
    let context = lasting::context(purpose);
    let kept = store::kept(&mut db.read().await?, purpose).await?;
    let key = match &kept {
        Some(kept) if kept.root_key_id == new.root_key_id() => return Ok(()),
        Some(kept) => old.unwrap(kept, &context).await.map_err(wrong)?,
        None => old.derive(purpose).await?,
    };
    let wrapped: WrappedKey = new.wrap(&key, &context).await?;
    let mut tx = db.begin().await?;
    store::keep(&mut tx, purpose, kept.as_ref(), &wrapped).await?;
    Ok(tx.commit().await?)
}

/// The new root key is in its place: the change is over.
pub async fn finish_root(db: &Db, now: Time, witness: &dyn Witness) -> db::Result<()> {
    match running(db, RotationKind::Root).await? {
        Some(rotation) => finish(db, now, RotationKind::Root, &rotation, witness).await,
        None => Ok(()),
    }
}

/// Gives the merchant another key and wraps the data keys of all batches by it, in one transaction. The key of
/// fingerprints stays what it was: it opens nothing, and duplicates of older goods are known by it.
pub async fn rotate_merchant(
    vault: &Vault,
    db: &Db,
    merchant: MerchantId,
    witness: Option<&dyn Witness>,
) -> Result<usize, VaultError> {
    let ambient = vault.ambient();
    let key = Secret::new(ambient.bytes());
    // Foreign calls come before the transaction; the old key is in memory afterwards.
    let wrapped = vault.key_service().wrap(&key, &merchant.to_string()).await?;
    if let Some(stored) = crate::store::keys::merchant(&mut db.read().await?, merchant).await? {
        vault.unwrap_merchant(merchant, &stored).await?;
    }
    let mut tx = db.begin().await?;
    let Some(stored) = store::lock_merchant(&mut tx, merchant).await? else { return Ok(0) };
    let old = vault.unwrap_merchant(merchant, &stored).await?;
    let (new, fingerprint) = old.moved(&key, merchant, ambient);
    let batches = rewrap_batches(&mut tx, merchant, (&old, &new), ambient).await?;
    store::set_merchant(&mut tx, merchant, &stored, (&wrapped, fingerprint), vault.now()).await?;
    if let Some(witness) = witness {
        witness.note(&mut tx, "merchant_key_changed", &merchant.to_string(), &wrapped.root_key_id).await?;
    }
    tx.commit().await?;
    Ok(batches)
}

async fn rewrap_batches(
    tx: &mut Tx,
    merchant: MerchantId,
    (old, new): (&MerchantKeys, &MerchantKeys),
    ambient: &Ambient,
) -> Result<usize, VaultError> {
    let mut moved = 0;
    for table in [store::BATCHES, store::RESEALS] {
        let mut rows = Vec::new();
        for (no, id, wrapped) in store::data_keys(tx, table, merchant).await? {
            let key = old.unwrap(&wrapped, merchant, id);
            let key =
                key.ok_or_else(|| VaultError::Tampered { what: format!("the data key of batch {id}") })?;
            rows.push((no, wrapped, new.wrap(&key, merchant, id, ambient)));
        }
        moved += rows.len();
        store::set_data_keys(tx, table, merchant, rows).await?;
    }
    Ok(moved)
}

/// Gives every merchant another key. May be cut off anywhere and begun again; how many merchants this call changed.
pub async fn rotate_merchants(vault: &Vault, db: &Db, witness: &dyn Witness) -> Result<usize, VaultError> {
    let rotation = begin(db, vault.ambient(), RotationKind::Merchants, ("", ""), witness).await?;
    let mut changed = 0;
    loop {
        let merchants = store::merchants_before(&mut db.read().await?, rotation.started_at, EACH).await?;
        if merchants.is_empty() {
            finish(db, vault.now(), RotationKind::Merchants, &rotation, witness).await?;
            return Ok(changed);
        }
        for merchant in merchants {
            again(|| rotate_merchant(vault, db, merchant, None)).await?;
            changed += 1;
        }
    }
}

/// So many items are sealed anew in one transaction.
const ITEMS: i64 = 250;

/// Seals the items of every batch anew under another data key. May be cut off anywhere and begun again. Between two steps
/// it rests as long as the step took, so that sales go on. `told` hears of the items done by this call, which are counted.
pub async fn rotate_batches(
    vault: &Vault,
    db: &Db,
    witness: &dyn Witness,
    told: &(dyn Fn(usize) + Send + Sync),
) -> Result<usize, VaultError> {
    let rotation = begin(db, vault.ambient(), RotationKind::Batches, ("", ""), witness).await?;
    let mut items = 0;
    loop {
        let batches = store::batches_before(&mut db.read().await?, rotation.started_at, EACH).await?;
        if batches.is_empty() {
            finish(db, vault.now(), RotationKind::Batches, &rotation, witness).await?;
            return Ok(items);
        }
        for batch in batches {
            loop {
                let begun = Instant::now();
                match again(|| reseal::step(vault, db, batch, ITEMS)).await? {
                    Step::Items(more) => items += more,
                    Step::Done | Step::Nothing => break,
                }
                told(items);
                tokio::time::sleep(begun.elapsed().min(Duration::from_millis(200))).await;
            }
        }
    }
}

/// Where another transaction was in the way, the same is tried again.
async fn again<T>(work: impl AsyncFn() -> Result<T, VaultError>) -> Result<T, VaultError> {
    let mut tries = 0;
    loop {
        match work().await {
            Err(VaultError::Db(DbError::Conflict(_))) if tries < 20 => tries += 1,
            other => return other,
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
