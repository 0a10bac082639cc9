//! What suppliers say that they took and gave back, day by day, against our books.

use super::Names;
use super::ask::place;
use crate::address::Address;
use crate::body::{Json, media_type, read, unsupported};
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::path::{Ask, Id};
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use kernel::{Currency, Money, Page, SupplierId, SupplierStatementId, clean_line};
use serde::{Deserialize, Serialize};
use tally::{Kept, NewStatement, Source, Taken};
use utoipa::{IntoParams, ToSchema};

/// A day, as the supplier tells of it and as our books do. All amounts are minor units of the supplier's currency.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierStatement)]
pub(crate) struct StatementAnswer {
    #[schema(value_type = String, example = "sst_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: SupplierStatementId,
    #[schema(value_type = String)]
    supplier: SupplierId,
    /// By the supplier's calendar.
    #[schema(example = "2026-11-27")]
    day: String,
    /// `upload` or `fetched`.
    source: String,
    /// As the file was called.
    name: String,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    lines: i64,
    charges: PairAnswer,
    refunds: PairAnswer,
    deposits: PairAnswer,
    /// What their figures would leave more in the deposit than ours.
    difference: i64,
    /// What lay there at the end of the day; null where the supplier does not say.
    closing: Option<ClosingAnswer>,
    /// Differences: all of them, and those that wait for somebody.
    differences: i64,
    open: i64,
    /// What of ours is missing in it was looked for: two days after its end, or once the next day is there.
    swept: bool,
    /// How often another one took its place.
    revision: i64,
    brought_at: String,
    brought_by: String,
}

/// The same by both.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierStatementSums)]
struct PairAnswer {
    /// Lines.
    count: i64,
    theirs: i64,
    ours: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SupplierStatementClosing)]
struct ClosingAnswer {
    theirs: i64,
    ours: i64,
    /// Of ours, under way at that moment: they may have taken it already.
    held: i64,
}

impl From<tally::Pair> for PairAnswer {
    fn from(pair: tally::Pair) -> Self {
        Self { count: pair.count, theirs: pair.theirs, ours: pair.ours }
    }
}

/// Which day a table is of.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BringQuery {
    /// By the supplier's calendar, and over.
    #[param(example = "2026-11-27")]
    day: String,
    /// As the file is called; shown in lists.
    #[serde(default)]
    name: String,
}

/// A day that is fetched.
#[derive(Deserialize, ToSchema)]
#[schema(as = FetchSupplierStatement)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchBody {
    #[schema(example = "2026-11-27")]
    day: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementsQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// How a supplier's statements are had.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierStatementCalendar)]
pub(crate) struct CalendarAnswer {
    /// Whether they can be asked for; else they are uploaded.
    fetch: bool,
    /// The last day that is over by the supplier's calendar.
    #[schema(example = "2026-11-27")]
    yesterday: String,
    /// Whether there is a statement of that day.
    is_there: bool,
}

/// The largest table.
const FILE_MAX: usize = 8 * 1024 * 1024;

async fn told(api: &Api, names: &mut Names, kept: Kept) -> Result<StatementAnswer, Problem> {
    let ours = |money: Option<Money>| money.map_or(0, |money| money.minor);
    let closing = kept.closing.map(|theirs| ClosingAnswer {
        theirs: theirs.minor,
        ours: ours(kept.closing_ours),
        held: ours(kept.closing_held),
    });
    Ok(StatementAnswer {
        id: kept.id,
        supplier: kept.supplier,
        day: kept.day,
        source: kept.source,
        name: kept.name,
        currency: kept.currency,
        lines: kept.lines,
        difference: kept.sums.difference(),
        charges: kept.sums.charges.into(),
        refunds: kept.sums.refunds.into(),
        deposits: kept.sums.deposits.into(),
        closing,
        differences: kept.differences,
        open: kept.open,
        swept: kept.is_swept,
        revision: kept.revision,
        brought_at: kept.brought_at.rfc3339(),
        brought_by: names.of(api, &kept.brought_by).await?,
    })
}

/// A supplier's statements, the last day first. Refused: `no_such_supplier`.
#[utoipa::path(get, path = "/v1/suppliers/{id}/statements", tag = "supply", operation_id = "listSupplierStatements",
    params(("id" = String, Path, description = "The supplier's id"), StatementsQuery),
    security(("key" = ["supply:read"])), responses((status = 200, body = List<StatementAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Id(id): Id<SupplierId>,
    Ask(asked): Ask<StatementsQuery>,
) -> Answer {
    let limit = asked.limit.unwrap_or(30);
    if !(1..=100).contains(&limit) {
        return Err(Problem::bad_request("bad_query", "limit: 1 to 100"));
    }
    api.fulfiller.book().find(staff.merchant, id).await?;
    let of = (staff.merchant, id);
    let days = api.tally.statements(of, asked.after.as_deref(), limit + 1).await?;
    let page = Page::from_rows(days, limit, |kept| kept.day.clone());
    let (mut items, mut names) = (Vec::with_capacity(page.items.len()), Names::default());
    for kept in page.items {
        items.push(told(&api, &mut names, kept).await?);
    }
    ok(&List { items, next: page.next })
}

/// Whether a supplier's statements can be asked for, and whether yesterday's is there. Refused: `no_such_supplier`.
#[utoipa::path(get, path = "/v1/suppliers/{id}/statement-calendar", tag = "supply", operation_id = "getSupplierStatementCalendar",
    params(("id" = String, Path, description = "The supplier's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = CalendarAnswer)))]
pub(crate) async fn calendar(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Id(id): Id<SupplierId>,
) -> Answer {
    let (ahead, fetch) = api.tally.calendar(staff.merchant, id).await?;
    let yesterday = tally::Day::of(api.ambient().now(), ahead).before(ahead).date;
    let is_there = api.tally.statement((staff.merchant, id), &yesterday).await.is_ok();
    ok(&CalendarAnswer { fetch, yesterday, is_there })
}

/// An empty table as statements are uploaded, with a line of each kind.
#[utoipa::path(get, path = "/v1/supplier-statement-template", tag = "supply", operation_id = "getSupplierStatementTemplate",
    security(("key" = ["supply:read"])), responses((status = 200, content((String = "text/csv")))))]
pub(crate) async fn template(_: Staff<SupplyRead>) -> Answer {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"supplier-statement.csv\""),
    ];
    Ok((headers, tally::TEMPLATE).into_response())
}

/// Bring a day's statement, as CSV in UTF-8 or GB18030 with the columns of the template, at most 8 MiB and 20,000 lines: it
/// takes the place of the one before, and is held against our books. The same twice changes nothing. Refused:
/// `no_such_supplier`, `not_a_statement_table`, `bad_statement_lines` (each in `errors`), `bad_statement_day`,
/// `statement_day_not_over`, `too_many_lines`, `supplier_busy`.
#[utoipa::path(post, path = "/v1/suppliers/{id}/statements", tag = "supply", operation_id = "bringSupplierStatement",
    params(("id" = String, Path, description = "The supplier's id"), BringQuery),
    request_body(content((String = "text/csv"))), security(("session" = ["supply:write"])),
    responses((status = 200, body = StatementAnswer)))]
pub(crate) async fn bring(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<SupplierId>,
    Ask(asked): Ask<BringQuery>,
    request: Request,
) -> Answer {
    if media_type(request.headers()) != "text/csv" {
        return Err(unsupported("text/csv"));
    }
    let _place = place(&api, &staff.caller)?;
    let supplier = api.fulfiller.book().find(staff.merchant, id).await?;
    let (ahead, _) = api.tally.calendar(staff.merchant, id).await?;
    let file = read(request.into_body(), FILE_MAX).await?;
    let table = tokio::task::spawn_blocking(move || tally::read_table(&file, supplier.currency, ahead)).await;
    let name: String = asked.name.chars().filter(|c| !c.is_control()).take(200).collect();
    let new = NewStatement {
        merchant: staff.merchant,
        supplier: id,
        day: asked.day,
        told: table.map_err(Problem::internal)??,
        source: Source::Upload,
        name: clean_line(&name, 200).unwrap_or_default(),
        by: staff.caller.actor(),
    };
    let taken = api.tally.take(new).await?;
    taken_in(&api, (&staff, &from), taken).await
}

/// Ask the supplier now for a day's statement: it takes the place of the one before. Refused: `no_such_supplier`,
/// `supplier_statement_not_offered`, `supplier_statement_not_fetched`, `bad_statement_day`, `statement_day_not_over`,
/// `supplier_busy`.
#[utoipa::path(post, path = "/v1/suppliers/{id}/statement-fetches", tag = "supply", operation_id = "fetchSupplierStatement",
    params(("id" = String, Path, description = "The supplier's id")), request_body = FetchBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = StatementAnswer)))]
pub(crate) async fn fetch(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<SupplierId>,
    body: Json,
) -> Answer {
    let asked: FetchBody = body.parse()?;
    let _place = place(&api, &staff.caller)?;
    let taken = api.tally.fetch((staff.merchant, id), &asked.day, &staff.caller.actor()).await?;
    taken_in(&api, (&staff, &from), taken).await
}

async fn taken_in(api: &Api, (staff, from): (&Staff<SupplyWrite>, &Address), taken: Taken) -> Answer {
    if taken.is_new {
        let subject = taken.kept.supplier.to_string();
        let act = Act {
            what: "supplier_statement_brought",
            subject: &subject,
            after: &taken.kept.day,
            ..Act::default()
        };
        let mut tx = api.db().begin().await?;
        witness(&mut tx, api, &staff.caller, from, act).await?;
        tx.commit().await?;
        api.happened();
    }
    ok(&told(api, &mut Names::default(), taken.kept).await?)
}
