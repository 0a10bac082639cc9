//! Docking (对接): shops of others buy a merchant's goods by program, pay from a wallet here, and are told what becomes of
//! their orders. One core, three dialects: Cardamom's own, and those of two programs that many shops run, so that these
//! dock to us as they are (docs/docking.md).
//!
//! The core knows keys, goods, orders under a partner's own numbers, complaints and reports. A dialect only reads requests
//! and writes answers. All that is ordered is an order like any other: placed at the desk, paid from the wallet of the
//! key's user, its keys opened with a record, a complaint a dispute.

/// Why something is refused.
mod refusal;
pub use refusal::{DockRefusal, Result};
/// The words: keys, their states, and who may dock.
mod key;
pub use key::{DockingKey, DockingMode, KeyState, NewDockingKey, OpenMerchant, Partner};
/// Everything together: what edges and rounds hold.
mod service;
pub use service::{Docking, Parts};
/// Who calls, and whether they may.
mod admit;
/// Keys are made, shown, switched.
mod book;
/// What a partner may buy, and what of it has changed.
mod goods;
/// Numbers for ids.
mod numbers;
pub use goods::{GoodsLine, GoodsSort};
/// Whether an account is there.
mod check;
/// An order is placed under a partner's number.
mod place;
pub use place::NewDocked;
/// How an order stands, with its keys.
mod order;
pub use order::{DockState, Docked, DockedKey};
/// Something is wrong with what was delivered.
mod claim;
pub use claim::{DockedClaim, NewClaim};
/// What orders took from a wallet, and brought back, on a day.
mod statement;
pub use statement::{DockedLine, DockedLines};
/// What came in, as dialects read it.
mod asked;
/// The words of a request to a partner.
mod dialect;
/// Partners are told what has become of their orders, and of goods.
mod tell;
pub use dialect::Dialect;
/// The dialect of acg-faka.
mod acg;
/// The dialect of dujiao-next, protocol 1.0.
mod dujiao;
/// Cardamom's own dialect.
mod own;
/// Which path leads where.
mod router;
pub use router::router;
/// The SQL.
mod store;
