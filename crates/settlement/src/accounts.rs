//! Which accounts of the ledger settlement moves, besides those of orders. All but the bank exist once per merchant.

use kernel::{Currency, MerchantId};
use ledger::{Account, Rule};

/// What the merchant can have paid out (可提现余额).
pub fn balance(merchant: MerchantId, currency: Currency) -> Account {
    within(merchant, "balance", currency)
}
/// On its way to the merchant's bank. Must return to zero.
pub fn payout(merchant: MerchantId, currency: Currency) -> Account {
    within(merchant, "payout", currency)
}
/// What stands good for the merchant (保证金).
pub fn bond(merchant: MerchantId, currency: Currency) -> Account {
    within(merchant, "bond", currency)
}
/// What was withheld of the merchant's sales and is the tax office's (代扣税).
pub fn tax(merchant: MerchantId, currency: Currency) -> Account {
    within(merchant, "tax", currency)
}
/// What the platform keeps of payouts.
pub fn payout_fee(merchant: MerchantId, currency: Currency) -> Account {
    within(merchant, "payout_fee", currency)
}
/// What the merchant owes for chargebacks that neither balance nor bond could pay.
pub fn debt(merchant: MerchantId, currency: Currency) -> Account {
    Account { rule: Rule::Free, ..within(merchant, "chargeback_debt", currency) }
}
/// What chargebacks took that buyers had got back before: the platform's loss.
pub fn loss(merchant: MerchantId, currency: Currency) -> Account {
    orders::accounts::loss(merchant, currency)
}
/// What merchants pay for the trouble of chargebacks.
pub fn chargeback_cost(merchant: MerchantId, currency: Currency) -> Account {
    within(merchant, "chargeback_cost", currency)
}
/// The platform's bank, as seen from here: what was paid out.
pub fn bank(currency: Currency) -> Account {
    Account { owner: "platform".into(), purpose: "bank", asset: currency.asset(), rule: Rule::Free }
}

fn within(merchant: MerchantId, purpose: &'static str, currency: Currency) -> Account {
    Account { owner: merchant.to_string(), purpose, asset: currency.asset(), rule: Rule::DebitsWithinCredits }
}
