use super::list::filter;
use crate::address::Address;
use crate::may::{GoodsExport, Staff};
use crate::path::Ask;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use catalog::Sku;
use kernel::{Language, MerchantId, Page, PageAsk, SkuId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::IntoParams;
use vault::BatchFilter;

/// Which batches, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchesFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    state: Option<String>,
    sku: Option<String>,
}

struct Batches {
    merchant: MerchantId,
    filter: BatchFilter,
}

impl Lines for Batches {
    const NAME: &'static str = "batches";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("批次编号", "batch"),
        ("规格", "SKU"),
        ("规格编码", "SKU code"),
        ("状态", "state"),
        ("供应商", "supplier"),
        ("单号", "reference"),
        ("成本", "cost"),
        ("币种", "currency"),
        ("条数", "items"),
        ("件数", "units"),
        ("重复", "duplicates"),
        ("无法识别", "bad lines"),
        ("已下架", "withdrawn"),
        ("导入者", "imported by"),
        ("导入时间", "imported at"),
        ("完成时间", "finished at"),
        ("文件摘要", "SHA-256 of the file"),
    ];

    async fn page(&self, api: &Api, language: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let mut tx = api.db().read().await?;
        let page = vault::list_batches(&mut tx, self.merchant, &self.filter, ask).await?;
        drop(tx);
        let skus = self.skus(api, &page.items).await?;
        Ok(page.map(|batch| {
            let sku = skus.get(&batch.sku);
            let from = batch.provenance;
            vec![
                Cell::text(batch.id.to_string()),
                sku.map_or(Cell::Empty, |sku| Cell::text(sku.name.get(language))),
                sku.map_or(Cell::Empty, |sku| Cell::text(&*sku.code)),
                Cell::text(batch.state.code()),
                Cell::text(from.supplier),
                Cell::text(from.reference),
                from.cost.map_or(Cell::Empty, |cost| Cell::number(cost.decimal())),
                from.cost.map_or(Cell::Empty, |cost| Cell::text(cost.currency.code())),
                Cell::number(batch.items),
                Cell::number(batch.units),
                Cell::number(batch.duplicates),
                Cell::number(batch.bad),
                Cell::number(batch.withdrawn),
                Cell::text(from.imported_by),
                time(Some(batch.created_at)),
                time(batch.finished_at),
                batch.file_digest.map_or(Cell::Empty, Cell::text),
            ]
        }))
    }
}

impl Batches {
    async fn skus(&self, api: &Api, batches: &[vault::Batch]) -> Result<HashMap<SkuId, Sku>, Problem> {
        let mut skus = HashMap::new();
        for batch in batches {
            if skus.contains_key(&batch.sku) {
                continue;
            }
            if let Some(sku) = catalog::sku(api.db(), self.merchant, batch.sku).await? {
                skus.insert(batch.sku, sku);
            }
        }
        Ok(skus)
    }
}

/// Your batches as a file: where they came from and what became of them, never the keys. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/stock/batches/export", tag = "merchant", operation_id = "exportBatches", params(BatchesFile),
    security(("session" = ["goods:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    staff: Staff<GoodsExport>,
    from: Address,
    Ask(asked): Ask<BatchesFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let filter = filter(asked.q, asked.state.as_deref(), asked.sku.as_deref())?;
    let lines = Batches { merchant: staff.merchant, filter };
    file(&api, &staff.caller, &from, &staff.merchant.to_string(), (wish, lines)).await
}
