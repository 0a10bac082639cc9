//! A stand-in for a payment gateway in which no real money moves: own port, own signed protocol
//! (`docs/sandbox-protocol.md`), asynchronous notifies, and adversarial on demand. It shares no code with
//! the client side, so that both can only agree by following the same page.
//! Beside it, on ports of their own, stand-ins for WeChat and Alipay as places to log in ([`logins`]), for the payment
//! gateways of the world ([`channels`]) and for suppliers that credit goods to accounts ([`suppliers`]).

/// The gateway's own clock and randomness.
mod ambient;
/// Checks every merchant's request and signs its answer.
mod auth;
/// What a buyer may press.
mod buyer;
/// Stand-ins for the payment gateways of the world.
pub mod channels;
/// What the gateway is started with.
mod config;
/// Levers for tests.
mod control;
/// The bounds of every value a merchant sends; pure.
mod fields;
/// Notifies that a thief, or a gateway gone wrong, might send.
mod forge;
/// What all handlers share.
mod gateway;
/// The append-only file from which the state is read again.
mod journal;
/// Stand-ins for WeChat and Alipay as places to log in.
pub mod logins;
/// Tell the shop what happened, until it says `success`.
mod notify;
/// The buyer's page as HTML.
mod page;
/// Open, query, close, and the act of paying.
mod payments;
/// Give money back.
mod refunds;
/// Why a request is refused.
mod refusal;
/// Routes, start and shutdown.
mod server;
/// The signature of requests, answers and notifies; pure.
mod sign;
/// Everything the gateway remembers, as a fold over its entries; pure.
mod state;
/// Stand-ins for suppliers that credit goods to accounts.
pub mod suppliers;
/// The words of the buyer's page in both languages.
mod words;

pub use config::Config;
pub use server::{Running, start};

/// A stand-in for an SMS service.
mod sms;
pub use sms::{SmsAccount, SmsDesk, TakenSms, start_sms};
