//! Payment channels' statements, held against our own books.

/// Bring a file, or have it fetched.
pub(crate) mod bring;
/// What does not agree, and what becomes of it.
pub(crate) mod differences;

use crate::may::{Operator, PlatformPayments};
use crate::path::{Ask, Id, checked};
use crate::people::name_of;
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Bilingual, Currency, StatementId, Time};
use ports::StatementDay;
use reconcile::{Kept, Sums};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// A channel's statement.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelStatement)]
pub(crate) struct StatementAnswer {
    #[schema(value_type = String)]
    id: StatementId,
    channel: String,
    /// `upload` or `fetched`.
    source: String,
    /// As the file was called.
    name: String,
    /// `reading` while its lines are being looked at, then `read`. One that stays in `reading` was cut off: the same file,
    /// sent again, goes on with it.
    state: &'static str,
    /// The first and the last day that it covers, by the channel's calendar.
    #[schema(example = "2026-11-27")]
    from: String,
    #[schema(example = "2026-11-27")]
    to: String,
    lines: i64,
    /// Lines that could not be read, and are left out.
    bad_lines: i64,
    /// The first hundred of them.
    errors: Vec<LineErrorAnswer>,
    /// What does not agree: all of it, and what is open.
    differences: i64,
    open: i64,
    created_at: String,
    created_by: String,
    /// By currency; of one statement only, empty in lists.
    sums: Vec<SumsAnswer>,
}

/// Why a line cannot be used, and what to do about it.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementLineError)]
pub(crate) struct LineErrorAnswer {
    /// Of the file, from 1.
    line: i64,
    /// As the file calls it; empty: the whole line.
    column: String,
    detail: Text,
}

/// What a statement says and what our books say, in minor units. Lines that stood in another statement before are in
/// neither.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementSums)]
pub(crate) struct SumsAnswer {
    #[schema(value_type = String)]
    currency: Currency,
    /// Payments, less what went back or was taken back.
    theirs: i64,
    ours: i64,
    /// Theirs less ours.
    difference: i64,
    /// What the channel kept.
    fees: i64,
    /// What it sent to our bank.
    payouts: i64,
    kinds: Vec<KindAnswer>,
}

/// The same of one kind of line.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementKindSums)]
struct KindAnswer {
    /// `payment`, `refund`, `refund_failed`, `chargeback`, `chargeback_won`, `fee`, `payout` or `other`.
    kind: &'static str,
    count: i64,
    theirs: i64,
    ours: i64,
}

/// A channel whose statements can be read.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementChannel)]
pub(crate) struct ChannelAnswer {
    code: String,
    name: Text,
    /// Whether a day's statement can be fetched.
    fetch: bool,
    /// Yesterday, by the channel's calendar.
    #[schema(example = "2026-11-27")]
    yesterday: String,
    /// Money arrived yesterday, and no statement covers it yet.
    missing: bool,
}

/// Which statements, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementsQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The code of a payment channel.
    channel: Option<String>,
}

impl From<Sums> for SumsAnswer {
    fn from(sums: Sums) -> Self {
        let kind = |of: reconcile::OfKind| KindAnswer {
            kind: of.kind.code(),
            count: of.count,
            theirs: of.theirs,
            ours: of.ours,
        };
        Self {
            currency: sums.currency,
            theirs: sums.theirs,
            ours: sums.ours,
            difference: sums.difference,
            fees: sums.fees,
            payouts: sums.payouts,
            kinds: sums.kinds.into_iter().map(kind).collect(),
        }
    }
}

/// The first and the last day of a period that ends before `to`.
fn days(api: &Api, channel: &str, from: Time, to: Time) -> (String, String) {
    let ahead = api.reconcile.ahead(channel);
    let last = Time(to.0.saturating_sub(1));
    (StatementDay::of(from, ahead).date, StatementDay::of(last, ahead).date)
}

fn error_of(line: i64, column: String, zh: String, en: String) -> LineErrorAnswer {
    LineErrorAnswer { line, column, detail: Bilingual::new(zh, en).into() }
}

fn told(api: &Api, kept: Kept, created_by: String, sums: Vec<Sums>) -> StatementAnswer {
    let (from, to) = days(api, &kept.channel, kept.from, kept.to);
    let errors = kept.errors.into_iter().map(|bad| error_of(bad.line, bad.column, bad.zh, bad.en));
    StatementAnswer {
        from,
        to,
        errors: errors.collect(),
        id: kept.id,
        channel: kept.channel,
        source: kept.source,
        name: kept.name,
        state: if kept.is_read { "read" } else { "reading" },
        lines: kept.lines,
        bad_lines: kept.bad_lines,
        differences: kept.differences,
        open: kept.open,
        created_at: kept.created_at.rfc3339(),
        created_by,
        sums: sums.into_iter().map(SumsAnswer::from).collect(),
    }
}

async fn one(api: &Api, id: StatementId) -> Result<StatementAnswer, Problem> {
    let (kept, sums) = api.reconcile.statement(id).await?;
    let by = name_of(api, &kept.created_by).await?;
    Ok(told(api, kept, by, sums))
}

/// Statements of payment channels, newest first.
#[utoipa::path(get, path = "/v1/platform/statements", tag = "platform", operation_id = "listChannelStatements", params(StatementsQuery),
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<StatementAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Ask(asked): Ask<StatementsQuery>,
) -> Answer {
    let ask = checked::<StatementId>(asked.after, asked.limit)?;
    let page = api.reconcile.statements(asked.channel.as_deref(), &ask).await?;
    let mut names: HashMap<String, String> = HashMap::new();
    for kept in &page.items {
        if !names.contains_key(&kept.created_by) {
            names.insert(kept.created_by.clone(), name_of(&api, &kept.created_by).await?);
        }
    }
    ok(&List::of(page, |kept| {
        let by = names.get(&kept.created_by).cloned().unwrap_or_default();
        told(&api, kept, by, Vec::new())
    }))
}

/// One statement, with its sums.
#[utoipa::path(get, path = "/v1/platform/statements/{id}", tag = "platform", operation_id = "getChannelStatement",
    params(("id" = String, Path, description = "The statement's id")),
    security(("key" = ["platform:payments"])), responses((status = 200, body = StatementAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Id(id): Id<StatementId>,
) -> Answer {
    ok(&one(&api, id).await?)
}

/// The channels whose statements can be read, and whether yesterday's is missing.
#[utoipa::path(get, path = "/v1/platform/statement-channels", tag = "platform", operation_id = "listStatementChannels",
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<ChannelAnswer>)))]
pub(crate) async fn channels(State(api): State<Api>, _: Operator<PlatformPayments>) -> Answer {
    let mut items = Vec::new();
    for channel in api.admission.channels().list().await? {
        let (upload, fetch) = api.reconcile.offers(&channel.code);
        if upload {
            let (yesterday, missing) = api.reconcile.yesterday(&channel.code).await?;
            items.push(ChannelAnswer {
                code: channel.code,
                name: channel.name.into(),
                fetch,
                yesterday,
                missing,
            });
        }
    }
    ok(&List { items, next: None })
}
