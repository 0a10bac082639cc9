//! Speed, measured by the program itself: figures, and the ceilings of the same machine in the same run.

/// How fast orders are placed, paid and delivered.
mod orders;
pub use orders::{OrdersArgs, orders};
/// How fast keys come in.
mod import;
pub use import::{ImportArgs, import};
/// What the engine and the disk could do at best.
mod ceilings;
/// A shop of any size, made for measuring.
mod shop;
/// The SQL of the ceilings.
mod store;
