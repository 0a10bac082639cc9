//! Every payment adapter against a hostile gateway: the real adapter, a stand-in that was written from the protocol's
//! document alone, loopback HTTP between them, and real `Orders` on a real database. A seed decides what happens: notifies
//! doubled, reordered, late, forged; money too little, too much, twice, after the end; refunds that fail half-way; a
//! gateway that is down, silent or of another time. After each seed the gateway's book and the ledger are compared to the
//! cent (docs/payments/conformance.md).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

/// What happens in one step.
mod act;
/// A worker: the gateways, the adapters, and where notifies come in.
mod bench;
/// What must hold.
mod check;
/// Chance from a seed.
mod dice;
/// Where the gateways report to.
mod ear;
/// What nobody may believe.
mod forge;
/// What can be done to a gateway, whichever it is.
mod gate;
/// The end of a seed: everything is well again, and nothing may be left over.
mod heal;
/// Adapters that are wrong on purpose.
mod sabotage;
/// Whatever the adapter, of a payment by itself.
mod single;
/// The SQL.
mod store;
/// Suppliers instead of payment channels.
mod supply;
pub use supply::{KINDS as SUPPLIERS, SupplyPlan, SupplyReport, play as play_suppliers};
/// The same for the wallets of buyers.
mod top_up;
/// What a protocol can express.
mod traits;
/// The page on which a buyer pays.
mod visit;
/// One seed: a shop with two ways to pay.
mod world;

/// Seeds over threads.
mod run;
pub use run::{Plan, Report, Tally, Violation, kinds, run, singles};
pub use sabotage::Sabotage;
