//! Disputes: as the buyer, the merchant and the operator's people see them, and what each does.

/// What is told of a case.
pub(crate) mod answer;
/// Of one's own purchases.
pub(crate) mod buyer;
/// What banks take back.
pub(crate) mod chargeback;
/// Pictures and recordings.
pub(crate) mod files;
/// Of what a merchant has sold.
pub(crate) mod merchant;
/// What is shown to a bank.
pub(crate) mod pack;
/// Whoever rules.
pub(crate) mod platform;
/// The rules that decide clear cases.
pub(crate) mod rules;
