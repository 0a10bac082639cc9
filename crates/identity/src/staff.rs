use crate::{Caller, Duty, Entry, Identity, IdentityRefusal, Result, Role, User, UserState, store, trail};
use db::Tx;
use kernel::{MerchantId, Time, UserId};

/// Who somebody works for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Team {
    Operator,
    Merchant(MerchantId),
}

impl Team {
    pub fn role(self) -> Role {
        match self {
            Self::Operator => Role::Operator,
            Self::Merchant(_) => Role::Merchant,
        }
    }
    pub fn merchant(self) -> Option<MerchantId> {
        match self {
            Self::Operator => None,
            Self::Merchant(id) => Some(id),
        }
    }
    /// A duty that there is in this team.
    pub fn duty(self, code: &str) -> Result<Duty> {
        let duty = code.parse::<Duty>().ok().filter(|duty| Duty::of_role(self.role()).contains(duty));
        duty.ok_or(IdentityRefusal::UnknownDuty)
    }
}

/// Somebody of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: User,
    /// Whether they have set up a second factor.
    pub second_factor: bool,
    /// When they last logged in; none where no session is left.
    pub logged_in_at: Option<Time>,
}

impl Identity {
    /// The oldest first; at most 500.
    pub async fn staff(&self, team: Team) -> Result<Vec<Member>> {
        Ok(store::staff::list(&self.db, team).await?)
    }

    /// Another duty, from the next request on (on other nodes after five seconds). The last one who may let others in
    /// keeps that.
    pub async fn change_duty(
        &self,
        team: Team,
        member: UserId,
        duty: Duty,
        by: &Caller,
        from: &str,
    ) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let old = store::staff::lock(&mut tx, team, member).await?.ok_or(IdentityRefusal::NoSuchMember)?;
        if old == duty {
            return Err(IdentityRefusal::WrongState);
        }
        self.keep_the_door(&mut tx, team, old).await?;
        if !store::staff::set_duty(&mut tx, team, member, old, duty).await? {
            return Err(IdentityRefusal::WrongState);
        }
        let (who, subject) = (by.actor(), member.to_string());
        let entry = Entry {
            who: &who,
            what: "duty_changed",
            subject: &subject,
            before: old.code(),
            after: duty.code(),
            from,
            ..Entry::at(self.ambient.now())
        };
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.forget_user(member);
        Ok(())
    }

    /// Somebody no longer works there: their sessions and keys end, and they are a buyer like any other.
    pub async fn remove_member(&self, team: Team, member: UserId, by: &Caller, from: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let old = store::staff::lock(&mut tx, team, member).await?.ok_or(IdentityRefusal::NoSuchMember)?;
        self.keep_the_door(&mut tx, team, old).await?;
        if !store::staff::dismiss(&mut tx, team, member, old).await? {
            return Err(IdentityRefusal::WrongState);
        }
        store::api_keys::revoke_all(&mut tx, member, self.ambient.now()).await?;
        store::sessions::delete_others(&mut tx, member, &[]).await?;
        let (who, subject) = (by.actor(), member.to_string());
        let entry = Entry {
            who: &who,
            what: "member_removed",
            subject: &subject,
            before: old.code(),
            from,
            ..Entry::at(self.ambient.now())
        };
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.forget_user(member);
        Ok(())
    }

    async fn keep_the_door(&self, tx: &mut Tx, team: Team, old: Duty) -> Result<()> {
        if old.keeps_the_door() && store::staff::count(tx, team, old).await? <= 1 {
            return Err(IdentityRefusal::LastOne(old.code()));
        }
        Ok(())
    }

    /// A buyer becomes somebody of the staff, in the caller's transaction: by an invitation, or by the approval of an
    /// application. Whoever works somewhere already is refused. After the commit call [`Identity::joined`].
    pub async fn join(&self, tx: &mut Tx, user: UserId, team: Team, duty: Duty) -> Result<()> {
        if !Duty::of_role(team.role()).contains(&duty) {
            return Err(IdentityRefusal::UnknownDuty);
        }
        if store::staff::hire(tx, user, team, duty, UserState::Active).await? {
            return Ok(());
        }
        Err(IdentityRefusal::WorksElsewhere)
    }

    /// What somebody may do has changed: this node knows it at once.
    pub fn joined(&self, user: UserId) {
        self.forget_user(user);
    }
}
