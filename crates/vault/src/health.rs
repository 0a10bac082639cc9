use crate::root_link::StoredLink;
use crate::store::rotate as store;
use crate::vault::CHECK;
use crate::{Vault, VaultError};
use db::Db;
use kernel::MerchantId;
use ports::KeyService;
use std::collections::HashMap;

/// What was tried, and what does not open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHealth {
    /// Merchants whose keys were unwrapped, and data keys of their batches.
    pub merchants: usize,
    pub batches: usize,
    /// Links between roots whose MAC was verified.
    pub links: usize,
    /// Merchants whose key another root key wrapped than the check value: a change of the root key is not finished.
    pub behind: usize,
    /// What does not open, by name.
    pub bad: Vec<String>,
}

/// Unwraps every merchant's key, the data keys of some of its batches, and verifies the links between roots. Changes
/// nothing, and opens no item.
pub async fn key_health(
    db: &Db,
    keys: std::sync::Arc<dyn KeyService>,
    sample: usize,
) -> Result<KeyHealth, VaultError> {
    let mut health = KeyHealth::default();
    let Some(check) = store::check(&mut db.read().await?).await? else { return Ok(health) };
    keys.unwrap(&check, CHECK).await?;
    let vault = Vault::open(db, keys, kernel::Ambient::system()).await?;
    let mut links = links_of(db).await?;
    let mut after = String::new();
    loop {
        let page = store::merchants(&mut db.read().await?, &after).await?;
        let Some((last, _)) = page.last() else { return Ok(health) };
        after = last.to_string();
        for (merchant, stored) in page {
            health.behind += usize::from(stored.wrapped.root_key_id != check.root_key_id);
            let Ok(opened) = vault.unwrap_merchant(merchant, &stored).await else {
                health.bad.push(format!("the key of merchant {merchant}"));
                continue;
            };
            health.merchants += 1;
            let mut tx = db.read().await?;
            for (_, id, wrapped) in
                store::data_keys(&mut tx, store::BATCHES, merchant).await?.into_iter().take(sample)
            {
                match opened.unwrap(&wrapped, merchant, id) {
                    Some(_) => health.batches += 1,
                    None => health.bad.push(format!("the data key of batch {id}")),
                }
            }
            for link in links.remove(&merchant).unwrap_or_default() {
                if opened.vouch(&link.hash) == link.mac {
                    health.links += 1;
                } else {
                    let (batch, seq) = (link.link.batch, link.link.seq);
                    health.bad.push(format!("the root link {seq} of batch number {batch} of {merchant}"));
                }
            }
        }
    }
}

async fn links_of(db: &Db) -> db::Result<HashMap<MerchantId, Vec<StoredLink>>> {
    let (mut links, mut after) = (HashMap::<_, Vec<_>>::new(), (String::new(), 0, 0));
    loop {
        let page = store::links(&mut db.read().await?, &after).await?;
        let Some(last) = page.last() else { return Ok(links) };
        after = (last.link.merchant.to_string(), last.link.batch, last.link.seq);
        for link in page {
            links.entry(link.link.merchant).or_default().push(link);
        }
    }
}
