use crate::{
    Caller, Doer, Duty, Entry, Identity, IdentityRefusal, Result, Role, User, UserState, store, trail,
};
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
    /// The duty of those who let others in.
    pub(crate) fn doorkeeper(self) -> Duty {
        match self {
            Self::Operator => Duty::Admin,
            Self::Merchant(_) => Duty::Owner,
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

/// For whom somebody works and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// None for buyers and partners.
    pub team: Option<Team>,
    pub duty: Option<Duty>,
    pub state: UserState,
}

impl Standing {
    /// Whether they are one of the operator's admins.
    pub fn is_admin(&self) -> bool {
        self.team == Some(Team::Operator) && self.duty == Some(Duty::Admin)
    }
}

impl Identity {
    /// The oldest first; at most 500.
    pub async fn staff(&self, team: Team) -> Result<Vec<Member>> {
        Ok(store::staff::list(&self.db, &self.contacts, team).await?)
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
        let doer = Doer { who: &by.actor(), from, reason: "" };
        self.change_duty_in(&mut tx, team, member, duty, &doer).await?;
        tx.commit().await?;
        self.forget_user(member);
        Ok(())
    }

    /// As [`Identity::change_duty`], in the caller's transaction; after the commit call [`Identity::joined`].
    pub async fn change_duty_in(
        &self,
        tx: &mut Tx,
        team: Team,
        member: UserId,
        duty: Duty,
        doer: &Doer<'_>,
    ) -> Result<()> {
        let old = store::staff::lock(tx, team, member).await?.ok_or(IdentityRefusal::NoSuchMember)?;
        if old == duty {
            return Err(IdentityRefusal::WrongState);
        }
        self.keep_the_door(tx, team, old).await?;
        if !store::staff::set_duty(tx, team, member, old, duty).await? {
            return Err(IdentityRefusal::WrongState);
        }
        let subject = member.to_string();
        let entry = Entry {
            what: "duty_changed",
            subject: &subject,
            before: old.code(),
            after: duty.code(),
            ..doer.entry(self.ambient.now())
        };
        Ok(trail(tx, &entry).await?)
    }

    /// Somebody no longer works there: their sessions and keys end, and they are a buyer like any other.
    pub async fn remove_member(&self, team: Team, member: UserId, by: &Caller, from: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let doer = Doer { who: &by.actor(), from, reason: "" };
        self.remove_member_in(&mut tx, team, member, &doer).await?;
        tx.commit().await?;
        self.forget_user(member);
        Ok(())
    }

    /// As [`Identity::remove_member`], in the caller's transaction; after the commit call [`Identity::joined`].
    pub async fn remove_member_in(
        &self,
        tx: &mut Tx,
        team: Team,
        member: UserId,
        doer: &Doer<'_>,
    ) -> Result<()> {
        let old = store::staff::lock(tx, team, member).await?.ok_or(IdentityRefusal::NoSuchMember)?;
        self.keep_the_door(tx, team, old).await?;
        if !store::staff::dismiss(tx, team, member, old).await? {
            return Err(IdentityRefusal::WrongState);
        }
        store::api_keys::revoke_all(tx, member, self.ambient.now()).await?;
        store::sessions::delete_others(tx, member, &[]).await?;
        let subject = member.to_string();
        let entry = Entry {
            what: "member_removed",
            subject: &subject,
            before: old.code(),
            ..doer.entry(self.ambient.now())
        };
        Ok(trail(tx, &entry).await?)
    }

    /// For whom somebody works and as what, and whether they are let in; held until the commit.
    pub async fn standing(&self, tx: &mut Tx, user: UserId) -> Result<Standing> {
        store::staff::standing(tx, user).await?.ok_or(IdentityRefusal::NoSuchUser)
    }

    pub(crate) async fn keep_the_door(&self, tx: &mut Tx, team: Team, old: Duty) -> Result<()> {
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
