use crate::body::{media_type, unsupported};
use crate::idempotency::Key;
use crate::may::{Staff, StockWrite};
use crate::once::{Claim, once, text};
use crate::path::Ask;
use crate::spool::Spool;
use crate::words::Answer;
use crate::{Api, Problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use catalog::{CatalogRefusal, GoodsKind, Sku};
use kernel::{BatchId, Currency, DocumentId, MerchantId, Money};
use merchants::Contract;
use orders::ImportReport;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use utoipa::{IntoParams, ToSchema};
use vault::{CANARIES_MAX, Duplicate, DuplicateKind, Format, NewBatch, Provenance, Reader, SkuKind};

/// Where the keys come from, and where they go.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportQuery {
    /// The SKU's id, or your own code for it.
    sku: String,
    /// Who supplied the keys.
    supplier: String,
    /// The contract or invoice.
    #[serde(default)]
    reference: String,
    /// The contract with the supplier that they come under: its number or name, up to 120 characters. Buyers are told that
    /// there is one, not which.
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    /// When it was signed, `2026-01-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_date: Option<String>,
    /// Its scan, one of the documents of your merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>)]
    contract_document: Option<DocumentId>,
    /// `lines` or `csv`; by default what the Content-Type says.
    format: Option<String>,
    /// What one unit cost, in minor units.
    cost: Option<i64>,
    /// Of the cost; CNY by default.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
    /// Loop secrets only: how many units this import brings.
    use_limit: Option<i64>,
    /// So many canaries are mixed in, 0 to 1000: keys that look like the others, are never sold, and raise an alarm
    /// wherever they turn up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, maximum = 1000)]
    canaries: Option<i64>,
}

const COST_MAX: i64 = 10_000_000_000;

/// What the import came to.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportAnswer {
    #[schema(value_type = String)]
    batch: BatchId,
    lines: i64,
    /// Keys that are on sale now.
    accepted: i64,
    /// Canaries that were mixed in.
    canaries: i64,
    duplicate_count: i64,
    /// The first thousand: keys that you had already, or that stand twice in the file.
    duplicates: Vec<DuplicateLine>,
    /// Over the sealed items: the proof that a key came from this batch.
    merkle_root: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Duplicate)]
struct DuplicateLine {
    /// From 1.
    line: u64,
    /// `in_file`: an earlier line of this file; `in_stock`: you imported it before, sold or not.
    #[schema(example = "in_stock")]
    known: &'static str,
}

impl From<&Duplicate> for DuplicateLine {
    fn from(duplicate: &Duplicate) -> Self {
        let known = match duplicate.kind {
            DuplicateKind::InFile => "in_file",
            DuplicateKind::InStock => "in_stock",
        };
        Self { line: duplicate.line, known }
    }
}

/// Import a file of keys. Its body is the file: one key a line (`text/plain`), or `text/csv`. There is no way to get
/// keys out again but to buy them.
#[utoipa::path(post, path = "/v1/stock/batches", tag = "merchant", operation_id = "importBatch",
    params(ImportQuery, ("Idempotency-Key" = String, Header, description = "New for every file, the same for every repetition")),
    request_body(content((String = "text/plain"), (String = "text/csv"))),
    security(("key" = ["stock:write"])), responses((status = 201, body = ImportAnswer)))]
pub(crate) async fn import(
    State(api): State<Api>,
    staff: Staff<StockWrite>,
    Key(key): Key,
    Ask(asked): Ask<ImportQuery>,
    request: Request,
) -> Answer {
    let (parts, body) = request.into_parts();
    let format = format(&asked, &parts.headers)?;
    if asked.cost.is_some_and(|cost| !(0..=COST_MAX).contains(&cost)) {
        return Err(Problem::bad_request("invalid_query", "cost is 0 to 10,000,000,000 minor units"));
    }
    let canaries = usize::try_from(asked.canaries.unwrap_or(0)).ok().filter(|count| *count <= CANARIES_MAX);
    let canaries = canaries.ok_or_else(|| Problem::bad_request("invalid_query", "canaries is 0 to 1000"))?;
    let sku = find_sku(&api, staff.merchant, &asked.sku).await?;
    let kind = match sku.kind {
        // What lies on the shelf goes before what a supplier is asked for.
        GoodsKind::OneTime | GoodsKind::Supplied => SkuKind::OneTime,
        GoodsKind::Loop => SkuKind::Loop,
        GoodsKind::Recharge => {
            let what =
                "this SKU is credited to accounts by a supplier: it has no stock, set its routes instead";
            return Err(Problem::bad_request("nothing_to_stock", what));
        }
    };
    let new = new_batch(&asked, &sku, (kind, format), staff.caller.actor());
    let contract = contract(&asked)?;
    let spool = Spool::receive(&api, Body::new(body)).await?;
    let digest = digest(&asked, format, &spool);
    once(api, staff.caller, "/v1/stock/batches", (key, digest), move |api, claim| async move {
        work(&api, &claim, (new, contract), canaries, spool).await
    })
    .await
}

/// Sealing keeps a processor busy for seconds, so it has a thread of its own. The import commits chunk by chunk: only
/// its end and its answer are one transaction. Repeated after a crash, it finds its own keys as duplicates.
async fn work(
    api: &Api,
    claim: &Claim,
    (new, contract): (NewBatch, Option<Contract>),
    canaries: usize,
    spool: Spool,
) -> Result<String, Problem> {
    let (orders, runtime, merchant) = (api.orders.clone(), Handle::current(), new.merchant);
    let imported = tokio::task::spawn_blocking(move || {
        let reader = Reader::new(spool.reader(), new.format);
        runtime.block_on(async {
            orders.import_under(&new, contract.as_ref(), reader, canaries, |_, _| {}).await
        })
    });
    let report = imported.await.map_err(Problem::internal)??;
    api.catalog_changed();
    // What the batch cost is what its SKU costs now.
    crate::price_watch::follow(api, merchant).await;
    let answer = text(&ImportAnswer::from(report))?;
    let mut tx = api.db().begin().await?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

impl From<ImportReport> for ImportAnswer {
    fn from(report: ImportReport) -> Self {
        Self {
            batch: report.batch,
            lines: report.lines,
            accepted: report.accepted,
            canaries: report.canaries,
            duplicate_count: report.duplicate_count,
            duplicates: report.duplicates.iter().map(Into::into).collect(),
            merkle_root: report.merkle_root,
        }
    }
}

fn format(asked: &ImportQuery, headers: &HeaderMap) -> Result<Format, Problem> {
    let said = match media_type(headers).as_str() {
        "text/plain" => Format::Lines,
        "text/csv" => Format::Csv,
        _ => return Err(unsupported("text/plain or text/csv")),
    };
    match asked.format.as_deref().map(Format::from_code) {
        None => Ok(said),
        Some(Some(format)) => Ok(format),
        Some(None) => Err(Problem::bad_request("invalid_query", "format is lines or csv")),
    }
}

async fn find_sku(api: &Api, merchant: MerchantId, named: &str) -> Result<Sku, Problem> {
    let found = match named.parse() {
        Ok(id) => catalog::sku(api.db(), merchant, id).await?,
        Err(_) => catalog::sku_by_code(api.db(), merchant, named).await?,
    };
    let unknown = CatalogRefusal::UnknownSku;
    found.ok_or_else(|| Problem::not_found(unknown.code(), unknown.to_string()))
}

/// What belongs to a contract belongs to one that is named.
fn contract(asked: &ImportQuery) -> Result<Option<Contract>, Problem> {
    let Some(contract) = asked.contract.clone().filter(|text| !text.trim().is_empty()) else {
        return match (&asked.contract_date, &asked.contract_document) {
            (None, None) => Ok(None),
            _ => {
                Err(Problem::bad_request("invalid_query", "contract names the contract: its number or name"))
            }
        };
    };
    let signed_on = asked.contract_date.clone().unwrap_or_default();
    Ok(Some(Contract { contract, signed_on, document: asked.contract_document }))
}

fn new_batch(
    asked: &ImportQuery,
    sku: &Sku,
    (kind, format): (SkuKind, Format),
    imported_by: String,
) -> NewBatch {
    let currency = asked.currency.unwrap_or(Currency::CNY);
    NewBatch {
        merchant: sku.merchant,
        sku: sku.id,
        kind,
        provenance: Provenance {
            supplier: asked.supplier.clone(),
            reference: asked.reference.clone(),
            cost: asked.cost.map(|cost| Money::new(cost, currency)),
            imported_by,
        },
        format,
        use_limit: asked.use_limit,
        expires_at: None,
    }
}

/// Of all that was asked: the options as they were understood, and the file.
fn digest(asked: &ImportQuery, format: Format, spool: &Spool) -> String {
    let options = serde_json::to_string(asked).unwrap_or_default();
    let all = format!("{options}\n{}\n{}", format.code(), spool.digest);
    kernel::hex(seals::sha256(&[all.as_bytes()]))
}
