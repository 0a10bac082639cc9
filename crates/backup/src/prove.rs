use crate::{BackupError, BackupKey, Places, Progress, Restored, Sample, restore, root_of};
use async_trait::async_trait;
use db::{Db, DbConfig, Tx};
use kernel::{Ambient, Time};
use std::path::Path;
use std::time::{Duration, Instant};

/// All proofs that a shop knows of itself, at that time: a line for each thing that is not as it must be.
#[async_trait]
pub trait Auditor: Send + Sync {
    async fn audit(&self, tx: &mut Tx, now: Time) -> db::Result<Vec<String>>;

    /// Whether a sealed document opens to what the restored database says of it; none where that cannot be tried here.
    async fn opens(&self, _db: &Db, _document: &Sample) -> db::Result<Option<bool>> {
        Ok(None)
    }
}

/// A backup that proved.
#[derive(Clone, Debug)]
pub struct Proof {
    pub restored: Restored,
    /// So many of its documents were opened, as a sample.
    pub opened: usize,
    /// Restoring, auditing and comparing.
    pub took: Duration,
}

/// Restores the backup into a folder of its own within `scratch` and onto the embedded engine, audits it there as of the
/// time it was taken, and compares its root with the one that stands in it. The folder is gone afterwards.
pub async fn prove(
    path: &Path,
    key: &BackupKey,
    scratch: &Path,
    auditor: &dyn Auditor,
    ambient: &Ambient,
    progress: &Progress,
) -> Result<Proof, BackupError> {
    let begun = Instant::now();
    let folder = scratch_folder(scratch)?;
    let db = Db::open(&DbConfig::Sqlite { path: folder.path().join("cardamom.db") }).await?;
    let restored = restore(path, key, &db, &Places::default(), ambient.now(), progress).await?;
    compare(&db, &restored, progress).await?;
    // The audit is this program's: an older schema is brought up to date before it.
    db.migrate(ambient.now()).await?;
    let _told = progress.step("auditing");
    let mut findings = auditor.audit(&mut db.snapshot().await?, restored.header.taken_at).await?;
    let mut opened = 0;
    for sample in &restored.samples {
        match auditor.opens(&db, sample).await? {
            Some(true) => opened += 1,
            Some(false) => findings.push(format!("the document {} does not open", sample.name)),
            None => {}
        }
    }
    drop(db);
    if !findings.is_empty() {
        return Err(BackupError::Findings(findings));
    }
    Ok(Proof { restored, opened, took: begun.elapsed() })
}

/// The root of what stands in the database is the one that was taken with the backup.
pub async fn compare(db: &Db, restored: &Restored, progress: &Progress) -> Result<(), BackupError> {
    let mut tx = db.snapshot().await?;
    let root = root_of(&mut tx, &progress.step("comparing")).await?;
    let (expected, found) = (restored.contents.root.clone(), root.hex());
    if expected == found { Ok(()) } else { Err(BackupError::RootDiffers { expected, found }) }
}

const PREFIX: &str = ".proof-";

/// A folder for this process only. What an earlier one left behind because it was killed goes first.
pub fn scratch_folder(scratch: &Path) -> Result<tempfile::TempDir, BackupError> {
    let entries = std::fs::read_dir(scratch).map_err(BackupError::file(scratch))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok());
        if pid.is_some_and(is_gone) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let folder =
        tempfile::Builder::new().prefix(&format!("{PREFIX}{}-", std::process::id())).tempdir_in(scratch);
    folder.map_err(BackupError::file(scratch))
}

fn is_gone(pid: i32) -> bool {
    let pid = rustix::process::Pid::from_raw(pid);
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}
