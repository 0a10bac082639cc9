use crate::may::{Staff, StockRead};
use crate::path::{Ask, checked};
use crate::sales::ask::{code, words};
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{AuthorisationId, BatchId, DocumentId, SkuId};
use merchants::{Contract, Papers};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vault::{BatchFilter, BatchState};

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
    /// The authorisation of the brand that it came in under; null for goods that need none.
    #[schema(value_type = Option<String>)]
    authorisation: Option<AuthorisationId>,
    /// The contract with the supplier that it came in under; null where none was named.
    contract: Option<ContractAnswer>,
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

/// A contract with a supplier.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchContract)]
struct ContractAnswer {
    /// Its number or name.
    contract: String,
    /// `2026-01-31`; null where it was not said.
    signed_on: Option<String>,
    /// Its scan; null where there is none.
    #[schema(value_type = Option<String>)]
    document: Option<DocumentId>,
}

impl From<Contract> for ContractAnswer {
    fn from(c: Contract) -> Self {
        let signed_on = Some(c.signed_on).filter(|day| !day.is_empty());
        Self { contract: c.contract, signed_on, document: c.document }
    }
}

impl BatchAnswer {
    pub fn of(b: vault::Batch, papers: Papers) -> Self {
        Self {
            authorisation: papers.authorisation,
            contract: papers.contract.map(Into::into),
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

/// Which of your batches, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchesQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Part of the supplier, the reference or the id.
    q: Option<String>,
    /// `importing`, `in_stock`, `withdrawn` or `shredded`.
    state: Option<String>,
    /// The id of a SKU.
    sku: Option<String>,
}

pub(crate) fn filter(
    q: Option<String>,
    state: Option<&str>,
    sku: Option<&str>,
) -> Result<BatchFilter, Problem> {
    Ok(BatchFilter {
        sku: code(sku, |sku| sku.parse().ok(), "sku is the id of a SKU")?,
        state: code(state, BatchState::from_code, "state is importing, in_stock, withdrawn or shredded")?,
        search: words(q)?,
    })
}

/// Your batches, newest first.
#[utoipa::path(get, path = "/v1/stock/batches", tag = "merchant", operation_id = "listBatches", params(BatchesQuery),
    security(("key" = ["stock:read"])), responses((status = 200, body = List<BatchAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<StockRead>,
    Ask(asked): Ask<BatchesQuery>,
) -> Answer {
    let filter = filter(asked.q, asked.state.as_deref(), asked.sku.as_deref())?;
    let ask = checked::<BatchId>(asked.after, asked.limit)?;
    let mut tx = api.db().read().await?;
    let page = vault::list_batches(&mut tx, staff.merchant, &filter, &ask).await?;
    let ids: Vec<BatchId> = page.items.iter().map(|batch| batch.id).collect();
    let mut papers = merchants::papers(&mut tx, staff.merchant, &ids).await?;
    ok(&List::of(page, |batch| {
        let papers = papers.remove(&batch.id).unwrap_or_default();
        BatchAnswer::of(batch, papers)
    }))
}
