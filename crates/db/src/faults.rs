//! Faults on demand, for the simulator: whoever runs a future under [`with_faults`] is asked before each statement and
//! around each commit, may hold it up, and may have it fail. Elsewhere it is one look at a task-local that is not set.

use crate::{DbError, Result};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Where a fault may strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Before a transaction begins.
    Begin,
    /// Before a statement, a read outside of transactions too.
    Statement,
    /// Before the commit: what fails here was not done.
    Commit,
    /// After the commit: what fails here was done, but the answer is lost.
    Committed,
}

/// The error to be reported, or none; what it waits for holds up the database's caller.
pub type Strike<'a> = Pin<Box<dyn Future<Output = Option<DbError>> + Send + 'a>>;

/// Decides which faults strike.
pub trait Faults: Send + Sync {
    fn strike(&self, point: Point) -> Strike<'_>;
}

tokio::task_local! {
    static FAULTS: Arc<dyn Faults>;
}

/// Runs the work with these faults. Tasks that it spawns are not under them.
pub async fn with_faults<F: Future>(faults: Arc<dyn Faults>, work: F) -> F::Output {
    FAULTS.scope(faults, work).await
}

pub(crate) async fn at(point: Point) -> Result<()> {
    let Ok(faults) = FAULTS.try_with(Arc::clone) else { return Ok(()) };
    match faults.strike(point).await {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
