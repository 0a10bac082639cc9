//! Durability of the embedded engine. A commit only appends to SQLite's log (`synchronous = normal`); the log is made
//! durable here, after the writer has been given free, so that the next batch is decided while the disk still works on
//! this one. Nobody is told of a commit before that: it is the same promise as `synchronous = full`.

use crate::{DbError, Result};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

type Told = Box<dyn FnOnce(Result<()>) + Send>;

/// The disk end of SQLite's log.
#[derive(Clone)]
pub(crate) struct Log {
    file: Arc<File>,
    queue: mpsc::Sender<Told>,
    /// What the disk refused once may be lost although a later attempt succeeds: nothing is promised any more.
    broken: Arc<AtomicBool>,
}

impl Log {
    /// The log must exist: some connection has read the database before.
    pub fn open(path: &Path) -> Result<Self> {
        let unavailable = |e: std::io::Error| DbError::Unavailable(format!("{}: {e}", path.display()));
        let file = Arc::new(File::options().read(true).write(true).open(path).map_err(unavailable)?);
        let broken = Arc::new(AtomicBool::new(false));
        let (queue, waiting) = mpsc::channel();
        let (its_file, its_broken) = (file.clone(), broken.clone());
        let thread = std::thread::Builder::new().name("durable".into());
        thread.spawn(move || work(&waiting, &its_file, &its_broken)).map_err(unavailable)?;
        Ok(Self { file, queue, broken })
    }

    /// Whether anything can still be promised.
    pub fn check(&self) -> Result<()> {
        if self.broken.load(Ordering::Acquire) {
            Err(refused("an earlier write was not taken"))
        } else {
            Ok(())
        }
    }

    fn sync(&self) -> Result<()> {
        sync(&self.file, &self.broken)
    }
}

/// One call to the disk for all that wait. Ends with the last [`Log`].
fn work(waiting: &mpsc::Receiver<Told>, file: &File, broken: &AtomicBool) {
    while let Ok(first) = waiting.recv() {
        let all: Vec<Told> = std::iter::once(first).chain(waiting.try_iter()).collect();
        let done = sync(file, broken);
        for told in all {
            told(done.as_ref().copied().map_err(|error| refused(&error.to_string())));
        }
    }
}

fn sync(file: &File, broken: &AtomicBool) -> Result<()> {
    if broken.load(Ordering::Acquire) {
        return Err(refused("an earlier write was not taken"));
    }
    file.sync_data().map_err(|error| {
        broken.store(true, Ordering::Release);
        tracing::error!(%error, "the disk does not take the log: nothing is sold until the server is started again");
        refused(&error.to_string())
    })
}

fn refused(why: &str) -> DbError {
    DbError::Unavailable(format!("the disk does not take the log ({why}): see to the disk and start again"))
}

/// A commit that others can see already, and that will survive a power cut in a moment.
#[must_use = "nobody may be told of the commit before it is durable"]
pub struct Durable(Option<Log>);

impl Durable {
    /// For what [`crate::Tx::commit`] answered for.
    pub fn already() -> Self {
        Self(None)
    }
    pub(crate) fn soon(log: Log) -> Self {
        Self(Some(log))
    }

    /// Makes it durable, on this thread.
    pub fn now(self) -> Result<()> {
        self.0.map_or(Ok(()), |log| log.sync())
    }

    /// Calls back once it is durable, or never can be; from another thread unless it is durable already.
    pub fn then(self, told: impl FnOnce(Result<()>) + Send + 'static) {
        let Some(log) = self.0 else { return told(Ok(())) };
        if let Err(mpsc::SendError(told)) = log.queue.send(Box::new(told)) {
            told(log.sync());
        }
    }
}
