//! Where a brand lets its goods be sold, asked of each order before it is placed. Orders that are placed already are not
//! touched: what was agreed to is delivered.

use crate::{NewOrder, OrderRefusal, OrderSettings, Quote};
use catalog::Orderable;
use db::{DbError, Tx};
use kernel::{BrandId, MerchantId, Region, Time};
use merchants::{Channel, Grant, Ungranted, granted};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Of a merchant's goods of a brand.
type Key = (MerchantId, BrandId);
/// What is known for some offers; nothing for those that are free.
pub(crate) type Grants = HashMap<Key, Arc<Vec<Grant>>>;

/// What a node remembers of authorisations, each under the version of its merchant's catalogue, as offers are: whoever
/// changes an authorisation counts the version up. Offers of other brands cost nothing here.
#[derive(Default)]
pub(crate) struct Terms(Mutex<HashMap<Key, (i64, Arc<Vec<Grant>>)>>);

const MOST: usize = 20_000;

impl Terms {
    pub async fn of(&self, tx: &mut Tx, now: Time, offers: &[Arc<Orderable>]) -> Result<Grants, DbError> {
        let mut found = Grants::new();
        for offer in offers {
            let Some(brand) = offer.authorised_brand else { continue };
            let key = (offer.merchant, brand);
            if found.contains_key(&key) {
                continue;
            }
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
            let grants = match known.filter(|(version, _)| *version == offer.version) {
                Some((_, grants)) => grants,
                None => self.learn(tx, now, key, offer.version).await?,
            };
            found.insert(key, grants);
        }
        Ok(found)
    }

    async fn learn(
        &self,
        tx: &mut Tx,
        now: Time,
        key: Key,
        version: i64,
    ) -> Result<Arc<Vec<Grant>>, DbError> {
        let grants = merchants::grants(tx, now, key.0, key.1).await.map_err(crate::batch::only_db)?;
        let grants = Arc::new(grants);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (version, grants.clone()));
        Ok(grants)
    }
}

/// Refuses what a brand does not let be sold in that way, there.
pub(crate) fn must_be_granted(
    quote: &Quote,
    grants: &Grants,
    now: Time,
    channel: Channel,
    region: Region,
) -> Result<(), OrderRefusal> {
    for (offer, _) in &quote.lines {
        let Some(brand) = offer.authorised_brand else { continue };
        let some = grants.get(&(offer.merchant, brand)).map_or(&[][..], |grants| grants.as_slice());
        granted(some, now, channel, region, offer.price).map_err(|why| match why {
            Ungranted::Nowhere => OrderRefusal::OffSale(offer.offer),
            Ungranted::Region => OrderRefusal::NotSoldInRegion { offer: offer.offer, region },
            Ungranted::Channel => OrderRefusal::NotSoldThisWay(offer.offer),
        })?;
    }
    Ok(())
}

/// In which way the order comes, and from where its buyer says to be.
pub(crate) fn asked(new: &NewOrder, settings: &OrderSettings) -> (Channel, Region) {
    let channel = if new.origin == Channel::Api.code() { Channel::Api } else { Channel::Store };
    (channel, new.region.unwrap_or(settings.region))
}
