use super::decide::{self, Around, Call, Next, Said};
use super::health::Breakers;
use super::routing::Known;
use super::{Attempt, AttemptState, Fulfilment, deposit, order_no};
use crate::again::on_conflict;
use crate::alarm::{AlarmKind, NewAlarm};
use crate::store::fulfilments as rows;
use crate::{Order, OrderError, Orders, accounts};
use db::{DbError, Tx};
use futures_util::{StreamExt, stream};
use kernel::{MerchantId, Money, OrderId, SkuId, Span, SupplierId, Time};
use ledger::{Chain, Outcome, Step};
use ports::{NewSupply, RawNotify, Reported, Supplied, Supplier, SupplyError, SupplyRef, Wanted};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use supply::{Route, SupplyBook};

/// Has what is paid credited. Cheap to clone.
#[derive(Clone)]
pub struct Fulfiller(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub orders: Orders,
    pub book: SupplyBook,
    pub breakers: Breakers,
    /// What this node has read of merchants that weigh their suppliers, and when; none: they do not.
    pub known: Mutex<HashMap<MerchantId, (Time, Option<Arc<Known>>)>>,
    /// Since when each merchant has been told of a supplier's deposit.
    told: Mutex<HashMap<(&'static str, SupplierId), Time>>,
}

/// Whoever takes a fulfilment has it for so long: longer than a supplier may take to answer.
const LEASE: Span = Span::seconds(60);
/// A request that could not be made until then is not made: somebody else may be about to.
const SEND_WITHIN: Span = Span::seconds(20);
/// So many suppliers' answers are waited for at once.
const AT_ONCE: usize = 64;
/// About one supplier's deposit one alarm is enough for so long.
const QUIET: Span = Span::hours(1);
/// After keys were gone from the shelf.
const SOON: Span = Span::seconds(1);
/// Of what nobody can do just now.
const LOOK_AGAIN: Span = Span::seconds(30);

/// How often it is tried again where another node has the same rows, or opens the same account, at the same moment.
const AGAIN: usize = 4;

/// What is to be done, with whom, and how many were looked at.
type Taken = (Vec<Task>, HashMap<SupplierId, Arc<dyn Supplier>>, usize);

/// Something that is taken, and what is done about it.
struct Task {
    f: Fulfilment,
    order: Order,
    what: What,
}

enum What {
    Submit(Attempt),
    Ask(Attempt),
    Deliver,
    GiveBack,
}

/// What was done about it.
enum Done {
    Heard(Box<Heard>),
    /// Its keys were on the shelf: it has them.
    Delivered,
    /// They are not there after all, or nobody knows: it is looked at again.
    Missed(Fulfilment),
}

/// What came of a task.
pub(super) struct Heard {
    pub f: Fulfilment,
    pub order: Order,
    /// Who was asked, and what it said; none where the money simply goes back.
    pub answer: Option<(Attempt, Call, Said)>,
}

impl Fulfiller {
    pub fn new(orders: Orders, book: SupplyBook) -> Self {
        Self(Arc::new(Inner {
            orders,
            book,
            breakers: Breakers::default(),
            known: Mutex::default(),
            told: Mutex::default(),
        }))
    }
    pub fn book(&self) -> &SupplyBook {
        &self.0.book
    }
    pub(super) fn orders(&self) -> &Orders {
        &self.0.orders
    }
    pub(super) fn now(&self) -> Time {
        self.orders().ambient().now()
    }

    /// Looks at what is due, at most so many; says how many it was.
    pub async fn round(&self, limit: i64) -> Result<usize, OrderError> {
        let (tasks, adapters, taken) = on_conflict(AGAIN, || self.take(limit)).await?;
        if taken == 0 {
            return Ok(0);
        }
        let began = self.now();
        let asked = tasks.into_iter().map(|task| self.carry_out(task, &adapters, began));
        let done: Vec<Done> = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
        let (mut heard, mut missed) = (Vec::with_capacity(done.len()), Vec::new());
        for done in done {
            match done {
                Done::Heard(one) => heard.push(*one),
                Done::Delivered => {}
                Done::Missed(f) => missed.push((f, Some(self.now().after(SOON)))),
            }
        }
        self.settled(&heard).await?;
        if !missed.is_empty() {
            let mut tx = self.orders().db().begin().await?;
            rows::wait(&mut tx, &missed).await?;
            tx.commit().await?;
        }
        Ok(taken)
    }

    pub(super) async fn settled(&self, heard: &[Heard]) -> Result<usize, OrderError> {
        on_conflict(AGAIN, || self.settle(heard)).await
    }

    /// What is due is this node's until the lease ends. Whoever is to be asked to credit stands in the database before.
    async fn take(&self, limit: i64) -> Result<Taken, OrderError> {
        let now = self.now();
        let mut tx = self.orders().db().begin().await?;
        let mut due = rows::claim(&mut tx, now, now.after(LEASE), limit).await?;
        let taken = due.len();
        if taken == 0 {
            return Ok((Vec::new(), HashMap::new(), 0));
        }
        rows::attach_attempts(&mut tx, &mut due).await?;
        let keys = due.iter().map(|f| (f.merchant, f.order)).collect();
        let mut orders = crate::store::orders::many(&mut tx, keys).await?;
        let wanted: HashSet<SkuId> =
            due.iter().filter(|f| f.open_attempt().is_none()).map(|f| f.sku).collect();
        let routes = supply::usable(&mut tx, &wanted.into_iter().collect::<Vec<_>>(), now).await?;
        let routes = self.weighed(&mut tx, routes).await?;
        let mut shelves = shelves(&mut tx, &due).await?;
        let (mut tasks, mut trying, mut waits) = (Vec::with_capacity(taken), Vec::new(), Vec::new());
        for f in due {
            let Some(order) = orders.remove(&f.order) else {
                return Err(
                    DbError::State(format!("{} is to be credited and does not exist", f.order)).into()
                );
            };
            let around = Around {
                now,
                routes: routes.get(&f.sku).map(Vec::as_slice).unwrap_or_default(),
                left: Money::new(order.total.minor - order.fee.minor, order.currency()),
                on_shelf: f.wanted == Wanted::Keys
                    && shelves.get(&(f.merchant, f.sku)).is_some_and(|left| *left >= f.quantity),
                is_well: &|route: &Route| self.0.breakers.may_call(route.supplier, now),
            };
            match decide::next(&f, &around) {
                Next::Ask(attempt) => tasks.push(Task { f, order, what: What::Ask(attempt) }),
                Next::Try(routes) => trying.push((f, order, routes.into_iter())),
                Next::Wait(until) => waits.push((f, Some(until))),
                Next::Deliver => {
                    shelves.entry((f.merchant, f.sku)).and_modify(|left| *left -= f.quantity);
                    tasks.push(Task { f, order, what: What::Deliver });
                }
                Next::GiveBack => tasks.push(Task { f, order, what: What::GiveBack }),
                Next::Rest => waits.push((f, None)),
            }
        }
        let short = self.reserve(&mut tx, now, trying, (&mut tasks, &mut waits)).await?;
        rows::wait(&mut tx, &waits).await?;
        let mut asked: Vec<SupplierId> = tasks.iter().filter_map(|task| task.what.supplier()).collect();
        asked.sort_unstable();
        asked.dedup();
        let adapters = self.0.book.adapters(&mut tx, &asked).await?;
        tx.commit().await?;
        for (merchant, supplier) in short {
            self.tell_short(merchant, supplier).await;
        }
        Ok((tasks, adapters, taken))
    }

    /// Holds what each will cost on the deposit at its supplier, in rounds: where that does not suffice, the next one has
    /// its turn. Those whose deposits did not.
    async fn reserve(
        &self,
        tx: &mut Tx,
        now: Time,
        mut trying: Vec<(Fulfilment, Order, std::vec::IntoIter<Route>)>,
        (tasks, waits): (&mut Vec<Task>, &mut Vec<(Fulfilment, Option<Time>)>),
    ) -> Result<HashSet<(MerchantId, SupplierId)>, DbError> {
        let (mut short, mut made) = (HashSet::new(), Vec::new());
        while !trying.is_empty() {
            let (mut round, mut chains) =
                (Vec::with_capacity(trying.len()), Vec::with_capacity(trying.len()));
            for (f, order, mut routes) in std::mem::take(&mut trying) {
                let next = routes.next().and_then(|route| attempt(&f, &route, now));
                match next {
                    // Who takes no deposit holds nothing.
                    Some(attempt) if attempt.cost.minor == 0 => {
                        made.push((f.merchant, f.order, attempt.clone()));
                        tasks.push(Task { f, order, what: What::Submit(attempt) });
                    }
                    Some(attempt) => {
                        chains.push(reserved(&f, &attempt));
                        round.push((f, order, routes, attempt));
                    }
                    // A deposit may be filled up until the deadline.
                    None => {
                        let until = now.after(LOOK_AGAIN).min(f.deadline);
                        waits.push((f, Some(until)));
                    }
                }
            }
            let outcomes = ledger::submit(tx, now, &chains).await?;
            for ((f, order, routes, attempt), outcome) in round.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Applied => {
                        made.push((f.merchant, f.order, attempt.clone()));
                        tasks.push(Task { f, order, what: What::Submit(attempt) });
                    }
                    Outcome::Refused { why: ledger::Refusal::ExceedsCredits, .. } => {
                        short.insert((f.merchant, attempt.supplier));
                        trying.push((f, order, routes));
                    }
                    other => {
                        let what = format!("reserving the cost of {}: {other:?}", attempt.order_no);
                        return Err(DbError::State(what));
                    }
                }
            }
        }
        rows::insert_attempts(tx, &made).await?;
        Ok(short)
    }

    async fn carry_out(
        &self,
        task: Task,
        adapters: &HashMap<SupplierId, Arc<dyn Supplier>>,
        began: Time,
    ) -> Done {
        let Task { f, order, what } = task;
        let (attempt, call) = match what {
            What::GiveBack => return Done::Heard(Box::new(Heard { f, order, answer: None })),
            What::Deliver => return self.hand_out(f).await,
            What::Submit(attempt) => (attempt, Call::First),
            What::Ask(attempt) => (attempt, Call::Later),
        };
        let said = match adapters.get(&attempt.supplier) {
            Some(adapter) => self.talk(&**adapter, &f, &order, (&attempt, call), began).await,
            None => Err(SupplyError::Unknown("its settings cannot be used as they are".into())),
        };
        let said = as_wanted(f.wanted, said);
        self.0.breakers.note(attempt.supplier, self.now(), &said);
        Done::Heard(Box::new(Heard { f, order, answer: Some((attempt, call, said)) }))
    }

    /// Its keys lie on the shelf.
    async fn hand_out(&self, f: Fulfilment) -> Done {
        match self.orders().deliver(f.merchant, f.order).await {
            Ok(true) => Done::Delivered,
            Ok(false) => Done::Missed(f),
            Err(error) => {
                tracing::warn!(%error, order = %f.order, "keys that were bought are not handed out yet");
                Done::Missed(f)
            }
        }
    }

    async fn talk(
        &self,
        adapter: &dyn Supplier,
        f: &Fulfilment,
        order: &Order,
        (attempt, call): (&Attempt, Call),
        began: Time,
    ) -> Said {
        let too_late = || Err(SupplyError::Unknown("it was not asked in time".into()));
        if self.now() > began.after(SEND_WITHIN) {
            return too_late();
        }
        if call == Call::First {
            return self.submit(adapter, f, order, attempt).await;
        }
        let reference = Some(attempt.reference.clone()).filter(|text| !text.is_empty());
        let of = SupplyRef {
            order_no: attempt.order_no.clone(),
            wanted: f.wanted,
            quantity: f.quantity,
            reference,
            sent_at: attempt.sent_at,
        };
        let is_open = f.state == super::FulfilmentState::Open;
        if is_open && self.now() >= f.deadline && attempt.state.is_open() {
            // Before the buyer gets the money again: perhaps the supplier lets go of it.
            if let Ok(said) = adapter.cancel(&of).await {
                return Ok(said);
            }
        }
        match adapter.query(&of).await {
            // It was lost on its way, or is on it still: under the same number it can be done once only.
            Err(SupplyError::NotFound) if is_open && self.now() < f.deadline => {
                match self.now() > began.after(SEND_WITHIN) {
                    true => too_late(),
                    false => self.submit(adapter, f, order, attempt).await,
                }
            }
            said => said,
        }
    }

    async fn submit(&self, adapter: &dyn Supplier, f: &Fulfilment, order: &Order, attempt: &Attempt) -> Said {
        let opened = match f.sealed.is_empty() && f.wanted == Wanted::Keys {
            // Keys are bought for nobody's account.
            true => Some(crate::AccountAnswers::default()),
            false => self.orders().contacts().open_account(f.order, &f.sealed),
        };
        let Some(account) = opened else {
            return Err(SupplyError::Unknown("the account does not open".into()));
        };
        let unit_cost = attempt.cost.minor / f.quantity.max(1);
        let new = NewSupply {
            order_no: attempt.order_no.clone(),
            wanted: f.wanted,
            product: attempt.product.clone(),
            quantity: f.quantity,
            account: account.into_pairs(),
            unit_cost: Money::new(unit_cost, order.currency()),
            notify_url: self.notify_url(attempt.supplier),
        };
        adapter.submit(&new).await
    }

    /// Where that supplier reports to.
    pub fn notify_url(&self, supplier: SupplierId) -> String {
        format!("{}/supply/notify/{supplier}", self.orders().base_url())
    }

    /// A supplier reports: true where its report is one of its own. What it says is not believed: it is asked at once.
    pub async fn hear(
        &self,
        supplier: SupplierId,
        callback: &RawNotify,
    ) -> Result<Option<&'static str>, OrderError> {
        let mut tx = self.orders().db().read().await?;
        let Some((merchant, adapter)) = self.0.book.adapter_of(&mut tx, supplier).await? else {
            return Ok(None);
        };
        drop(tx);
        let order_no = match adapter.verify_callback(callback, self.now()) {
            Ok(Reported::Order(order_no)) => order_no,
            // Whoever asks for prices and stock is told to ask soon.
            Ok(Reported::Goods(_)) => {
                let mut tx = self.orders().db().begin().await?;
                supply::goods_reported(&mut tx, (merchant, supplier), self.now()).await?;
                tx.commit().await?;
                return Ok(Some(adapter.acknowledgement()));
            }
            Err(why) => {
                tracing::warn!(%supplier, %why, "a supplier's report was refused");
                return Ok(None);
            }
        };
        if let Some(order) = super::order_of(&order_no) {
            let mut tx = self.orders().db().begin().await?;
            rows::hurry(&mut tx, (merchant, order), (supplier, &order_no), self.now()).await?;
            tx.commit().await?;
        }
        Ok(Some(adapter.acknowledgement()))
    }

    /// Whether nobody was told so of that supplier for so long; somebody is from now on.
    pub(super) fn is_news(&self, kind: AlarmKind, supplier: SupplierId, quiet: Span) -> bool {
        let (now, key) = (self.now(), (kind.code(), supplier));
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.get(&key).is_some_and(|at| now < at.after(quiet)) {
            return false;
        }
        told.insert(key, now);
        true
    }

    /// A deposit does not suffice for what is to be credited.
    async fn tell_short(&self, merchant: MerchantId, supplier: SupplierId) {
        if !self.is_news(AlarmKind::DepositShort, supplier, QUIET) {
            return;
        }
        let alarm =
            NewAlarm::new(merchant, AlarmKind::DepositShort, supplier, json!({ "supplier": supplier }));
        self.orders().1.raise(alarm).await;
    }
}

impl What {
    fn supplier(&self) -> Option<SupplierId> {
        match self {
            Self::Submit(attempt) | Self::Ask(attempt) => Some(attempt.supplier),
            Self::Deliver | Self::GiveBack => None,
        }
    }
}

/// What lies on the shelves of the SKUs whose keys are waited for.
async fn shelves(tx: &mut Tx, due: &[Fulfilment]) -> Result<HashMap<(MerchantId, SkuId), i64>, DbError> {
    let waiting = due.iter().filter(|f| f.wanted == Wanted::Keys && f.open_attempt().is_none());
    let mut wanted: Vec<(MerchantId, SkuId)> = waiting.map(|f| (f.merchant, f.sku)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let shelves = wanted.iter().map(|(merchant, sku)| accounts::shelf(*merchant, *sku)).collect::<Vec<_>>();
    if shelves.is_empty() {
        return Ok(HashMap::new());
    }
    let left = ledger::balances(tx, &shelves).await?;
    Ok(wanted.into_iter().zip(left.iter().map(|left| left.available_credit())).collect())
}

/// A supplier that says done and gives no key has to be asked again, or a person has to ask it.
fn as_wanted(wanted: Wanted, said: Said) -> Said {
    match (wanted, said) {
        (Wanted::Keys, Ok(Supplied::Credited { .. })) => {
            Err(SupplyError::Unknown("it says that it is done, and gives no keys".into()))
        }
        (Wanted::Keys, Ok(Supplied::Delivered { keys, .. })) if keys.is_empty() => {
            Err(SupplyError::Unknown("it says that it is done, and gives no keys".into()))
        }
        (Wanted::Credit, Ok(Supplied::Delivered { reference, cost, .. })) => {
            Ok(Supplied::Credited { reference, cost })
        }
        (_, said) => said,
    }
}

fn attempt(f: &Fulfilment, route: &Route, now: Time) -> Option<Attempt> {
    let seq = f.attempts.last().map_or(0, |last| last.seq) + 1;
    Some(Attempt {
        seq,
        supplier: route.supplier,
        product: route.product.clone(),
        order_no: order_no(f.order, seq),
        reference: String::new(),
        state: AttemptState::Sent,
        cost: decide::cost(route, f.quantity)?,
        sent_at: now,
    })
}

/// What it will cost is held on the deposit until it is known how it ends.
fn reserved(f: &Fulfilment, attempt: &Attempt) -> Chain {
    let currency = attempt.cost.currency;
    Chain {
        book: f.merchant.to_string(),
        reference: f.order.to_string(),
        steps: vec![Step::Reserve {
            id: deposit::held_as(f.order, attempt.seq),
            debit: accounts::supplier_deposit(f.merchant, attempt.supplier, currency),
            credit: accounts::supplier_spent(f.merchant, attempt.supplier, currency),
            amount: attempt.cost.minor,
            expires_at: Time(i64::MAX),
        }],
    }
}

/// Where a fulfilment is found.
pub(crate) type Key = (MerchantId, OrderId);
