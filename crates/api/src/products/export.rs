use super::show::filter;
use crate::address::Address;
use crate::may::{GoodsExport, Staff};
use crate::path::Ask;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{OwnFilter, ProductState};
use kernel::{Language, MerchantId, Page, PageAsk};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which products, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    state: Option<String>,
}

struct Products {
    merchant: MerchantId,
    filter: OwnFilter<ProductState>,
}

impl Lines for Products {
    const NAME: &'static str = "products";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("商品编号", "product"),
        ("商店地址", "slug"),
        ("标题（中文）", "title (Chinese)"),
        ("标题（英文）", "title (English)"),
        ("分类", "category"),
        ("品牌", "brand"),
        ("状态", "state"),
        ("版本", "revision"),
        ("创建时间", "created at"),
    ];

    async fn page(&self, api: &Api, language: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let page = catalog::own_products(api.db(), self.merchant, &self.filter, ask).await?;
        Ok(page.map(|product| {
            vec![
                Cell::text(product.id.to_string()),
                Cell::text(product.slug),
                Cell::text(product.title.zh),
                Cell::text(product.title.en),
                Cell::text(product.category),
                Cell::text(product.brand.get(language)),
                Cell::text(product.state.as_str()),
                Cell::number(product.revision),
                time(Some(product.created_at)),
            ]
        }))
    }
}

/// Your products as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/products/export", tag = "merchant", operation_id = "exportProducts", params(ProductsFile),
    security(("session" = ["goods:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    staff: Staff<GoodsExport>,
    from: Address,
    Ask(asked): Ask<ProductsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let lines = Products { merchant: staff.merchant, filter: filter(asked.q, asked.state.as_deref())? };
    file(&api, &staff.caller, &from, &staff.merchant.to_string(), (wish, lines)).await
}
