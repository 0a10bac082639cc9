use crate::{Made, store};
use db::{Db, Result};
use kernel::{Ambient, Span, Time, encode_128};

/// A line of the book of backups.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Booked {
    pub id: String,
    /// When the schedule wanted it; none where a person asked for it.
    pub due_at: Option<Time>,
    /// `running`, `proven` or `failed`.
    pub state: String,
    pub started_at: Time,
    pub finished_at: Option<Time>,
    pub place: String,
    pub bytes: Option<i64>,
    pub root: Option<String>,
    pub proof_ms: Option<i64>,
    pub error: Option<String>,
}

/// The newest backup that proved.
pub async fn latest_proven(db: &Db) -> Result<Option<Booked>> {
    store::latest_proven(db).await
}

/// The newest one that was begun, whatever became of it.
pub async fn latest_try(db: &Db) -> Result<Option<Booked>> {
    store::latest_try(db).await
}

/// A backup under way, in the book.
#[derive(Clone)]
pub(crate) struct Entry {
    db: Db,
    ambient: Ambient,
    holder: String,
}

pub(crate) const LEASE: Span = Span::minutes(3);
/// So long a failed turn waits before it is tried again.
pub(crate) const AGAIN: Span = Span::minutes(15);

impl Entry {
    pub async fn begin(
        db: &Db,
        ambient: &Ambient,
        due_at: Option<Time>,
        place: &str,
    ) -> Result<Option<Self>> {
        let (now, holder) = (ambient.now(), format!("bak_{}", encode_128(ambient.uuid_v7())));
        let lease = now.after(LEASE);
        let mut tx = db.begin().await?;
        let mut ours = store::claim(&mut tx, &holder, due_at, place, (now, lease)).await?;
        if let (false, Some(due_at)) = (ours, due_at) {
            let times = (now, lease, now.before(AGAIN));
            ours = store::take_over(&mut tx, due_at, &holder, place, times).await?;
        }
        tx.commit().await?;
        Ok(ours.then(|| Self { db: db.clone(), ambient: ambient.clone(), holder }))
    }

    /// Says that somebody is still at it.
    pub async fn renew(&self) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        let ours = store::renew(&mut tx, &self.holder, self.ambient.now().after(LEASE)).await?;
        tx.commit().await?;
        Ok(ours)
    }

    pub async fn proven(&self, made: &Made, place: &str) -> Result<()> {
        let number = |n: u128| i64::try_from(n).unwrap_or(i64::MAX);
        let facts =
            (number(made.bytes.into()), made.contents.root.as_str(), number(made.proof.took.as_millis()));
        let mut tx = self.db.begin().await?;
        store::proven(&mut tx, &self.holder, self.ambient.now(), place, facts).await?;
        tx.commit().await
    }

    pub async fn failed(&self, error: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        store::failed(&mut tx, &self.holder, self.ambient.now(), error).await?;
        tx.commit().await
    }
}
