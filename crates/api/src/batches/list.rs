use crate::Api;
use crate::may::{Staff, StockRead};
use crate::path::{Ask, PageQuery};
use crate::words::{Amount, Answer, List, ok};
use axum::extract::State;
use kernel::{BatchId, SkuId};
use serde::Serialize;
use utoipa::ToSchema;

/// A batch of keys: where it came from and what became of it. Never the keys.
#[derive(Serialize, ToSchema)]
#[schema(as = Batch)]
pub(crate) struct BatchAnswer {
    #[schema(value_type = String)]
    id: BatchId,
    #[schema(value_type = String)]
    sku: SkuId,
    /// `importing`, `in_stock`, `withdrawn` or `shredded`.
    #[schema(example = "in_stock")]
    state: &'static str,
    supplier: String,
    reference: String,
    cost: Option<Amount>,
    /// The API key, user or program that imported it.
    imported_by: String,
    items: i64,
    /// Units that they brought.
    units: i64,
    duplicates: i64,
    /// Lines that were left out because nothing could be read in them.
    bad: i64,
    /// Units taken back.
    withdrawn: i64,
    /// SHA-256 of the file; null until the import is finished.
    file_digest: Option<String>,
    merkle_root: Option<String>,
    created_at: String,
    finished_at: Option<String>,
}

impl From<vault::Batch> for BatchAnswer {
    fn from(b: vault::Batch) -> Self {
        Self {
            id: b.id,
            sku: b.sku,
            state: b.state.code(),
            supplier: b.provenance.supplier,
            reference: b.provenance.reference,
            cost: b.provenance.cost.map(Into::into),
            imported_by: b.provenance.imported_by,
            items: b.items,
            units: b.units,
            duplicates: b.duplicates,
            bad: b.bad,
            withdrawn: b.withdrawn,
            file_digest: b.file_digest,
            merkle_root: b.merkle_root,
            created_at: b.created_at.rfc3339(),
            finished_at: b.finished_at.map(kernel::Time::rfc3339),
        }
    }
}

/// Your batches, newest first.
#[utoipa::path(get, path = "/v1/stock/batches", tag = "merchant", operation_id = "listBatches", params(PageQuery),
    security(("key" = ["stock:read"])), responses((status = 200, body = List<BatchAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<StockRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let ask = asked.by_id::<BatchId>()?;
    let mut tx = api.db().read().await?;
    let page = vault::list_batches(&mut tx, staff.merchant, None, &ask).await?;
    ok(&List::of(page, BatchAnswer::from))
}
