use crate::book::Entry;
use crate::{
    Auditor, BackupError, BackupKey, Made, Progress, Shelf, Source, Timetable, make, on_own_thread, store,
};
use kernel::{Ambient, Time};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Makes the backups that are due. However many nodes have one, each turn is made once.
#[derive(Clone)]
pub struct Keeper {
    pub source: Source,
    pub key: BackupKey,
    pub shelf: Shelf,
    /// How many proven ones are kept.
    pub keep: usize,
    /// Where backups are proven, and where they wait for their upload.
    pub scratch: PathBuf,
    pub auditor: Arc<dyn Auditor>,
    pub ambient: Ambient,
}

const LOOK: Duration = Duration::from_secs(15);
const RENEW: Duration = Duration::from_secs(45);

impl Keeper {
    /// Looks again and again whether a backup is due, until it is dropped. What was missed while no node ran is made up
    /// for by one backup.
    pub async fn watch(self, timetable: Timetable) {
        loop {
            if let Err(error) = self.turn(&timetable).await {
                tracing::error!(%error, code = error.code(), "ALARM: a scheduled backup failed; it is tried again");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Makes the backup whose time has come, if nobody else has made it or is at it.
    pub async fn turn(&self, timetable: &Timetable) -> Result<Option<Made>, BackupError> {
        let Some(due_at) = timetable.last(self.ambient.now()) else { return Ok(None) };
        let done = store::of_turn(&self.source.db, due_at).await?;
        if done.is_some_and(|booked| booked.state == "proven") {
            return Ok(None);
        }
        self.make(Some(due_at), &Progress::default()).await
    }

    /// Makes one now, books it, brings it to its place and prunes; none where another node has this turn.
    pub async fn make(&self, due_at: Option<Time>, progress: &Progress) -> Result<Option<Made>, BackupError> {
        let name = Shelf::name(due_at.unwrap_or(self.ambient.now()));
        let made = self.make_named(&name, due_at, progress).await?;
        if made.is_some() {
            // An old one too many is no reason to call the new one failed.
            match self.shelf.prune(self.keep).await {
                Ok(gone) if gone.is_empty() => {}
                Ok(gone) => tracing::info!(?gone, "old backups were removed"),
                Err(error) => tracing::warn!(%error, "old backups could not be removed"),
            }
        }
        Ok(made)
    }

    /// As [`Keeper::make`], under a name that a person chose, which no pruning touches.
    pub async fn make_named(
        &self,
        name: &str,
        due_at: Option<Time>,
        progress: &Progress,
    ) -> Result<Option<Made>, BackupError> {
        let place = self.shelf.place(name);
        let entry = Entry::begin(&self.source.db, &self.ambient, due_at, &place).await?;
        let Some(entry) = entry else { return Ok(None) };
        let alive = tokio::spawn(stay(entry.clone()));
        let made = self.make_there(name, progress).await;
        alive.abort();
        match &made {
            Ok(made) => entry.proven(made, &place).await?,
            Err(error) => entry.failed(&error.to_string()).await?,
        }
        let made = made?;
        let (bytes, root) = (made.bytes, &made.contents.root);
        let proof_ms = made.proof.took.as_millis();
        let (documents, missing) = (made.contents.documents, made.contents.missing);
        tracing::info!(place, bytes, root, documents, proof_ms, "a backup was made and proven");
        if missing > 0 {
            tracing::error!(place, missing, "ALARM: documents that the database names are not in the backup");
        }
        Ok(Some(made))
    }

    async fn make_there(&self, name: &str, progress: &Progress) -> Result<Made, BackupError> {
        let folder = match &self.shelf {
            Shelf::Folder(folder) => folder.clone(),
            Shelf::S3 { .. } => self.scratch.clone(),
        };
        let (me, path, progress) = (self.clone(), folder.join(name), progress.clone());
        let ours = Shelf::is_ours(name);
        let made = on_own_thread(async move {
            // Left by an upload that was cut off; in a folder, by a node that died before it could book it.
            if ours {
                let _ = std::fs::remove_file(&path);
            }
            make(&me.source, &me.key, &path, &me.scratch, &*me.auditor, &me.ambient, &progress).await
        })
        .await?;
        let sent = self.shelf.put(name, &made.path).await;
        if matches!(self.shelf, Shelf::S3 { .. }) {
            let _ = std::fs::remove_file(&made.path);
        }
        sent.map(|()| made)
    }
}

/// Keeps the turn while the work goes on.
async fn stay(entry: Entry) {
    loop {
        tokio::time::sleep(RENEW).await;
        match entry.renew().await {
            Ok(true) => {}
            Ok(false) => tracing::warn!("a backup took longer than its lease and was taken over elsewhere"),
            Err(error) => tracing::warn!(%error, "the lease of a backup could not be renewed"),
        }
    }
}
