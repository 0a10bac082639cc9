use crate::{Rules, Standing, store};
use db::Tx;
use kernel::{MerchantId, Time, UserId};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What a node remembers of merchants' rules, each under the version of its merchant's catalogue, as offers are: whoever
/// changes a rule counts the version up in the same transaction. Of a merchant without rules that is one look-up in memory.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<MerchantId, (i64, Arc<Rules>)>>);

const MOST: usize = 5_000;

impl Remembered {
    /// Of these merchants, whose catalogues are at those versions.
    pub async fn of(
        &self,
        tx: &mut Tx,
        now: Time,
        versions: HashMap<MerchantId, i64>,
    ) -> db::Result<HashMap<MerchantId, Arc<Rules>>> {
        let mut found: HashMap<MerchantId, Arc<Rules>> = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let stands = |(merchant, version): (&MerchantId, &i64)| {
                known.get(merchant).filter(|(v, _)| v == version).map(|(_, rules)| (*merchant, rules.clone()))
            };
            versions.iter().filter_map(stands).collect()
        };
        let missing: Vec<MerchantId> =
            versions.keys().copied().filter(|merchant| !found.contains_key(merchant)).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let mut read = store::rules::of(tx, now, &missing).await?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + missing.len() > MOST {
            known.clear();
        }
        for merchant in missing {
            let rules = Arc::new(read.remove(&merchant).unwrap_or_default());
            known.insert(merchant, (versions.get(&merchant).copied().unwrap_or(0), rules.clone()));
            found.insert(merchant, rules);
        }
        Ok(found)
    }
}

/// What these buyers are to these merchants, at that moment; those who are nothing are left out.
pub async fn standings(
    tx: &mut Tx,
    now: Time,
    asked: HashSet<(MerchantId, UserId)>,
) -> db::Result<HashMap<(MerchantId, UserId), Standing>> {
    let mut found: HashMap<(MerchantId, UserId), Standing> = HashMap::new();
    if asked.is_empty() {
        return Ok(found);
    }
    let asked: Vec<(MerchantId, UserId)> = asked.into_iter().collect();
    for (key, level) in store::members::levels_of(tx, now, &asked).await? {
        found.entry(key).or_default().level = Some(level);
    }
    for (key, list) in store::lists::given_to(tx, &asked).await? {
        found.entry(key).or_default().lists.push(list);
    }
    Ok(found)
}

/// The merchants of whom a campaign holds in the store at that moment.
pub async fn campaigning(tx: &mut Tx, now: Time) -> db::Result<HashSet<MerchantId>> {
    store::rules::campaigning(tx, now).await
}
