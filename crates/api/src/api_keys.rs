use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{KeysWrite, Staff, StaffRead};
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use identity::{ApiKey, NewApiKey, Scopes};
use kernel::{ApiKeyId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewApiKey)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeyBody {
    /// One line, at most 80 characters.
    #[schema(example = "ERP")]
    name: String,
    #[schema(example = json!(["catalog:read", "stock:write"]))]
    scopes: Vec<String>,
    /// Whether it moves real money.
    live: bool,
}

/// An API key, without the key itself.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(crate) struct KeyAnswer {
    #[schema(value_type = String, example = "key_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: ApiKeyId,
    name: String,
    /// `sk_live_` or `sk_test_`.
    prefix: String,
    last4: String,
    scopes: Vec<&'static str>,
    /// Whose key it is.
    #[schema(value_type = String)]
    user: UserId,
    created_at: String,
    /// To the minute.
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ApiKeys)]
pub(crate) struct KeysAnswer {
    items: Vec<KeyAnswer>,
}

/// A new key, with the key itself: it is told in this answer only.
#[derive(Serialize, ToSchema)]
#[schema(as = CreatedApiKey)]
pub(crate) struct NewKeyAnswer<'a> {
    #[serde(flatten)]
    key: KeyAnswer,
    /// `sk_live_…` or `sk_test_…`.
    api_key: &'a str,
}

impl From<ApiKey> for KeyAnswer {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            last4: key.last4,
            scopes: key.scopes.iter().map(identity::Scope::code).collect(),
            user: key.user,
            created_at: key.created_at.rfc3339(),
            last_used_at: key.last_used_at.map(kernel::Time::rfc3339),
            revoked_at: key.revoked_at.map(kernel::Time::rfc3339),
        }
    }
}

/// The keys of your staff, newest first, revoked ones too.
#[utoipa::path(get, path = "/v1/merchant/api-keys", tag = "staff", operation_id = "listApiKeys",
    security(("session" = ["staff:read"])), responses((status = 200, body = KeysAnswer)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<StaffRead>) -> Answer {
    let keys = api.identity.merchant_api_keys(staff.merchant).await?;
    ok(&KeysAnswer { items: keys.into_iter().map(KeyAnswer::from).collect() })
}

/// Make a key. It acts for the merchant and may do no more than you.
#[utoipa::path(post, path = "/v1/merchant/api-keys", tag = "staff", operation_id = "createApiKey",
    request_body = NewKeyBody, security(("session" = ["keys:write"])),
    responses((status = 200, body = NewKeyAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<KeysWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: NewKeyBody = body.parse()?;
    let scopes = Scopes::parse(asked.scopes.iter().map(String::as_str))?;
    let new = NewApiKey { owner: staff.caller.user, name: &asked.name, scopes, live: asked.live };
    let (key, secret) = api.identity.create_api_key(&new, &from).await?;
    ok(&NewKeyAnswer { key: key.into(), api_key: secret.expose() })
}

/// Revoke a key of your staff: it is refused from now on.
#[utoipa::path(delete, path = "/v1/merchant/api-keys/{id}", tag = "staff", operation_id = "revokeApiKey",
    params(("id" = String, Path, description = "The key's id")), security(("session" = ["keys:write"])),
    responses((status = 204, description = "Revoked")))]
pub(crate) async fn revoke(
    State(api): State<Api>,
    staff: Staff<KeysWrite>,
    Address(from): Address,
    Id(id): Id<ApiKeyId>,
) -> Answer {
    api.identity.revoke_merchant_key(id, staff.merchant, &staff.caller.actor(), &from).await?;
    done()
}
