//! Accounts that a buyer has asked to be remembered (常用账号): sealed, each for its user, and offered where a form asks for
//! the same fields. Nobody but their user has a use of them: no merchant sees that there are any.

use crate::fulfil::{AccountAnswers, RechargeRefusal};
use crate::personal::pass_gate_of;
use crate::store::saved_accounts::{self as rows, Stored};
use crate::{Order, OrderError, Orders};
use catalog::AccountForm;
use kernel::{SavedAccountId, Time, UserId};

/// One that is remembered. What it is has to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAccount {
    pub id: SavedAccountId,
    /// As [`AccountForm::shape`] writes it.
    pub shape: String,
    /// `138****8000`
    pub hint: String,
    pub created_at: Time,
    /// When something was last ordered for it.
    pub used_at: Time,
}

/// So many a user; the one that was not used for the longest time makes room.
const MOST: usize = 20;

impl Orders {
    /// Remembers what an order's buyer answered, as the buyer wished; once, however often. Nothing of a guest, and nothing
    /// where the order has become nobody's meanwhile.
    pub async fn remember_account(
        &self,
        order: &Order,
        form: &AccountForm,
        answers: &AccountAnswers,
    ) -> Result<(), OrderError> {
        let Some(user) = order.buyer.filter(|_| !answers.is_empty()) else { return Ok(()) };
        let (id, now) = (SavedAccountId::new(self.ambient()), self.ambient().now());
        let shape = form.shape();
        let plain = answers.written();
        let new = Stored {
            sealed: self.contacts().seal(&label(user, id), plain.expose()),
            print: self.contacts().print_of(&[&user.to_string(), &shape, plain.expose()]),
            account: SavedAccount { id, shape, hint: answers.hint(), created_at: now, used_at: now },
        };
        let mut tx = self.db().begin().await?;
        pass_gate_of(&mut tx, user).await?;
        if !rows::is_of(&mut tx, order.id, user).await? {
            return Ok(());
        }
        rows::put(&mut tx, user, &new).await?;
        for old in rows::of(&mut tx, user).await?.iter().skip(MOST) {
            rows::remove(&mut tx, user, old.account.id).await?;
        }
        Ok(tx.commit().await?)
    }

    /// All of a user's, the one that was used last in front.
    pub async fn saved_accounts(&self, user: UserId) -> Result<Vec<SavedAccount>, OrderError> {
        let all = rows::of(&mut self.db().read().await?, user).await?;
        Ok(all.into_iter().map(|stored| stored.account).collect())
    }

    /// With what they are: for the user alone.
    pub async fn opened_accounts(
        &self,
        user: UserId,
    ) -> Result<Vec<(SavedAccount, AccountAnswers)>, OrderError> {
        let all = rows::of(&mut self.db().read().await?, user).await?;
        Ok(all.into_iter().filter_map(|stored| self.opened_account(user, stored)).collect())
    }

    /// Those that answer a form as it is now.
    pub async fn accounts_for(
        &self,
        user: UserId,
        form: &AccountForm,
    ) -> Result<Vec<(SavedAccount, AccountAnswers)>, OrderError> {
        let mut all = self.opened_accounts(user).await?;
        all.retain(|(account, answers)| fits(account, answers, form));
        Ok(all)
    }

    /// One that answers a form; none where there is no such one, or not for this form.
    pub async fn account_for(
        &self,
        user: UserId,
        id: SavedAccountId,
        form: &AccountForm,
    ) -> Result<Option<AccountAnswers>, OrderError> {
        let stored = rows::find(&mut self.db().read().await?, user, id).await?;
        let opened = stored.and_then(|stored| self.opened_account(user, stored));
        Ok(opened.filter(|(account, answers)| fits(account, answers, form)).map(|(_, answers)| answers))
    }

    /// Something was ordered for it.
    pub async fn account_used(&self, user: UserId, id: SavedAccountId) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        rows::used(&mut tx, user, id, self.ambient().now()).await?;
        Ok(tx.commit().await?)
    }

    pub async fn forget_account(&self, user: UserId, id: SavedAccountId) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        if !rows::remove(&mut tx, user, id).await? {
            return Err(RechargeRefusal::NoSuchSavedAccount.into());
        }
        Ok(tx.commit().await?)
    }

    /// One that does not open costs nobody an order: it is left out, and the log says so.
    fn opened_account(&self, user: UserId, stored: Stored) -> Option<(SavedAccount, AccountAnswers)> {
        let id = stored.account.id;
        let plain = self.contacts().open(&label(user, id), &stored.sealed);
        let answers = plain.and_then(AccountAnswers::read);
        if answers.is_none() {
            tracing::error!(account = %id, "a remembered account does not open");
        }
        Some((stored.account, answers?))
    }
}

fn label(user: UserId, id: SavedAccountId) -> String {
    format!("account {id} of {user}")
}

/// The same fields, and answers that would be taken: a choice may have gone.
fn fits(account: &SavedAccount, answers: &AccountAnswers, form: &AccountForm) -> bool {
    account.shape == form.shape() && form.check(answers.iter()).is_ok()
}
