//! The committer of a node: it takes what waits, from one to some hundreds, decides and writes it in one
//! transaction, commits once and then answers each. The peak makes batches larger, not the queue longer.

use crate::batch::{Answer, Batch, Fault, Work};
use crate::place::work_key;
use crate::terms::Terms;
use crate::{Order, OrderError, OrderRefusal, OrderSettings, OrderState, PlacedDelivery};
use db::{Db, DbError, Durable, Engine};
use kernel::{Ambient, MerchantId, OfferId, OrderId, SkuId};
use std::collections::{HashMap, HashSet, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{mpsc, oneshot};

/// What placing an order came to.
#[derive(Debug)]
pub enum Placed {
    New {
        order: Box<Order>,
        deliveries: Vec<PlacedDelivery>,
    },
    /// The idempotency key is known: this is the order of the first time.
    Replay {
        merchant: MerchantId,
        order: OrderId,
    },
}

type Reply = oneshot::Sender<Result<Answer, DeskFault>>;

/// Why the desk could not even decide.
#[derive(Clone, Debug)]
enum DeskFault {
    Unavailable(String),
    /// As unavailable, but it may have been done.
    InDoubt(String),
    /// As unavailable, but only because others were in the way of this batch.
    Crowded(String),
    Broken(String),
}

/// Cheap to clone; the committers stop when the last clone is gone.
#[derive(Clone)]
pub struct Desk {
    queues: Vec<mpsc::Sender<(Work, Reply)>>,
    routes: Arc<Routes>,
    nudge: Arc<Nudge>,
}

/// Which merchant an offer belongs to (it never changes), learned from the batches: all works of a merchant go to one
/// committer, so that two of them do not wait for each other's locks on its escrow.
#[derive(Default)]
pub(crate) struct Routes(RwLock<HashMap<OfferId, MerchantId>>);

impl Routes {
    const MAX: usize = 100_000;

    fn of(&self, work: &Work) -> Option<MerchantId> {
        match work {
            Work::Place(new) => {
                let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
                known.get(&new.lines.first()?.offer).copied()
            }
            Work::PayWallet(ask) => Some(ask.merchant),
            Work::Paid(fact) => Some(fact.merchant),
            Work::Close(ask) => Some(ask.merchant),
            Work::Deliver(ask) => Some(ask.merchant),
        }
    }

    pub(crate) fn learn(&self, offers: impl Iterator<Item = (OfferId, MerchantId)>) {
        let offers: Vec<_> = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            offers.filter(|(offer, _)| known.len() < Self::MAX && !known.contains_key(offer)).collect()
        };
        if !offers.is_empty() {
            self.0.write().unwrap_or_else(PoisonError::into_inner).extend(offers);
        }
    }
}

/// Tells the job runner that a commit may have left something to do.
#[derive(Default)]
pub(crate) struct Nudge(std::sync::OnceLock<Box<dyn Fn() + Send + Sync>>);

impl Desk {
    pub fn start(db: Db, ambient: Ambient, settings: OrderSettings) -> Self {
        Self::launch(db, ambient, settings, false, &|number, committer| committer.spawn(number))
    }

    /// Like [`Desk::start`], with the committers given to `spawn` instead of threads of their own: for the simulator,
    /// where one thread does everything in an order that repeats, and a node's committers can be killed.
    pub fn start_with(
        db: Db,
        ambient: Ambient,
        settings: OrderSettings,
        spawn: impl Fn(Pin<Box<dyn Future<Output = ()> + Send>>),
    ) -> Self {
        Self::launch(db, ambient, settings, true, &|_, committer| spawn(Box::pin(committer.run())))
    }

    fn launch(
        db: Db,
        ambient: Ambient,
        settings: OrderSettings,
        one_thread: bool,
        run: &dyn Fn(usize, Committer),
    ) -> Self {
        let (routes, nudge) = (Arc::new(Routes::default()), Arc::new(Nudge::default()));
        let catalog = Arc::new(catalog::Remembered::default());
        let terms = Arc::new(Terms::default());
        let rules = Arc::new(pricing::Remembered::default());
        let agreements = Arc::new(crate::agreement::Remembered::default());
        let committers = match (settings.desk_committers, db.engine()) {
            (0, Engine::Sqlite) => 1,
            (0, Engine::Postgres) => 4,
            (n, _) => n,
        };
        let start = |number| {
            let (queue, waiting) = mpsc::channel(settings.desk_queue_max.max(1));
            let committer = Committer {
                db: db.clone(),
                ambient: ambient.clone(),
                settings: settings.clone(),
                waiting,
                routes: routes.clone(),
                nudge: nudge.clone(),
                catalog: catalog.clone(),
                terms: terms.clone(),
                rules: rules.clone(),
                agreements: agreements.clone(),
                short: HashSet::new(),
                one_thread,
            };
            run(number, committer);
            queue
        };
        Self { queues: (0..committers).map(start).collect(), routes, nudge }
    }

    /// The queue of the work's merchant; the first one where that is not known yet.
    fn queue(&self, work: &Work) -> Option<&mpsc::Sender<(Work, Reply)>> {
        let merchant = self.routes.of(work).map_or(0, |merchant| merchant.0);
        let count = u128::try_from(self.queues.len()).unwrap_or(1).max(1);
        self.queues.get(usize::try_from(merchant % count).unwrap_or(0))
    }

    /// Called after each commit that left jobs behind.
    pub fn on_jobs(&self, nudge: impl Fn() + Send + Sync + 'static) {
        let _ = self.nudge.0.set(Box::new(nudge));
    }

    pub(crate) async fn ask(&self, work: Work) -> Result<Answer, OrderError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue(&work).ok_or(OrderError::ShuttingDown)?;
        queue.try_send((work, reply)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => OrderRefusal::Overloaded { retry_after: 1 }.into(),
            mpsc::error::TrySendError::Closed(_) => OrderError::ShuttingDown,
        })?;
        match answer.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(DeskFault::Unavailable(text) | DeskFault::InDoubt(text) | DeskFault::Crowded(text))) => {
                Err(DbError::Unavailable(text).into())
            }
            Ok(Err(DeskFault::Broken(text))) => Err(DbError::Other(text).into()),
            Err(_) => Err(OrderError::ShuttingDown),
        }
    }

    pub(crate) async fn place(&self, new: crate::place::Placing) -> Result<Placed, OrderError> {
        match self.ask(Work::Place(Box::new(new))).await? {
            Answer::Placed(result) => Ok(result?),
            _ => Err(mixed_up()),
        }
    }
    pub(crate) async fn pay_wallet(&self, ask: crate::pay::WalletPay) -> Result<Placed, OrderError> {
        match self.ask(Work::PayWallet(ask)).await? {
            Answer::Placed(result) => Ok(result?),
            _ => Err(mixed_up()),
        }
    }
    pub(crate) async fn paid(&self, fact: crate::PaidFact) -> Result<crate::PaidOutcome, OrderError> {
        match self.ask(Work::Paid(fact)).await? {
            Answer::Paid(outcome) => Ok(outcome),
            _ => Err(mixed_up()),
        }
    }
    pub(crate) async fn close(&self, ask: crate::close::CloseAsk) -> Result<OrderState, OrderError> {
        match self.ask(Work::Close(ask)).await? {
            Answer::Closed(result) => Ok(result?),
            _ => Err(mixed_up()),
        }
    }
    /// Whether an order whose keys were bought has them now.
    pub(crate) async fn deliver(&self, ask: crate::fulfil::DeliverAsk) -> Result<bool, OrderError> {
        match self.ask(Work::Deliver(ask)).await? {
            Answer::Delivered(done) => Ok(done),
            _ => Err(mixed_up()),
        }
    }
}

fn mixed_up() -> OrderError {
    OrderError::Db(DbError::Other("the desk answered another question".into()))
}

struct Committer {
    db: Db,
    ambient: Ambient,
    settings: OrderSettings,
    waiting: mpsc::Receiver<(Work, Reply)>,
    routes: Arc<Routes>,
    nudge: Arc<Nudge>,
    catalog: Arc<catalog::Remembered>,
    terms: Arc<Terms>,
    rules: Arc<pricing::Remembered>,
    agreements: Arc<crate::agreement::Remembered>,
    /// SKUs whose shelf and vault disagree: not sold by this node until it is started again.
    short: HashSet<SkuId>,
    /// Waits for the disk itself, so that nothing happens on another thread.
    one_thread: bool,
}

impl Committer {
    /// SQLite's statements run on the calling thread, so its committer has a thread of its own; PostgreSQL's wait
    /// for the network and live on the runtime.
    fn spawn(self, number: usize) {
        if self.db.engine() == Engine::Postgres {
            tokio::spawn(self.run());
            return;
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let thread = std::thread::Builder::new().name(format!("desk-{number}"));
        let spawned = runtime.map(|runtime| thread.spawn(move || runtime.block_on(self.run())));
        if let Ok(Err(error)) | Err(error) = spawned {
            tracing::error!(%error, "the desk could not start");
        }
    }

    async fn run(mut self) {
        let mut backlog: VecDeque<(Work, Reply)> = VecDeque::new();
        while self.fill(&mut backlog).await {
            let (works, replies) = next_batch(&mut backlog, self.settings.desk_batch_max);
            self.commit(works, replies).await;
        }
    }

    /// Waits until something is there; then takes all that waits. False when nobody can ask any more.
    async fn fill(&mut self, backlog: &mut VecDeque<(Work, Reply)>) -> bool {
        let max = self.settings.desk_batch_max;
        if backlog.is_empty() {
            let mut taken = Vec::new();
            if self.waiting.recv_many(&mut taken, max).await == 0 {
                return false;
            }
            backlog.extend(taken);
        }
        while backlog.len() < max
            && let Ok(item) = self.waiting.try_recv()
        {
            backlog.push_back(item);
        }
        true
    }

    async fn commit(&mut self, works: Vec<Work>, replies: Vec<Reply>) {
        match self.try_commit(&works).await {
            Ok((answers, durable)) => self.answer(replies, answers, durable),
            // What may have been done must not be done again: an order without an
            // idempotency key would be there twice; and a database that is away is away for each.
            Err(DeskFault::Broken(_) | DeskFault::Crowded(_)) if works.len() > 1 => {
                self.one_by_one(works, replies).await
            }
            Err(fault) => {
                for reply in replies {
                    let _ = reply.send(Err(fault.clone()));
                }
            }
        }
    }

    /// So that one bad order harms no other.
    async fn one_by_one(&mut self, works: Vec<Work>, replies: Vec<Reply>) {
        for (work, reply) in works.into_iter().zip(replies) {
            match self.try_commit(&[work]).await {
                Ok((answers, durable)) => self.answer(vec![reply], answers, durable),
                Err(fault) => {
                    let _ = reply.send(Err(fault));
                }
            }
        }
    }

    /// Nobody hears of the batch before it is durable; the next one is decided meanwhile.
    fn answer(&self, replies: Vec<Reply>, answers: Vec<Answer>, durable: Durable) {
        let nudge = self.nudge.clone();
        let tell = move |done: db::Result<()>| {
            let lost = done.err().map(|error| DeskFault::InDoubt(error.to_string()));
            for (reply, answer) in replies.into_iter().zip(answers) {
                let _ = reply.send(lost.clone().map_or(Ok(answer), Err));
            }
            if let Some(nudge) = nudge.0.get() {
                nudge();
            }
        };
        durable.then(tell);
    }

    async fn try_commit(&mut self, works: &[Work]) -> Result<(Vec<Answer>, Durable), DeskFault> {
        const TRIES: u64 = 16;
        let mut last = String::new();
        for attempt in 0..TRIES {
            if attempt > 0 {
                let jitter = u64::from(u8::from_be_bytes(self.ambient.bytes())) % 8;
                tokio::time::sleep(std::time::Duration::from_millis(attempt + jitter)).await;
            }
            match self.attempt(works).await {
                Ok(answers) => return Ok(answers),
                Err(Fault::Short(skus)) => {
                    for sku in &skus {
                        tracing::error!(%sku, "the ledger has units that the vault does not: not sold any more, run `cardamom audit`");
                    }
                    self.short.extend(skus);
                }
                Err(Fault::InDoubt(error)) => {
                    tracing::error!(%error, works = works.len(), "nobody knows whether a batch was written");
                    return Err(DeskFault::InDoubt(error.to_string()));
                }
                // Another node took the same idempotency key, event or new account: load again and decide anew.
                Err(Fault::Db(error @ (DbError::Conflict(_) | DbError::Unique(_)))) => {
                    last = error.to_string()
                }
                Err(Fault::Db(error @ (DbError::Unavailable(_) | DbError::Full(_)))) => {
                    tracing::error!(%error, "a batch could not be written");
                    return Err(DeskFault::Unavailable(error.to_string()));
                }
                Err(Fault::Db(error)) => {
                    tracing::error!(%error, works = works.len(), "a batch failed");
                    return Err(DeskFault::Broken(error.to_string()));
                }
            }
        }
        tracing::error!(error = last, "a batch was in others' way too often");
        Err(DeskFault::Crowded(last))
    }

    async fn attempt(&self, works: &[Work]) -> Result<(Vec<Answer>, Durable), Fault> {
        let mut tx = self.db.begin().await?;
        let batch = Batch {
            ambient: &self.ambient,
            settings: &self.settings,
            short: &self.short,
            routes: &self.routes,
            catalog: &self.catalog,
            terms: &self.terms,
            rules: &self.rules,
            agreements: &self.agreements,
        };
        let answers = match batch.run(&mut tx, works).await {
            Ok(answers) => answers,
            Err(fault) => {
                // SQLite undoes by itself what a full disk stopped; the reason is what must be told.
                if let Err(error) = tx.rollback().await {
                    tracing::info!(%error, "a batch was undone already");
                }
                return Err(fault);
            }
        };
        let durable = match self.one_thread {
            true => tx.commit().await.map(|()| Durable::already()),
            false => tx.commit_soon().await,
        };
        let durable = durable.map_err(|error| match error {
            DbError::Conflict(_) | DbError::Unique(_) | DbError::State(_) => Fault::Db(error),
            lost => Fault::InDoubt(lost),
        })?;
        Ok((answers, durable))
    }
}

/// As many as fit, no two about the same order or idempotency key; the others keep their place in the line.
fn next_batch(backlog: &mut VecDeque<(Work, Reply)>, max: usize) -> (Vec<Work>, Vec<Reply>) {
    let mut keys = HashSet::new();
    let (mut works, mut replies, mut later) = (Vec::new(), Vec::new(), VecDeque::new());
    while let Some((work, reply)) = backlog.pop_front() {
        let fresh = works.len() < max && work_key(&work).is_none_or(|key| keys.insert(key));
        if fresh {
            works.push(work);
            replies.push(reply);
        } else {
            later.push_back((work, reply));
        }
    }
    *backlog = later;
    (works, replies)
}
