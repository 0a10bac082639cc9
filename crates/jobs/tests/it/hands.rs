use async_trait::async_trait;
use jobs::{Handler, Job, NewJob, Nudge, Retry, Runner, RunnerSettings};
use kernel::{Ambient, JobId, Span};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Writes down what it was given, and answers as it is told.
#[derive(Default)]
pub struct Hand {
    pub seen: Mutex<Vec<Job>>,
    pub answer: Mutex<Option<Retry>>,
    /// Never comes to an end.
    pub stuck: bool,
    pub panics: bool,
}

#[async_trait]
impl Handler for Hand {
    async fn run(&self, job: &Job) -> Result<(), Retry> {
        self.seen.lock().unwrap().push(job.clone());
        assert!(!self.panics, "this one always breaks off");
        if self.stuck {
            std::future::pending::<()>().await;
        }
        tokio::task::yield_now().await;
        self.answer.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl Hand {
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
    pub fn ids(&self) -> Vec<JobId> {
        self.seen.lock().unwrap().iter().map(|job| job.id).collect()
    }
    pub fn failing(retry: Retry) -> Arc<Self> {
        Arc::new(Self { answer: Mutex::new(Some(retry)), ..Self::default() })
    }
}

/// Quick, so that the tests are.
pub fn settings() -> RunnerSettings {
    RunnerSettings { poll: Span::millis(20), concurrency: 8, attempts_max: 5, ..RunnerSettings::default() }
}

pub fn runner(db: &db::Db, ambient: &Ambient, hand: &Arc<Hand>) -> Runner {
    Runner::new(db.clone(), ambient.clone(), Nudge::default(), settings()).handle("mail", hand.clone())
}

pub fn mail(n: usize) -> NewJob {
    NewJob::new("mail", &serde_json::json!({ "n": n }))
}

pub async fn put(db: &db::Db, ambient: &Ambient, jobs: Vec<NewJob>) -> u64 {
    let mut tx = db.begin().await.unwrap();
    let count = jobs::enqueue(&mut tx, ambient, jobs).await.unwrap();
    tx.commit().await.unwrap();
    count
}

/// Until it is so, for twenty seconds at most.
pub async fn until(what: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to pass");
}
