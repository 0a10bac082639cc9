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
    dead_with(db, "", ask).await
}

/// Those of them whose kind, payload or last error holds the words as they stand, whatever their case.
pub async fn dead_with(db: &Db, words: &str, ask: &PageAsk) -> db::Result<Page<DeadJob>> {
    let after = ask.after.as_deref().and_then(|after| after.parse::<JobId>().ok());
    let rows = store::jobs::dead(&mut db.read().await?, words, after, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |job| job.id.to_string()))
}

/// A job that runs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLine {
    pub id: JobId,
    pub kind: String,
    /// 1 at the first try.
    pub attempts: i64,
    pub created_at: Time,
}

/// The jobs that run on any node, the oldest first.
pub async fn under_way(db: &Db, limit: i64) -> db::Result<Vec<JobLine>> {
    store::jobs::under_way(&mut db.read().await?, limit).await
}

/// When the oldest job that waits could have run.
pub async fn oldest_due(db: &Db, now: Time) -> db::Result<Option<Time>> {
    store::jobs::oldest_due(&mut db.read().await?, now).await
}

/// The dead job with that id, to be retried or dropped in the same transaction.
pub async fn find_dead(tx: &mut Tx, id: JobId) -> db::Result<Option<DeadJob>> {
    store::jobs::find_dead(tx, id).await
}

/// Puts a dead job back into the queue, with all its tries before it.
pub async fn retry_dead(tx: &mut Tx, now: Time, id: JobId) -> Result<(), JobRefusal> {
    if store::jobs::revive(tx, now, id).await? { Ok(()) } else { Err(JobRefusal::NotDead) }
}

/// Forgets a dead job for good.
pub async fn drop_dead(tx: &mut Tx, id: JobId) -> Result<(), JobRefusal> {
    if store::jobs::drop_dead(tx, id).await? { Ok(()) } else { Err(JobRefusal::NotDead) }
}
