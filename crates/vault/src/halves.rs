use db::DbError;
use std::ops::Range;
use std::sync::Arc;

/// Not worth a thread.
const SMALL: usize = 512;

/// The work for each index of `0..len`, in two halves at the same time and off the runtime's threads.
pub(crate) async fn in_halves<T: Send + 'static>(
    len: usize,
    work: impl Fn(Range<usize>) -> Vec<T> + Send + Sync + 'static,
) -> db::Result<Vec<T>> {
    if len < SMALL {
        return Ok(work(0..len));
    }
    let (middle, work) = (len / 2, Arc::new(work));
    let other = work.clone();
    let first = tokio::task::spawn_blocking(move || work(0..middle));
    let second = tokio::task::spawn_blocking(move || other(middle..len));
    let mut all = first.await.map_err(stopped)?;
    all.append(&mut second.await.map_err(stopped)?);
    Ok(all)
}

pub(crate) fn stopped(error: tokio::task::JoinError) -> DbError {
    DbError::Other(format!("a thread of the vault stopped: {error}"))
}
