//! Others by whom somebody is known, and who may be asked. Linking itself is a walk through the browser: see the shop's
//! page `/me/account`.

use crate::Api;
use crate::address::Address;
use crate::may::Person;
use crate::words::{Answer, Text, ok};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody else who may say who you are.
#[derive(Serialize, ToSchema)]
#[schema(as = LoginLink)]
pub(crate) struct LinkAnswer {
    /// Its short name.
    #[schema(example = "wechat")]
    provider: String,
    name: Text,
    /// Null where it is not linked.
    linked: Option<Linked>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LinkedLogin)]
pub(crate) struct Linked {
    /// What the provider calls you.
    shown: String,
    since: String,
    last_used_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LoginLinks)]
pub(crate) struct LinksAnswer {
    items: Vec<LinkAnswer>,
}

/// All log-ins with others that are set up, and which of them are yours.
#[utoipa::path(get, path = "/v1/account/links", tag = "account", operation_id = "listLoginLinks",
    security(("session" = [])), responses((status = 200, body = LinksAnswer)))]
pub(crate) async fn list(State(api): State<Api>, person: Person) -> Answer {
    let mut known = api.identity.links(person.session.user).await?;
    let mut items: Vec<LinkAnswer> = Vec::new();
    for (code, name) in api.identity.providers() {
        let at = known.iter().position(|link| link.provider == code);
        let linked = at.map(|at| known.swap_remove(at)).map(Linked::from);
        items.push(LinkAnswer { provider: code.to_owned(), name: name.clone().into(), linked });
    }
    // Those that were set up once: they can still be unlinked.
    items.extend(known.into_iter().map(|link| LinkAnswer {
        provider: link.provider.clone(),
        name: Text { zh: link.provider.clone(), en: link.provider.clone() },
        linked: Some(link.into()),
    }));
    ok(&LinksAnswer { items })
}

impl From<identity::Link> for Linked {
    fn from(link: identity::Link) -> Self {
        Self {
            shown: link.shown,
            since: link.created_at.rfc3339(),
            last_used_at: link.last_used_at.map(kernel::Time::rfc3339),
        }
    }
}

/// Unlink one. Not the last way to log in; needs a fresh proof from who has a second factor.
#[utoipa::path(delete, path = "/v1/account/links/{provider}", tag = "account", operation_id = "unlinkLogin",
    params(("provider" = String, Path, description = "Its short name")),
    security(("session" = [])), responses((status = 204, description = "Unlinked")))]
pub(crate) async fn unlink(
    State(api): State<Api>,
    person: Person,
    Path(provider): Path<String>,
    Address(from): Address,
) -> Answer {
    api.identity.unlink(&person.session, &provider, &from).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
