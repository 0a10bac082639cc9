//! Which accounts of the ledger an order moves. Escrow and fees exist once per merchant, so that no row is hot
//! across merchants.

use kernel::{Currency, MerchantId, SkuId, SupplierId, UserId};
use ledger::{Account, Rule};
use std::fmt::Display;

/// The buyer's purse.
pub fn wallet(user: UserId, currency: Currency) -> Account {
    account(user.to_string(), "wallet", currency.asset(), Rule::DebitsWithinCredits)
}
/// What the owner of a wallet owes for payments that their bank took back after they were spent.
pub fn wallet_debt(user: UserId, currency: Currency) -> Account {
    account(user.to_string(), "wallet_debt", currency.asset(), Rule::Free)
}
/// What chargebacks took that buyers had got back before: the platform's loss.
pub fn loss(owner: impl Display, currency: Currency) -> Account {
    account(owner.to_string(), "chargeback_loss", currency.asset(), Rule::Free)
}
/// Buyers' money for this merchant's goods, until it is settled.
pub fn escrow(merchant: MerchantId, currency: Currency) -> Account {
    account(merchant.to_string(), "escrow", currency.asset(), Rule::DebitsWithinCredits)
}
/// The platform's share of this merchant's sales.
pub fn fee(merchant: MerchantId, currency: Currency) -> Account {
    account(merchant.to_string(), "platform_fee", currency.asset(), Rule::DebitsWithinCredits)
}
/// What the payment channel owes us for this merchant, or for this user's wallet: paid in by buyers, paid out to our bank
/// or back to buyers.
pub fn clearing(owner: impl Display, channel: &str, currency: Currency) -> Account {
    account(format!("{owner}:{channel}"), "channel_clearing", currency.asset(), Rule::Free)
}
/// Money that arrived but could not simply pay its order, or fill its wallet. Must return to zero.
pub fn exception(owner: impl Display, currency: Currency) -> Account {
    account(owner.to_string(), "payment_exception", currency.asset(), Rule::DebitsWithinCredits)
}
/// Where deposits into wallets come from.
pub fn funding(currency: Currency) -> Account {
    account("platform".into(), "funding", currency.asset(), Rule::Free)
}

/// What a merchant has paid in at a supplier, and not spent there.
pub fn supplier_deposit(merchant: MerchantId, supplier: SupplierId, currency: Currency) -> Account {
    let owner = format!("{merchant}:{supplier}");
    account(owner, "supplier_deposit", currency.asset(), Rule::DebitsWithinCredits)
}
/// Where deposits come from: the merchant's own money, outside.
pub fn supplier_paid(merchant: MerchantId, supplier: SupplierId, currency: Currency) -> Account {
    account(format!("{merchant}:{supplier}"), "supplier_paid", currency.asset(), Rule::Free)
}
/// What was credited by a supplier has cost so much.
pub fn supplier_spent(merchant: MerchantId, supplier: SupplierId, currency: Currency) -> Account {
    let owner = format!("{merchant}:{supplier}");
    account(owner, "supplier_spent", currency.asset(), Rule::DebitsWithinCredits)
}

/// Units that entered the merchant's stock.
pub fn supply(merchant: MerchantId, sku: SkuId) -> Account {
    account(merchant.to_string(), "supply", unit(sku), Rule::Free)
}
/// Units that can be sold.
pub fn shelf(merchant: MerchantId, sku: SkuId) -> Account {
    account(merchant.to_string(), "shelf", unit(sku), Rule::DebitsWithinCredits)
}
/// Units that were delivered.
pub fn sold(merchant: MerchantId, sku: SkuId) -> Account {
    account(merchant.to_string(), "sold", unit(sku), Rule::DebitsWithinCredits)
}
/// Units that were sold and did not work: others were delivered in their place, and they are never sold again.
pub fn replaced(merchant: MerchantId, sku: SkuId) -> Account {
    account(merchant.to_string(), "replaced", unit(sku), Rule::DebitsWithinCredits)
}
/// Units that were taken back before they were sold.
pub fn withdrawn(merchant: MerchantId, sku: SkuId) -> Account {
    account(merchant.to_string(), "withdrawn", unit(sku), Rule::DebitsWithinCredits)
}

fn unit(sku: SkuId) -> String {
    format!("unit:{sku}")
}

fn account(owner: String, purpose: &'static str, asset: String, rule: Rule) -> Account {
    Account { owner, purpose, asset, rule }
}
