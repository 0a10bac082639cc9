//! One batch, from load to commit: load what the works need → decide each in memory, one line a reason → ask the
//! ledger → take the units → write everything → commit.

use crate::agreement::{Allowances, Taken};
use crate::close::CloseAsk;
use crate::desk::Placed;
use crate::fulfil::{DeliverAsk, SealedAccount};
use crate::pay::{ExceptionEffect, PaidFact, PaidOutcome, WalletPay};
use crate::price::Prices;
use crate::store;
use crate::{Idempotency, Order, OrderRefusal, OrderSettings, OrderState, PlacedDelivery, RevealBy, Unit};
use catalog::Orderable;
use db::{DbError, Tx};
use kernel::{Ambient, DeliveryId, MerchantId, OfferId, OrderId, SkuId, Span, Time};
use ledger::{Chain, Outcome};
use merchants::Selling;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What may be asked of the desk.
pub(crate) enum Work {
    Place(Box<crate::place::Placing>),
    PayWallet(WalletPay),
    Paid(PaidFact),
    Close(CloseAsk),
    Deliver(DeliverAsk),
}

pub(crate) enum Answer {
    Placed(Result<Placed, OrderRefusal>),
    Paid(PaidOutcome),
    Closed(Result<OrderState, OrderRefusal>),
    /// False: too little lies on the shelf.
    Delivered(bool),
}

/// What a work does, if the ledger lets it.
pub(crate) struct Effect {
    pub order: Order,
    /// Insert the order, or change the state it was loaded with.
    pub is_new: bool,
    pub to: OrderState,
    pub chain: Chain,
    pub deliver: bool,
    pub reveal: Option<RevealBy>,
    pub idempotency: Option<Idempotency>,
    /// Of a new order that is to be credited.
    pub account: Option<SealedAccount>,
    /// How long its supplier may take, where that is not as usual.
    pub within: Option<Span>,
    pub arrived: Option<Arrived>,
    /// How the prices of a new order were made, where they are not the offers' own.
    pub priced: Option<Box<crate::price::Priced>>,
    /// What a new order takes of its buyer's allocations.
    pub taken: Vec<Taken>,
}

/// Money that arrived through a channel, and what becomes of it.
pub(crate) struct Arrived {
    pub fact: PaidFact,
    pub outcome: PaidOutcome,
    pub exception: Option<ExceptionEffect>,
}

pub(crate) enum Decision {
    Answer(Answer),
    /// In the order of preference: the first that the ledger applies is done.
    Try(Vec<Effect>),
}

/// Everything the decisions look at.
pub(crate) struct Loaded {
    pub now: Time,
    pub offers: HashMap<OfferId, Arc<Orderable>>,
    /// Where their brands let them be sold; those of most brands are free.
    pub grants: crate::terms::Grants,
    /// The merchants' own rules of prices, what the buyers are to them, and the coupons asked for.
    pub prices: crate::price::Prices,
    /// What the buyers may still buy of those who have agreed on so many units with them.
    pub allowances: Allowances,
    pub merchants: HashMap<MerchantId, Selling>,
    /// By [`Idempotency::name`].
    pub replays: HashMap<[u8; 16], store::Replay>,
    pub orders: HashMap<OrderId, Order>,
    pub seen_events: HashSet<(String, String)>,
    pub holds: HashMap<String, store::Held>,
    /// SKUs of which the vault has fewer units than the ledger says: never sold until somebody has looked.
    pub short: HashSet<SkuId>,
    /// Which suppliers can be asked for goods that are not stocked.
    pub routes: HashMap<SkuId, Vec<supply::Route>>,
    /// Below what they may not be sold.
    pub floors: costs::Floors,
}

pub(crate) struct Batch<'a> {
    pub ambient: &'a Ambient,
    pub settings: &'a OrderSettings,
    pub short: &'a HashSet<SkuId>,
    pub routes: &'a crate::desk::Routes,
    pub catalog: &'a catalog::Remembered,
    pub terms: &'a crate::terms::Terms,
    pub rules: &'a pricing::Remembered,
    pub agreements: &'a crate::agreement::Remembered,
}

/// Behind this gate of the database, unpaid orders are counted and placed.
const HOLDS_GATE: i64 = 4_223_018;

/// Why a batch was not committed.
pub(crate) enum Fault {
    Db(DbError),
    /// The vault gave fewer units than the ledger had promised.
    Short(HashSet<SkuId>),
    /// The commit was not answered: it may have happened, so nothing of it may be tried again.
    InDoubt(DbError),
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl Batch<'_> {
    /// Decides and writes; the caller commits and then gives out the answers.
    pub async fn run(&self, tx: &mut Tx, works: &[Work]) -> Result<Vec<Answer>, Fault> {
        let mut loaded = self.load(tx, works).await?;
        let mut answers: Vec<Option<Answer>> = Vec::with_capacity(works.len());
        let mut trying = Vec::new();
        for (index, work) in works.iter().enumerate() {
            match self.decide(work, &mut loaded) {
                Decision::Answer(answer) => answers.push(Some(answer)),
                Decision::Try(effects) => {
                    answers.push(None);
                    trying.push((index, effects.into_iter()));
                }
            }
        }
        let applied = self.apply(tx, loaded.now, works, trying, &mut answers).await?;
        answer_twins(tx, works, &mut answers).await?;
        let units = take_units(tx, &applied).await?;
        self.write(tx, &loaded, applied, units, &mut answers).await?;
        Ok(answers.into_iter().flatten().collect())
    }

    async fn load(&self, tx: &mut Tx, works: &[Work]) -> Result<Loaded, DbError> {
        let mut offers = HashSet::new();
        let mut orders = Vec::new();
        let mut events = Vec::new();
        let mut hold_keys = HashSet::new();
        for work in works {
            match work {
                Work::Place(new) => {
                    offers.extend(new.lines.iter().map(|l| l.offer));
                    if new.pay != crate::PayWith::Wallet {
                        hold_keys.extend(crate::place::hold_keys(new).into_iter().flatten());
                    }
                }
                Work::PayWallet(ask) => orders.push((ask.merchant, ask.order)),
                Work::Close(ask) => orders.push((ask.merchant, ask.order)),
                Work::Deliver(ask) => orders.push((ask.merchant, ask.order)),
                Work::Paid(fact) => {
                    orders.push((fact.merchant, fact.order));
                    events.push((fact.channel.clone(), fact.event_id.clone()));
                }
            }
        }
        if !hold_keys.is_empty() {
            // What two committers hold back must count for both.
            tx.pass_gate(HOLDS_GATE).await?;
        }
        let offers: Vec<OfferId> = offers.into_iter().collect();
        let offers = if offers.is_empty() { Vec::new() } else { self.catalog.orderable(tx, &offers).await? };
        self.routes.learn(offers.iter().map(|o| (o.offer, o.merchant)));
        let grants = self.terms.of(tx, self.ambient.now(), &offers).await?;
        let floors = crate::inversion::held(tx, &offers, self.ambient.now()).await?;
        let mut merchant_ids: Vec<MerchantId> = offers.iter().map(|o| o.merchant).collect();
        merchant_ids.extend(orders.iter().map(|(m, _)| *m));
        merchant_ids.sort();
        merchant_ids.dedup();
        let offers: HashMap<_, _> = offers.into_iter().map(|o| (o.offer, o)).collect();
        let replays = works.iter().filter_map(known_by).collect();
        let credited: Vec<SkuId> = offers.values().filter(|o| o.kind.is_fulfilled()).map(|o| o.sku).collect();
        let routes = supply::usable(tx, &credited, self.ambient.now()).await?;
        let orders = store::orders::lock(tx, orders).await?;
        let rules = (self.rules, self.ambient.now());
        let prices = Prices::of_batch(tx, rules, &offers, works).await?;
        let agreed = (self.agreements, self.ambient.now());
        let allowances = Allowances::of_batch(tx, agreed, &offers, works, &orders).await?;
        Ok(Loaded {
            routes,
            floors,
            now: self.ambient.now(),
            offers,
            grants,
            prices,
            allowances,
            merchants: selling(tx, &merchant_ids).await?.into_iter().map(|s| (s.merchant, s)).collect(),
            replays: store::idempotency::find(tx, replays).await?,
            orders,
            seen_events: store::payments::seen(tx, events).await?,
            holds: store::holds::held(tx, hold_keys).await?,
            short: self.short.clone(),
        })
    }

    fn decide(&self, work: &Work, loaded: &mut Loaded) -> Decision {
        match work {
            Work::Place(new) => crate::place::decide(self, new, loaded),
            Work::PayWallet(ask) => crate::pay::decide_wallet(ask, loaded),
            Work::Paid(fact) => crate::pay::decide_paid(self.ambient, fact, loaded),
            Work::Close(ask) => crate::close::decide(ask, loaded),
            Work::Deliver(ask) => crate::fulfil::decide_delivery(ask, loaded),
        }
    }

    /// Asks the ledger, in rounds: who is refused tries its next effect.
    async fn apply(
        &self,
        tx: &mut Tx,
        now: Time,
        works: &[Work],
        mut trying: Vec<(usize, std::vec::IntoIter<Effect>)>,
        answers: &mut [Option<Answer>],
    ) -> Result<Vec<(usize, Effect)>, DbError> {
        let mut applied = Vec::with_capacity(trying.len());
        while !trying.is_empty() {
            let mut round = Vec::with_capacity(trying.len());
            for (index, mut effects) in std::mem::take(&mut trying) {
                // Every decision offers at least one effect, and the loop below keeps only those that have another.
                match effects.next() {
                    // What a supplier will credit keeps nothing back while it waits for its money.
                    Some(effect) if effect.chain.steps.is_empty() => applied.push((index, effect)),
                    Some(effect) => round.push((index, effect, effects)),
                    None => {}
                }
            }
            let chains: Vec<Chain> = round.iter_mut().map(|(_, effect, _)| effect.take_chain()).collect();
            let fresh: Vec<bool> = round.iter().map(|(_, effect, _)| effect.is_fresh()).collect();
            let outcomes = ledger::submit_some_fresh(tx, now, &chains, &fresh).await?;
            for ((index, effect, rest), outcome) in round.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Applied => applied.push((index, effect)),
                    Outcome::Repeated => {
                        return Err(DbError::State(format!(
                            "the transfers of {} exist already",
                            effect.order.id
                        )));
                    }
                    Outcome::Refused { .. } if rest.len() > 0 => trying.push((index, rest)),
                    Outcome::Refused { step, why } => {
                        let answer = works.get(index).map(|work| refused(work, &effect, step, &why));
                        if let Some(place) = answers.get_mut(index) {
                            *place = answer;
                        }
                    }
                }
            }
        }
        applied.sort_by_key(|(index, _)| *index);
        Ok(applied)
    }

    async fn write(
        &self,
        tx: &mut Tx,
        loaded: &Loaded,
        mut applied: Vec<(usize, Effect)>,
        units: Vec<Vec<Unit>>,
        answers: &mut [Option<Answer>],
    ) -> Result<(), DbError> {
        let now = loaded.now;
        for (_, effect) in &mut applied {
            effect.settle_times(now);
        }
        let effects: Vec<&Effect> = applied.iter().map(|(_, e)| e).collect();
        store::orders::insert(tx, &effects).await?;
        store::orders::change_state(tx, &effects).await?;
        store::holds::write(tx, &effects).await?;
        crate::price::write(tx, &effects).await?;
        store::fulfilments::write(tx, now, &effects, self.settings).await?;
        store::deliveries::insert(tx, now, &effects, &units).await?;
        store::payments::write(tx, now, &effects).await?;
        store::late::hold(tx, now, &effects).await?;
        let mut sealed = reveal(tx, now, &effects, &units).await?.into_iter();
        store::outbox::write(tx, self.ambient, &effects).await?;
        loaded.allowances.write(tx, (self.ambient, now), &effects).await?;
        for ((index, effect), units) in applied.into_iter().zip(units) {
            let answer = effect.into_answer(units, &mut sealed);
            if let Some(place) = answers.get_mut(index) {
                *place = Some(answer);
            }
        }
        Ok(())
    }
}

/// Under which name the order of a repeated request would be found.
fn known_by(work: &Work) -> Option<[u8; 16]> {
    let Work::Place(new) = work else { return None };
    Some(new.idempotency.as_ref()?.name())
}

/// On several nodes the same request may be under way twice. Where one was refused because the other, committed
/// meanwhile, took the last unit or the last money, it is answered with the other's order.
async fn answer_twins(tx: &mut Tx, works: &[Work], answers: &mut [Option<Answer>]) -> Result<(), DbError> {
    if tx.engine() == db::Engine::Sqlite {
        return Ok(());
    }
    let refused = |(work, answer): (&Work, &mut Option<Answer>)| match answer {
        Some(Answer::Placed(Err(_))) => known_by(work),
        _ => None,
    };
    let names: Vec<_> = works.iter().zip(answers.iter_mut()).filter_map(refused).collect();
    if names.is_empty() {
        return Ok(());
    }
    let known = store::idempotency::find(tx, names).await?;
    for (work, answer) in works.iter().zip(answers) {
        let (Work::Place(new), Some(Answer::Placed(Err(_)))) = (work, &answer) else { continue };
        let Some(own) = &new.idempotency else { continue };
        if let Some(first) = known.get(&own.name()).filter(|first| first.digest == own.digest) {
            let (merchant, order) = (first.merchant, first.order);
            *answer = Some(Answer::Placed(Ok(Placed::Replay { merchant, order })));
        }
    }
    Ok(())
}

/// The merchants' crate refuses nothing here: what can fail is the database.
pub(crate) async fn selling(tx: &mut Tx, merchants: &[MerchantId]) -> Result<Vec<Selling>, DbError> {
    merchants::selling(tx, merchants).await.map_err(only_db)
}

pub(crate) fn only_db(error: merchants::MerchantRefusal) -> DbError {
    match error {
        merchants::MerchantRefusal::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// The ledger's no, in the words of the shop.
fn refused(work: &Work, effect: &Effect, step: usize, why: &ledger::Refusal) -> Answer {
    tracing::debug!(order = %effect.order.id, step, code = why.code(), "the ledger refused");
    let no = |money_step| {
        if step == money_step { OrderRefusal::InsufficientBalance } else { OrderRefusal::SoldOut }
    };
    match work {
        Work::Place(new) if new.pay == crate::PayWith::Wallet => Answer::Placed(Err(no(0))),
        Work::Place(_) => Answer::Placed(Err(OrderRefusal::SoldOut)),
        // What was held of the wallet comes back in a step before the one that takes the total.
        Work::PayWallet(_) if *why == ledger::Refusal::ExceedsCredits => {
            Answer::Placed(Err(OrderRefusal::InsufficientBalance))
        }
        Work::PayWallet(_) => Answer::Placed(Err(OrderRefusal::SoldOut)),
        Work::Paid(_) => Answer::Paid(PaidOutcome::Refused),
        Work::Close(_) => Answer::Closed(Err(OrderRefusal::NotPending)),
        Work::Deliver(_) => Answer::Delivered(false),
    }
}

/// The units for all delivering effects: one head moved per SKU, however many orders want it.
async fn take_units(tx: &mut Tx, applied: &[(usize, Effect)]) -> Result<Vec<Vec<Unit>>, Fault> {
    let mut wanted: BTreeMap<(MerchantId, SkuId), i64> = BTreeMap::new();
    for (_, effect) in applied.iter().filter(|(_, e)| e.deliver) {
        for line in &effect.order.lines {
            *wanted.entry((effect.order.merchant, line.sku)).or_default() += line.quantity;
        }
    }
    let wants: Vec<vault::Want> =
        wanted.iter().map(|(&(merchant, sku), &count)| vault::Want { merchant, sku, count }).collect();
    let taken = vault::take(tx, &wants).await?;
    let mut short = HashSet::new();
    let mut stacks = HashMap::new();
    for (want, units) in wants.iter().zip(taken) {
        if i64::try_from(units.len()).unwrap_or(0) < want.count {
            short.insert(want.sku);
        }
        stacks.insert(want.sku, units.into_iter());
    }
    if !short.is_empty() {
        return Err(Fault::Short(short));
    }
    Ok(applied.iter().map(|(_, effect)| units_of(effect, &mut stacks)).collect())
}

fn units_of(effect: &Effect, stacks: &mut HashMap<SkuId, std::vec::IntoIter<vault::Unit>>) -> Vec<Unit> {
    let mut units = Vec::new();
    for line in effect.order.lines.iter().filter(|_| effect.deliver) {
        let count = usize::try_from(line.quantity).unwrap_or(0);
        if let Some(stack) = stacks.get_mut(&line.sku) {
            units.extend(stack.take(count).map(|u| Unit { sku: line.sku, number: u.number, item: u.item }));
        }
    }
    units
}

/// Records the reveals that were asked for together with the order.
async fn reveal(
    tx: &mut Tx,
    now: Time,
    effects: &[&Effect],
    units: &[Vec<Unit>],
) -> Result<Vec<vault::Sealed>, DbError> {
    let mut asks = Vec::new();
    for (effect, units) in effects.iter().zip(units) {
        let Some(by) = &effect.reveal else { continue };
        for (seq, unit) in units.iter().enumerate() {
            asks.push(vault::RevealAsk {
                merchant: effect.order.merchant,
                sku: unit.sku,
                item: unit.item,
                delivery: delivery_id(effect.order.id, seq).to_string(),
                by: by.by.clone(),
                from: by.from.clone(),
            });
        }
    }
    if asks.is_empty() { Ok(Vec::new()) } else { vault::record_reveals(tx, now, &asks).await }
}

pub(crate) fn delivery_id(order: OrderId, index: usize) -> DeliveryId {
    DeliveryId { order, seq: i64::try_from(index).unwrap_or(i64::MAX) + 1 }
}

impl Effect {
    /// Whether the ids of its chain were never used: those of an order that is new, or that waits, behind its lock, to be
    /// delivered. Transfers under these ids are made in the same commit that ends the waiting; were they there all the
    /// same, the ledger's own key would refuse them.
    fn is_fresh(&self) -> bool {
        self.is_new || (self.pays() && self.order.state == OrderState::Pending)
    }

    /// Its order is paid by it.
    pub fn pays(&self) -> bool {
        self.to.is_paid() && (self.is_new || !self.order.state.is_paid())
    }

    /// The chain is needed by the ledger only.
    fn take_chain(&mut self) -> Chain {
        let empty = Chain { book: String::new(), reference: String::new(), steps: Vec::new() };
        std::mem::replace(&mut self.chain, empty)
    }

    fn settle_times(&mut self, now: Time) {
        let from = if self.is_new { OrderState::Pending } else { self.order.state };
        if self.pays() {
            self.order.paid_at = Some(now);
        }
        let ends = matches!(self.to, OrderState::Cancelled | OrderState::Expired) && from != self.to;
        if ends || from == OrderState::Fulfilling {
            self.order.closed_at = Some(now);
        }
    }

    fn into_answer(self, units: Vec<Unit>, sealed: &mut impl Iterator<Item = vault::Sealed>) -> Answer {
        if let Some(arrived) = self.arrived {
            return Answer::Paid(arrived.outcome);
        }
        if matches!(self.to, OrderState::Cancelled | OrderState::Expired) {
            return Answer::Closed(Ok(self.to));
        }
        if self.order.state == OrderState::Fulfilling {
            return Answer::Delivered(true);
        }
        let mut offers = self
            .order
            .lines
            .iter()
            .flat_map(|l| std::iter::repeat_n(l.offer, usize::try_from(l.quantity).unwrap_or(0)));
        let mut deliveries = Vec::with_capacity(units.len());
        for (index, unit) in units.into_iter().enumerate() {
            let Some(offer) = offers.next() else { break };
            let sealed = if self.reveal.is_some() { sealed.next() } else { None };
            deliveries.push(PlacedDelivery { id: delivery_id(self.order.id, index), offer, unit, sealed });
        }
        drop(offers);
        let order = Order { state: self.to, ..self.order };
        Answer::Placed(Ok(Placed::New { order: Box::new(order), deliveries }))
    }
}
