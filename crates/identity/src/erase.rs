use crate::{Identity, IdentityRefusal, Result, User, store};
use db::Tx;
use kernel::{Time, UserId};

impl Identity {
    /// The user, held until the commit; refused where the account was deleted. Two who delete it at once come one after
    /// the other.
    pub async fn hold(&self, tx: &mut Tx, user: UserId) -> Result<User> {
        let held = store::erase::hold(tx, &self.contacts, user).await?;
        held.ok_or(IdentityRefusal::NoSuchUser)
    }

    /// Takes away how somebody is reached and called, every way in and every session, in the caller's transaction. What
    /// stays is an id that leads nowhere. After the commit call [`Identity::joined`].
    pub async fn erase(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        Ok(store::erase::erase(tx, user, self.ambient.now()).await?)
    }

    /// Whose accounts were deleted since then.
    pub async fn erased_since(&self, since: Time) -> Result<Vec<UserId>> {
        Ok(store::erase::since(&self.db, since).await?)
    }
}
