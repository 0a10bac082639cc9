use crate::store;
use db::Tx;
use kernel::{MerchantId, UserId};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

type Partners = Arc<HashSet<UserId>>;

/// With whom merchants have agreements, each under the version of its merchant's catalogue, as offers are: who makes or
/// removes one counts the version up in the same transaction. Of a merchant without any that is one look-up in memory; how
/// an agreement stands is read anew for each order.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<HashMap<MerchantId, (i64, Partners)>>);

const MOST: usize = 5_000;

impl Remembered {
    /// Of these merchants, whose catalogues are at those versions.
    pub async fn of(
        &self,
        tx: &mut Tx,
        versions: HashMap<MerchantId, i64>,
    ) -> db::Result<HashMap<MerchantId, Partners>> {
        let mut found: HashMap<MerchantId, Partners> = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let stands = |(merchant, version): (&MerchantId, &i64)| {
                known.get(merchant).filter(|(v, _)| v == version).map(|(_, who)| (*merchant, who.clone()))
            };
            versions.iter().filter_map(stands).collect()
        };
        let missing: Vec<MerchantId> =
            versions.keys().copied().filter(|merchant| !found.contains_key(merchant)).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let mut read = store::agreements::partners(tx, &missing).await?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + missing.len() > MOST {
            known.clear();
        }
        for merchant in missing {
            let who = Arc::new(read.remove(&merchant).unwrap_or_default());
            known.insert(merchant, (versions.get(&merchant).copied().unwrap_or(0), who.clone()));
            found.insert(merchant, who);
        }
        Ok(found)
    }
}
