//! Moves SQLite's log into the database file on a thread of its own, so that no commit waits for it.

use crate::sqlite::Sqlite;
use crate::{DbError, Result};
use std::fs::File;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use tokio::sync::Mutex;

/// Above this many pages the writer itself moves the log: only where this thread cannot keep up.
pub(crate) const LOG_PAGES_MAX: i64 = 65_536;
/// From this many pages on, the log is moved and begun anew.
const LOG_PAGES_WORTH: i64 = 8_192;
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long to leave a log alone that somebody still reads.
const LET_READ: Duration = Duration::from_millis(500);

/// Ends with its owner.
pub(crate) struct Checkpointer(mpsc::Sender<()>);

struct Mover {
    connection: Sqlite,
    writer: Arc<Mutex<Sqlite>>,
    /// The database file, to have it on the disk before the writer is held up. Never closed: closing any handle of
    /// a file gives up the locks that this process has on it, and SQLite's are among them.
    file: ManuallyDrop<File>,
}

impl Checkpointer {
    pub fn start(path: &Path, writer: Arc<Mutex<Sqlite>>) -> Result<Self> {
        let unavailable = |e: std::io::Error| DbError::Unavailable(e.to_string());
        let file = ManuallyDrop::new(File::options().read(true).write(true).open(path).map_err(unavailable)?);
        let mover = Mover { connection: Sqlite::open(path)?, writer, file };
        let (owner, gone) = mpsc::channel();
        let thread = std::thread::Builder::new().name("checkpoint".into());
        thread.spawn(move || mover.work(&gone)).map_err(unavailable)?;
        Ok(Self(owner))
    }
}

impl Mover {
    fn work(&self, gone: &mpsc::Receiver<()>) {
        let mut wait = LOOK_EVERY;
        while gone.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = match self.look() {
                Ok(true) => LOOK_EVERY,
                Ok(false) => LET_READ,
                Err(error) => {
                    tracing::warn!(%error, "the log could not be moved into the database file");
                    LET_READ
                }
            };
        }
    }

    /// False where the whole log could not be moved, because somebody reads an older state.
    fn look(&self) -> Result<bool> {
        // Beside the writer, and onto the disk, until little is left; that rest while the writer waits, so that it begins
        // the log anew.
        if self.move_some()? < LOG_PAGES_WORTH {
            return Ok(true);
        }
        self.move_some()?;
        let writer = self.writer.blocking_lock();
        let (pages, moved) = self.connection.checkpoint()?;
        drop(writer);
        Ok(pages == moved)
    }

    fn move_some(&self) -> Result<i64> {
        let (pages, moved) = self.connection.checkpoint()?;
        if moved > 0 && pages >= LOG_PAGES_WORTH {
            self.file.sync_data().map_err(|e| DbError::Full(e.to_string()))?;
        }
        Ok(pages)
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}
