//! What is personal in orders, and how it goes: on request, and after its time.

use crate::{OrderError, Orders, store};
use db::Tx;
use kernel::{Currency, Money, OrderId, Time, UserId};
use store::personal as rows;

pub use store::personal::Forget;

/// Whoever deletes an account, and whoever begins something that needs it to be there at its end, come one after the other.
/// To be taken before any row is locked.
pub async fn pass_gate_of(tx: &mut Tx, user: UserId) -> db::Result<()> {
    tx.pass_gate(gate(user)).await
}

/// One for each user. The low half of an id is drawn by chance.
fn gate(user: UserId) -> i64 {
    i64::try_from(user.0 & 0x7fff_ffff_ffff_ffff).unwrap_or(0)
}

/// Whether the user waits for something.
pub async fn has_open_orders(tx: &mut Tx, user: UserId) -> db::Result<bool> {
    rows::has_open(tx, user).await
}

/// The orders of somebody who goes become nobody's: without buyer, contact and network address. What was bought, paid
/// and delivered stays, and the order's link still opens it. The accounts that were remembered for them go. They are
/// nobody's member and partner any more. How many.
pub async fn anonymise(tx: &mut Tx, user: UserId) -> db::Result<u64> {
    pricing::forget(tx, user).await?;
    store::saved_accounts::remove_all(tx, user).await?;
    rows::anonymise(tx, user).await
}

/// What stands in the user's wallets, one for each currency that was ever in them.
pub async fn wallets(tx: &mut Tx, user: UserId) -> db::Result<Vec<Money>> {
    let wallets = ledger::wallets(tx, &user.to_string()).await?;
    let money = |(asset, balance): (String, ledger::Balance)| {
        Some(Money::new(balance.credits_posted - balance.debits_posted, currency_of(&asset)?))
    };
    Ok(wallets.into_iter().filter_map(money).collect())
}

/// What is left in the user's wallets, or on its way out of them.
pub async fn wallet_rest(tx: &mut Tx, user: UserId) -> db::Result<Vec<Money>> {
    let wallets = ledger::wallets(tx, &user.to_string()).await?;
    let rest = wallets.into_iter().filter_map(|(asset, balance)| {
        let currency = currency_of(&asset)?;
        let left = balance.credits_posted - balance.debits_posted;
        let moving = balance.debits_pending != 0 || balance.credits_pending != 0;
        (left != 0 || moving).then(|| Money::new(left, currency))
    });
    Ok(rest.collect())
}

/// What the user owes for payments that a bank took back.
pub async fn wallet_debts(tx: &mut Tx, user: UserId) -> db::Result<Vec<Money>> {
    store::charged_back::debts(tx, user).await
}

/// `CNY` of `CNY/2`.
fn currency_of(asset: &str) -> Option<Currency> {
    asset.split('/').next()?.parse().ok()
}

impl Orders {
    /// Forgets one thing of so many orders that were placed before then, from where it was last; whether there may be
    /// more. Each call is a commit of its own.
    pub async fn forget(&self, what: Forget, before: Time, limit: i64) -> Result<bool, OrderError> {
        let end = OrderId::first_at(before).to_string();
        let mut tx = self.db().begin().await?;
        let more = rows::forget(&mut tx, what, &end, limit).await?;
        tx.commit().await?;
        Ok(more)
    }
}
