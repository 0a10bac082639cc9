//! What becomes of the money of delivered orders (担保交易): it is released from escrow to what its merchant can have
//! paid out, held, given back to the buyer, and paid out to a bank account.
//!
//! A sale writes nothing of this. A walk goes over the orders of each merchant by their ids, behind the time in which
//! they may still change, and deals with each once; what it cannot release yet stands in a table of held orders. What
//! it releases is one transfer of the ledger for a merchant and a currency, however many orders there are.
//!
//! Every act on the money of a merchant's orders holds the merchant's row of `release_cursors` first: of a
//! confirmation, a freeze, a refund and the walk, one comes after the other and sees what was done.

/// What an operator may set.
mod settings;
pub use settings::EscrowSettings;
/// Why something is refused.
mod refusal;
pub use refusal::{Result, SettlementRefusal};
/// Which accounts of the ledger this moves.
pub mod accounts;
/// When the money of an order is due.
mod due;
/// Everything together: what the edges hold.
mod service;
/// How a refund is shared out. Pure.
mod split;
pub use service::{Actor, Settlement, Side};
/// The buyer says that all is well.
mod confirm;
/// What comes at the same time is done together.
mod counter;
pub use counter::CounterTask;
/// Nothing is released while somebody looks into it.
mod freeze;
/// What was paid in two parts goes back in two.
mod mixed;
/// Money of a delivered order goes back.
mod refund;
/// The walk over the orders, and the look at those that are held.
mod release;
/// What of it is withheld for the tax office (代扣税).
mod tax;
pub use refund::{Alone, Along, GiveBack, NewRefund, RefundOf, RefundWay, Refunded};
/// The payer's bank takes money back, and perhaps gives it again.
mod chargeback;
pub use chargeback::Chargeback;
pub use orders::ChargebackState;
/// How the money of an order stands.
mod view;
pub use view::{Balances, Expected, OrderMoney, OrderRefund, Standing};
/// Where a merchant's money goes.
mod payout_account;
pub use payout_account::{AccountKind, NewPayoutAccount, PayoutAccount, PayoutTarget};
/// Money is asked for, agreed to, and refused.
mod payout;
pub use payout::{NewPayout, Payout, PayoutFilter, PayoutState};
/// Money is sent, and has arrived or not.
mod payout_batch;
pub use payout_batch::{Instruction, LineError, Results, SentBatch};
/// Money is paid out without being asked for.
mod schedule;
/// Money goes out through a payment channel, by itself.
mod transfer;
pub use schedule::{Every, PayoutSchedule};
/// What stands good for a merchant (保证金).
mod bond;
/// From one balance to another, line by line.
mod statement;
pub use statement::{Kind, Movement, Statement, Summary};
/// Proof over all of it.
pub mod audit;
/// The SQL.
mod store;
