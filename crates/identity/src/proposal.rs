use crate::{Caller, Entry, Identity, IdentityRefusal, Result, Sensitive, store, trail};
use db::Tx;
use kernel::{Page, PageAsk, ProposalId, Span, Time, UserId, clean_line};
use std::str::FromStr;

const SEALED: &str = "proposal";
/// So many expire in one transaction.
const EACH: i64 = 100;

/// Something that one of the operator's people wants to do and another one has to agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub act: Sensitive,
    /// The id of what it is done to.
    pub subject: String,
    /// For people: how it was when it was proposed, and how it will be.
    pub before: String,
    pub after: String,
    /// How it was when it was proposed, exactly.
    pub mark: String,
    pub reason: String,
    pub proposed_by: UserId,
    /// The network address.
    pub proposed_from: String,
    pub proposed_at: Time,
    pub expires_at: Time,
    pub state: ProposalState,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Time>,
    pub decision_reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    Proposed,
    Approved,
    Declined,
    Withdrawn,
    Expired,
}

impl ProposalState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

impl FromStr for ProposalState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        let all = [Self::Proposed, Self::Approved, Self::Declined, Self::Withdrawn, Self::Expired];
        all.into_iter().find(|state| state.code() == code).ok_or(())
    }
}

impl Proposal {
    /// What it is now: nobody can agree to one that is too old, whether it was swept up already or not.
    pub fn state_at(&self, now: Time) -> ProposalState {
        match self.state {
            ProposalState::Proposed if self.expires_at <= now => ProposalState::Expired,
            state => state,
        }
    }
}

/// What is proposed.
pub struct NewProposal<'a> {
    pub act: Sensitive,
    pub subject: &'a str,
    /// What exactly is to be done, as JSON.
    pub deed: &'a str,
    pub before: &'a str,
    pub after: &'a str,
    pub mark: &'a str,
    /// One line; needed.
    pub reason: &'a str,
    pub lives: Span,
}

impl Identity {
    /// Whether anybody but this one could agree to it: active, of the operator's people, and with the right to do it.
    pub async fn has_second_person(&self, tx: &mut Tx, act: Sensitive, but: UserId) -> Result<bool> {
        let others = store::proposals::operators(tx).await?;
        Ok(others.into_iter().any(|other| other.user != but && other.scopes().has(act.scope())))
    }

    /// Writes it down. The same thing is proposed once at a time.
    pub async fn propose(
        &self,
        tx: &mut Tx,
        new: &NewProposal<'_>,
        by: &Caller,
        from: &str,
    ) -> Result<Proposal> {
        let now = self.ambient.now();
        let reason = clean_line(new.reason, 300).map_err(IdentityRefusal::BadReason)?;
        let proposal = Proposal {
            id: ProposalId::new(&self.ambient),
            act: new.act,
            subject: new.subject.to_owned(),
            before: new.before.to_owned(),
            after: new.after.to_owned(),
            mark: new.mark.to_owned(),
            reason,
            proposed_by: by.user,
            proposed_from: from.to_owned(),
            proposed_at: now,
            expires_at: now.after(new.lives),
            state: ProposalState::Proposed,
            decided_by: None,
            decided_at: None,
            decision_reason: String::new(),
        };
        let deed = self.seal(SEALED, &proposal.id.to_string(), new.deed.as_bytes())?;
        let expired = store::proposals::expire(tx, now, Some((new.act, new.subject)), EACH).await?;
        if !store::proposals::insert(tx, &proposal, &deed).await? {
            return Err(IdentityRefusal::AlreadyProposed);
        }
        note_expired(tx, &expired, now).await?;
        let after = format!("{} ({}): {}", new.act.code(), proposal.id, new.after);
        let who = by.user.to_string();
        let entry = Entry { who: &who, what: "proposal_made", after: &after, from, ..told(&proposal, now) };
        trail(tx, &Entry { reason: &proposal.reason, ..entry }).await?;
        Ok(proposal)
    }

    /// Those in that state, if one is named, of the acts that the caller may do; the newest first.
    pub async fn proposals(
        &self,
        caller: &Caller,
        state: Option<ProposalState>,
        ask: &PageAsk,
    ) -> Result<Page<Proposal>> {
        let acts: Vec<Sensitive> = Sensitive::ALL.into_iter().filter(|act| caller.may(act.scope())).collect();
        let rows = store::proposals::list(&self.db, &acts, state, self.ambient.now(), ask).await?;
        Ok(Page::from_rows(rows, ask.limit, |proposal| proposal.id.to_string()))
    }

    /// With what exactly is to be done, as JSON. Whoever may not do it themselves is told that there is none.
    pub async fn proposal(&self, caller: &Caller, id: ProposalId) -> Result<(Proposal, String)> {
        let mut tx = self.db.read().await?;
        let (proposal, deed) =
            store::proposals::find(&mut tx, id).await?.ok_or(IdentityRefusal::NoSuchProposal)?;
        if !caller.may(proposal.act.scope()) {
            return Err(IdentityRefusal::NoSuchProposal);
        }
        let opened = self.unseal(SEALED, &id.to_string(), &deed)?;
        Ok((proposal, String::from_utf8_lossy(opened.expose()).into_owned()))
    }

    /// The first half of an approval, in its transaction: whoever is refused here changes nothing. Holds the proposal and
    /// both people until the commit, so that neither is somebody else by then.
    pub async fn begin_approval(&self, tx: &mut Tx, id: ProposalId, by: &Caller) -> Result<Proposal> {
        let proposal = self.open_proposal(tx, id).await?;
        if proposal.proposed_by == by.user {
            return Err(IdentityRefusal::OwnProposal);
        }
        let scope = proposal.act.scope();
        let people = store::proposals::hold(tx, [proposal.proposed_by, by.user]).await?;
        let may = |user| people.iter().any(|one| one.user == user && one.scopes().has(scope));
        if !may(by.user) {
            return Err(IdentityRefusal::ScopeMissing(scope.code()));
        }
        if !may(proposal.proposed_by) {
            return Err(IdentityRefusal::ProposerLeft);
        }
        Ok(proposal)
    }

    /// The second half, once it is done.
    pub async fn end_approval(
        &self,
        tx: &mut Tx,
        proposal: &Proposal,
        by: &Caller,
        reason: &str,
        from: &str,
    ) -> Result<()> {
        let reason = if reason.trim().is_empty() { String::new() } else { cleaned(reason)? };
        self.decide(tx, proposal, ProposalState::Approved, by, &reason, from).await
    }

    /// Another one says no, and why.
    pub async fn decline_proposal(
        &self,
        id: ProposalId,
        by: &Caller,
        reason: &str,
        from: &str,
    ) -> Result<()> {
        let reason = cleaned(reason)?;
        let mut tx = self.db.begin().await?;
        let proposal = self.open_proposal(&mut tx, id).await?;
        if proposal.proposed_by == by.user {
            return Err(IdentityRefusal::OwnProposal);
        }
        self.decide(&mut tx, &proposal, ProposalState::Declined, by, &reason, from).await?;
        Ok(tx.commit().await?)
    }

    /// Whoever proposed it thinks better of it.
    pub async fn withdraw_proposal(
        &self,
        id: ProposalId,
        by: &Caller,
        reason: &str,
        from: &str,
    ) -> Result<()> {
        let reason = if reason.trim().is_empty() { String::new() } else { cleaned(reason)? };
        let mut tx = self.db.begin().await?;
        let proposal = self.open_proposal(&mut tx, id).await?;
        if proposal.proposed_by != by.user {
            return Err(IdentityRefusal::NotYourProposal);
        }
        self.decide(&mut tx, &proposal, ProposalState::Withdrawn, by, &reason, from).await?;
        Ok(tx.commit().await?)
    }

    /// Those that nobody agreed to in time; how many. To be called from time to time.
    pub async fn expire_proposals(&self) -> Result<usize> {
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let expired = store::proposals::expire(&mut tx, now, None, EACH).await?;
        note_expired(&mut tx, &expired, now).await?;
        tx.commit().await?;
        Ok(expired.len())
    }

    async fn open_proposal(&self, tx: &mut Tx, id: ProposalId) -> Result<Proposal> {
        let found = store::proposals::lock(tx, id).await?.ok_or(IdentityRefusal::NoSuchProposal)?;
        match found.state_at(self.ambient.now()) {
            ProposalState::Proposed => Ok(found),
            ProposalState::Expired => Err(IdentityRefusal::ProposalExpired),
            _ => Err(IdentityRefusal::ProposalDecided),
        }
    }

    async fn decide(
        &self,
        tx: &mut Tx,
        proposal: &Proposal,
        state: ProposalState,
        by: &Caller,
        reason: &str,
        from: &str,
    ) -> Result<()> {
        let now = self.ambient.now();
        if !store::proposals::decide(tx, proposal.id, state, by.user, now, reason).await? {
            return Err(IdentityRefusal::ProposalDecided);
        }
        let what = match state {
            ProposalState::Approved => "proposal_approved",
            ProposalState::Declined => "proposal_declined",
            _ => "proposal_withdrawn",
        };
        let (who, before) = (by.user.to_string(), described(proposal));
        let entry = Entry { who: &who, what, before: &before, after: state.code(), ..told(proposal, now) };
        Ok(trail(tx, &Entry { reason, from, ..entry }).await?)
    }
}

async fn note_expired(tx: &mut Tx, expired: &[Proposal], now: Time) -> Result<()> {
    for proposal in expired {
        let before = described(proposal);
        let entry = Entry { what: "proposal_expired", before: &before, ..told(proposal, now) };
        trail(tx, &entry).await?;
    }
    Ok(())
}

/// Both are named wherever one of them decides.
fn described(proposal: &Proposal) -> String {
    format!("{} ({}) proposed by {}", proposal.act.code(), proposal.id, proposal.proposed_by)
}

fn told(proposal: &Proposal, at: Time) -> Entry<'_> {
    Entry { subject: &proposal.subject, ..Entry::at(at) }
}

fn cleaned(reason: &str) -> Result<String> {
    clean_line(reason, 300).map_err(IdentityRefusal::BadReason)
}
