use super::list::BatchAnswer;
use crate::may::{Staff, StockRead};
use crate::path::Id;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::BatchId;
use orders::StockRefusal;

/// One batch. While it is being imported, `items` and `duplicates` grow with every part that is stored.
#[utoipa::path(get, path = "/v1/stock/batches/{id}", tag = "merchant", operation_id = "getBatch",
    params(("id" = String, Path, description = "The batch's id")),
    security(("key" = ["stock:read"])), responses((status = 200, body = BatchAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<StockRead>, Id(id): Id<BatchId>) -> Answer {
    let mut tx = api.db().read().await?;
    let batch = vault::batch(&mut tx, staff.merchant, id).await?;
    let batch = batch.ok_or_else(|| Problem::from(StockRefusal::NoSuchBatch))?;
    let mut papers = merchants::papers(&mut tx, staff.merchant, &[id]).await?;
    ok(&BatchAnswer::of(batch, papers.remove(&id).unwrap_or_default()))
}
