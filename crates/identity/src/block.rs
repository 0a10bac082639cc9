use crate::{Entry, Identity, IdentityRefusal, Result, UserState, store, trail};
use kernel::UserId;

impl Identity {
    /// Ends the sessions of a user and refuses their password and API keys (on other nodes after five seconds).
    pub async fn block(&self, user: UserId, who: &str, reason: &str, from: &str) -> Result<()> {
        self.move_user(
            user,
            UserState::Active,
            UserState::Blocked,
            Entry { who, reason, from, ..self.entry() },
        )
        .await?;
        self.sessions.forget(|_, session| session.user == user);
        self.callers.forget(|_, caller| caller.user == user);
        Ok(())
    }

    /// Lets a blocked user in again; their sessions stay ended.
    pub async fn unblock(&self, user: UserId, who: &str, reason: &str, from: &str) -> Result<()> {
        self.move_user(
            user,
            UserState::Blocked,
            UserState::Active,
            Entry { who, reason, from, ..self.entry() },
        )
        .await
    }

    fn entry(&self) -> Entry<'static> {
        Entry::at(self.ambient.now())
    }

    async fn move_user(&self, user: UserId, old: UserState, new: UserState, entry: Entry<'_>) -> Result<()> {
        let subject = user.to_string();
        let mut tx = self.db.begin().await?;
        if !store::users::set_state(&mut tx, user, old, new).await? {
            return Err(IdentityRefusal::WrongState);
        }
        store::sessions::delete_others(&mut tx, user, &[]).await?;
        let entry =
            Entry { what: "user_state", subject: &subject, before: old.code(), after: new.code(), ..entry };
        trail(&mut tx, &entry).await?;
        Ok(tx.commit().await?)
    }
}
