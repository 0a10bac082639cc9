use super::done;
use crate::Api;
use crate::may::Person;
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use identity::SessionView;
use kernel::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

/// One of your sessions.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountSession)]
pub(crate) struct SessionItem {
    #[schema(value_type = String, example = "ses_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    /// How it began: `password`, `email_code`, `sms_code`, `passkey`, or the code of a provider.
    way: String,
    /// The network address it began from.
    from: String,
    /// What the browser said that it is.
    agent: String,
    created_at: String,
    /// To the hour.
    used_at: String,
    /// When a second factor was last proved in it.
    strong_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AccountSessions)]
pub(crate) struct SessionItems {
    items: Vec<SessionItem>,
}

/// How many sessions ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ended {
    ended: u64,
}

/// Where you are logged in, newest first.
#[utoipa::path(get, path = "/v1/account/sessions", tag = "account", operation_id = "listSessions",
    security(("session" = [])), responses((status = 200, body = SessionItems)))]
pub(crate) async fn list(State(api): State<Api>, person: Person) -> Answer {
    let current = person.session.id;
    let item = |view: SessionView| SessionItem {
        id: view.id,
        current: view.id == current,
        way: view.way,
        from: view.from,
        agent: view.agent,
        created_at: view.created_at.rfc3339(),
        used_at: view.used_at.rfc3339(),
        strong_at: view.strong_at.map(kernel::Time::rfc3339),
    };
    let sessions = api.identity.sessions(person.caller.user).await?;
    ok(&SessionItems { items: sessions.into_iter().map(item).collect() })
}

/// Log out everywhere but here.
#[utoipa::path(delete, path = "/v1/account/sessions", tag = "account", operation_id = "endOtherSessions",
    security(("session" = [])), responses((status = 200, body = Ended)))]
pub(crate) async fn end_others(State(api): State<Api>, person: Person) -> Answer {
    ok(&Ended { ended: api.identity.end_other_sessions(person.caller.user, person.session.id).await? })
}

/// Log out there.
#[utoipa::path(delete, path = "/v1/account/sessions/{id}", tag = "account", operation_id = "endSession",
    params(("id" = String, Path, description = "The session's id")), security(("session" = [])),
    responses((status = 204, description = "Ended")))]
pub(crate) async fn end(State(api): State<Api>, person: Person, Id(id): Id<SessionId>) -> Answer {
    api.identity.end_session(person.caller.user, id).await?;
    done()
}
