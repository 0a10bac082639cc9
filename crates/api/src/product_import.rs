//! Products, SKUs and offers from a spreadsheet: looked at first, then done as a whole or not at all.

/// Which columns there are, and what stands in a line.
mod line;
/// What a line changes.
mod work;

use crate::address::Address;
use crate::body::{media_type, read, unsupported};
use crate::may::{CatalogWrite, Staff};
use crate::path::Ask;
use crate::people::{Act, witness};
use crate::sheet::{Format, XLSX, read as table};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use line::Line;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use work::Fault;

/// Look, or do.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportQuery {
    /// True: nothing is changed, and the answer says what would be.
    #[serde(default)]
    dry_run: bool,
}

/// What the file changes, or would.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductImport)]
pub(crate) struct ImportAnswer {
    dry_run: bool,
    lines: usize,
    products: Counts,
    skus: Counts,
    offers: Counts,
    /// Products that the platform looks at before the shop shows them.
    waiting: usize,
    /// The first hundred; where there is one, nothing can be done.
    errors: Vec<LineError>,
}

#[derive(Clone, Copy, Default, Serialize, ToSchema)]
#[schema(as = ImportCounts)]
struct Counts {
    created: usize,
    /// A new revision, or a new price.
    changed: usize,
    unchanged: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportLineError)]
struct LineError {
    /// From 1, as the file counts.
    line: usize,
    /// The name of the column, or empty.
    column: String,
    /// Stable, for programs.
    #[schema(example = "bad_price")]
    code: &'static str,
    detail: String,
}

/// The largest file.
const FILE_MAX: usize = 2 * 1024 * 1024;
const ERRORS_MAX: usize = 100;

/// Import products with their SKUs and offers: one line for each SKU, with a head that names the columns `slug`,
/// `category`, `title_zh`, `title_en`, `brand_zh`, `brand_en`, `picture`, `summary_zh`, `summary_en`, `guide_zh`, `guide_en`,
/// `terms_zh`, `terms_en`, `sku_code`, `sku_name_zh`, `sku_name_en`, `kind`, `price`, `currency` and `list_price`. A line
/// with the slug of the line before may leave the product's columns empty. What is there already is changed only where
/// it differs, so the same file twice changes nothing. At most 2,000 lines and 2 MiB, all in one transaction.
#[utoipa::path(post, path = "/v1/products/import", tag = "merchant", operation_id = "importProducts", params(ImportQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    security(("key" = ["catalog:write"])), responses((status = 200, body = ImportAnswer)))]
pub(crate) async fn import(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Ask(asked): Ask<ImportQuery>,
    request: Request,
) -> Answer {
    let format = match media_type(request.headers()).as_str() {
        "text/csv" => Format::Csv,
        XLSX => Format::Xlsx,
        _ => return Err(unsupported("text/csv or an .xlsx spreadsheet")),
    };
    let file = read(request.into_body(), FILE_MAX).await?;
    let digest = kernel::hex(seals::sha256(&[&file]));
    let rows =
        tokio::task::spawn_blocking(move || table::read(format, &file)).await.map_err(Problem::internal)?;
    let rows = rows.map_err(|why| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_table", why))?;
    let (lines, mut errors) = line::lines(&rows)?;
    let mut tx = api.db().begin().await?;
    let done = work::apply(&mut tx, &api, staff.merchant, &lines).await?;
    errors.extend(done.errors);
    errors.sort_by_key(|error| error.line);
    let found = errors.len();
    errors.truncate(ERRORS_MAX);
    let answer = ImportAnswer {
        dry_run: asked.dry_run,
        lines: rows.len().saturating_sub(1),
        products: done.products,
        skus: done.skus,
        offers: done.offers,
        waiting: done.waiting,
        errors,
    };
    if asked.dry_run {
        tx.rollback().await?;
        return ok(&answer);
    }
    if found > 0 {
        return Err(refused(&answer.errors, found));
    }
    let after = serde_json::to_string(&answer).map_err(Problem::internal)?;
    let subject = staff.merchant.to_string();
    let act = Act {
        what: "products_imported",
        subject: &subject,
        before: &digest,
        after: &after,
        ..Act::default()
    };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.catalog_changed();
    ok(&answer)
}

fn refused(errors: &[LineError], found: usize) -> Problem {
    let detail =
        format!("{found} lines are wrong, so nothing was changed: correct them and send the file again");
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "import_refused", detail);
    errors
        .iter()
        .fold(problem, |problem, e| problem.at(format!("/lines/{}/{}", e.line, e.column), e.detail.clone()))
}

impl LineError {
    fn new(line: &Line, fault: Fault) -> Self {
        Self { line: line.number, column: fault.column, code: fault.code, detail: fault.detail }
    }
}
