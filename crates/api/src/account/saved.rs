use super::done;
use crate::Api;
use crate::may::Person;
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::SavedAccountId;
use orders::SavedAccount;
use serde::Serialize;
use utoipa::ToSchema;

/// An account that you asked to be remembered for your next order.
#[derive(Serialize, ToSchema)]
#[schema(as = SavedAccount)]
pub(crate) struct SavedItem {
    #[schema(value_type = String, example = "sac_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: SavedAccountId,
    /// Its first and last signs.
    #[schema(example = "138****8000")]
    hint: String,
    created_at: String,
    /// When something was last ordered for it.
    used_at: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SavedAccounts)]
pub(crate) struct SavedItems {
    items: Vec<SavedItem>,
}

impl From<SavedAccount> for SavedItem {
    fn from(account: SavedAccount) -> Self {
        Self {
            id: account.id,
            hint: account.hint,
            created_at: account.created_at.rfc3339(),
            used_at: account.used_at.rfc3339(),
        }
    }
}

/// The accounts that you asked to be remembered for goods that are credited, at most 20, the one that was used last in front.
/// They are sealed; what they are stands in your personal data.
#[utoipa::path(get, path = "/v1/account/saved-accounts", tag = "account", operation_id = "listSavedAccounts",
    security(("session" = [])), responses((status = 200, body = SavedItems)))]
pub(crate) async fn list(State(api): State<Api>, person: Person) -> Answer {
    let all = api.orders.saved_accounts(person.caller.user).await?;
    ok(&SavedItems { items: all.into_iter().map(SavedItem::from).collect() })
}

/// Forget one of them.
#[utoipa::path(delete, path = "/v1/account/saved-accounts/{id}", tag = "account", operation_id = "forgetSavedAccount",
    params(("id" = String, Path, description = "The account's id")), security(("session" = [])),
    responses((status = 204, description = "Forgotten")))]
pub(crate) async fn forget(State(api): State<Api>, person: Person, Id(id): Id<SavedAccountId>) -> Answer {
    api.orders.forget_account(person.caller.user, id).await?;
    done()
}
