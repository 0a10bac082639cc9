use crate::crew::Crew;
use crate::settings::{duration, longest_try};
use crate::verdict::Verdict;
use crate::{Handler, Job, Nudge, RunnerSettings, store};
use db::Db;
use kernel::{Ambient, Span};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// One transaction takes no more than this.
const CLAIM_MAX: usize = 64;

/// Takes jobs that are due and has them done by the handlers of their kinds. Jobs of other kinds are left to other
/// nodes.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    ambient: Ambient,
    nudge: Nudge,
    settings: RunnerSettings,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
}

/// A runner at work. Dropping it lets the jobs end, too, but nobody waits for them.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Takes no further jobs, waits for those that run (each at most as long as its lease), writes them down.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }

    /// Drops everything on the spot, as a crash would: the jobs are taken again when their lease has run out.
    pub async fn abort(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

impl Runner {
    pub fn new(db: Db, ambient: Ambient, nudge: Nudge, settings: RunnerSettings) -> Self {
        Self { db, ambient, nudge, settings, handlers: HashMap::new() }
    }

    /// From now on this handler does the jobs of that kind.
    #[must_use]
    pub fn handle(mut self, kind: &'static str, handler: Arc<dyn Handler>) -> Self {
        self.handlers.insert(kind, handler);
        self
    }

    /// Works until it is stopped.
    pub fn start(self) -> Running {
        let (stop, stopped) = watch::channel(false);
        Running { stop, task: tokio::spawn(self.work(stopped)) }
    }

    /// Does what is due, and what comes in meanwhile, until nothing is left; how many tries that were.
    pub async fn drain(&self) -> db::Result<usize> {
        let mut crew = Crew::default();
        let mut tries = 0;
        loop {
            let taken = self.round(&mut crew, self.settings.concurrency).await?;
            tries += taken;
            if taken == 0 && crew.running() == 0 && crew.done.is_empty() {
                return Ok(tries);
            }
            crew.wait().await;
        }
    }

    async fn work(self, mut stopped: watch::Receiver<bool>) {
        let mut crew = Crew::default();
        let poll = duration(self.settings.poll);
        loop {
            let faulty = match self.round(&mut crew, self.settings.concurrency).await {
                Ok(CLAIM_MAX..) => continue,
                Ok(_) => false,
                Err(error) => {
                    tracing::warn!(%error, "jobs cannot be taken now");
                    true
                }
            };
            tokio::select! {
                _ = stopped.changed() => break,
                () = tokio::time::sleep(poll) => {}
                // Where the database is down, only time helps.
                () = self.nudge.felt(), if !faulty => {}
                () = crew.wait(), if !faulty && crew.running() > 0 => {}
            }
        }
        while crew.running() > 0 {
            crew.wait().await;
        }
        if let Err(error) = self.round(&mut crew, 0).await {
            tracing::warn!(%error, "jobs that are done could not be written down: they will be done again");
        }
    }

    /// Writes down what is done and takes what is due, in one transaction; how many were taken.
    async fn round(&self, crew: &mut Crew, places: usize) -> db::Result<usize> {
        crew.collect();
        let free = places.saturating_sub(crew.running()).min(CLAIM_MAX);
        let kinds: Vec<String> = self.handlers.keys().map(|&kind| kind.to_owned()).collect();
        let now = self.ambient.now();
        // An idle node looks without taking the turn of a writer.
        let due = free > 0 && store::jobs::any_due(&self.db, now, &kinds).await?;
        if crew.done.is_empty() && !due {
            return Ok(0);
        }
        let verdict = |(job, result)| (job, Verdict::of(&self.settings, &self.ambient, job, result));
        let verdicts: Vec<(&Job, Verdict)> =
            crew.done.iter().map(|(job, result)| verdict((job, result))).collect();
        let mut tx = self.db.begin().await?;
        let lost = store::jobs::settle(&mut tx, &verdicts).await?;
        let jobs = if due {
            store::jobs::claim(&mut tx, now, self.lease_end(now), free, &kinds).await?
        } else {
            vec![]
        };
        tx.commit().await?;
        report(&verdicts, lost);
        crew.done.clear();
        let taken = jobs.len();
        for job in jobs {
            if let Some(handler) = self.handlers.get(job.kind.as_str()) {
                crew.start(job, handler.clone(), longest_try(self.settings.lease));
            }
        }
        Ok(taken)
    }

    fn lease_end(&self, now: kernel::Time) -> kernel::Time {
        now.after(self.settings.lease.max(Span::seconds(1)))
    }
}

/// Tells the log about failures; what ended well is not worth a line.
fn report(verdicts: &[(&Job, Verdict)], lost: u64) {
    for (job, verdict) in verdicts {
        match verdict {
            Verdict::Done => {}
            Verdict::Again { error, .. } => {
                tracing::info!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "will be tried again");
            }
            Verdict::Dead { error } => {
                tracing::error!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "given up");
            }
        }
    }
    if lost > 0 {
        tracing::warn!(lost, "jobs took longer than their lease and were taken again elsewhere");
    }
}
