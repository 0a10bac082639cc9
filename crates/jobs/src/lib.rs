//! Do it later, once, even after a crash: the outbox, the durable queue, the schedule.
//!
//! What happened ([`publish`]) and what is to be done ([`enqueue`]) is written in the transaction of what caused it,
//! so neither is lost nor done for nothing. A [`Runner`] takes jobs under a lease: where a node dies, its jobs are
//! taken again when the lease has run out. So a handler may be called again after it did its work but before that
//! was written down; it must stand that (keys of its own for foreign calls, old states in its updates).

/// What happened: the outbox.
mod event;
pub use event::{Event, NewEvent, events, happened, publish};
/// What is to be done: the words.
mod job;
pub use job::{DeadJob, Handler, Job, NewJob, Retry};
/// Put a job into the queue.
mod enqueue;
pub use enqueue::enqueue;
/// What an operator may set.
mod settings;
pub use settings::RunnerSettings;
/// Wakes the runner of this node.
mod nudge;
/// What becomes of a job after a try. Pure.
mod verdict;
pub use nudge::Nudge;
/// The jobs that run at this moment.
mod crew;
/// Takes jobs and has them done.
mod runner;
pub use runner::{Runner, Running};
/// Jobs that failed too often, and how the queue stands.
mod dead;
pub use dead::{
    Counts, JobLine, JobRefusal, counts, dead, dead_with, drop_dead, find_dead, oldest_due, retry_dead,
    under_way,
};
/// Periodic tasks, each run by one node at a time.
mod schedule;
pub use schedule::{Schedule, Scheduling, Task};
/// The SQL.
mod store;
