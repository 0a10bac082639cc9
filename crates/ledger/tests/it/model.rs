//! A ledger that keeps nothing but a log, and works out everything from it each time it is asked.

use kernel::Time;
use ledger::{Account, Balance, Chain, Outcome, Refusal, Step};

#[derive(Clone, Default)]
pub struct Model {
    log: Vec<Fact>,
}

#[derive(Clone)]
struct Fact {
    book: String,
    reference: String,
    step: Step,
    debit: Account,
    credit: Account,
    amount: i64,
}

impl Model {
    pub fn submit(&mut self, now: Time, chains: &[Chain]) -> Vec<Outcome> {
        chains.iter().map(|chain| self.one(now, chain)).collect()
    }

    fn one(&mut self, now: Time, chain: &Chain) -> Outcome {
        let refused = |step, why| Outcome::Refused { step, why };
        if chain.steps.is_empty() {
            return refused(0, Refusal::EmptyChain);
        }
        for (n, step) in chain.steps.iter().enumerate() {
            if chain.steps[..n].iter().any(|s| s.id() == step.id()) {
                return refused(n, Refusal::IdRepeatedInChain);
            }
        }
        let known: Vec<Option<bool>> = chain.steps.iter().map(|step| self.stands(chain, step)).collect();
        if known.iter().all(|k| *k == Some(true)) {
            return Outcome::Repeated;
        }
        let other = known.iter().position(|k| *k == Some(false)).or(known.iter().position(Option::is_some));
        if let Some(n) = other {
            return refused(n, Refusal::IdUsedWithOtherContent);
        }
        let mut next = self.clone();
        for (n, step) in chain.steps.iter().enumerate() {
            if let Err(why) = next.take(now, chain, step) {
                return refused(n, why);
            }
        }
        *self = next;
        Outcome::Applied
    }

    fn find(&self, book: &str, id: &str) -> Option<&Fact> {
        self.log.iter().find(|f| f.book == book && f.step.id() == id)
    }

    /// Whether that id stands with the same content; none where it does not stand.
    fn stands(&self, chain: &Chain, step: &Step) -> Option<bool> {
        let fact = self.find(&chain.book, step.id())?;
        let mut asked = step.clone();
        if let Step::PostPending { amount: amount @ None, pending, .. } = &mut asked {
            *amount = self.find(&chain.book, pending).map(|f| f.amount);
        }
        Some(asked == fact.step && chain.reference == fact.reference)
    }

    fn resolver(&self, held: &Fact) -> Option<&Fact> {
        self.log.iter().find(|f| f.book == held.book && f.step.target() == Some(held.step.id()))
    }

    fn take(&mut self, now: Time, chain: &Chain, step: &Step) -> Result<(), Refusal> {
        let mut step = step.clone();
        let (debit, credit, amount) = match &mut step {
            Step::Post { debit, credit, amount, .. } => valid(debit, credit, *amount)?,
            Step::Reserve { debit, credit, amount, expires_at, .. } => {
                let moved = valid(debit, credit, *amount)?;
                if now >= *expires_at {
                    return Err(Refusal::PastItsTime);
                }
                moved
            }
            Step::PostPending { pending, amount, .. } => {
                if matches!(amount, Some(n) if *n < 1) {
                    return Err(Refusal::AmountNotPositive);
                }
                let (held, until) = self.open(&chain.book, pending)?;
                if now >= until {
                    return Err(Refusal::PastItsTime);
                }
                let part = amount.unwrap_or(held.amount);
                if part > held.amount {
                    return Err(Refusal::PartTooLarge);
                }
                *amount = Some(part);
                (held.debit, held.credit, part)
            }
            Step::VoidPending { pending, .. } => {
                let (held, _) = self.open(&chain.book, pending)?;
                (held.debit, held.credit, held.amount)
            }
            Step::ExpirePending { pending, .. } => {
                let (held, until) = self.open(&chain.book, pending)?;
                if now < until {
                    return Err(Refusal::NotYetDue);
                }
                (held.debit, held.credit, held.amount)
            }
            Step::Reverse { of, .. } => {
                let fact = self.find(&chain.book, of).ok_or(Refusal::ReverseUnknown)?.clone();
                if !matches!(fact.step, Step::Post { .. } | Step::PostPending { .. }) {
                    return Err(Refusal::NotReversible);
                }
                if self.resolver(&fact).is_some() {
                    return Err(Refusal::AlreadyReversed);
                }
                (fact.credit, fact.debit, fact.amount)
            }
        };
        let (book, reference) = (chain.book.clone(), chain.reference.clone());
        self.log.push(Fact { book, reference, step, debit: debit.clone(), credit: credit.clone(), amount });
        self.within_limits(&debit, &credit)
    }

    /// A reservation that nobody resolved, with its time.
    fn open(&self, book: &str, id: &str) -> Result<(Fact, Time), Refusal> {
        let held = self.find(book, id).ok_or(Refusal::PendingUnknown)?;
        let Step::Reserve { expires_at, .. } = held.step else { return Err(Refusal::NotAReservation) };
        match self.resolver(held).map(|f| &f.step) {
            None => Ok((held.clone(), expires_at)),
            Some(Step::PostPending { .. }) => Err(Refusal::AlreadyPosted),
            Some(Step::VoidPending { .. }) => Err(Refusal::AlreadyVoided),
            Some(Step::ExpirePending { .. }) => Err(Refusal::AlreadyExpired),
            Some(step) => panic!("{step:?} cannot resolve"),
        }
    }

    fn within_limits(&self, debit: &Account, credit: &Account) -> Result<(), Refusal> {
        let ([dp, d, _, c], [_, d2, cp2, c2]) = (self.sums(debit), self.sums(credit));
        let too_large = |sum: i128| sum > i128::from(i64::MAX);
        if too_large(dp + d) || too_large(cp2 + c2) {
            return Err(Refusal::Overflow);
        }
        if debit.rule == ledger::Rule::DebitsWithinCredits && dp + d > c {
            return Err(Refusal::ExceedsCredits);
        }
        if credit.rule == ledger::Rule::CreditsWithinDebits && cp2 + c2 > d2 {
            return Err(Refusal::ExceedsDebits);
        }
        Ok(())
    }

    /// Debits pending, debits posted, credits pending, credits posted.
    fn sums(&self, account: &Account) -> [i128; 4] {
        let mut sums = [0; 4];
        for fact in &self.log {
            let column = match fact.step {
                Step::Post { .. } | Step::PostPending { .. } | Step::Reverse { .. } => 1,
                Step::Reserve { .. } if self.resolver(fact).is_none() => 0,
                _ => continue,
            };
            if fact.debit == *account {
                sums[column] += i128::from(fact.amount);
            }
            if fact.credit == *account {
                sums[column + 2] += i128::from(fact.amount);
            }
        }
        sums
    }

    pub fn balance(&self, account: &Account) -> Balance {
        let [debits_pending, debits_posted, credits_pending, credits_posted] =
            self.sums(account).map(|sum| sum as i64);
        Balance { debits_pending, debits_posted, credits_pending, credits_posted }
    }

    /// What a sweep would submit: the oldest that are due.
    pub fn due(&self, now: Time, limit: usize) -> Vec<Chain> {
        let mut due: Vec<(Time, &Fact)> = Vec::new();
        for fact in &self.log {
            match fact.step {
                Step::Reserve { expires_at, .. } if expires_at <= now && self.resolver(fact).is_none() => {
                    due.push((expires_at, fact));
                }
                _ => {}
            }
        }
        due.sort_by_key(|(at, fact)| (*at, fact.book.clone(), fact.step.id().to_owned()));
        due.truncate(limit);
        due.into_iter().map(|(_, fact)| expiry(fact)).collect()
    }
}

fn expiry(fact: &Fact) -> Chain {
    let pending = fact.step.id().to_owned();
    let steps = vec![Step::ExpirePending { id: format!("{pending}/expired"), pending }];
    Chain { book: fact.book.clone(), reference: fact.reference.clone(), steps }
}

fn valid(debit: &Account, credit: &Account, amount: i64) -> Result<(Account, Account, i64), Refusal> {
    if amount < 1 {
        Err(Refusal::AmountNotPositive)
    } else if debit == credit {
        Err(Refusal::SameAccount)
    } else if debit.asset != credit.asset {
        Err(Refusal::AssetMismatch)
    } else {
        Ok((debit.clone(), credit.clone(), amount))
    }
}
