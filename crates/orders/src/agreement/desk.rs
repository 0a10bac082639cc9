use super::give_back::{Back, take_back};
use super::{Agreement, Clause, Count, NewAllocation, Remembered, Stops};
use crate::batch::{Effect, Work};
use crate::figures::china_day;
use crate::store::{self, allocations::Used};
use crate::{Buyer, Order, OrderRefusal, OrderState, Quote};
use catalog::Orderable;
use db::Tx;
use kernel::{Ambient, MerchantId, OfferId, OrderId, ProductId, SkuId, Time, UserId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

type Key = (MerchantId, UserId);

/// What the partners of a batch may still buy. Their agreements are locked until it is committed, so that of two orders
/// for the last unit, on whichever nodes, one gets it.
#[derive(Default)]
pub(crate) struct Allowances {
    partners: BTreeMap<Key, Partner>,
    counts: HashMap<Count, i64>,
    /// What orders had taken that ended, and whose money has come after all.
    late: HashMap<OrderId, Vec<Used>>,
}

struct Partner {
    agreement: Agreement,
    /// With their ids.
    allocations: Vec<(String, NewAllocation)>,
    /// Orders of this batch that asked for more than was left.
    refused: i64,
}

/// What a line of a new order takes of an allocation.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub line: i64,
    pub count: Count,
    pub units: i64,
    /// More is not used of it in that period.
    pub most: i64,
}

impl Partner {
    fn stops(&self, goods: impl Iterator<Item = (SkuId, ProductId)>) -> bool {
        if self.agreement.frozen.is_none() {
            return false;
        }
        let allocated = |(sku, product)| self.allocations.iter().any(|(_, set)| set.goods.has(sku, product));
        self.agreement.clauses.stops == Stops::All || { goods }.any(allocated)
    }
}

impl Allowances {
    /// What the works of a batch need, once its orders are locked and before the ledger is asked.
    pub async fn of_batch(
        tx: &mut Tx,
        (remembered, now): (&Remembered, Time),
        offers: &HashMap<OfferId, Arc<Orderable>>,
        works: &[Work],
        orders: &HashMap<OrderId, Order>,
    ) -> db::Result<Self> {
        let versions = offers.values().map(|offer| (offer.merchant, offer.version)).collect();
        let known = remembered.of(tx, versions).await?;
        let mut wanted: BTreeSet<Key> = works.iter().filter_map(|work| placing(work, offers)).collect();
        wanted.retain(|(merchant, user)| known.get(merchant).is_some_and(|who| who.contains(user)));
        let mut late: HashMap<OrderId, Vec<Used>> = HashMap::new();
        for used in store::allocations::uses(tx, &paid_late(works, orders)).await? {
            let buyer = orders.get(&used.order).and_then(|order| order.buyer);
            wanted.extend(buyer.map(|buyer| (used.count.merchant, buyer)));
            late.entry(used.order).or_default().push(used);
        }
        if wanted.is_empty() {
            return Ok(Self { late, ..Self::default() });
        }
        let keys: Vec<Key> = wanted.into_iter().collect();
        let mut partners: BTreeMap<Key, Partner> = BTreeMap::new();
        for agreement in store::agreements::lock(tx, &keys).await? {
            let partner = Partner { agreement, allocations: Vec::new(), refused: 0 };
            partners.insert((partner.agreement.merchant, partner.agreement.user), partner);
        }
        let mut counts: BTreeSet<Count> = late.values().flatten().map(|used| used.count.clone()).collect();
        for (key, id, set) in store::allocations::of(tx, &keys).await? {
            let Some(partner) = partners.get_mut(&key) else { continue };
            if set.window.holds(now) {
                counts.insert(count(key.0, &id, &set, now));
            }
            partner.allocations.push((id, set));
        }
        let counts = store::allocations::counts(tx, counts.into_iter().collect()).await?;
        Ok(Self { partners, counts, late })
    }

    /// Refused where the buyer is frozen, or asks for more than is left.
    pub fn must_fit(&mut self, now: Time, quote: &Quote, buyer: Option<UserId>) -> Result<(), OrderRefusal> {
        let Some(partner) = buyer.and_then(|user| self.partners.get_mut(&(quote.merchant, user))) else {
            return Ok(());
        };
        if partner.stops(quote.lines.iter().map(|(offer, _)| (offer.sku, offer.product))) {
            return Err(OrderRefusal::PartnerFrozen);
        }
        let mut least: Option<(i64, Option<Time>)> = None;
        for (id, set) in partner.allocations.iter().filter(|(_, set)| set.window.holds(now)) {
            let own = quote.lines.iter().filter(|(offer, _)| set.goods.has(offer.sku, offer.product));
            let wanted: i64 = own.map(|(_, quantity)| quantity).sum();
            let used = self.counts.get(&count(quote.merchant, id, set, now)).copied().unwrap_or(0);
            let left = (set.units - used).max(0);
            if wanted > left && least.is_none_or(|(before, _)| left < before) {
                least = Some((left, set.period.next(now)));
            }
        }
        match least {
            Some((left, next)) => {
                partner.refused += 1;
                Err(OrderRefusal::AllocationUsed { left, next })
            }
            None => Ok(()),
        }
    }

    /// The next order of the batch sees what this one takes.
    pub fn take(&mut self, now: Time, order: &Order) -> Vec<Taken> {
        let Some(partner) = order.buyer.and_then(|user| self.partners.get(&(order.merchant, user))) else {
            return Vec::new();
        };
        let mut taken = Vec::new();
        for (id, set) in partner.allocations.iter().filter(|(_, set)| set.window.holds(now)) {
            for line in order.lines.iter().filter(|line| set.goods.has(line.sku, line.product)) {
                let count = count(order.merchant, id, set, now);
                *self.counts.entry(count.clone()).or_default() += line.quantity;
                taken.push(Taken { line: line.line, count, units: line.quantity, most: set.units });
            }
        }
        taken
    }

    /// Whether an order that ended can be had after all, as far as its buyer's allocations go: what it had taken came back
    /// with its end, and is taken anew.
    pub fn fits_again(&mut self, order: &Order) -> bool {
        let Some(partner) = order.buyer.and_then(|user| self.partners.get(&(order.merchant, user))) else {
            return true;
        };
        let Some(late) = self.late.get(&order.id) else { return true };
        if partner.stops(order.lines.iter().map(|line| (line.sku, line.product))) {
            return false;
        }
        let mut wanted: BTreeMap<&Count, i64> = BTreeMap::new();
        for used in late {
            *wanted.entry(&used.count).or_default() += used.returned;
        }
        let most = |count: &Count| {
            let set = partner.allocations.iter().find(|(id, _)| *id == count.allocation);
            set.map_or(i64::MAX, |(_, set)| set.units)
        };
        let used = |count: &Count| self.counts.get(count).copied().unwrap_or(0);
        let fits = wanted.iter().all(|(count, units)| used(count).saturating_add(*units) <= most(count));
        if fits {
            for (count, units) in wanted {
                *self.counts.entry(count.clone()).or_default() += units;
            }
        }
        fits
    }

    /// Writes what was taken and what came back, and counts what was refused, which may fire a clause. To be called last:
    /// then it stands in the trail.
    pub async fn write(
        &self,
        tx: &mut Tx,
        (ambient, now): (&Ambient, Time),
        effects: &[&Effect],
    ) -> db::Result<()> {
        let of = |effect: &&Effect| (effect.order.merchant, effect.order.id);
        let mut up: BTreeMap<Count, (i64, i64)> = BTreeMap::new();
        let mut rows = Vec::new();
        for effect in effects.iter().filter(|effect| effect.is_new) {
            for taken in &effect.taken {
                let sum = up.entry(taken.count.clone()).or_insert((0, taken.most));
                sum.0 += taken.units;
                rows.push((effect.order.id, taken));
            }
        }
        store::allocations::insert_uses(tx, &rows).await?;
        let again = effects.iter().filter(|effect| !effect.is_new && effect.pays());
        let again: Vec<&Used> =
            again.filter_map(|effect| self.late.get(&effect.order.id)).flatten().collect();
        for used in &again {
            let sum = up.entry(used.count.clone()).or_insert((0, i64::MAX));
            sum.0 += used.returned;
        }
        store::allocations::count_up(tx, &up).await?;
        store::allocations::set_returned(tx, &again.into_iter().map(|u| (u.clone(), 0)).collect::<Vec<_>>())
            .await?;
        let over = |effect: &&&Effect| {
            let ends = matches!(effect.to, OrderState::Cancelled | OrderState::Expired);
            !effect.is_new
                && ends
                && effect.order.state == OrderState::Pending
                && effect.order.buyer.is_some()
        };
        let over = effects.iter().filter(over).map(|effect| (of(effect), Back::All));
        take_back(tx, over.collect()).await?;
        for partner in self.partners.values().filter(|partner| partner.refused > 0) {
            tried(tx, (ambient, now), &partner.agreement, partner.refused).await?;
        }
        Ok(())
    }
}

/// Who wants to buy of whom.
fn placing(work: &Work, offers: &HashMap<OfferId, Arc<Orderable>>) -> Option<Key> {
    let Work::Place(new) = work else { return None };
    let Buyer::User(user) = new.buyer else { return None };
    Some((offers.get(&new.lines.first()?.offer)?.merchant, user))
}

/// Orders that ended, and that somebody pays all the same; those of guests took nothing.
fn paid_late(works: &[Work], orders: &HashMap<OrderId, Order>) -> Vec<(MerchantId, OrderId)> {
    let late = works.iter().filter_map(|work| {
        let Work::Paid(fact) = work else { return None };
        let order = orders.get(&fact.order).filter(|order| order.buyer.is_some())?;
        let ended = matches!(order.state, OrderState::Cancelled | OrderState::Expired);
        ended.then_some((order.merchant, order.id))
    });
    late.collect::<BTreeSet<_>>().into_iter().collect()
}

fn count(merchant: MerchantId, id: &str, set: &NewAllocation, now: Time) -> Count {
    Count { merchant, allocation: id.to_owned(), period: set.period.number(now) }
}

/// So many more orders of today were refused.
async fn tried(
    tx: &mut Tx,
    (ambient, now): (&Ambient, Time),
    agreement: &Agreement,
    refused: i64,
) -> db::Result<()> {
    if agreement.clauses.on_tries == super::Does::Nothing {
        return Ok(());
    }
    let today = china_day(now);
    let (before, day) = agreement.tries;
    let before = if day == today { before } else { 0 };
    let after = before.saturating_add(refused);
    store::agreements::set_tries(tx, agreement, (after, today)).await?;
    let most = agreement.clauses.tries_most;
    if before < most && after >= most {
        let detail = json!({ "tries": after });
        super::fire::fire(tx, ambient, agreement, (Clause::Tries, &super::period::date(now)), detail).await?;
    }
    Ok(())
}
