use super::asked::{Answers, Wrong};
use crate::errors::Fault;
use crate::limits::ACCOUNT_CHECK;
use crate::visit::Visit;
use kernel::OfferId;
use minijinja::{Value, context};
use orders::{AccountCheck, OrderError, OrderRefusal, RechargeRefusal};

/// What a supplier says of the account, as the page shows it: nothing where none says. Or what stands beside its field:
/// there is no such account.
pub(super) async fn look(
    visit: &Visit,
    offer: OfferId,
    answers: &Answers,
) -> Result<Result<Option<Value>, Wrong>, Fault> {
    // Whoever asks too often orders as if nobody could say.
    if !may_ask(visit) {
        return Ok(Ok(None));
    }
    match visit.shop.0.fulfiller.check_account(offer, &answers.for_order()).await {
        Ok(AccountCheck::Found { name, place }) => {
            let name = name.map(|name| visit.fill("checkout.account_named", &[("end", &name.end())]));
            Ok(Ok(Some(
                context! { words => name.unwrap_or_else(|| visit.say("checkout.account_found")), place },
            )))
        }
        Ok(AccountCheck::Unknown) => Ok(Ok(None)),
        Ok(AccountCheck::Untold) => {
            give_back(visit);
            Ok(Ok(None))
        }
        Err(OrderError::Refused(OrderRefusal::Recharge(RechargeRefusal::AccountNotFound { field }))) => {
            Ok(Err(Wrong { field, why: "not_found" }))
        }
        // Whatever else is wrong is said when it is ordered.
        Err(OrderError::Refused(_)) => Ok(Ok(None)),
        Err(other) => Err(other.into()),
    }
}

/// By the network, and by the user where there is one.
fn may_ask(visit: &Visit) -> bool {
    let as_user = |user: String| visit.try_as(&ACCOUNT_CHECK, &user).is_ok();
    visit.try_from_here(&ACCOUNT_CHECK).is_ok() && user(visit).is_none_or(as_user)
}

fn give_back(visit: &Visit) {
    visit.was_right(&ACCOUNT_CHECK);
    if let Some(user) = user(visit) {
        visit.was_right_as(&ACCOUNT_CHECK, &user);
    }
}

fn user(visit: &Visit) -> Option<String> {
    visit.session.as_ref().map(|session| session.user.to_string())
}
