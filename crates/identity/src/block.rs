use crate::{Caller, Doer, Entry, Identity, IdentityRefusal, Result, UserState, store, trail};
use db::Tx;
use kernel::{UserId, clean_line};

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

    /// By somebody, for a reason that stands in the trail. Nobody blocks themselves, nor the last admin or owner.
    pub async fn block_by(&self, user: UserId, by: &Caller, reason: &str, from: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.block_in(&mut tx, user, by.user, &Doer { who: &by.actor(), from, reason }).await?;
        tx.commit().await?;
        self.forget_user(user);
        Ok(())
    }

    /// As [`Identity::block_by`], in the caller's transaction; after the commit call [`Identity::joined`].
    pub async fn block_in(&self, tx: &mut Tx, user: UserId, by: UserId, doer: &Doer<'_>) -> Result<()> {
        let reason = clean_line(doer.reason, 300).map_err(IdentityRefusal::BadReason)?;
        let known = self.standing(tx, user).await?;
        if user == by {
            return Err(IdentityRefusal::Oneself);
        }
        if let (Some(team), Some(duty)) = (known.team, known.duty) {
            self.keep_the_door(tx, team, duty).await?;
        }
        let entry = Entry { reason: &reason, ..doer.entry(self.ambient.now()) };
        self.move_in(tx, user, UserState::Active, UserState::Blocked, entry).await
    }

    /// By somebody, for a reason that stands in the trail.
    pub async fn unblock_by(&self, user: UserId, by: &Caller, reason: &str, from: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.unblock_in(&mut tx, user, &Doer { who: &by.actor(), from, reason }).await?;
        tx.commit().await?;
        self.forget_user(user);
        Ok(())
    }

    /// As [`Identity::unblock_by`], in the caller's transaction; after the commit call [`Identity::joined`].
    pub async fn unblock_in(&self, tx: &mut Tx, user: UserId, doer: &Doer<'_>) -> Result<()> {
        let reason = clean_line(doer.reason, 300).map_err(IdentityRefusal::BadReason)?;
        self.standing(tx, user).await?;
        let entry = Entry { reason: &reason, ..doer.entry(self.ambient.now()) };
        self.move_in(tx, user, UserState::Blocked, UserState::Active, entry).await
    }

    fn entry(&self) -> Entry<'static> {
        Entry::at(self.ambient.now())
    }

    async fn move_user(&self, user: UserId, old: UserState, new: UserState, entry: Entry<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.move_in(&mut tx, user, old, new, entry).await?;
        Ok(tx.commit().await?)
    }

    async fn move_in(
        &self,
        tx: &mut Tx,
        user: UserId,
        old: UserState,
        new: UserState,
        entry: Entry<'_>,
    ) -> Result<()> {
        let subject = user.to_string();
        if !store::users::set_state(tx, user, old, new).await? {
            return Err(IdentityRefusal::WrongState);
        }
        store::sessions::delete_others(tx, user, &[]).await?;
        let entry =
            Entry { what: "user_state", subject: &subject, before: old.code(), after: new.code(), ..entry };
        Ok(trail(tx, &entry).await?)
    }
}
