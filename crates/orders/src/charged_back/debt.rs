//! What the owner of a wallet owes for money that their bank took back after it was spent. It is paid first out of
//! whatever comes into the wallet. A sale never asks about it: who pays it is who brings the money.

use crate::store::charged_back as rows;
use crate::{OrderError, Orders, accounts};
use db::{DbError, Tx};
use kernel::{Ambient, ChargebackId, Currency, UserId};
use ledger::{Account, Balance, Chain, Outcome, Step};

/// As the account of a debt says.
pub(crate) fn owed(debt: &Balance) -> i64 {
    (debt.debits_posted - debt.credits_posted).max(0)
}

/// Whether something is owed. Then all that the caller is going to move is locked together with it, in the ledger's order.
pub(crate) async fn owes(
    tx: &mut Tx,
    user: UserId,
    currency: Currency,
    others: &[Account],
) -> db::Result<bool> {
    let debt = accounts::wallet_debt(user, currency);
    if ledger::balances(tx, std::slice::from_ref(&debt)).await?.first().map_or(0, owed) < 1 {
        return Ok(false);
    }
    let mut all = others.to_vec();
    all.extend([debt, accounts::wallet(user, currency)]);
    ledger::lock(tx, &all).await?;
    Ok(true)
}

/// Takes what is owed out of the wallet, as far as it goes. False where there is nothing to take.
pub(crate) async fn collect(
    tx: &mut Tx,
    ambient: &Ambient,
    user: UserId,
    currency: Currency,
) -> Result<bool, OrderError> {
    let (debt, wallet) = (accounts::wallet_debt(user, currency), accounts::wallet(user, currency));
    let both = [debt.clone(), wallet.clone()];
    ledger::lock(tx, &both).await?;
    let found = ledger::balances(tx, &both).await?;
    let owes = found.first().map_or(0, owed);
    let has = found.get(1).map_or(0, |wallet| wallet.available_credit().max(0));
    let amount = owes.min(has);
    if amount < 1 {
        return Ok(false);
    }
    let id = format!("{}/collected", ChargebackId::new(ambient));
    let step = Step::Post { id: id.clone(), debit: wallet, credit: debt, amount };
    let chain = Chain { book: user.to_string(), reference: id, steps: vec![step] };
    match ledger::submit(tx, ambient.now(), &[chain]).await?.first() {
        Some(Outcome::Applied) => Ok(true),
        other => Err(DbError::State(format!("a debt of {user}: the ledger answered {other:?}")).into()),
    }
}

impl Orders {
    /// Takes what is owed out of wallets that hold something again, whatever brought it; how many paid.
    pub async fn collect_wallet_debts(&self, limit: i64) -> Result<usize, OrderError> {
        let owing = rows::owing(&mut self.db().read().await?, limit).await?;
        let mut paid = 0;
        for (user, currency) in owing {
            let mut tx = self.db().begin().await?;
            if collect(&mut tx, self.ambient(), user, currency).await? {
                tx.commit().await?;
                paid += 1;
            }
        }
        Ok(paid)
    }
}
