use crate::{Batch, BatchState, SkuKind, store};
use db::Tx;
use kernel::{BatchId, MerchantId, Page, PageAsk, SkuId};

/// What the vault holds of a SKU, in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockCount {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub kind: SkuKind,
    /// All that ever came in.
    pub imported: i64,
    /// The last number handed out or passed over: no delivery may have a higher one.
    pub head: i64,
    pub withdrawn: i64,
    /// Still to be had, counted row by row for one-time keys.
    pub remaining: i64,
}

/// What has become of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    InStock,
    Delivered,
    ReportedBad,
    Replaced,
    Withdrawn,
}

impl ItemState {
    pub fn code(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::Delivered => "delivered",
            Self::ReportedBad => "reported_bad",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Which batches a list shows; the default shows all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchFilter {
    pub sku: Option<SkuId>,
    pub state: Option<BatchState>,
    /// Part of the supplier, the reference or the id.
    pub search: String,
}

/// The merchant's batches, newest first.
pub async fn list_batches(
    tx: &mut Tx,
    merchant: MerchantId,
    filter: &BatchFilter,
    ask: &PageAsk,
) -> db::Result<Page<Batch>> {
    let rows = store::batches::page(tx, merchant, filter, ask.after.as_deref(), ask.limit + 1).await?;
    Ok(Page::from_rows(rows, ask.limit, |batch| batch.id.to_string()))
}

pub async fn batch(tx: &mut Tx, merchant: MerchantId, id: BatchId) -> db::Result<Option<Batch>> {
    store::batches::get(tx, merchant, id).await
}

/// All SKUs, by merchant.
pub async fn stock_counts(tx: &mut Tx) -> db::Result<Vec<StockCount>> {
    store::skus::counts(tx).await
}

/// None where there is no such item. A version of a loop secret is in stock until it is withdrawn.
pub async fn item_state(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    item: i64,
) -> db::Result<Option<ItemState>> {
    let Some((state, head)) = store::items::state(tx, merchant, sku, item).await? else { return Ok(None) };
    Ok(Some(state_of(state.as_deref(), item, head)))
}

/// Of a loop secret the head is 0: it counts uses.
pub(crate) fn state_of(state: Option<&str>, item: i64, head: i64) -> ItemState {
    match state {
        Some("withdrawn") => ItemState::Withdrawn,
        Some("reported_bad") => ItemState::ReportedBad,
        Some("replaced") => ItemState::Replaced,
        _ if item <= head => ItemState::Delivered,
        _ => ItemState::InStock,
    }
}
