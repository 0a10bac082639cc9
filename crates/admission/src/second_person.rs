//! Sensitive acts: done at once, or proposed to a second person (双人复核). Whoever else has the right agrees, and only
//! then is it done, in one transaction with the agreement, in the name of who proposed it.

use crate::Result;
use crate::deed::{Deed, Done};
use crate::service::Admission;
use identity::{Caller, Doer, IdentityRefusal, Invitation, NewProposal, Proposal, Sensitive};
use kernel::{ApplicationId, BadText, Bilingual, MerchantId, ProposalId, Span, UserId};
use merchants::MerchantRefusal;

/// Which acts a second person has to agree to, as the settings say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondPerson {
    pub acts: Vec<Sensitive>,
    /// How long a proposal waits.
    pub lives: Span,
}

impl Default for SecondPerson {
    fn default() -> Self {
        Self { acts: Vec::new(), lives: Span::hours(72) }
    }
}

/// What became of it.
#[derive(Debug)]
pub enum Attempt {
    Done(Option<Invitation>),
    /// Nothing is done yet: it waits for a second person.
    Waits(Proposal),
}

impl Admission {
    /// Which acts are marked. Set once, before anybody is let in; without it none is.
    pub fn ask_second_person(&self, rule: SecondPerson) {
        let _ = self.0.second_person.set(rule);
    }

    fn marked(&self) -> SecondPerson {
        self.0.second_person.get().cloned().unwrap_or_default()
    }

    /// Does it, or proposes it. A marked act of somebody who is the only one with the right to it is done at once:
    /// otherwise a house of one could never do it.
    pub async fn attempt(&self, caller: &Caller, from: &str, deed: &Deed, reason: &str) -> Result<Attempt> {
        let told = self.ask_outside(deed).await?;
        let mut tx = self.db().begin().await?;
        let seen = self.look_at(&mut tx, caller.user, deed).await?;
        if let Some(act) = seen.act.filter(|act| self.marked().acts.contains(act)) {
            if self.identity().has_second_person(&mut tx, act, caller.user).await? {
                let new = NewProposal {
                    act,
                    subject: &seen.subject,
                    deed: &serde_json::to_string(deed).map_err(odd)?,
                    before: &seen.before,
                    after: &seen.after,
                    mark: &seen.mark,
                    reason,
                    lives: self.marked().lives,
                };
                let proposed = self.identity().propose(&mut tx, &new, caller, from).await;
                let proposal = proposed.map_err(|refusal| match refusal {
                    IdentityRefusal::BadReason(BadText::Empty) => MerchantRefusal::ReasonNeeded.into(),
                    other => crate::AdmissionRefusal::from(other),
                })?;
                self.publish(&mut tx, None, "proposal.made", proposal.id).await?;
                self.commit(tx).await?;
                return Ok(Attempt::Waits(proposal));
            }
        }
        let doer = Doer { who: &caller.actor(), from, reason };
        let done = self.perform(&mut tx, caller.user, &doer, deed, told).await?;
        self.commit(tx).await?;
        Ok(Attempt::Done(self.tell_all(done)))
    }

    /// Another person agrees: it is done now, or refused where anything has changed since it was proposed. Of two who
    /// agree at once the second gets `proposal_decided`.
    pub async fn approve_proposal(
        &self,
        caller: &Caller,
        from: &str,
        id: ProposalId,
        reason: &str,
    ) -> Result<Proposal> {
        let (_, deed) = self.identity().proposal(caller, id).await?;
        let deed: Deed = serde_json::from_str(&deed).map_err(odd)?;
        let told = self.ask_outside(&deed).await?;
        let mut tx = self.db().begin().await?;
        let proposal = self.identity().begin_approval(&mut tx, id, caller).await?;
        let by = proposal.proposed_by;
        let seen = self.look_at(&mut tx, by, &deed).await.map_err(|refusal| match refusal.code() {
            // Whatever it would be refused for now, it was not when it was proposed.
            "wrong_state" | "not_taken" | "already_decided" | "no_such_member" => changed(),
            "channel_changed_meanwhile" | "channel_wrong_state" => changed(),
            _ => refusal,
        })?;
        if seen.act != Some(proposal.act) || seen.mark != proposal.mark || seen.subject != proposal.subject {
            return Err(changed());
        }
        let who = by.to_string();
        let doer = Doer { who: &who, from: &proposal.proposed_from, reason: &proposal.reason };
        let done = self.perform(&mut tx, by, &doer, &deed, told).await?;
        self.identity().end_approval(&mut tx, &proposal, caller, reason, from).await?;
        self.publish(&mut tx, None, "proposal.approved", id).await?;
        self.commit(tx).await?;
        self.tell_all(done);
        Ok(self.identity().proposal(caller, id).await?.0)
    }

    /// Another person says no, and why.
    pub async fn decline_proposal(
        &self,
        caller: &Caller,
        from: &str,
        id: ProposalId,
        reason: &str,
    ) -> Result<Proposal> {
        self.identity().proposal(caller, id).await?;
        self.identity().decline_proposal(id, caller, reason, from).await?;
        Ok(self.identity().proposal(caller, id).await?.0)
    }

    /// Whoever proposed it thinks better of it.
    pub async fn withdraw_proposal(
        &self,
        caller: &Caller,
        from: &str,
        id: ProposalId,
        reason: &str,
    ) -> Result<Proposal> {
        self.identity().proposal(caller, id).await?;
        self.identity().withdraw_proposal(id, caller, reason, from).await?;
        Ok(self.identity().proposal(caller, id).await?.0)
    }

    /// How what a proposal is about is called: a merchant, an application, a payment channel, or somebody.
    pub async fn called(&self, subject: &str) -> Result<Bilingual> {
        let same = |text: &str| Bilingual::new(text, text);
        if let Ok(merchant) = subject.parse::<MerchantId>() {
            return Ok(merchants::find(self.db(), merchant).await?.name);
        }
        if let Ok(id) = subject.parse::<ApplicationId>() {
            let mut tx = self.db().read().await?;
            return Ok(merchants::application(&mut tx, self.sealer(), id).await?.name);
        }
        let Ok(user) = subject.parse::<UserId>() else {
            // A channel by its code, or part of an address.
            let channel = self.channels().find(subject).await;
            return Ok(channel.map_or_else(|_| same(subject), |channel| channel.name));
        };
        match self.identity().user(user).await {
            Ok(user) if !user.contact().is_empty() => Ok(same(user.contact())),
            Ok(_) | Err(IdentityRefusal::NoSuchUser) => Ok(same(subject)),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// What may be far away is asked before any transaction; and who is to hear of the deed by mail.
    async fn ask_outside(&self, deed: &Deed) -> Result<Vec<String>> {
        match deed {
            Deed::Invite { email, .. } => {
                self.identity().can_be_invited(email).await?;
            }
            Deed::Approve { application, .. } => self.screen_before_approval(*application).await?,
            Deed::PutChannel { .. } | Deed::SwitchChannel { .. } => return self.admins().await,
            _ => {}
        }
        Ok(Vec::new())
    }

    fn tell_all(&self, done: Done) -> Option<Invitation> {
        if let Some(user) = done.touched {
            self.identity().joined(user);
        }
        done.invitation
    }
}

fn changed() -> crate::AdmissionRefusal {
    IdentityRefusal::SubjectChanged.into()
}

fn odd(error: serde_json::Error) -> crate::AdmissionRefusal {
    db::DbError::Decode(format!("a deed: {error}")).into()
}
