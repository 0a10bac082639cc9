use crate::{Handler, Job, Retry};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinError, JoinSet};

/// The jobs that run at this moment, and those that are done but not yet written down.
#[derive(Default)]
pub(crate) struct Crew {
    tasks: JoinSet<Result<(), Retry>>,
    running: HashMap<Id, Job>,
    pub done: Vec<(Job, Result<(), Retry>)>,
}

type Joined = Result<(Id, Result<(), Retry>), JoinError>;

impl Crew {
    pub fn start(&mut self, job: Job, handler: Arc<dyn Handler>, limit: Duration) {
        let its = job.clone();
        let task = self.tasks.spawn(async move {
            match tokio::time::timeout(limit, handler.run(&its)).await {
                Ok(result) => result,
                Err(_) => Err(Retry::new(format!("cut off after {} seconds", limit.as_secs()))),
            }
        });
        self.running.insert(task.id(), job);
    }

    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// Takes in all that ended.
    pub fn collect(&mut self) {
        while let Some(joined) = self.tasks.try_join_next_with_id() {
            self.take(joined);
        }
    }

    /// Waits until one ends; ends at once where none runs.
    pub async fn wait(&mut self) {
        if let Some(joined) = self.tasks.join_next_with_id().await {
            self.take(joined);
        }
    }

    fn take(&mut self, joined: Joined) {
        let (id, result) = match joined {
            Ok(ended) => ended,
            // One bad job must not take the others with it.
            Err(error) => (error.id(), Err(Retry::new(format!("the handler broke off: {error}")))),
        };
        if let Some(job) = self.running.remove(&id) {
            self.done.push((job, result));
        }
    }
}
