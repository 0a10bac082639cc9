//! Accounts that a buyer has asked to be remembered: chosen by what is shown of them, and filled in on this side.

use super::Item;
use super::asked::Answers;
use crate::errors::Fault;
use crate::fields::Fields;
use crate::visit::Visit;
use catalog::AccountForm;
use kernel::SavedAccountId;
use minijinja::{Value, context};
use orders::{AccountAnswers, PlacedOrder};

/// The one that was chosen.
pub(super) struct Saved {
    pub id: SavedAccountId,
    pub answers: AccountAnswers,
}

/// None where none was chosen, or it is not there any more: then the fields are empty, and that is said.
pub(super) async fn chosen(
    visit: &Visit,
    fields: &Fields,
    form: &AccountForm,
) -> Result<Option<Saved>, Fault> {
    let id = fields.some("saved").and_then(|id| id.parse().ok());
    let (Some(session), Some(id)) = (&visit.session, id) else { return Ok(None) };
    let answers = visit.shop.0.orders.account_for(session.user, id, form).await?;
    Ok(answers.map(|answers| Saved { id, answers }))
}

/// Those that would do here.
pub(super) async fn offered(
    visit: &Visit,
    item: &Item,
    chosen: Option<SavedAccountId>,
) -> Result<Vec<Value>, Fault> {
    let Some(session) = visit.session.as_ref().filter(|_| !item.form.fields.is_empty()) else {
        return Ok(Vec::new());
    };
    let known = visit.shop.0.orders.accounts_for(session.user, &item.form).await?;
    let one = |(account, answers): (orders::SavedAccount, AccountAnswers)| {
        let answers = Answers::saved(&item.form, account.id, &answers);
        context! {
            id => account.id.to_string(),
            words => answers.hinted(visit, &item.form).join(" · "),
            chosen => chosen == Some(account.id),
        }
    };
    Ok(known.into_iter().map(one).collect())
}

/// After it was ordered: remembered if that was wished. What goes wrong here costs nobody the order.
pub(super) async fn keep(visit: &Visit, form: &Fields, item: &Item, placed: &PlacedOrder) {
    let Some(session) = visit.session.as_ref().filter(|_| !placed.replayed) else { return };
    let orders = &visit.shop.0.orders;
    let kept = match &item.saved {
        Some(saved) => orders.account_used(session.user, saved.id).await,
        None if form.get("remember") == "1" => {
            let answers = Answers::read(&item.form, form).for_order();
            orders.remember_account(&placed.order, &item.form, &answers).await
        }
        None => Ok(()),
    };
    if let Err(error) = kept {
        tracing::warn!(%error, order = %placed.order.id, "an account was not remembered");
    }
}
