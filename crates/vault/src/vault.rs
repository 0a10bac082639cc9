use crate::canary::{CanaryWatch, Marks};
use crate::reveal::Sealed;
use crate::seal::{DataKey, MerchantKeys, Place};
use crate::store::keys::MerchantKey;
use crate::{Goods, VaultError, store};
use db::{Db, Tx};
use kernel::{Ambient, BatchId, MerchantId, Secret, Time};
use ports::{KeyError, KeyService};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// The vault, opened with a root key. May be cloned freely.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    keys: Arc<dyn KeyService>,
    ambient: Ambient,
    /// By the wrapped key: what a transaction wrote and then took back is never found here by mistake.
    merchants: Cache<Vec<u8>, MerchantKeys>,
    batches: Cache<(MerchantId, i64), DataKey>,
    marks: Marks,
    watch: OnceLock<Arc<dyn CanaryWatch>>,
}

const MERCHANTS_CACHED: usize = 1_024;
const BATCHES_CACHED: usize = 8_192;
pub(crate) const CHECK: &str = "vault/check";

impl Vault {
    /// The first start writes a check value under the root key; each later one must hold the same root key.
    pub async fn open(db: &Db, keys: Arc<dyn KeyService>, ambient: Ambient) -> Result<Self, VaultError> {
        let stored = match store::root::check(db).await? {
            Some(stored) => stored,
            None => {
                let new = keys.wrap(&Secret::new(ambient.bytes()), CHECK).await?;
                // Of several nodes that start for the first time, one writes; all verify what was written.
                store::root::write_check(db, &new).await?
            }
        };
        keys.unwrap(&stored, CHECK).await.map_err(|error| match error {
            KeyError::WrongRootKey { wrapped_by, held } => VaultError::WrongRootKey { wrapped_by, held },
            KeyError::Tampered => VaultError::Tampered { what: "the check value of the vault".into() },
            other => other.into(),
        })?;
        let (merchants, batches) = (Cache::new(MERCHANTS_CACHED), Cache::new(BATCHES_CACHED));
        let marks = Marks::new(&crate::lasting_key(db, &*keys, "canary").await?);
        Ok(Self(Arc::new(Inner { keys, ambient, merchants, batches, marks, watch: OnceLock::new() })))
    }

    pub(crate) fn marks(&self) -> &Marks {
        &self.0.marks
    }
    pub(crate) fn set_watch(&self, watch: Arc<dyn CanaryWatch>) {
        let _ = self.0.watch.set(watch);
    }
    pub(crate) fn canary_watch(&self) -> Option<&Arc<dyn CanaryWatch>> {
        self.0.watch.get()
    }

    pub(crate) fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }
    pub(crate) fn now(&self) -> Time {
        self.0.ambient.now()
    }

    /// Makes the merchant's key where there is none. Worth calling before the first import where the key service is
    /// far away: otherwise that import asks it within its transaction, once.
    pub async fn ensure_merchant(&self, tx: &mut Tx, merchant: MerchantId) -> Result<(), VaultError> {
        self.merchant_keys(tx, merchant).await.map(|_| ())
    }

    pub(crate) async fn merchant_keys(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
    ) -> Result<Arc<MerchantKeys>, VaultError> {
        let wrapped = match store::keys::merchant(tx, merchant).await? {
            Some(wrapped) => wrapped,
            None => {
                let new =
                    self.0.keys.wrap(&Secret::new(self.0.ambient.bytes()), &merchant.to_string()).await?;
                store::keys::insert_merchant(tx, merchant, &new).await?
            }
        };
        self.unwrap_merchant(merchant, &wrapped).await
    }

    pub(crate) fn key_service(&self) -> &dyn KeyService {
        &*self.0.keys
    }

    pub(crate) async fn unwrap_merchant(
        &self,
        merchant: MerchantId,
        stored: &MerchantKey,
    ) -> Result<Arc<MerchantKeys>, VaultError> {
        let wrapped = &stored.wrapped;
        if let Some(keys) = self.0.merchants.get(&wrapped.bytes) {
            return Ok(keys);
        }
        let key = self.0.keys.unwrap(wrapped, &merchant.to_string()).await.map_err(|error| match error {
            KeyError::WrongRootKey { wrapped_by, held } => VaultError::WrongRootKey { wrapped_by, held },
            KeyError::Tampered => VaultError::Tampered { what: format!("the key of merchant {merchant}") },
            other => other.into(),
        })?;
        let keys = MerchantKeys::stored(&key, merchant, stored.fingerprint.as_deref());
        let keys = keys.ok_or_else(|| VaultError::Tampered {
            what: format!("the key of fingerprints of merchant {merchant}"),
        })?;
        Ok(self.0.merchants.put(wrapped.bytes.clone(), keys))
    }

    /// Opens goods whose reveal is recorded and committed. Outside of any transaction: the key service may be asked.
    pub async fn open_sealed(&self, db: &Db, sealed: &Sealed) -> Result<Goods, VaultError> {
        if sealed.bytes.is_empty() {
            return Err(VaultError::Shredded);
        }
        let place = Place::new(sealed.merchant, sealed.sku).of(sealed.number);
        let open = |key: &DataKey, bytes: &[u8]| key.open(bytes, &place, sealed.number, sealed.version);
        let batch = (sealed.merchant, sealed.batch);
        if let Some(goods) = self.0.batches.get(&batch).and_then(|key| open(&key, &sealed.bytes)) {
            self.is_no_canary(db, &goods).await?;
            return Ok(goods);
        }
        // Not met yet, or sealed anew since: then what stands there now opens with a key that stands there now.
        let (keys, now) = self.keys_now(db, sealed).await?;
        for key in keys {
            if let Some(goods) = open(&key, &sealed.bytes).or_else(|| open(&key, &now)) {
                self.0.batches.put(batch, key);
                self.is_no_canary(db, &goods).await?;
                return Ok(goods);
            }
        }
        Err(VaultError::Tampered {
            what: format!("item {} of {} of {}", sealed.number, sealed.sku, sealed.merchant),
        })
    }

    /// The data keys of the item's batch (two while it is being sealed anew), and the item, as of one moment.
    async fn keys_now(&self, db: &Db, sealed: &Sealed) -> Result<(Vec<DataKey>, Vec<u8>), VaultError> {
        let (merchant, no) = (sealed.merchant, sealed.batch);
        let mut tx = db.snapshot().await?;
        let Some(stored) = store::keys::batch(&mut tx, merchant, no).await? else {
            return Err(VaultError::Tampered { what: format!("batch {no} of {merchant}") });
        };
        let now = store::rotate::item(&mut tx, merchant, sealed.sku, sealed.number).await?;
        tx.rollback().await?;
        let current = stored.wrapped_key.ok_or(VaultError::Shredded)?;
        let keys = self.unwrap_merchant(merchant, &stored.merchant_key).await?;
        let mut opened = Vec::with_capacity(2);
        for wrapped in [Some(current), stored.next_key].into_iter().flatten() {
            let key = keys.unwrap(&wrapped, merchant, stored.id);
            let key = key.ok_or_else(|| VaultError::Tampered {
                what: format!("the data key of batch {}", stored.id),
            })?;
            opened.push(DataKey::new(&key));
        }
        Ok((opened, now))
    }

    /// A new data key, and how it is stored.
    pub(crate) fn new_data_key(
        &self,
        keys: &MerchantKeys,
        merchant: MerchantId,
        batch: BatchId,
    ) -> (DataKey, Vec<u8>) {
        let key = Secret::new(self.0.ambient.bytes());
        (DataKey::new(&key), keys.wrap(&key, merchant, batch, &self.0.ambient))
    }

    pub(crate) fn forget_batch(&self, merchant: MerchantId, no: i64) {
        self.0.batches.lock().remove(&(merchant, no));
    }
}

/// Keys in memory, a bounded number of them.
struct Cache<K, V> {
    map: Mutex<HashMap<K, Arc<V>>>,
    most: usize,
}

impl<K: Eq + Hash + Clone, V> Cache<K, V> {
    fn new(most: usize) -> Self {
        Self { map: Mutex::new(HashMap::new()), most }
    }
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Arc<V>>> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn get(&self, key: &K) -> Option<Arc<V>> {
        self.lock().get(key).cloned()
    }
    /// Where there is no room, any one makes place: to load it again costs microseconds.
    fn put(&self, key: K, value: V) -> Arc<V> {
        let mut map = self.lock();
        if map.len() >= self.most {
            let any = map.keys().next().cloned();
            any.and_then(|any| map.remove(&any));
        }
        let value = Arc::new(value);
        map.insert(key, value.clone());
        value
    }
}
