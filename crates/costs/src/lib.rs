//! What goods cost their merchants, and the guard that lets nothing be sold below it. A cost is of a SKU: the last one
//! that a batch, a supplier or a person said, which is what the next unit costs; every one before stays in its history.
//!
//! Who sells passes [`hold`] and then reads [`floors`]; who changes costs passes [`hold_still`] first. So a rise is
//! committed either before a sale reads it, or after that sale is committed: there is no moment in between.

/// Why something is refused.
mod refusal;
pub use refusal::{CostRefusal, Result};
/// The words: a cost, and who said so.
mod cost;
pub use cost::{Cost, CostSource, NewCost, history, of_skus, page, put, unit_costs_at};
/// Nothing is sold below its cost.
mod floor;
pub use floor::{Floors, covers, floors, hold, hold_still, lowest};
/// What is meant to be sold below it.
mod loss_leader;
pub use loss_leader::{LossLeader, end_loss_leader, loss_leaders, mark_loss_leader};
/// What prices depend on has changed.
mod due;
pub use due::{due_merchants, take_due, touch};
/// The SQL.
mod store;
