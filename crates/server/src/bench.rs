//! Speed, measured by the program itself: figures, and the ceilings of the same machine in the same run.

/// How fast orders are placed, paid and delivered.
mod orders;
pub use orders::{OrdersArgs, orders};
/// The same over HTTP, and pages, and payments.
mod http;
pub use http::{HttpArgs, http};
/// A load generator that costs little.
mod client;
/// How fast keys come in.
mod import;
/// How fast money is released and given back.
mod money;
pub use money::{MoneyArgs, money};
/// How fast goods are credited by a supplier.
mod recharge;
pub use recharge::{RechargeArgs, recharge};
/// How fast prices follow their costs.
mod reprice;
pub use reprice::{RepriceArgs, reprice};
/// How long pages of orders take with many orders.
mod pages;
pub use pages::{PagesArgs, pages};
/// This very program as a server, beside the load.
mod served;
pub use import::{ImportArgs, import};
/// What the engine and the disk could do at best.
mod ceilings;
/// A shop of any size, made for measuring.
mod shop;
/// The SQL of the ceilings.
mod store;
