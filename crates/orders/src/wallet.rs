//! The buyer's purse: an account of the ledger.

use crate::charged_back::debt;
use crate::{OrderError, Orders, accounts};
use kernel::{Currency, Money, Page, PageAsk, UserId};
use ledger::{Chain, Entry, Outcome, Step};

#[derive(Clone, Debug)]
pub struct WalletView {
    /// What can be spent.
    pub available: Money,
    /// What is owed for a payment that a bank took back: whatever comes in pays it first.
    pub owed: Money,
}

impl Orders {
    pub async fn wallet(&self, user: UserId, currency: Currency) -> Result<WalletView, OrderError> {
        let mut tx = self.db().read().await?;
        let both = [accounts::wallet(user, currency), accounts::wallet_debt(user, currency)];
        let balances = ledger::balances(&mut tx, &both).await?;
        let available = balances.first().map_or(0, ledger::Balance::available_credit);
        let owed = balances.get(1).map_or(0, debt::owed);
        Ok(WalletView { available: Money::new(available, currency), owed: Money::new(owed, currency) })
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
        let funding = accounts::funding(amount.currency);
        let owes = debt::owes(&mut tx, user, amount.currency, std::slice::from_ref(&funding)).await?;
        let outcomes = ledger::submit(&mut tx, now, &[chain]).await?;
        if owes && outcomes.first() == Some(&Outcome::Applied) {
            debt::collect(&mut tx, self.ambient(), user, amount.currency).await?;
        }
        tx.commit().await?;
        Ok(matches!(outcomes.first(), Some(Outcome::Applied | Outcome::Repeated)))
    }
}
