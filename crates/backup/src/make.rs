use crate::prove::scratch_folder;
use crate::{Auditor, BackupError, BackupKey, Contents, Header, Progress, Proof, Source, prove, write};
use kernel::Ambient;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A proven backup.
#[derive(Clone, Debug)]
pub struct Made {
    pub path: PathBuf,
    pub header: Header,
    pub contents: Contents,
    pub bytes: u64,
    /// Writing it, and proving it.
    pub wrote: Duration,
    pub proof: Proof,
}

/// Writes a backup under a temporary name, proves it, and gives it its name: so whatever has that name is whole and
/// proven. One that does not prove is kept as `….bad`, and an error is logged.
pub async fn make(
    source: &Source,
    key: &BackupKey,
    to: &Path,
    scratch: &Path,
    auditor: &dyn Auditor,
    ambient: &Ambient,
    progress: &Progress,
) -> Result<Made, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists { path: to.display().to_string() });
    }
    drop(scratch_folder(scratch)?);
    let begun = Instant::now();
    let partial = named(to, "partial");
    // What is there was left by one that was killed: two at a time are kept apart by their callers.
    let _ = std::fs::remove_file(&partial);
    let written = write(source, key, ambient, &partial, progress).await;
    let (header, contents) = written.inspect_err(|_| {
        let _ = std::fs::remove_file(&partial);
    })?;
    let wrote = begun.elapsed();
    match prove(&partial, key, scratch, auditor, ambient, progress).await {
        Ok(proof) => {
            let bytes = std::fs::metadata(&partial).map_err(BackupError::file(&partial))?.len();
            rename(&partial, to)?;
            Ok(Made { path: to.to_owned(), header, contents, bytes, wrote, proof })
        }
        Err(error) if error.is_bad_backup() => {
            let bad = named(to, "bad");
            tracing::error!(backup = %bad.display(), %error, "ALARM: a backup did not prove and is kept aside");
            rename(&partial, &bad)?;
            Err(error)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&partial);
            Err(error)
        }
    }
}

pub(crate) fn named(path: &Path, more: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{more}"));
    path.with_file_name(name)
}

/// Durable when it answers.
fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    std::fs::rename(from, to).map_err(BackupError::file(to))?;
    let folder = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(BackupError::file(folder))
}
