use crate::Api;
use crate::may::{Staff, StockWrite};
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::{BatchId, SkuId};
use serde::Serialize;
use utoipa::ToSchema;

/// What was taken back.
#[derive(Serialize, ToSchema)]
#[schema(as = Withdrawal)]
pub(crate) struct WithdrawAnswer {
    #[schema(value_type = String)]
    batch: BatchId,
    #[schema(value_type = String)]
    sku: SkuId,
    /// Units that are not on sale any more.
    units: i64,
}

/// Take what is left of a batch off the shelf. What was delivered stays delivered.
#[utoipa::path(post, path = "/v1/stock/batches/{id}/withdraw", tag = "merchant", operation_id = "withdrawBatch",
    params(("id" = String, Path, description = "The batch's id")),
    security(("key" = ["stock:write"])), responses((status = 200, body = WithdrawAnswer)))]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    staff: Staff<StockWrite>,
    Id(id): Id<BatchId>,
) -> Answer {
    let (sku, units) = api.orders.withdraw_batch(staff.merchant, id).await?;
    api.catalog_changed();
    ok(&WithdrawAnswer { batch: id, sku, units })
}
