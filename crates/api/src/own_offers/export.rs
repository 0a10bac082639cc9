use super::list::filter;
use crate::address::Address;
use crate::may::{GoodsExport, Staff};
use crate::path::Ask;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{OfferState, OwnFilter};
use kernel::{Language, MerchantId, Page, PageAsk};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which offers, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffersFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    state: Option<String>,
}

struct Offers {
    merchant: MerchantId,
    filter: OwnFilter<OfferState>,
}

impl Lines for Offers {
    const NAME: &'static str = "offers";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("报价编号", "offer"),
        ("商品", "product"),
        ("规格", "SKU"),
        ("规格编码", "SKU code"),
        ("售价", "price"),
        ("划线价", "list price"),
        ("币种", "currency"),
        ("库存", "stock"),
        ("单次最少", "least at once"),
        ("单次最多", "most at once"),
        ("销售", "on sale"),
    ];

    async fn page(&self, api: &Api, language: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let page = catalog::own_offers(api.db(), self.merchant, &self.filter, ask).await?;
        let skus: Vec<_> = page.items.iter().map(|offer| (offer.merchant, offer.sku)).collect();
        let mut stock = api.orders.stock(&skus).await?.into_iter();
        Ok(page.map(|offer| {
            vec![
                Cell::text(offer.offer.to_string()),
                Cell::text(offer.title.get(language)),
                Cell::text(offer.sku_name.get(language)),
                Cell::text(offer.sku_code),
                Cell::number(offer.price.decimal()),
                offer.list_price.map_or(Cell::Empty, |list| Cell::number(list.decimal())),
                Cell::text(offer.price.currency.code()),
                Cell::number(stock.next().unwrap_or(0)),
                Cell::number(offer.quantity_min),
                Cell::number(offer.quantity_max),
                Cell::text(if offer.on { "on" } else { "off" }),
            ]
        }))
    }
}

/// Your offers as a file, with their stock of now. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/merchant/offers/export", tag = "merchant", operation_id = "exportMerchantOffers", params(OffersFile),
    security(("session" = ["goods:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    staff: Staff<GoodsExport>,
    from: Address,
    Ask(asked): Ask<OffersFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let lines = Offers { merchant: staff.merchant, filter: filter(asked.q, asked.state.as_deref())? };
    file(&api, &staff.caller, &from, &staff.merchant.to_string(), (wish, lines)).await
}
