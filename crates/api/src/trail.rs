/// The trail as a file.
pub(crate) mod export;

use crate::may::{Operator, TrailRead};
use crate::path::Ask;
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::{TrailFilter, TrailRow};
use kernel::{PageAsk, Time};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrailQuery {
    /// Words that stand in it.
    q: Option<String>,
    /// The id of a user or API key, or `system`.
    who: Option<String>,
    /// A verb, e.g. `member_invited`.
    what: Option<String>,
    /// The id of what it was done to.
    subject: Option<String>,
    /// Not before this time (RFC 3339).
    from: Option<String>,
    /// Before this time (RFC 3339).
    to: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Somebody did something.
#[derive(Serialize, ToSchema)]
#[schema(as = TrailEntry)]
pub(crate) struct TrailAnswer {
    /// Its place in the chain.
    seq: i64,
    at: String,
    who: String,
    /// What was done; more may come.
    #[schema(schema_with = acts)]
    what: String,
    subject: String,
    before: String,
    after: String,
    reason: String,
    /// The network address.
    from: String,
}

/// Every act that there is, so that whoever shows them can have a word for each.
fn acts() -> Object {
    let names =
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(identity::ACTS.iter().copied()));
    names.description(Some("What was done; more may come.")).build()
}

impl From<TrailRow> for TrailAnswer {
    fn from(row: TrailRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at.rfc3339(),
            who: row.who,
            what: row.what,
            subject: row.subject,
            before: row.before,
            after: row.after,
            reason: row.reason,
            from: row.from,
        }
    }
}

/// Who did what, newest first.
#[utoipa::path(get, path = "/v1/platform/trail", tag = "platform", operation_id = "listTrail", params(TrailQuery),
    security(("key" = ["trail:read"])), responses((status = 200, body = List<TrailAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<TrailRead>,
    Ask(asked): Ask<TrailQuery>,
) -> Answer {
    if asked.after.as_deref().is_some_and(|cursor| cursor.parse::<i64>().is_err()) {
        return Err(Problem::bad_request(
            "bad_cursor",
            "this cursor is not one of ours: start from the first page",
        ));
    }
    let filter = filter([asked.q, asked.who, asked.what, asked.subject], [asked.from, asked.to])?;
    let page = api.identity.trail(&filter, &PageAsk::new(asked.after, asked.limit)).await?;
    ok(&List::of(page, TrailAnswer::from))
}

fn filter(
    [words, who, what, subject]: [Option<String>; 4],
    [from, to]: [Option<String>; 2],
) -> Result<TrailFilter, Problem> {
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(TrailFilter {
        words: some(words),
        who: some(who),
        what: some(what),
        subject: some(subject),
        from: some(from).map(|text| time(&text)).transpose()?,
        to: some(to).map(|text| time(&text)).transpose()?,
    })
}

fn time(text: &str) -> Result<Time, Problem> {
    Time::parse_rfc3339(text).ok_or_else(|| {
        Problem::bad_request("invalid_query", "a time looks like 2026-11-28T08:00:00Z, a day like 2026-11-28")
    })
}
