use super::done;
use crate::errors::Fault;
use crate::fields::Fields;
use crate::visit::Visit;
use crate::words::day;
use axum::extract::Path;
use axum::response::Response;
use identity::Session;
use kernel::SavedAccountId;
use minijinja::{Value, context};
use orders::{OrderError, OrderRefusal, RechargeRefusal};

/// Those that are remembered, by what may be shown of them.
pub(super) async fn rows(visit: &Visit, session: &Session) -> Result<Vec<Value>, Fault> {
    let known = visit.shop.0.orders.saved_accounts(session.user).await?;
    let row = |account: orders::SavedAccount| {
        let used = day(visit.language, account.used_at);
        context! {
            id => account.id.to_string(),
            hint => account.hint,
            used => visit.fill("me.account_used", &[("day", &used)]),
        }
    };
    Ok(known.into_iter().map(row).collect())
}

pub(crate) async fn forget(visit: Visit, Path(id): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let id: SavedAccountId = id.parse().map_err(|_| Fault::NotFound)?;
    match visit.shop.0.orders.forget_account(user, id).await {
        // Twice is as good as once.
        Ok(()) | Err(OrderError::Refused(OrderRefusal::Recharge(RechargeRefusal::NoSuchSavedAccount))) => {
            Ok(done("account_forgotten"))
        }
        Err(other) => Err(other.into()),
    }
}
