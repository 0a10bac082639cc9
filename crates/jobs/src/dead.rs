use crate::{DeadJob, store};
use db::{Db, Tx};
use kernel::{JobId, Page, PageAsk, Time};

/// How the queue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub queued: i64,
    pub running: i64,
    pub dead: i64,
}

/// Why a dead job is not touched.
#[derive(Debug, thiserror::Error)]
pub enum JobRefusal {
    #[error("no dead job has this id: it was retried or dropped already")]
    NotDead,
    #[error(transparent)]
    Db(#[from] db::DbError),
}

impl JobRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDead => "job_not_dead",
            Self::Db(_) => "database",
        }
    }
}

/// For metrics and tests: reads the whole queue.
pub async fn counts(db: &Db) -> db::Result<Counts> {
    store::jobs::counts(&mut db.read().await?).await
}

/// The jobs given up, oldest first; the cursor is the id of the last one.
pub async fn dead(db: &Db, ask: &PageAsk) -> db::Result<Page<DeadJob>> {
    let after = ask.after.as_deref().and_then(|after| after.parse::<JobId>().ok());
    let rows = store::jobs::dead(&mut db.read().await?, after, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |job| job.id.to_string()))
}

/// Puts a dead job back into the queue, with all its tries before it.
pub async fn retry_dead(tx: &mut Tx, now: Time, id: JobId) -> Result<(), JobRefusal> {
    if store::jobs::revive(tx, now, id).await? { Ok(()) } else { Err(JobRefusal::NotDead) }
}

/// Forgets a dead job for good.
pub async fn drop_dead(tx: &mut Tx, id: JobId) -> Result<(), JobRefusal> {
    if store::jobs::drop_dead(tx, id).await? { Ok(()) } else { Err(JobRefusal::NotDead) }
}
