//! The SQL of events, jobs and schedules.

pub(crate) mod events;
pub(crate) mod jobs;
pub(crate) mod schedules;
