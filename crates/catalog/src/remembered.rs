use crate::{Orderable, store};
use db::Tx;
use kernel::{MerchantId, OfferId};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What a node remembers of offers, so that the way of an order reads a number for each merchant instead of joining
/// four tables. Never stale: every change of a merchant's catalogue counts its version up in the same transaction, and
/// what was remembered under another version is read anew.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<OfferId, (i64, Arc<Orderable>)>>);

impl Remembered {
    /// Some kilobytes an offer; beyond this many everything is forgotten and learned again.
    const MAX: usize = 50_000;

    /// The offers with these ids, in any order; unknown ones are left out.
    pub async fn orderable(&self, tx: &mut Tx, ids: &[OfferId]) -> db::Result<Vec<Arc<Orderable>>> {
        let known: Vec<(i64, Arc<Orderable>)> = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            ids.iter().filter_map(|id| known.get(id).cloned()).collect()
        };
        let merchants: HashSet<MerchantId> = known.iter().map(|(_, offer)| offer.merchant).collect();
        let versions = store::versions::of(tx, merchants).await?;
        let stands = |merchant| versions.get(&merchant).copied().unwrap_or(0);
        let mut found: Vec<Arc<Orderable>> =
            known.into_iter().filter(|(v, o)| *v == stands(o.merchant)).map(|(_, offer)| offer).collect();
        let fresh: HashSet<OfferId> = found.iter().map(|offer| offer.offer).collect();
        let missing: Vec<OfferId> = ids.iter().copied().filter(|id| !fresh.contains(id)).collect();
        if !missing.is_empty() {
            let read = store::offers::orderable_with_version(tx, &missing).await?;
            let read: Vec<_> = read.into_iter().map(|(version, offer)| (version, Arc::new(offer))).collect();
            found.extend(read.iter().map(|(_, offer)| offer.clone()));
            self.learn(read);
        }
        Ok(found)
    }

    fn learn(&self, read: Vec<(i64, Arc<Orderable>)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + read.len() > Self::MAX {
            known.clear();
        }
        known.extend(read.into_iter().map(|(version, offer)| (offer.offer, (version, offer))));
    }
}
