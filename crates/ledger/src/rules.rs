use crate::ask::{Ask, Asked};
use crate::work::{Broken, Known, Work};
use crate::{Account, Balance, Chain, Kind, Outcome, Refusal, Rule, State, Step};
use kernel::Time;

/// Why a step goes no further.
enum Stop {
    Refused(Refusal),
    Broken(Broken),
}
impl From<Refusal> for Stop {
    fn from(why: Refusal) -> Self {
        Self::Refused(why)
    }
}
impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}
type Taken = Result<(), Stop>;

/// Applies a chain to what is at work, or leaves that as it was.
pub(crate) fn decide<'a>(work: &mut Work<'a>, now: Time, asked: &Asked<'a>) -> Result<Outcome, Broken> {
    let steps = match &asked.steps {
        Ok(steps) => steps,
        Err((step, why)) => return Ok(Outcome::Refused { step: *step, why: *why }),
    };
    if let Some(outcome) = standing(work, asked.chain, steps) {
        return Ok(outcome);
    }
    work.begin();
    for (index, ask) in steps.iter().enumerate() {
        match (Taking { work, now, chain: asked.chain, id: ask.step.id() }).take(ask) {
            Ok(()) => {}
            Err(Stop::Broken(broken)) => return Err(broken),
            Err(Stop::Refused(why)) => {
                work.undo();
                return Ok(Outcome::Refused { step: index, why });
            }
        }
    }
    Ok(Outcome::Applied)
}

/// The answer to a chain whose ids are known already: all of them with the same content, or it is refused at the
/// first that differs (where none differs, at the first known one, as the others are new).
fn standing(work: &Work<'_>, chain: &Chain, steps: &[Ask<'_>]) -> Option<Outcome> {
    let (mut known, mut first) = (0, None);
    for (index, ask) in steps.iter().enumerate() {
        let Some(transfer) = work.find(&chain.book, ask.step.id()) else { continue };
        if !is_same(work, chain, ask, &transfer) {
            return Some(Outcome::Refused { step: index, why: Refusal::IdUsedWithOtherContent });
        }
        known += 1;
        first = first.or(Some(index));
    }
    let step = first?;
    if known == steps.len() {
        return Some(Outcome::Repeated);
    }
    Some(Outcome::Refused { step, why: Refusal::IdUsedWithOtherContent })
}

fn is_same(work: &Work<'_>, chain: &Chain, ask: &Ask<'_>, stands: &Known<'_>) -> bool {
    let moves =
        |amount: i64| stands.debit == ask.debit && stands.credit == ask.credit && stands.amount == amount;
    let content = match ask.step {
        Step::Post { amount, .. } => stands.kind == Kind::Post && moves(*amount),
        Step::Reserve { amount, expires_at, .. } => {
            stands.kind == Kind::Reserve && moves(*amount) && stands.expires_at == Some(*expires_at)
        }
        Step::PostPending { pending, amount, .. } => {
            let all = || work.find(&chain.book, pending).map(|held| held.amount);
            stands.kind == Kind::PostPending && amount.or_else(all) == Some(stands.amount)
        }
        Step::VoidPending { .. } => stands.kind == Kind::VoidPending,
        Step::ExpirePending { .. } => stands.kind == Kind::ExpirePending,
        Step::Reverse { .. } => stands.kind == Kind::Reverse,
    };
    content && stands.target == ask.step.target() && stands.reference == chain.reference
}

/// One step being taken.
struct Taking<'w, 'a> {
    work: &'w mut Work<'a>,
    now: Time,
    chain: &'a Chain,
    id: &'a str,
}

impl<'a> Taking<'_, 'a> {
    fn take(&mut self, ask: &Ask<'a>) -> Taken {
        match ask.step {
            Step::Post { debit, credit, amount, .. } => {
                check(debit, credit, *amount)?;
                self.move_posted(ask.debit, ask.credit, *amount)?;
                self.add(Kind::Post, State::Posted, (ask.debit, ask.credit, *amount), None, None);
            }
            Step::Reserve { debit, credit, amount, expires_at, .. } => {
                check(debit, credit, *amount)?;
                if *expires_at <= self.now {
                    return Err(Refusal::PastItsTime.into());
                }
                self.hold(ask.debit, ask.credit, *amount)?;
                let moved = (ask.debit, ask.credit, *amount);
                self.add(Kind::Reserve, State::Pending, moved, None, Some(*expires_at));
            }
            Step::PostPending { pending, amount, .. } => self.post_pending(pending, *amount)?,
            Step::VoidPending { pending, .. } => {
                let held = self.pending(pending)?;
                self.release(&held, Kind::VoidPending, State::Voided)?;
            }
            Step::ExpirePending { pending, .. } => {
                let held = self.pending(pending)?;
                if !self.is_due(&held) {
                    return Err(Refusal::NotYetDue.into());
                }
                self.release(&held, Kind::ExpirePending, State::Expired)?;
            }
            Step::Reverse { of, .. } => self.reverse(of)?,
        }
        Ok(())
    }

    fn post_pending(&mut self, pending: &str, amount: Option<i64>) -> Taken {
        if amount.is_some_and(|amount| amount <= 0) {
            return Err(Refusal::AmountNotPositive.into());
        }
        let held = self.pending(pending)?;
        if self.is_due(&held) {
            return Err(Refusal::PastItsTime.into());
        }
        let amount = amount.unwrap_or(held.amount);
        if amount > held.amount {
            return Err(Refusal::PartTooLarge.into());
        }
        self.settle(&held, amount)?;
        let state = if amount == held.amount { State::Posted } else { State::PostedInPart };
        self.work.resolve(held.book, held.id, state, self.id);
        self.add(Kind::PostPending, State::Posted, (held.debit, held.credit, amount), Some(held.id), None);
        Ok(())
    }

    fn release(&mut self, held: &Known<'a>, kind: Kind, state: State) -> Taken {
        self.settle(held, 0)?;
        self.work.resolve(held.book, held.id, state, self.id);
        self.add(kind, state, (held.debit, held.credit, held.amount), Some(held.id), None);
        Ok(())
    }

    fn reverse(&mut self, of: &str) -> Taken {
        let first = self.work.find(&self.chain.book, of).ok_or(Refusal::ReverseUnknown)?;
        match (first.kind, first.state) {
            (Kind::Post | Kind::PostPending, State::Posted) => {}
            (_, State::Reversed) => return Err(Refusal::AlreadyReversed.into()),
            _ => return Err(Refusal::NotReversible.into()),
        }
        self.move_posted(first.credit, first.debit, first.amount)?;
        self.work.resolve(first.book, first.id, State::Reversed, self.id);
        self.add(
            Kind::Reverse,
            State::Posted,
            (first.credit, first.debit, first.amount),
            Some(first.id),
            None,
        );
        Ok(())
    }

    /// The reservation that a step resolves, if nobody has yet.
    fn pending(&self, id: &str) -> Result<Known<'a>, Stop> {
        let held = self.work.find(&self.chain.book, id).ok_or(Refusal::PendingUnknown)?;
        if held.kind != Kind::Reserve {
            return Err(Refusal::NotAReservation.into());
        }
        match held.state {
            State::Pending => Ok(held),
            State::Posted | State::PostedInPart => Err(Refusal::AlreadyPosted.into()),
            State::Voided => Err(Refusal::AlreadyVoided.into()),
            State::Expired => Err(Refusal::AlreadyExpired.into()),
            State::Reversed => Err(Broken(format!("the reservation {id} is reversed")).into()),
        }
    }

    fn is_due(&self, held: &Known<'_>) -> bool {
        held.expires_at.is_some_and(|at| at <= self.now)
    }

    fn move_posted(&mut self, debit: i64, credit: i64, amount: i64) -> Taken {
        self.raise(Phase::Posted, debit, credit, amount)
    }

    fn hold(&mut self, debit: i64, credit: i64, amount: i64) -> Taken {
        self.raise(Phase::Pending, debit, credit, amount)
    }

    /// Adds to the debits of one account and to the credits of the other, if both can count that far and their
    /// rules allow it.
    fn raise(&mut self, phase: Phase, debit: i64, credit: i64, amount: i64) -> Taken {
        let (giver, getter) = (self.work.account(debit)?, self.work.account(credit)?);
        let gives = more_debits(giver.balance, phase, amount).ok_or(Refusal::Overflow)?;
        let gets = more_credits(getter.balance, phase, amount).ok_or(Refusal::Overflow)?;
        // More debits can only break the one rule, more credits only the other.
        if giver.rule == Rule::DebitsWithinCredits && !gives.obeys(giver.rule) {
            return Err(Refusal::ExceedsCredits.into());
        }
        if getter.rule == Rule::CreditsWithinDebits && !gets.obeys(getter.rule) {
            return Err(Refusal::ExceedsDebits.into());
        }
        let line = matches!(phase, Phase::Posted).then_some((self.chain.book.as_str(), self.id));
        self.work.set(debit, gives, line);
        self.work.set(credit, gets, line);
        Ok(())
    }

    /// Ends a hold: posts so much of it, which may be nothing, and releases the rest. No rule can break by that.
    fn settle(&mut self, held: &Known<'a>, amount: i64) -> Taken {
        let short = || Broken(format!("less is pending than {} of {} holds", held.id, held.book));
        let (giver, getter) = (self.work.account(held.debit)?, self.work.account(held.credit)?);
        let less =
            |pending: i64| pending.checked_sub(held.amount).filter(|left| *left >= 0).ok_or_else(short);
        let gives = Balance { debits_pending: less(giver.balance.debits_pending)?, ..giver.balance };
        let gets = Balance { credits_pending: less(getter.balance.credits_pending)?, ..getter.balance };
        let gives = more_debits(gives, Phase::Posted, amount).ok_or(Refusal::Overflow)?;
        let gets = more_credits(gets, Phase::Posted, amount).ok_or(Refusal::Overflow)?;
        let line = (amount > 0).then_some((self.chain.book.as_str(), self.id));
        self.work.set(held.debit, gives, line);
        self.work.set(held.credit, gets, line);
        Ok(())
    }

    fn add(
        &mut self,
        kind: Kind,
        state: State,
        (debit, credit, amount): (i64, i64, i64),
        target: Option<&'a str>,
        expires_at: Option<Time>,
    ) {
        self.work.add(Known {
            book: &self.chain.book,
            id: self.id,
            kind,
            state,
            debit,
            credit,
            amount,
            target,
            resolved_by: None,
            expires_at,
            reference: &self.chain.reference,
            stored: None,
        });
    }
}

#[derive(Clone, Copy)]
enum Phase {
    Pending,
    Posted,
}

/// What a new movement is refused for whatever the balances are.
fn check(debit: &Account, credit: &Account, amount: i64) -> Result<(), Refusal> {
    if amount <= 0 {
        return Err(Refusal::AmountNotPositive);
    }
    if debit == credit {
        return Err(Refusal::SameAccount);
    }
    if debit.asset != credit.asset {
        return Err(Refusal::AssetMismatch);
    }
    Ok(())
}

/// None where pending and posted together would not fit.
fn more_debits(mut balance: Balance, phase: Phase, amount: i64) -> Option<Balance> {
    let side = match phase {
        Phase::Pending => &mut balance.debits_pending,
        Phase::Posted => &mut balance.debits_posted,
    };
    *side = side.checked_add(amount)?;
    balance.debits_pending.checked_add(balance.debits_posted).map(|_| balance)
}

/// None where pending and posted together would not fit.
fn more_credits(mut balance: Balance, phase: Phase, amount: i64) -> Option<Balance> {
    let side = match phase {
        Phase::Pending => &mut balance.credits_pending,
        Phase::Posted => &mut balance.credits_posted,
    };
    *side = side.checked_add(amount)?;
    balance.credits_pending.checked_add(balance.credits_posted).map(|_| balance)
}
