use crate::{Caller, Entry, Identity, IdentityRefusal, Member, Result, Team, UserState, store, trail};
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
        let reason = clean_line(reason, 300).map_err(IdentityRefusal::BadReason)?;
        let known = self.user(user).await?;
        if known.id == by.user {
            return Err(IdentityRefusal::Oneself);
        }
        if let Some(duty) = known.duty.filter(|duty| duty.keeps_the_door()) {
            let team = known.merchant.map_or(Team::Operator, Team::Merchant);
            let active =
                |member: &Member| member.user.duty == Some(duty) && member.user.state == UserState::Active;
            if self.staff(team).await?.iter().filter(|member| active(member)).count() <= 1 {
                return Err(IdentityRefusal::LastOne(duty.code()));
            }
        }
        self.block(user, &by.actor(), &reason, from).await
    }

    /// By somebody, for a reason that stands in the trail.
    pub async fn unblock_by(&self, user: UserId, by: &Caller, reason: &str, from: &str) -> Result<()> {
        let reason = clean_line(reason, 300).map_err(IdentityRefusal::BadReason)?;
        self.user(user).await?;
        self.unblock(user, &by.actor(), &reason, from).await
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
