//! The SQL of orders, one file a table.

pub(crate) mod agreements;
pub(crate) mod alarms;
pub(crate) mod allocations;
pub(crate) mod audit;
pub(crate) mod channel_figures;
pub(crate) mod charged_back;
pub(crate) mod deliveries;
pub(crate) mod diversions;
pub(crate) mod figures;
pub(crate) mod fulfilments;
pub(crate) mod holds;
pub(crate) mod idempotency;
pub(crate) mod in_clear;
pub(crate) mod late;
pub(crate) mod notes;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod partners;
pub(crate) mod payment_lists;
pub(crate) mod payments;
pub(crate) mod personal;
pub(crate) mod refunds;
pub(crate) mod replacements;
pub(crate) mod reveal_links;
pub(crate) mod reveals;
pub(crate) mod saved_accounts;
pub(crate) mod search;
pub(crate) mod stock_rules;
pub(crate) mod supplier_claims;
pub(crate) mod supply_weights;
pub(crate) mod timeline;
pub(crate) mod top_ups;
pub(crate) mod traced;

pub(crate) use holds::Held;
pub(crate) use idempotency::Replay;
