use crate::settings::{duration, longest_try};
use crate::{Retry, store};
use async_trait::async_trait;
use db::Db;
use kernel::{Ambient, Span, encode_128};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

const LOOK: Span = Span::seconds(1);

/// Something to be done again and again. A failure is logged; the next turn comes as usual.
#[async_trait]
pub trait Task: Send + Sync {
    async fn run(&self) -> Result<(), Retry>;
}

#[derive(Clone)]
struct Entry {
    name: &'static str,
    every: Span,
    /// How long other nodes wait for a node that died within the task.
    lease: Span,
    task: Arc<dyn Task>,
}

/// Named periodic tasks. However many nodes have the same ones, each is run by one at a time.
#[derive(Clone)]
pub struct Schedule {
    db: Db,
    ambient: Ambient,
    entries: Vec<Entry>,
}

/// A schedule at work; dropping it lets the tasks end, too, but nobody waits for them.
pub struct Scheduling {
    stop: watch::Sender<bool>,
    handle: JoinHandle<()>,
}

impl Scheduling {
    /// Starts no further task and waits for those that run.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.handle.await;
    }
}

impl Schedule {
    pub fn new(db: Db, ambient: Ambient) -> Self {
        Self { db, ambient, entries: Vec::new() }
    }

    /// Runs the task now and then so long after each end. It is looked for once a second, and a run is cut off
    /// after some minutes.
    #[must_use]
    pub fn every(mut self, name: &'static str, every: Span, task: Arc<dyn Task>) -> Self {
        self.entries.push(Entry { name, every, lease: Span::minutes(5), task });
        self
    }

    /// Works until it is stopped: every task in a loop of its own, so that a slow one holds up no other.
    pub fn start(self) -> Scheduling {
        let (stop, stopped) = watch::channel(false);
        let handle = tokio::spawn(async move {
            let mut loops = JoinSet::new();
            for entry in self.entries.clone() {
                loops.spawn(self.clone().repeat(entry, stopped.clone()));
            }
            while loops.join_next().await.is_some() {}
        });
        Scheduling { stop, handle }
    }

    /// Runs what is due, one after another; how many were. What failed says so in the log.
    pub async fn run_due(&self) -> db::Result<usize> {
        let mut ran = 0;
        for entry in &self.entries {
            ran += usize::from(self.turn(entry).await?);
        }
        Ok(ran)
    }

    async fn repeat(self, entry: Entry, mut stopped: watch::Receiver<bool>) {
        loop {
            if let Err(error) = self.turn(&entry).await {
                tracing::warn!(%error, task = entry.name, "the schedule cannot be read now");
            }
            tokio::select! {
                _ = stopped.changed() => return,
                () = tokio::time::sleep(duration(LOOK)) => {}
            }
        }
    }

    /// Whether it was due and this node got it.
    async fn turn(&self, entry: &Entry) -> db::Result<bool> {
        let now = self.ambient.now();
        if !store::schedules::is_due(&self.db, entry.name, now, entry.every).await? {
            return Ok(false);
        }
        let holder = encode_128(u128::from_be_bytes(self.ambient.bytes()));
        let mut tx = self.db.begin().await?;
        let lease_end = now.after(entry.lease);
        let ours = store::schedules::claim(&mut tx, entry.name, &holder, now, entry.every, lease_end).await?;
        tx.commit().await?;
        if !ours {
            return Ok(false);
        }
        self.run(entry).await;
        let mut tx = self.db.begin().await?;
        let next = self.ambient.now().after(entry.every);
        if !store::schedules::release(&mut tx, entry.name, &holder, next).await? {
            tracing::warn!(task = entry.name, "took longer than its lease");
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn run(&self, entry: &Entry) {
        let task = entry.task.clone();
        // A task of its own, so that one that breaks off does not take the schedule with it.
        let mut own = JoinSet::new();
        own.spawn(async move { task.run().await });
        match tokio::time::timeout(longest_try(entry.lease), own.join_next()).await {
            Ok(Some(Ok(Ok(())))) | Ok(None) => {}
            Ok(Some(Ok(Err(retry)))) => tracing::error!(task = entry.name, error = retry.error, "failed"),
            Ok(Some(Err(error))) => tracing::error!(task = entry.name, %error, "broke off"),
            Err(_) => tracing::error!(task = entry.name, "cut off: it took too long"),
        }
    }
}
