//! The SQL of settlement, one file a table. `orders` and `applications` read what others have written, and change
//! nothing of it.

pub(crate) mod applications;
pub(crate) mod audit;
pub(crate) mod chargebacks;
pub(crate) mod cursors;
pub(crate) mod held;
pub(crate) mod orders;
pub(crate) mod payout_accounts;
pub(crate) mod payouts;
pub(crate) mod refunds;
pub(crate) mod releases;
pub(crate) mod schedules;
