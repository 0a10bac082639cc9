use crate::{By, Caller, Identity, IdentityRefusal, Result, Scope};
use kernel::{Span, Time};

/// How long a proof of a second factor counts as fresh.
pub const FRESH_PROOF: Span = Span::minutes(10);

/// Who must prove a second factor for what needs one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondFactor {
    /// All of the staff, and who has set one up.
    #[default]
    Required,
    /// Only who has set one up.
    Offered,
}

impl Identity {
    /// Whether the caller may do that now, or what they lack.
    pub fn judge(&self, caller: &Caller, scope: Scope) -> Result<()> {
        judge(caller, scope, self.second_factor, self.ambient.now())
    }

    /// What an act on one's own ways to log in needs: a fresh proof from who can give one.
    pub fn judge_own(&self, caller: &Caller) -> Result<()> {
        match (caller.second_factor, fresh(caller, self.ambient.now())) {
            (false, _) | (true, true) => Ok(()),
            (true, false) => Err(IdentityRefusal::StepUpNeeded),
        }
    }

    /// Until when the proof given in a session counts as fresh; none where it does not, or there was none.
    pub fn strong_until(&self, strong_at: Option<Time>) -> Option<Time> {
        strong_at.map(|at| at.after(FRESH_PROOF)).filter(|until| *until > self.ambient.now())
    }
}

/// Pure, so that the table of routes and duties can be checked against it.
fn judge(caller: &Caller, scope: Scope, rule: SecondFactor, now: Time) -> Result<()> {
    if !caller.may(scope) {
        return Err(IdentityRefusal::ScopeMissing(scope.code()));
    }
    let asked = caller.second_factor || (caller.duty.is_some() && rule == SecondFactor::Required);
    if matches!(caller.by, By::Key(_)) || !scope.needs_second_factor() || !asked {
        return Ok(());
    }
    if caller.strong_at.is_none() {
        return Err(IdentityRefusal::SecondFactorNeeded { set_up: caller.second_factor });
    }
    if scope.needs_fresh_proof() && !fresh(caller, now) {
        return Err(IdentityRefusal::StepUpNeeded);
    }
    Ok(())
}

/// A clock that was set back makes every proof old.
fn fresh(caller: &Caller, now: Time) -> bool {
    caller.strong_at.is_some_and(|at| (0..FRESH_PROOF.0).contains(&now.since(at).0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Duty, Role, Scopes};
    use kernel::{ApiKeyId, SessionId, UserId};

    const NOW: Time = Time(1_000_000_000_000);

    fn admin(second_factor: bool, strong_at: Option<Time>) -> Caller {
        Caller {
            user: UserId(1),
            role: Role::Operator,
            merchant: None,
            duty: Some(Duty::Admin),
            by: By::Session(SessionId(1)),
            scopes: Duty::Admin.scopes(Role::Operator),
            live: true,
            second_factor,
            strong_at,
        }
    }

    fn code(caller: &Caller, scope: Scope, rule: SecondFactor) -> &'static str {
        judge(caller, scope, rule, NOW).map_or_else(|refusal| refusal.code(), |()| "fine")
    }

    #[test]
    fn what_is_dangerous_needs_a_proof_and_what_is_most_dangerous_a_fresh_one() {
        use Scope::{MerchantsReview, OperatorsWrite, OrdersRead, TrailRead};
        let rule = SecondFactor::Required;
        let bare = admin(false, None);
        assert_eq!(code(&bare, TrailRead, rule), "fine");
        assert_eq!(code(&bare, OrdersRead, rule), "scope_missing");
        assert_eq!(code(&bare, MerchantsReview, rule), "second_factor_needed");
        assert_eq!(code(&bare, MerchantsReview, SecondFactor::Offered), "fine");
        assert_eq!(code(&admin(true, None), MerchantsReview, SecondFactor::Offered), "second_factor_needed");
        let old = admin(true, Some(NOW.before(FRESH_PROOF)));
        assert_eq!(code(&old, MerchantsReview, rule), "fine");
        assert_eq!(code(&old, OperatorsWrite, rule), "step_up_needed");
        let fresh = admin(true, Some(NOW.before(FRESH_PROOF).after(Span(1))));
        assert_eq!(code(&fresh, OperatorsWrite, rule), "fine");
        let from_the_future = admin(true, Some(NOW.after(Span(1))));
        assert_eq!(code(&from_the_future, OperatorsWrite, rule), "step_up_needed");
    }

    #[test]
    fn a_key_is_asked_for_no_second_factor_and_a_buyer_only_for_their_own() {
        let mut caller = admin(false, None);
        (caller.by, caller.scopes) = (By::Key(ApiKeyId(1)), Scopes::of(&[Scope::OrdersWrite]));
        assert_eq!(code(&caller, Scope::OrdersWrite, SecondFactor::Required), "fine");
        (caller.by, caller.duty, caller.role) = (By::Session(SessionId(1)), None, Role::Buyer);
        assert_eq!(code(&caller, Scope::OrdersWrite, SecondFactor::Required), "fine");
        caller.second_factor = true;
        assert_eq!(code(&caller, Scope::OrdersWrite, SecondFactor::Required), "second_factor_needed");
    }
}
