//! What is done next with what waits to be credited, and what an answer means. Pure: every interleaving can be tried.

use super::{Attempt, AttemptState, Fulfilment, FulfilmentState};
use kernel::{Money, Secret, Span, Time};
use ports::{NoSupply, Supplied, SupplyError, Wanted};
use supply::Route;

/// What is done with a fulfilment now.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// The supplier that was asked is asked how it stands.
    Ask(Attempt),
    /// These can be asked to credit it, the best first.
    Try(Vec<Route>),
    /// Nobody can just now.
    Wait(Time),
    /// All its keys lie on the shelf: it gets them.
    Deliver,
    /// The buyer gets the money again.
    GiveBack,
    /// It has ended.
    Rest,
}

/// What there is to be looked at besides the fulfilment.
pub(crate) struct Around<'a> {
    pub now: Time,
    /// All that can be used, in the merchant's order.
    pub routes: &'a [Route],
    /// What the order leaves for its cost: its total without the platform's share.
    pub left: Money,
    /// Keys are wanted, and as many lie on the shelf.
    pub on_shelf: bool,
    /// Whether that supplier answers at present.
    pub is_well: &'a dyn Fn(&Route) -> bool,
}

/// Who waits for somebody looks again after so long.
const LOOK_AGAIN: Span = Span::seconds(30);
/// How often a supplier is asked about: soon at first, then less often.
const ASK_FIRST: Span = Span::seconds(2);
const ASK_RARELY: Span = Span::minutes(5);
/// What was given back is nobody's hurry.
const ASK_AT_LEISURE: Span = Span::hours(6);
/// What was given back is followed for so long, in case that it is credited all the same.
const FOLLOWED: Span = Span::days(3);
/// After so long a supplier that knows nothing of an order will never have heard of it.
const NEVER_CAME: Span = Span::days(1);

pub(crate) fn cost(route: &Route, quantity: i64) -> Option<Money> {
    route.unit_cost.times(quantity).ok()
}

pub(crate) fn next(f: &Fulfilment, around: &Around<'_>) -> Next {
    match (f.state, f.open_attempt()) {
        (FulfilmentState::Open | FulfilmentState::GivenBack, Some(attempt)) => Next::Ask(attempt.clone()),
        (FulfilmentState::Open, None) if around.on_shelf => Next::Deliver,
        (FulfilmentState::Open, None) => who_else(f, around),
        _ => Next::Rest,
    }
}

/// All that were asked have certainly failed.
fn who_else(f: &Fulfilment, around: &Around<'_>) -> Next {
    if around.now >= f.deadline {
        return Next::GiveBack;
    }
    let untried = |route: &&Route| f.attempts.iter().all(|attempt| attempt.supplier != route.supplier);
    let pays = |route: &&Route| {
        route.unit_cost.currency == around.left.currency
            && cost(route, f.quantity).is_some_and(|cost| cost.minor <= around.left.minor)
    };
    let (well, resting): (Vec<&Route>, Vec<&Route>) =
        around.routes.iter().filter(untried).filter(pays).partition(|route| (around.is_well)(route));
    match (well.is_empty(), resting.is_empty()) {
        (false, _) => Next::Try(well.into_iter().chain(resting).cloned().collect()),
        // Who rests may be well again before the deadline.
        (true, false) => Next::Wait(around.now.after(LOOK_AGAIN).min(f.deadline)),
        // Everybody has failed. Where nobody was asked, a merchant may still see to it.
        (true, true) if f.attempts.is_empty() => Next::Wait(around.now.after(LOOK_AGAIN).min(f.deadline)),
        (true, true) => Next::GiveBack,
    }
}

/// What a supplier has said, or not said.
pub(crate) type Said = Result<Supplied, SupplyError>;

/// What an answer changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub attempt: AttemptState,
    /// What the supplier calls it, where it says so now.
    pub reference: Option<String>,
    pub cost: Option<Money>,
    /// Of a failure: why, and in which words.
    pub why: String,
    pub said: String,
    pub fulfilment: FulfilmentState,
    /// None: it has ended, and nobody looks again.
    pub due_at: Option<Time>,
}

impl Change {
    /// What is booked of what it cost. A supplier that took more than it was to cost is found by its balance.
    pub fn booked(&self, attempt: &Attempt) -> Money {
        let told = self.cost.filter(|cost| cost.currency == attempt.cost.currency && cost.minor > 0);
        told.filter(|cost| cost.minor < attempt.cost.minor).unwrap_or(attempt.cost)
    }
}

/// Whether this was the attempt's first request, and nobody else has sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// The first time that this supplier was asked to credit it.
    First,
    /// It was asked how it stands, and perhaps once more to credit it.
    Later,
}

pub(crate) fn heard(f: &Fulfilment, attempt: &Attempt, call: Call, said: &Said, now: Time) -> Change {
    let mut change = Change {
        attempt: attempt.state,
        reference: None,
        cost: None,
        why: String::new(),
        said: String::new(),
        fulfilment: f.state,
        due_at: None,
    };
    match said {
        Ok(Supplied::Credited { reference, cost }) => {
            change.attempt = AttemptState::Credited;
            (change.reference, change.cost) = (reference.clone(), *cost);
            match (f.state, f.wanted) {
                (FulfilmentState::Open, Wanted::Credit) => change.fulfilment = FulfilmentState::Credited,
                // They are on the shelf by then, and handed out.
                (FulfilmentState::Open, Wanted::Keys) => change.due_at = Some(now),
                _ => {}
            }
            return change;
        }
        // What is missing may come until the money goes back; after that, what there is is all there will be.
        Ok(Supplied::Delivered { reference, keys, .. }) if are_missing(f, keys) => {
            change.attempt = AttemptState::Accepted;
            change.reference = reference.clone();
            change.said = format!("{} / {}", keys.len(), f.quantity);
        }
        Ok(Supplied::Delivered { reference, cost, .. }) => {
            change.attempt = AttemptState::Credited;
            (change.reference, change.cost) = (reference.clone(), *cost);
            change.due_at = (f.state == FulfilmentState::Open).then_some(now);
            return change;
        }
        Ok(Supplied::Failed { reference, why, said }) => {
            change.attempt = AttemptState::Failed;
            change.reference = reference.clone();
            (change.why, change.said) = (why.code().to_owned(), said.chars().take(300).collect());
        }
        Ok(Supplied::Accepted { reference }) => {
            change.attempt = AttemptState::Accepted;
            change.reference = reference.clone();
        }
        // Only the first request can be known not to have come: an earlier one may be on its way.
        Err(SupplyError::NotReached(why)) if call == Call::First => {
            change.attempt = AttemptState::Failed;
            (change.why, change.said) = (NOT_REACHED.to_owned(), why.chars().take(300).collect());
        }
        Err(SupplyError::NotFound) if never_came(f, attempt, now) => {
            change.attempt = AttemptState::Failed;
            NOT_REACHED.clone_into(&mut change.why);
        }
        Err(_) => {}
    }
    match (change.attempt.is_open(), f.state) {
        // What is wrong with the account, is wrong with it everywhere.
        (false, FulfilmentState::Open) if change.why == NoSupply::BadAccount.code() => {
            change.fulfilment = FulfilmentState::GivenBack;
        }
        // Another one has its turn at once.
        (false, FulfilmentState::Open) => change.due_at = Some(now),
        (false, _) => {}
        (true, FulfilmentState::Open) if now >= f.deadline => {
            change.fulfilment = FulfilmentState::GivenBack;
            change.due_at = Some(ask_next(attempt, now, ASK_AT_LEISURE));
        }
        (true, FulfilmentState::Open) => {
            change.due_at = Some(ask_next(attempt, now, ASK_RARELY).min(f.deadline))
        }
        (true, _) => {
            let next = ask_next(attempt, now, ASK_AT_LEISURE);
            change.due_at = Some(next).filter(|at| *at <= f.deadline.after(FOLLOWED));
        }
    }
    change
}

/// Fewer keys came than were bought, and the rest may come yet.
fn are_missing(f: &Fulfilment, keys: &[Secret<String>]) -> bool {
    f.state == FulfilmentState::Open && i64::try_from(keys.len()).unwrap_or(i64::MAX) < f.quantity
}

/// The code of a failure that no supplier has told.
pub(crate) const NOT_REACHED: &str = "not_reached";

/// Of what was given back: what is sent no more, and was not known for long, never arrived there.
fn never_came(f: &Fulfilment, attempt: &Attempt, now: Time) -> bool {
    f.state == FulfilmentState::GivenBack && now >= attempt.sent_at.after(NEVER_CAME)
}

fn ask_next(attempt: &Attempt, now: Time, rarely: Span) -> Time {
    let age = now.since(attempt.sent_at);
    now.after(Span((age.0 / 2).clamp(ASK_FIRST.0, rarely.0)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
