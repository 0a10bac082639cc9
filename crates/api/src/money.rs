//! The money of delivered orders: what the buyer, the merchant and the operator's people see of it and do with it.

/// Of one order: for its buyer, its merchant and the operator.
pub(crate) mod orders;
/// What a merchant has, on paper.
mod paper;
/// Payouts, as the merchant asks for them.
pub(crate) mod payouts;
/// Payouts, as the operator decides and sends them.
pub(crate) mod platform;
/// What a merchant has, and how it came to it.
pub(crate) mod statement;
