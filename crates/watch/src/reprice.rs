use crate::changes::NewChange;
use crate::plan::{Planned, Rules, plan};
use crate::{ChangeState, Outcome, Result, Watch, WatchRefusal, service, store};
use catalog::{NewPrice, Price, Which};
use db::Tx;
use kernel::{MerchantId, Money, OfferId, PriceChangeId, SkuId, Time};
use std::collections::HashMap;

/// What came of looking at what was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repriced {
    /// Offers that a rule is for.
    pub looked_at: usize,
    pub applied: usize,
    pub held: usize,
    pub blocked: usize,
    /// People have stopped it: what is due stays due.
    pub stopped: bool,
}

/// So many SKUs in one transaction, which others wait for on the embedded engine.
const CHUNK: i64 = 5_000;
/// How often a part is tried that somebody was in the way of, who changed a price by hand.
const TRIES: usize = 8;

impl Watch {
    /// Changes the prices of what is due of that merchant.
    pub async fn reprice(&self, merchant: MerchantId) -> Result<Repriced> {
        let mut all = Repriced::default();
        loop {
            let (done, more) = self.reprice_some(merchant).await?;
            all.looked_at += done.looked_at;
            all.applied += done.applied;
            all.held += done.held;
            all.blocked += done.blocked;
            all.stopped = done.stopped;
            if !more {
                return Ok(all);
            }
        }
    }

    /// The same for everybody of whom something is due.
    pub async fn reprice_all(&self) -> Result<Repriced> {
        let mut all = Repriced::default();
        let due = costs::due_merchants(&mut self.db().read().await?).await?;
        for merchant in due {
            let done = self.reprice(merchant).await?;
            all.looked_at += done.looked_at;
            all.applied += done.applied;
            all.held += done.held;
            all.blocked += done.blocked;
        }
        Ok(all)
    }

    async fn reprice_some(&self, merchant: MerchantId) -> Result<(Repriced, bool)> {
        for _ in 1..TRIES {
            match self.reprice_once(merchant).await {
                Err(WatchRefusal::Db(error)) if error.is_conflict() => {}
                Err(WatchRefusal::Catalog(catalog::CatalogRefusal::Db(error))) if error.is_conflict() => {}
                other => return other,
            }
        }
        self.reprice_once(merchant).await
    }

    async fn reprice_once(&self, merchant: MerchantId) -> Result<(Repriced, bool)> {
        let stopped = (Repriced { stopped: true, ..Repriced::default() }, false);
        if self.is_stopped_by_platform() {
            return Ok(stopped);
        }
        let mut tx = self.db().begin().await?;
        service::alone(&mut tx, merchant).await?;
        if store::stops::find(&mut tx, merchant).await?.is_some() {
            return Ok(stopped);
        }
        let skus = costs::take_due(&mut tx, merchant, CHUNK).await?;
        if skus.is_empty() {
            return Ok((Repriced::default(), false));
        }
        let more = i64::try_from(skus.len()).is_ok_and(|taken| taken == CHUNK);
        let now = self.ambient().now();
        let rules = Rules::new(store::rules::of(&mut tx, merchant).await?);
        let planned = plan(&mut tx, merchant, Which::Skus(&skus), (&rules, now)).await?;
        let done = self.write(&mut tx, merchant, (&skus, planned), now).await?;
        tx.commit().await?;
        Ok((done, more))
    }

    async fn write(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        (skus, planned): (&[SkuId], Vec<Planned>),
        now: Time,
    ) -> Result<Repriced> {
        let mut done = Repriced { looked_at: planned.len(), ..Repriced::default() };
        let mut open: HashMap<OfferId, store::changes::Open> = store::changes::open(tx, merchant, skus)
            .await?
            .into_iter()
            .map(|open| (open.offer, open))
            .collect();
        let (mut prices, mut changes) = (Vec::new(), Vec::new());
        for planned in planned {
            let Planned { offer, rule, reckoned, .. } = planned;
            let from = offer.price.price;
            let (to, state, why) = match reckoned.outcome {
                Outcome::Unchanged | Outcome::Unknown => continue,
                Outcome::Change(to) => {
                    prices.push(NewPrice { offer: offer.offer, from, to: new_price(offer.price, to) });
                    done.applied += 1;
                    (to, ChangeState::Applied, "")
                }
                Outcome::Held(to, why) => {
                    done.held += 1;
                    (to, ChangeState::Held, why.code())
                }
                Outcome::Blocked(to, why) => {
                    done.blocked += 1;
                    (to, ChangeState::Blocked, why.code())
                }
            };
            // What waits already goes on waiting.
            let same =
                |known: &store::changes::Open| (known.from, known.to, known.state) == (from, to, state);
            if open.get(&offer.offer).is_some_and(same) {
                open.remove(&offer.offer);
                continue;
            }
            changes.push(NewChange {
                id: PriceChangeId::new(self.ambient()),
                offer: offer.offer,
                sku: offer.sku,
                rule,
                from,
                to,
                state,
                why,
                steps: reckoned.steps,
            });
        }
        let gone: Vec<PriceChangeId> = open.into_values().map(|open| open.id).collect();
        store::changes::supersede(tx, merchant, &gone, now).await?;
        store::changes::insert(tx, merchant, &changes, now).await?;
        catalog::reprice_many(tx, merchant, &prices).await?;
        Ok(done)
    }
}

/// The list price stays where it still says something.
pub(crate) fn new_price(before: Price, to: Money) -> Price {
    Price { price: to, list_price: before.list_price.filter(|list| list.minor > to.minor) }
}
