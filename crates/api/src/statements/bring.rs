use super::{LineErrorAnswer, StatementAnswer, SumsAnswer, days, error_of, one};
use crate::address::Address;
use crate::body::{Json, media_type, read, unsupported};
use crate::may::{Operator, StatementsWrite};
use crate::path::Ask;
use crate::people::{Act, witness};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use identity::Caller;
use kernel::{StatementId, clean_line};
use ports::LineError;
use reconcile::{NewFile, Source};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The largest file: some hundred thousand lines.
const FILE_MAX: usize = 64 * 1024 * 1024;
/// So many errors are shown.
const ERRORS_MAX: usize = 100;

/// Whose file it is, and of which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BringQuery {
    /// The code of a payment channel.
    channel: String,
    /// As the file is called; shown in lists.
    #[serde(default)]
    name: String,
    /// The first and the last day, such as 2026-11-27, by the channel's calendar. Left out: those that the file names, or
    /// those of its lines.
    from: Option<String>,
    to: Option<String>,
    /// True: nothing is kept, and the answer says what stands in the file.
    #[serde(default)]
    dry_run: bool,
    /// True: lines that cannot be read are left out. False: with one such line nothing is kept.
    #[serde(default)]
    without_bad_lines: bool,
}

/// What stands in a file.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementPreview)]
pub(crate) struct LookAnswer {
    lines: usize,
    bad_lines: usize,
    /// The first hundred.
    errors: Vec<LineErrorAnswer>,
    /// The days it covers; null where nothing says which: name them.
    from: Option<String>,
    to: Option<String>,
    /// Theirs alone: `ours` is zero.
    sums: Vec<SumsAnswer>,
    /// The same file was brought before: that is its statement.
    known: Option<String>,
}

/// With `dry_run` what stands in the file, else the statement.
#[derive(Serialize, ToSchema)]
#[schema(as = BroughtStatement)]
#[serde(untagged)]
pub(crate) enum BroughtAnswer {
    Look(Box<LookAnswer>),
    Kept(Box<StatementAnswer>),
}

/// A day whose statement is fetched.
#[derive(Deserialize, ToSchema)]
#[schema(as = FetchStatement)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchBody {
    channel: String,
    /// By the channel's calendar.
    #[schema(example = "2026-11-27")]
    day: String,
}

/// Bring a channel's own statement, as CSV in UTF-8 or GBK, at most 64 MiB. Its lines are held against what arrived here and
/// what went back; what does not agree becomes a difference. The same file twice is the same statement.
#[utoipa::path(post, path = "/v1/platform/statements", tag = "platform", operation_id = "bringStatement", params(BringQuery),
    request_body(content((String = "text/csv"))), security(("session" = ["statements:write"])),
    responses((status = 200, body = BroughtAnswer)))]
pub(crate) async fn upload(
    State(api): State<Api>,
    operator: Operator<StatementsWrite>,
    from: Address,
    Ask(asked): Ask<BringQuery>,
    request: Request,
) -> Answer {
    if media_type(request.headers()) != "text/csv" {
        return Err(unsupported("text/csv"));
    }
    let _place = api.statements.take(&operator.caller.actor()).ok_or_else(busy)?;
    let days = match (asked.from, asked.to) {
        (Some(first), Some(last)) => Some((first, last)),
        (Some(day), None) | (None, Some(day)) => Some((day.clone(), day)),
        (None, None) => None,
    };
    let name: String = asked.name.chars().filter(|c| !c.is_control()).take(200).collect();
    let new = NewFile {
        channel: asked.channel,
        name: clean_line(&name, 200).unwrap_or_default(),
        file: read(request.into_body(), FILE_MAX).await?.to_vec(),
        days,
        without_bad_lines: asked.without_bad_lines,
        source: Source::Upload,
        by: operator.caller.user.to_string(),
    };
    if asked.dry_run {
        return look(&api, new).await;
    }
    let (id, is_new) = api.reconcile.take(new).await?;
    let answer = brought(&api, &operator.caller, &from, id, is_new).await?;
    ok(&BroughtAnswer::Kept(Box::new(answer)))
}

async fn look(api: &Api, new: NewFile) -> Answer {
    let channel = new.channel.clone();
    let look = api.reconcile.look(new).await?;
    let (from, to) = look.period.map(|(from, to)| days(api, &channel, from, to)).unzip();
    let bad_lines = look.errors.len();
    let error = |bad: LineError| error_of(bad.line, bad.column, bad.zh, bad.en);
    let answer = LookAnswer {
        lines: look.lines,
        bad_lines,
        errors: look.errors.into_iter().take(ERRORS_MAX).map(error).collect(),
        from,
        to,
        sums: look.sums.into_iter().map(SumsAnswer::from).collect(),
        known: look.known.map(|id| id.to_string()),
    };
    ok(&BroughtAnswer::Look(Box::new(answer)))
}

/// Have a day's statement fetched, where the channel's protocol offers that. A day on which nothing happened has one, too.
#[utoipa::path(post, path = "/v1/platform/statement-fetches", tag = "platform", operation_id = "fetchStatement",
    request_body = FetchBody, security(("session" = ["statements:write"])),
    responses((status = 200, body = StatementAnswer)))]
pub(crate) async fn fetch(
    State(api): State<Api>,
    operator: Operator<StatementsWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: FetchBody = body.parse()?;
    let _place = api.statements.take(&operator.caller.actor()).ok_or_else(busy)?;
    let by = operator.caller.user.to_string();
    let (id, is_new) = api.reconcile.fetch(&asked.channel, &asked.day, &by).await?;
    ok(&brought(&api, &operator.caller, &from, id, is_new).await?)
}

async fn brought(
    api: &Api,
    caller: &Caller,
    from: &Address,
    id: StatementId,
    is_new: bool,
) -> Result<StatementAnswer, Problem> {
    let answer = one(api, id).await?;
    if is_new {
        let subject = id.to_string();
        let after = format!("{} {} – {}", answer.channel, answer.from, answer.to);
        let act = Act { what: "statement_brought", subject: &subject, after: &after, ..Act::default() };
        let mut tx = api.db().begin().await?;
        witness(&mut tx, api, caller, from, act).await?;
        tx.commit().await?;
    }
    Ok(answer)
}

pub(super) fn busy() -> Problem {
    let detail = "another statement of yours, or several of others, are still being read: try again";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "statements_busy", detail).retry(5)
}
