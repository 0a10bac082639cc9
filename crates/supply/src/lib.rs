//! Who credits goods to the accounts of a merchant's buyers: its suppliers, and the routes by which a SKU can be had from
//! them. A supplier is never deleted, because attempts name it for ever; its secrets go in and never come out, but to
//! its adapter. How an order is credited is not known here.

/// Why something is refused.
mod refusal;
pub use refusal::{Result, SupplyRefusal};
/// The words: a supplier, its state, what somebody filled in.
mod supplier;
pub use supplier::{Draft, Supplier, SupplierState};
/// All of them, as the edges hold them.
mod book;
pub use book::{Parts, SupplyBook};
/// Whether a supplier would work.
mod trial;
pub use trial::{Pasted, Trial, Tried};
/// By whom a SKU can be credited.
mod route;
pub use route::{
    NewRoute, Route, RouteLine, put_route, remove_route, requote, routes_of_sku, routes_of_supplier, usable,
};
/// Whose goods are asked for prices.
mod watched;
pub use watched::{Quoting, connected, currency_of, quoting, watched};
/// Who has said that its goods look different now.
mod reported;
pub use reported::{Report, answered, goods_reported, reports, take_report};
/// The SQL.
mod store;
