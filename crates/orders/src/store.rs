//! The SQL of orders, one file a table.

pub(crate) mod alarms;
pub(crate) mod audit;
pub(crate) mod deliveries;
pub(crate) mod holds;
pub(crate) mod idempotency;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod payments;
pub(crate) mod refunds;
pub(crate) mod reveal_links;
pub(crate) mod reveals;

pub(crate) use holds::Held;
pub(crate) use idempotency::Replay;
