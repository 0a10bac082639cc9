use crate::account_form::Form;
use crate::may::{CatalogRead, May};
use crate::path::{Ask, Id};
use crate::words::{Amount, Answer, List, Text, json, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use catalog::{GoodsKind, OfferFilter, OfferView};
use kernel::{MerchantId, OfferId, PageAsk, ProductId, SkuId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Whether the account is there.
pub(crate) mod account_check;
/// Answers kept for a second.
mod shelf;
pub(crate) use shelf::Shelf;

/// Something on sale at a price.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferAnswer {
    #[schema(value_type = String, example = "off_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: OfferId,
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    /// `one_time`: each key is sold once. `loop`: one secret with a limit of uses. `recharge`: a supplier credits the account
    /// that is named as it is ordered.
    #[schema(value_type = String, example = "one_time")]
    kind: GoodsKind,
    #[schema(value_type = String)]
    product: ProductId,
    slug: String,
    title: Text,
    summary: Text,
    brand: Text,
    /// A file name under `/pictures/`, or empty.
    picture: String,
    category: String,
    #[schema(value_type = String)]
    merchant: MerchantId,
    price: Amount,
    list_price: Option<Amount>,
    quantity_min: i64,
    quantity_max: i64,
    /// Units that can be bought now; at most a second old. Of a `recharge` always 0: nothing is stocked, a supplier is asked.
    stock: i64,
    /// Whether it is on sale.
    on: bool,
    /// Of a single offer of a `recharge`: what `account` of the order has to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
}

impl OfferAnswer {
    pub fn new(view: OfferView, stock: i64) -> Self {
        Self {
            id: view.offer,
            sku: view.sku,
            sku_code: view.sku_code,
            sku_name: view.sku_name.into(),
            kind: view.kind,
            product: view.product,
            slug: view.slug,
            title: view.title.into(),
            summary: view.summary.into(),
            brand: view.brand.into(),
            picture: view.picture,
            category: view.category,
            merchant: view.merchant,
            price: view.price.into(),
            list_price: view.list_price.map(Into::into),
            quantity_min: view.quantity_min,
            quantity_max: view.quantity_max,
            stock,
            on: view.on,
            form: None,
        }
    }
}

/// Which offers.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferQuery {
    /// The code of a category.
    category: Option<String>,
    #[param(value_type = Option<String>)]
    merchant: Option<MerchantId>,
    /// Words that must all occur in title, brand, SKU code or SKU name.
    q: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// The offers on sale, with their stock.
#[utoipa::path(get, path = "/v1/offers", tag = "offers", operation_id = "listOffers", params(OfferQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<OfferAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _may: May<CatalogRead>,
    Ask(asked): Ask<OfferQuery>,
) -> Answer {
    let ask = PageAsk::new(asked.after, asked.limit);
    let filter = OfferFilter {
        category: asked.category,
        merchant: asked.merchant,
        search: asked.q,
        one_per_product: false,
    };
    let key = format!("{filter:?} {ask:?}");
    let body = api.shelf.get(&key, api.ambient(), read_page(&api, &filter, &ask)).await?;
    Ok(json(StatusCode::OK, body))
}

async fn read_page(api: &Api, filter: &OfferFilter, ask: &PageAsk) -> Result<Vec<u8>, Problem> {
    let page = api.listing.page(filter, ask).await?;
    let skus: Vec<_> = page.items.iter().map(|offer| (offer.merchant, offer.sku)).collect();
    let mut stock = api.orders.stock(&skus).await?.into_iter();
    let list = List::of(page, |offer| OfferAnswer::new(offer, stock.next().unwrap_or(0)));
    serde_json::to_vec(&list).map_err(Problem::internal)
}

/// One offer, on sale or not; of goods that are credited with the form that an order has to answer.
#[utoipa::path(get, path = "/v1/offers/{id}", tag = "offers", operation_id = "getOffer",
    params(("id" = String, Path, description = "The offer's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = OfferAnswer)))]
pub(crate) async fn show(State(api): State<Api>, _may: May<CatalogRead>, Id(id): Id<OfferId>) -> Answer {
    let body = api.shelf.get(&id.to_string(), api.ambient(), read_one(&api, id)).await?;
    Ok(json(StatusCode::OK, body))
}

async fn read_one(api: &Api, id: OfferId) -> Result<Vec<u8>, Problem> {
    let Some(offer) = api.listing.offer(id).await? else {
        return Err(Problem::not_found("offer_not_found", "there is no such offer: list the offers again"));
    };
    let stock = api.orders.stock(&[(offer.merchant, offer.sku)]).await?.first().copied().unwrap_or(0);
    let form = match offer.kind {
        GoodsKind::Recharge | GoodsKind::Supplied => {
            catalog::sku(api.db(), offer.merchant, offer.sku).await?.map(|sku| sku.form)
        }
        GoodsKind::OneTime | GoodsKind::Loop => None,
    };
    let answer = OfferAnswer { form: form.map(Form::from), ..OfferAnswer::new(offer, stock) };
    serde_json::to_vec(&answer).map_err(Problem::internal)
}

/// A shelf of the shop.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryAnswer {
    code: String,
    name: Text,
}

/// All of them, in the order of the shop.
#[derive(Serialize, ToSchema)]
pub(crate) struct Categories {
    items: Vec<CategoryAnswer>,
}

/// The categories that products are sorted into.
#[utoipa::path(get, path = "/v1/categories", tag = "offers", operation_id = "listCategories",
    security(("key" = ["catalog:read"])), responses((status = 200, body = Categories)))]
pub(crate) async fn categories(State(api): State<Api>, _may: May<CatalogRead>) -> Answer {
    let all = api.listing.categories().await?;
    let answer = |c: &catalog::Category| CategoryAnswer { code: c.code.clone(), name: c.name.clone().into() };
    ok(&Categories { items: all.iter().map(answer).collect() })
}
