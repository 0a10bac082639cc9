use crate::store::{self, Stored};
use crate::{Draft, Result, Supplier, SupplierState, SupplyRefusal};
use db::{Db, Tx};
use kernel::{Ambient, Currency, MerchantId, Money, Secret, SupplierId};
use ports::{Fault, Sealer, Settings, SupplierKind, Wanted};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// All connected suppliers. Cheap to clone.
#[derive(Clone)]
pub struct SupplyBook(Arc<Inner>);

/// What it is made of; `server` puts it together.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    /// Must last: what was sealed under another one does not open.
    pub key: Secret<[u8; 32]>,
    /// What this program speaks.
    pub kinds: &'static [SupplierKind],
    /// Whether suppliers may be in this house, where nobody else comes.
    pub private_suppliers: bool,
    /// How long one may take to be tried.
    pub patience: Duration,
}

struct Inner {
    db: Db,
    ambient: Ambient,
    sealer: Sealer,
    kinds: &'static [SupplierKind],
    private_suppliers: bool,
    patience: Duration,
    /// Adapters as they were built, each of a version of its supplier.
    built: Mutex<HashMap<SupplierId, (i64, Adapter)>>,
}

type Adapter = Arc<dyn ports::Supplier>;
/// Or why there is none.
type Built = std::result::Result<Adapter, Vec<Fault>>;

const SUPPLIERS_MAX: i64 = 100;

impl SupplyBook {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            db: parts.db,
            ambient: parts.ambient,
            sealer: Sealer::new(parts.key),
            kinds: parts.kinds,
            private_suppliers: parts.private_suppliers,
            patience: parts.patience,
            built: Mutex::default(),
        }))
    }
    pub fn kinds(&self) -> &'static [SupplierKind] {
        self.0.kinds
    }
    pub fn kind(&self, code: &str) -> Option<&'static SupplierKind> {
        self.kinds().iter().find(|kind| kind.code == code)
    }
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }
    pub(crate) fn now(&self) -> kernel::Time {
        self.0.ambient.now()
    }
    pub(crate) fn patience(&self) -> Duration {
        self.0.patience
    }

    /// Of that merchant, in the order in which they were connected; those that are retired come last.
    pub async fn list(&self, merchant: MerchantId) -> Result<Vec<Supplier>> {
        let mut tx = self.db().read().await?;
        let mut all: Vec<Supplier> =
            store::of(&mut tx, merchant).await?.iter().map(|stored| self.seen(stored)).collect();
        all.sort_by_key(|supplier| supplier.state == SupplierState::Retired);
        Ok(all)
    }

    /// What that merchant calls its suppliers; no settings are opened for it.
    pub async fn names(&self, merchant: MerchantId) -> Result<HashMap<SupplierId, String>> {
        let mut tx = self.db().read().await?;
        Ok(store::names(&mut tx, merchant).await?.into_iter().collect())
    }

    /// Refuses what suppliers of its kind do not give.
    pub async fn must_give(&self, merchant: MerchantId, id: SupplierId, wanted: Wanted) -> Result<()> {
        let mut tx = self.db().read().await?;
        let stored = store::find(&mut tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
        match self.kind(&stored.kind).is_some_and(|kind| kind.gives.contains(&wanted)) {
            true => Ok(()),
            false => Err(SupplyRefusal::CannotGive(wanted)),
        }
    }

    pub async fn find(&self, merchant: MerchantId, id: SupplierId) -> Result<Supplier> {
        let mut tx = self.db().read().await?;
        Ok(self.seen(&store::find(&mut tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?))
    }

    /// Those that can be used at this moment, whatever their state, by their ids.
    pub async fn adapters(
        &self,
        tx: &mut Tx,
        ids: &[SupplierId],
    ) -> db::Result<HashMap<SupplierId, Adapter>> {
        let versions = store::versions(tx, ids).await?;
        let (mut ready, mut missing) = (HashMap::with_capacity(versions.len()), Vec::new());
        {
            let built = self.0.built.lock().unwrap_or_else(PoisonError::into_inner);
            for (id, version) in versions {
                match built.get(&id) {
                    Some((known, adapter)) if *known == version => {
                        ready.insert(id, adapter.clone());
                    }
                    _ => missing.push(id),
                }
            }
        }
        for stored in store::many(tx, &missing).await? {
            let Ok(adapter) = self.adapter(&stored, self.open(&stored).as_ref()) else { continue };
            self.keep(&stored, &adapter);
            ready.insert(stored.id, adapter);
        }
        Ok(ready)
    }

    /// The one supplier's, and whose it is.
    pub async fn adapter_of(&self, tx: &mut Tx, id: SupplierId) -> db::Result<Option<(MerchantId, Adapter)>> {
        let Some(merchant) = store::merchant_of(tx, id).await? else { return Ok(None) };
        let adapter = self.adapters(tx, &[id]).await?.remove(&id);
        Ok(adapter.map(|adapter| (merchant, adapter)))
    }

    /// Connects a supplier (version 0), which is off, or changes one.
    pub async fn put(
        &self,
        tx: &mut Tx,
        (merchant, id): (MerchantId, Option<SupplierId>),
        draft: &Draft,
        by: &str,
    ) -> Result<Supplier> {
        let known = match id {
            Some(id) => Some(store::lock(tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?),
            None => None,
        };
        if known.as_ref().map_or(0, |known| known.version) != draft.version {
            return Err(SupplyRefusal::ChangedMeanwhile);
        }
        let kind = self.kind(&draft.kind).ok_or(SupplyRefusal::UnknownKind)?;
        if known.as_ref().is_some_and(|known| known.kind != draft.kind || known.currency != draft.currency) {
            return Err(SupplyRefusal::KindIsFixed);
        }
        let draft = draft.cleaned(kind)?;
        let before = known.as_ref().and_then(|known| self.open(known)).unwrap_or_default();
        let (settings, _) = self.settled(kind, &draft, &before)?;
        let (now, id) = (self.0.ambient.now(), id.unwrap_or_else(|| SupplierId::new(&self.0.ambient)));
        let stored = Stored {
            id,
            merchant,
            kind: draft.kind.clone(),
            name: draft.name.clone(),
            currency: draft.currency,
            sealed: self.0.sealer.seal_settings(&self.0.ambient, id, &settings).map_err(odd)?,
            state: known.as_ref().map_or(SupplierState::Off, |known| known.state),
            contract: draft.contract.clone(),
            contract_until: draft.contract_until,
            balance: known.as_ref().and_then(|known| known.balance),
            version: draft.version + 1,
            created_at: known.as_ref().map_or(now, |known| known.created_at),
            changed_at: now,
            changed_by: by.to_owned(),
        };
        match known {
            Some(_) => store::change(tx, &stored).await?,
            None if store::count(tx, merchant).await? >= SUPPLIERS_MAX => return Err(SupplyRefusal::TooMany),
            None => store::insert(tx, &stored).await?,
        }
        Ok(self.shown(&stored, &settings, Vec::new()))
    }

    pub async fn switch(
        &self,
        tx: &mut Tx,
        (merchant, id): (MerchantId, SupplierId),
        to: SupplierState,
        by: &str,
    ) -> Result<Supplier> {
        let known = store::lock(tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
        let now = self.0.ambient.now();
        if !known.state.leads_to(to) {
            return Err(SupplyRefusal::WrongState);
        }
        let settings = self.open(&known);
        let adapter = self.adapter(&known, settings.as_ref());
        if to == SupplierState::On && adapter.is_err() {
            return Err(SupplyRefusal::Broken);
        }
        if to == SupplierState::On && known.contract_until <= now {
            return Err(SupplyRefusal::NoContract);
        }
        let stored = Stored {
            state: to,
            version: known.version + 1,
            changed_at: now,
            changed_by: by.to_owned(),
            ..known
        };
        store::change(tx, &stored).await?;
        Ok(self.shown(&stored, &settings.unwrap_or_default(), adapter.err().unwrap_or_default()))
    }

    /// Asks the supplier what is deposited there, and writes down what it says.
    pub async fn ask_balance(&self, merchant: MerchantId, id: SupplierId) -> Result<Money> {
        let mut tx = self.db().read().await?;
        let stored = store::find(&mut tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
        drop(tx);
        let adapter =
            self.adapter(&stored, self.open(&stored).as_ref()).map_err(|_| SupplyRefusal::Broken)?;
        let told = tokio::time::timeout(self.patience(), adapter.balance()).await;
        let silent = || SupplyRefusal::NoAnswer("it took too long".to_owned());
        let told = told.map_err(|_| silent())?.map_err(|why| SupplyRefusal::NoAnswer(why.to_string()))?;
        if told.currency != stored.currency {
            return Err(SupplyRefusal::NoAnswer(format!("it reckons in {}", told.currency)));
        }
        let mut tx = self.db().begin().await?;
        store::put_balance(&mut tx, id, told.minor, self.0.ambient.now()).await?;
        tx.commit().await?;
        Ok(told)
    }

    /// What the supplier offers, asked now.
    pub async fn catalogue(
        &self,
        merchant: MerchantId,
        id: SupplierId,
    ) -> Result<Vec<ports::SupplierProduct>> {
        let mut tx = self.db().read().await?;
        let stored = store::find(&mut tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
        drop(tx);
        let adapter =
            self.adapter(&stored, self.open(&stored).as_ref()).map_err(|_| SupplyRefusal::Broken)?;
        let told = tokio::time::timeout(self.patience(), adapter.catalogue()).await;
        let silent = || SupplyRefusal::NoAnswer("it took too long".to_owned());
        told.map_err(|_| silent())?.map_err(|why| SupplyRefusal::NoAnswer(why.to_string()))
    }

    /// Settings with which the adapter can be built, and that.
    pub(crate) fn settled(
        &self,
        kind: &SupplierKind,
        draft: &Draft,
        before: &Settings,
    ) -> Result<(Settings, Adapter)> {
        let settings = self.merged(kind, before, (&draft.settings, &draft.forget))?;
        let adapter = self.build(kind, draft.currency, &settings).map_err(SupplyRefusal::BadSettings)?;
        Ok((settings, adapter))
    }

    pub(crate) fn merged(
        &self,
        kind: &SupplierKind,
        before: &Settings,
        filled: (&Settings, &[String]),
    ) -> Result<Settings> {
        let private = self.0.private_suppliers;
        ports::merged(kind.fields, before, filled, private).map_err(SupplyRefusal::BadSettings)
    }

    fn build(&self, kind: &SupplierKind, currency: Currency, settings: &Settings) -> Built {
        (kind.build)(settings, currency, &self.0.ambient).map_err(|faults| {
            let faults = faults.iter().map(|fault| Fault::new(fault.field, fault.zh, fault.en));
            faults.collect::<Vec<_>>()
        })
    }

    /// As it was built before, where nothing has changed since.
    fn adapter(&self, stored: &Stored, settings: Option<&Settings>) -> Built {
        if let Some(adapter) = self.kept(stored) {
            return Ok(adapter);
        }
        let one = |zh: &str, en: &str| vec![Fault::new("", zh, en)];
        let kind = self.kind(&stored.kind).ok_or_else(|| {
            one("本程序不支持这种供应商", "this program does not speak this kind of supplier")
        })?;
        let settings = settings.ok_or_else(|| {
            one(
                "已保存的设置无法解密，请全部重新填写",
                "what is stored does not open: type all settings again",
            )
        })?;
        self.build(kind, stored.currency, settings)
    }

    fn kept(&self, stored: &Stored) -> Option<Adapter> {
        let built = self.0.built.lock().unwrap_or_else(PoisonError::into_inner);
        built.get(&stored.id).filter(|(version, _)| *version == stored.version).map(|(_, it)| it.clone())
    }

    /// Only of what is committed: what is rolled back may leave its version to other settings.
    fn keep(&self, stored: &Stored, adapter: &Adapter) {
        let mut built = self.0.built.lock().unwrap_or_else(PoisonError::into_inner);
        built.insert(stored.id, (stored.version, adapter.clone()));
    }

    /// One that was read, as it is shown.
    fn seen(&self, stored: &Stored) -> Supplier {
        let settings = self.open(stored);
        let adapter = self.adapter(stored, settings.as_ref());
        if let Ok(adapter) = &adapter {
            self.keep(stored, adapter);
        }
        self.shown(stored, &settings.unwrap_or_default(), adapter.err().unwrap_or_default())
    }

    fn shown(&self, stored: &Stored, settings: &Settings, faults: Vec<Fault>) -> Supplier {
        let fields = self.kind(&stored.kind).map(|kind| kind.fields).unwrap_or_default();
        let (plain, secrets) = ports::told(fields, settings);
        let balance = stored.balance.map(|(minor, at)| (Money::new(minor, stored.currency), at));
        let Stored { id, merchant, kind, name, currency, state, contract, contract_until, .. } =
            stored.clone();
        Supplier {
            id,
            merchant,
            kind,
            name,
            currency,
            state,
            plain,
            secrets,
            faults,
            contract,
            contract_until,
            balance,
            version: stored.version,
            created_at: stored.created_at,
            changed_at: stored.changed_at,
            changed_by: stored.changed_by.clone(),
        }
    }

    /// None where it was changed, or sealed for another one.
    pub(crate) fn open(&self, stored: &Stored) -> Option<Settings> {
        self.0.sealer.open_settings(stored.id, &stored.sealed)
    }
}

fn odd(error: serde_json::Error) -> SupplyRefusal {
    db::DbError::Decode(error.to_string()).into()
}
