use crate::store::{self, keys::Stored};
use crate::{DockRefusal, Docking, DockingKey, DockingMode, KeyState, NewDockingKey, OpenMerchant, Result};
use db::Tx;
use kernel::{DockingKeyId, MerchantId, Secret, Time, UserId, clean_line, encode_128};
use std::collections::HashMap;

/// Of one user.
const KEYS_MAX: i64 = 50;
/// Eight digits: short enough to be typed, and none begins with a zero.
const APP_IDS: (u64, u64) = (10_000_000, 99_999_999);
const TRIES: u32 = 20;

impl Docking {
    pub async fn mode(&self, merchant: MerchantId) -> Result<DockingMode> {
        let mut tx = self.db().read().await?;
        Ok(store::keys::mode(&mut tx, merchant).await?.unwrap_or(DockingMode::Off))
    }

    pub async fn put_mode(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        mode: DockingMode,
        by: &str,
    ) -> Result<()> {
        Ok(store::keys::put_mode(tx, merchant, mode, by, self.ambient().now()).await?)
    }

    /// A new key with its secret, which is shown now and never again. Where the merchant has to agree first, it waits.
    pub async fn create_key(
        &self,
        tx: &mut Tx,
        new: &NewDockingKey,
        by: &str,
    ) -> Result<(DockingKey, Secret<String>)> {
        let name = clean_line(&new.name, 60).map_err(DockRefusal::BadName)?;
        let report_url = self.address(&new.report_url)?;
        let known = merchants::selling(tx, &[new.merchant]).await.map_err(merchant_fault)?;
        if !known.iter().any(|merchant| merchant.active) {
            return Err(DockRefusal::NoSuchMerchant);
        }
        let state = match store::keys::mode(tx, new.merchant).await?.unwrap_or(DockingMode::Off) {
            DockingMode::Off => return Err(DockRefusal::DockingOff),
            DockingMode::On => KeyState::On,
            DockingMode::Asked => KeyState::Asked,
        };
        if store::keys::count(tx, new.user).await? >= KEYS_MAX {
            return Err(DockRefusal::TooManyKeys);
        }
        let now = self.ambient().now();
        let secret = self.new_secret();
        let id = DockingKeyId::new(self.ambient());
        let key = DockingKey {
            id,
            merchant: new.merchant,
            user: new.user,
            name,
            app_id: self.free_app_id(tx).await?,
            state,
            report_url: report_url.to_owned(),
            created_at: now,
            used_at: None,
            changed_at: now,
            changed_by: by.to_owned(),
        };
        let sealed = self.seal(id, &secret);
        store::keys::insert(tx, &Stored { key: key.clone(), sealed }).await?;
        Ok((key, secret))
    }

    fn new_secret(&self) -> Secret<String> {
        Secret::new(encode_128(u128::from_be_bytes(self.ambient().bytes())))
    }

    /// Where somebody may be told something, or nowhere.
    fn address<'a>(&self, url: &'a str) -> Result<&'a str> {
        let url = url.trim();
        let good = url.is_empty() || ports::may_be_told(url, self.0.private);
        if good { Ok(url) } else { Err(DockRefusal::BadAddress) }
    }

    async fn free_app_id(&self, tx: &mut Tx) -> Result<i64> {
        for _ in 0..TRIES {
            let random = u64::from_be_bytes(self.ambient().bytes());
            let (first, last) = APP_IDS;
            let id = i64::try_from(first + random % (last - first + 1)).unwrap_or(0);
            if !store::keys::is_taken(tx, id).await? {
                return Ok(id);
            }
        }
        Err(DockRefusal::Busy)
    }

    /// The newest first.
    pub async fn keys_of_user(&self, user: UserId) -> Result<Vec<DockingKey>> {
        Ok(store::keys::of_user(&mut self.db().read().await?, user).await?)
    }

    /// How many orders were placed by each of that user's keys; one that placed none is not named.
    pub async fn orders_of_user(&self, user: UserId) -> Result<HashMap<DockingKeyId, i64>> {
        Ok(store::keys::orders_of_user(&mut self.db().read().await?, user).await?.into_iter().collect())
    }

    /// Whose goods a partner may ask to buy, by their names.
    pub async fn open_merchants(&self) -> Result<Vec<OpenMerchant>> {
        let mut tx = self.db().read().await?;
        let modes: HashMap<_, _> = store::keys::open_merchants(&mut tx).await?.into_iter().collect();
        let ids: Vec<MerchantId> = modes.keys().copied().collect();
        let selling = merchants::selling(&mut tx, &ids).await.map_err(merchant_fault)?;
        let mut open: Vec<OpenMerchant> = selling
            .into_iter()
            .filter(|merchant| merchant.active)
            .map(|known| OpenMerchant {
                merchant: known.merchant,
                name: known.name,
                asked: modes.get(&known.merchant) == Some(&DockingMode::Asked),
            })
            .collect();
        open.sort_by(|a, b| (&a.name.zh, a.merchant).cmp(&(&b.name.zh, b.merchant)));
        Ok(open)
    }

    /// Another secret for a key that is not off; what was signed with the old one is refused from now on.
    pub async fn renew_secret(
        &self,
        tx: &mut Tx,
        user: UserId,
        id: DockingKeyId,
    ) -> Result<(DockingKey, Secret<String>)> {
        let key = self.own_key(tx, user, id).await?;
        if key.state == KeyState::Off {
            return Err(DockRefusal::WrongState);
        }
        let secret = self.new_secret();
        store::keys::reseal(tx, id, self.seal(id, &secret)).await?;
        Ok((key, secret))
    }

    /// Where its shop hears of other prices and stocks; empty: where its orders report to.
    pub async fn put_report_url(
        &self,
        tx: &mut Tx,
        (user, id): (UserId, DockingKeyId),
        url: &str,
    ) -> Result<DockingKey> {
        let key = self.own_key(tx, user, id).await?;
        let report_url = self.address(url)?.to_owned();
        store::keys::put_report_url(tx, id, &report_url).await?;
        Ok(DockingKey { report_url, ..key })
    }

    /// Held until the commit; of others there is none.
    async fn own_key(&self, tx: &mut Tx, user: UserId, id: DockingKeyId) -> Result<DockingKey> {
        let known = store::keys::lock(tx, id).await?.filter(|known| known.key.user == user);
        known.map(|known| known.key).ok_or(DockRefusal::NoSuchKey)
    }

    /// The newest first, at most 500.
    pub async fn keys_of_merchant(&self, merchant: MerchantId) -> Result<Vec<DockingKey>> {
        Ok(store::keys::of_merchant(&mut self.db().read().await?, merchant).await?)
    }

    /// Its user switches it off for good, whoever has stopped it before; said twice, it changes nothing more.
    pub async fn switch_off(&self, tx: &mut Tx, user: UserId, id: DockingKeyId) -> Result<DockingKey> {
        let key = self.own_key(tx, user, id).await?;
        self.become_so(tx, key, KeyState::Off, &user.to_string()).await
    }

    /// Its merchant agrees to it, stops it, or lets it go on; what its user has switched off stays off.
    pub async fn switch_partner(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        id: DockingKeyId,
        (to, by): (KeyState, &str),
    ) -> Result<DockingKey> {
        let known = store::keys::lock(tx, id).await?.filter(|known| known.key.merchant == merchant);
        let key = known.ok_or(DockRefusal::NoSuchKey)?.key;
        if to == KeyState::Asked || to == key.state || key.is_given_up() {
            return Err(DockRefusal::WrongState);
        }
        self.become_so(tx, key, to, by).await
    }

    async fn become_so(&self, tx: &mut Tx, key: DockingKey, to: KeyState, by: &str) -> Result<DockingKey> {
        let now = self.ambient().now();
        store::keys::switch(tx, &key, to, by, now).await?;
        Ok(DockingKey { state: to, changed_at: now, changed_by: by.to_owned(), ..key })
    }

    /// The same secret is asked for a second time by nobody: it opens to check signatures only.
    pub(crate) fn open(&self, stored: &Stored) -> Result<Secret<String>> {
        let label = label(stored.key.id);
        let plain = seals::open_for(self.0.key.expose(), &label, label.as_bytes(), &stored.sealed);
        match plain.map(String::from_utf8) {
            Some(Ok(secret)) => Ok(Secret::new(secret)),
            _ => Err(DockRefusal::Fault(format!("the secret of {} does not open", stored.key.id))),
        }
    }

    /// Under a key of its own for each: what was sealed for one opens for no other.
    fn seal(&self, id: DockingKeyId, secret: &Secret<String>) -> Vec<u8> {
        let (label, plain) = (label(id), secret.expose().as_bytes());
        let sealed =
            seals::seal_for(self.0.key.expose(), &label, &self.ambient().bytes(), label.as_bytes(), plain);
        // Fails only for messages of 256 GB.
        sealed.unwrap_or_default()
    }

    /// Where nobody has said where goods are reported to, they are reported to where orders are.
    pub(crate) async fn learn_reports(&self, key: &DockingKey, callback_url: &str) -> Result<()> {
        if callback_url.is_empty() || !key.report_url.is_empty() {
            return Ok(());
        }
        let mut tx = self.db().begin().await?;
        store::keys::learn_report_url(&mut tx, key.id, callback_url).await?;
        Ok(tx.commit().await?)
    }

    /// Remembers that it was used, once a minute.
    pub(crate) async fn note_use(&self, key: &DockingKey, now: Time) -> Result<()> {
        const MINUTE: i64 = 60;
        if key.used_at.is_some_and(|at| now.since(at).as_seconds() < MINUTE) {
            return Ok(());
        }
        let mut tx = self.db().begin().await?;
        store::keys::used(&mut tx, key.id, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn label(id: DockingKeyId) -> String {
    format!("secret of {id}")
}

pub(crate) fn merchant_fault(refusal: merchants::MerchantRefusal) -> DockRefusal {
    match refusal {
        merchants::MerchantRefusal::Db(error) => DockRefusal::Db(error),
        other => DockRefusal::Fault(other.to_string()),
    }
}
