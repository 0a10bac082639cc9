//! The buyer's purse: an account of the ledger.

use crate::{OrderError, Orders, accounts};
use kernel::{Currency, Money, Page, PageAsk, UserId};
use ledger::{Chain, Entry, Outcome, Step};

#[derive(Clone, Debug)]
pub struct WalletView {
    /// What can be spent.
    pub available: Money,
}

impl Orders {
    pub async fn wallet(&self, user: UserId, currency: Currency) -> Result<WalletView, OrderError> {
        let mut tx = self.db().read().await?;
        let balances = ledger::balances(&mut tx, &[accounts::wallet(user, currency)]).await?;
        let available = balances.first().map_or(0, ledger::Balance::available_credit);
        Ok(WalletView { available: Money::new(available, currency) })
    }

    /// Newest first.
    pub async fn wallet_statement(
        &self,
        user: UserId,
        currency: Currency,
        ask: &PageAsk,
    ) -> Result<Page<Entry>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(ledger::statement(&mut tx, &accounts::wallet(user, currency), ask).await?)
    }

    /// Puts money into a wallet, e.g. an operator after a bank transfer. `reference` is the idempotency key: the same
    /// deposit given twice is booked once. False if the reference was used for another deposit.
    pub async fn deposit(&self, user: UserId, amount: Money, reference: &str) -> Result<bool, OrderError> {
        let now = self.ambient().now();
        let chain = Chain {
            book: "platform".into(),
            reference: reference.to_owned(),
            steps: vec![Step::Post {
                id: format!("deposit/{reference}"),
                debit: accounts::funding(amount.currency),
                credit: accounts::wallet(user, amount.currency),
                amount: amount.minor,
            }],
        };
        let mut tx = self.db().begin().await?;
        let outcomes = ledger::submit(&mut tx, now, &[chain]).await?;
        tx.commit().await?;
        Ok(matches!(outcomes.first(), Some(Outcome::Applied | Outcome::Repeated)))
    }
}
