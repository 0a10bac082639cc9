use crate::{NewJob, store};
use db::Tx;
use kernel::{Ambient, JobId};

/// Puts the jobs into the queue; says how many, because those whose key is in the queue already are left out.
/// After the commit call [`crate::Nudge::nudge`], or they wait for the next poll.
pub async fn enqueue(tx: &mut Tx, ambient: &Ambient, jobs: Vec<NewJob>) -> db::Result<u64> {
    let mut ids: Vec<JobId> = jobs.iter().map(|_| JobId::new(ambient)).collect();
    ids.sort(); // within a millisecond they are drawn in no order
    store::jobs::insert(tx, ambient.now(), ids.into_iter().zip(jobs).collect()).await
}
