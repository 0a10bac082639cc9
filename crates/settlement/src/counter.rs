//! The counter: what buyers confirm at the same time, and what is given back at the same time, shares a transaction and its
//! commit, as sales do at the desk. The peak makes batches larger, not the line longer.

use crate::confirm::Confirm;
use crate::refund::GiveBack;
use crate::{Result, Settlement, SettlementRefusal};
use db::{DbError, Durable, Engine, Tx};
use kernel::OrderId;
use std::collections::{HashSet, VecDeque};
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// One outcome for each work.
pub(crate) type Outcomes<T> = Vec<Result<T>>;

/// A kind of work of which many are one transaction.
pub(crate) trait Batch: Send + Sync + Sized + 'static {
    type Done: Send + 'static;

    /// No two of a batch are about the same one.
    fn order(&self) -> OrderId;

    /// What is refused leaves nothing; an error undoes all of them.
    fn decide(
        money: &Settlement,
        tx: &mut Tx,
        works: &[Self],
    ) -> impl Future<Output = Result<Outcomes<Self::Done>>> + Send;
}

type Reply<W> = oneshot::Sender<Result<<W as Batch>::Done>>;

/// So many wait, and so many are one transaction.
const QUEUE: usize = 4_096;
const MOST: usize = 256;
const TRIES: u64 = 16;

/// Where it is brought to. The committers stop when the last clone is gone.
#[derive(Clone)]
pub(crate) struct Counter {
    pub confirmed: Line<Confirm>,
    pub refunds: Line<GiveBack>,
}

pub(crate) struct Line<W: Batch>(mpsc::Sender<(W, Reply<W>)>);

impl<W: Batch> Clone for Line<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<W: Batch> Line<W> {
    /// The answer to it, once that is durable. A full line refuses at once.
    pub async fn ask(&self, work: W) -> Result<W::Done> {
        let (reply, answer) = oneshot::channel();
        let closed = || SettlementRefusal::from(DbError::Unavailable("the server is being stopped".into()));
        self.0.try_send((work, reply)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => SettlementRefusal::Overloaded,
            mpsc::error::TrySendError::Closed(_) => closed(),
        })?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }
}

/// A committer at work.
pub type CounterTask = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Settlement {
    /// From now on what comes at the same time is done together, by committers of its own.
    pub fn at_a_counter(self) -> Self {
        let engine = self.db().engine();
        self.open_counter(false, &|name, task| spawn(engine, name, task))
    }

    /// The same, with the committers given to `spawn`: for the simulator, where one thread does everything in an order
    /// that repeats, and a node's committers can be killed.
    pub fn at_a_counter_of(self, spawn: impl Fn(CounterTask)) -> Self {
        self.open_counter(true, &|_, task| spawn(task))
    }

    fn open_counter(self, one_thread: bool, run: &dyn Fn(&str, CounterTask)) -> Self {
        // The committers have no counter themselves: they would keep it open for ever.
        let money = Self(self.0.clone(), None);
        let confirmed = line(&money, one_thread, |task| run("confirmed", task));
        let refunds = line(&money, one_thread, |task| run("refunds", task));
        Self(self.0, Some(Counter { confirmed, refunds }))
    }
}

fn line<W: Batch>(money: &Settlement, one_thread: bool, run: impl Fn(CounterTask)) -> Line<W> {
    let (queue, waiting) = mpsc::channel(QUEUE);
    let committer = Committer { money: money.clone(), waiting, one_thread };
    run(Box::pin(committer.run()));
    Line(queue)
}

/// SQLite's statements run on the calling thread, so there each committer has a thread of its own.
fn spawn(engine: Engine, name: &str, task: CounterTask) {
    if engine == Engine::Postgres {
        tokio::spawn(task);
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let thread = std::thread::Builder::new().name(format!("counter-{name}"));
    let spawned = runtime.map(|runtime| thread.spawn(move || runtime.block_on(task)));
    if let Ok(Err(error)) | Err(error) = spawned {
        tracing::error!(%error, "the counter could not be opened");
    }
}

struct Committer<W: Batch> {
    money: Settlement,
    waiting: mpsc::Receiver<(W, Reply<W>)>,
    /// Waits for the disk itself, so that nothing happens on another thread.
    one_thread: bool,
}

enum Fault {
    /// Nothing of it stands.
    Undone(DbError),
    /// It may stand: nobody does it again.
    InDoubt(DbError),
}

impl Fault {
    /// To each of those whose work it was.
    fn told(&self) -> DbError {
        match self {
            Self::Undone(DbError::State(text)) => DbError::State(text.clone()),
            Self::Undone(DbError::Decode(text) | DbError::Other(text)) => DbError::Other(text.clone()),
            Self::Undone(error) | Self::InDoubt(error) => DbError::Unavailable(error.to_string()),
        }
    }
}

impl<W: Batch> Committer<W> {
    async fn run(mut self) {
        let mut backlog = VecDeque::new();
        while self.fill(&mut backlog).await {
            let (works, replies) = next_batch(&mut backlog);
            self.commit(works, replies).await;
        }
    }

    /// Waits until something is there; then takes all that waits. False when nobody can ask any more.
    async fn fill(&mut self, backlog: &mut VecDeque<(W, Reply<W>)>) -> bool {
        if backlog.is_empty() {
            let mut taken = Vec::new();
            if self.waiting.recv_many(&mut taken, MOST).await == 0 {
                return false;
            }
            backlog.extend(taken);
        }
        while backlog.len() < MOST
            && let Ok(item) = self.waiting.try_recv()
        {
            backlog.push_back(item);
        }
        true
    }

    async fn commit(&self, works: Vec<W>, replies: Vec<Reply<W>>) {
        match self.tries(&works).await {
            Ok((answers, durable)) => tell(replies, answers, durable),
            // A database that is away is away for each.
            Err(Fault::Undone(error)) if works.len() > 1 && !is_away(&error) => {
                for (work, reply) in works.into_iter().zip(replies) {
                    self.one(work, reply).await;
                }
            }
            Err(fault) => {
                for reply in replies {
                    let _ = reply.send(Err(fault.told().into()));
                }
            }
        }
    }

    /// So that one bad work harms no other.
    async fn one(&self, work: W, reply: Reply<W>) {
        match self.tries(&[work]).await {
            Ok((answers, durable)) => tell(vec![reply], answers, durable),
            Err(fault) => {
                let _ = reply.send(Err(fault.told().into()));
            }
        }
    }

    async fn tries(&self, works: &[W]) -> std::result::Result<(Outcomes<W::Done>, Durable), Fault> {
        let mut attempt = 0;
        loop {
            match self.attempt(works).await {
                // Another transaction was there first: load again and decide anew.
                Err(Fault::Undone(DbError::Conflict(_) | DbError::Unique(_))) if attempt < TRIES => {
                    attempt += 1;
                    let jitter = u64::from(u8::from_be_bytes(self.money.ambient().bytes())) % 8;
                    tokio::time::sleep(Duration::from_millis(attempt + jitter)).await;
                }
                Err(fault) => {
                    let (Fault::Undone(error) | Fault::InDoubt(error)) = &fault;
                    tracing::error!(%error, works = works.len(), "the counter could not do its work");
                    return Err(fault);
                }
                done => return done,
            }
        }
    }

    async fn attempt(&self, works: &[W]) -> std::result::Result<(Outcomes<W::Done>, Durable), Fault> {
        let mut tx = self.money.db().begin().await.map_err(Fault::Undone)?;
        let answers = match W::decide(&self.money, &mut tx, works).await {
            Ok(answers) => answers,
            Err(fault) => {
                // SQLite undoes by itself what a full disk stopped.
                if let Err(error) = tx.rollback().await {
                    tracing::info!(%error, "a batch was undone already");
                }
                return Err(Fault::Undone(of_database(fault)));
            }
        };
        let durable = match self.one_thread {
            true => tx.commit().await.map(|()| Durable::already()),
            false => tx.commit_soon().await,
        };
        let durable = durable.map_err(|error| match error {
            DbError::Conflict(_) | DbError::Unique(_) | DbError::State(_) => Fault::Undone(error),
            lost => Fault::InDoubt(lost),
        })?;
        Ok((answers, durable))
    }
}

fn of_database(fault: SettlementRefusal) -> DbError {
    match fault {
        SettlementRefusal::Db(error) => error,
        other => DbError::State(other.to_string()),
    }
}

fn is_away(error: &DbError) -> bool {
    matches!(error, DbError::Unavailable(_) | DbError::Full(_))
}

/// Nobody hears of it before it is durable; the next batch is decided meanwhile.
fn tell<T: Send + 'static>(replies: Vec<oneshot::Sender<Result<T>>>, answers: Outcomes<T>, durable: Durable) {
    durable.then(move |done| {
        let lost = done.err().map(|error| error.to_string());
        for (reply, answer) in replies.into_iter().zip(answers) {
            let answer = match &lost {
                None => answer,
                Some(text) => Err(DbError::Unavailable(text.clone()).into()),
            };
            let _ = reply.send(answer);
        }
    });
}

/// As many as fit, no two about the same order; the others keep their place in the line.
fn next_batch<W: Batch>(backlog: &mut VecDeque<(W, Reply<W>)>) -> (Vec<W>, Vec<Reply<W>>) {
    let mut orders = HashSet::new();
    let (mut works, mut replies, mut later) = (Vec::new(), Vec::new(), VecDeque::new());
    while let Some((work, reply)) = backlog.pop_front() {
        if works.len() < MOST && orders.insert(work.order()) {
            works.push(work);
            replies.push(reply);
        } else {
            later.push_back((work, reply));
        }
    }
    *backlog = later;
    (works, replies)
}
