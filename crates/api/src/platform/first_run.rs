//! From an empty shop to its first sale, step by step. What was made is remembered, so that the steps lead into no shop
//! but their own.

use super::orders::MerchantRef;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CategoriesWrite, Operator};
use crate::people::{Act, witness};
use crate::words::{Amount, Answer, Text, ok};
use crate::{Api, Problem, store};
use axum::extract::State;
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductView, ProductWords};
use db::Tx;
use identity::{Caller, Duty, NewUser, Role, Team};
use kernel::{BasisPoints, Bilingual, MerchantId, PageAsk, ProductId, Secret};
use merchants::{NewMerchant, NewStore};
use orders::{OrderFilter, OrderState, StockRefusal};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use vault::{Format, NewBatch, Provenance, Reader, SkuKind};

/// Which steps are done.
#[derive(Serialize, ToSchema)]
#[schema(as = FirstRun)]
pub(crate) struct FirstRunAnswer {
    /// `merchant`, `product`, `keys` and `purchase`, in this order.
    steps: Vec<StepAnswer>,
    /// Whether the steps can be gone at all: false where a merchant was there before.
    open: bool,
    merchant: Option<MerchantRef>,
    product: Option<FirstProduct>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FirstRunStep)]
struct StepAnswer {
    code: &'static str,
    done: bool,
}

/// What is sold first.
#[derive(Serialize, ToSchema)]
#[schema(as = FirstProduct)]
struct FirstProduct {
    #[schema(value_type = String)]
    id: ProductId,
    title: Text,
    /// Its page in the shop.
    #[schema(example = "/p/first-product")]
    page: String,
    price: Option<Amount>,
    /// Units that can be bought now.
    left: i64,
}

/// The first merchant, with its owner's account.
#[derive(Deserialize, ToSchema)]
#[schema(as = FirstMerchant)]
#[serde(deny_unknown_fields)]
pub(crate) struct MerchantBody {
    name: Text,
    /// Of the owner; not one that has an account already.
    email: String,
    /// At least ten characters.
    password: String,
}

/// The first product, with one SKU and its price.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewFirstProduct)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductBody {
    title: Text,
    price: Amount,
}

/// The first keys.
#[derive(Deserialize, ToSchema)]
#[schema(as = FirstKeys)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeysBody {
    /// One key a line, at most 10,000 lines.
    keys: String,
}

const STEPS: [&str; 3] = ["merchant", "product", "keys"];
const KEYS_MAX: usize = 10_000;
const CATEGORY: &str = "goods";
const SLUG: &str = "first-product";
const SKU: &str = "FIRST";

/// Which of the first steps are done: a merchant, a product, keys, a purchase.
#[utoipa::path(get, path = "/v1/platform/first-run", tag = "platform", operation_id = "getFirstRun",
    security(("key" = ["categories:write"])), responses((status = 200, body = FirstRunAnswer)))]
pub(crate) async fn show(State(api): State<Api>, _: Operator<CategoriesWrite>) -> Answer {
    ok(&answer(&api).await?)
}

async fn answer(api: &Api) -> Result<FirstRunAnswer, Problem> {
    let steps = store::first_steps(&mut api.db().read().await?).await?;
    let merchant = made::<MerchantId>(&steps, "merchant");
    let mut answer = FirstRunAnswer {
        steps: STEPS.iter().map(|&code| StepAnswer { code, done: steps.contains_key(code) }).collect(),
        open: merchant.is_some() || is_empty(api).await?,
        merchant: None,
        product: None,
    };
    let mut bought = false;
    if let Some(id) = merchant {
        let name = super::names(api, [id]).await?.remove(&id).unwrap_or_default();
        answer.merchant = Some(MerchantRef { id, name: name.into() });
        answer.product = product_of(api, id, &steps).await?;
        let filter =
            OrderFilter { merchant: Some(id), state: Some(OrderState::Delivered), ..OrderFilter::default() };
        bought = !api.orders.search(&filter, &PageAsk { after: None, limit: 1 }).await?.items.is_empty();
    }
    answer.steps.push(StepAnswer { code: "purchase", done: bought });
    Ok(answer)
}

fn made<T: std::str::FromStr>(steps: &HashMap<String, String>, step: &str) -> Option<T> {
    steps.get(step).and_then(|subject| subject.parse().ok())
}

async fn is_empty(api: &Api) -> Result<bool, Problem> {
    let first = merchants::list(api.db(), &PageAsk { after: None, limit: 1 }).await;
    Ok(first.map_err(Problem::internal)?.items.is_empty())
}

async fn product_of(
    api: &Api,
    merchant: MerchantId,
    steps: &HashMap<String, String>,
) -> Result<Option<FirstProduct>, Problem> {
    let Some(view) = view_of(api, merchant, steps).await? else { return Ok(None) };
    let skus: Vec<_> = view.skus.iter().map(|sku| (merchant, sku.sku.id)).collect();
    let price = view.skus.first().and_then(|sku| sku.offers.first()).map(|offer| offer.price.into());
    Ok(Some(FirstProduct {
        id: view.id,
        title: view.words.title.into(),
        page: format!("/p/{}", view.slug),
        price,
        left: api.orders.stock(&skus).await?.into_iter().sum(),
    }))
}

async fn view_of(
    api: &Api,
    merchant: MerchantId,
    steps: &HashMap<String, String>,
) -> Result<Option<ProductView>, Problem> {
    match made::<ProductId>(steps, "product") {
        Some(product) => Ok(catalog::product(api.db(), merchant, product).await?),
        None => Ok(None),
    }
}

/// The step is done once; whoever comes second is told.
async fn done(
    tx: &mut Tx,
    api: &Api,
    (caller, from): (&Caller, &Address),
    step: &'static str,
    subject: &str,
) -> Result<(), Problem> {
    if !store::step_done(tx, step, subject, api.ambient().now()).await? {
        return Err(over());
    }
    witness(tx, api, caller, from, Act { what: "first_run", subject, after: step, ..Act::default() }).await
}

fn over() -> Problem {
    let detail = "this step is done already, or the shop was set up in another way: go on in the console";
    Problem::conflict("first_run_over", detail)
}

/// The first merchant, with a store and the account of its owner. Only in a shop without any merchant.
#[utoipa::path(post, path = "/v1/platform/first-run/merchant", tag = "platform", operation_id = "firstRunMerchant",
    request_body = MerchantBody,
    security(("key" = ["categories:write"])), responses((status = 200, body = FirstRunAnswer)))]
pub(crate) async fn merchant(
    State(api): State<Api>,
    operator: Operator<CategoriesWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: MerchantBody = body.parse()?;
    if !is_empty(&api).await? {
        return Err(over());
    }
    let name: Bilingual = asked.name.into();
    if name.zh.trim().is_empty() && name.en.trim().is_empty() {
        return Err(Problem::field("invalid_field", "/name", "name: it is needed in one language at least"));
    }
    let password = Secret::new(asked.password);
    let new = NewUser { email: &asked.email, password: &password, role: Role::Buyer, merchant: None };
    let owner = api.identity.register(&new).await?;
    let mut tx = api.db().begin().await?;
    let new = NewMerchant { name: name.clone(), about: Bilingual::default(), fee: BasisPoints(0) };
    let merchant = merchants::create(&mut tx, api.ambient(), &new).await.map_err(named)?;
    let front = NewStore { merchant: merchant.id, slug: "first-shop".to_owned(), name };
    merchants::open_store(&mut tx, api.ambient(), &front).await.map_err(named)?;
    api.identity.join(&mut tx, owner.id, Team::Merchant(merchant.id), Duty::Owner).await?;
    done(&mut tx, &api, (&operator.caller, &from), "merchant", &merchant.id.to_string()).await?;
    tx.commit().await?;
    api.identity.joined(owner.id);
    ok(&answer(&api).await?)
}

fn named(refusal: merchants::MerchantRefusal) -> Problem {
    Problem::field("invalid_field", "/name", refusal.to_string())
}

/// The first product of the first merchant, with one SKU and its price.
#[utoipa::path(post, path = "/v1/platform/first-run/product", tag = "platform", operation_id = "firstRunProduct",
    request_body = ProductBody,
    security(("key" = ["categories:write"])), responses((status = 200, body = FirstRunAnswer)))]
pub(crate) async fn product(
    State(api): State<Api>,
    operator: Operator<CategoriesWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ProductBody = body.parse()?;
    let steps = store::first_steps(&mut api.db().read().await?).await?;
    let merchant = made::<MerchantId>(&steps, "merchant").ok_or_else(too_early)?;
    let known = catalog::categories(api.db()).await?.into_iter().next();
    let mut tx = api.db().begin().await?;
    let category = match known {
        Some(category) => category.code,
        None => {
            let name = Bilingual::new("商品", "Goods");
            let new = Category { code: CATEGORY.to_owned(), name, icon: String::new(), sort: 1 };
            catalog::put_category(&mut tx, &new).await?;
            CATEGORY.to_owned()
        }
    };
    let id = put_product(&mut tx, &api, merchant, category, asked).await?;
    done(&mut tx, &api, (&operator.caller, &from), "product", &id.to_string()).await?;
    tx.commit().await?;
    api.catalog_changed();
    ok(&answer(&api).await?)
}

async fn put_product(
    tx: &mut Tx,
    api: &Api,
    merchant: MerchantId,
    category: String,
    asked: ProductBody,
) -> Result<ProductId, Problem> {
    let guide =
        Bilingual::new("复制卡密，在对应的应用里兑换。", "Copy the key and redeem it where it is for.");
    let new = NewProduct {
        merchant,
        slug: SLUG.to_owned(),
        category,
        brand: Bilingual::default(),
        brand_id: None,
        picture: String::new(),
        words: ProductWords { title: asked.title.into(), guide, ..ProductWords::default() },
    };
    let (product, _) = api.admission.create_product(tx, &new).await?;
    let name = Bilingual::new("标准", "Standard");
    let new = NewSku { merchant, product, code: SKU.to_owned(), name, kind: GoodsKind::OneTime };
    let sku = catalog::create_sku(tx, api.ambient(), &new).await?;
    api.admission.create_offer(tx, &NewOffer::new(merchant, sku, asked.price.into())).await?;
    Ok(product)
}

fn too_early() -> Problem {
    Problem::conflict("first_run_over", "the step before this one is not done: begin with the merchant")
}

/// The first keys of the first product, one a line.
#[utoipa::path(post, path = "/v1/platform/first-run/keys", tag = "platform", operation_id = "firstRunKeys",
    request_body = KeysBody,
    security(("key" = ["categories:write"])), responses((status = 200, body = FirstRunAnswer)))]
pub(crate) async fn keys(
    State(api): State<Api>,
    operator: Operator<CategoriesWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: KeysBody = body.parse()?;
    let lines = asked.keys.lines().filter(|line| !line.trim().is_empty()).count();
    if !(1..=KEYS_MAX).contains(&lines) {
        return Err(Problem::field("invalid_field", "/keys", "keys: 1 to 10,000 lines with one key each"));
    }
    let steps = store::first_steps(&mut api.db().read().await?).await?;
    if steps.contains_key("keys") {
        return Err(over());
    }
    let merchant = made::<MerchantId>(&steps, "merchant").ok_or_else(too_early)?;
    let view = view_of(&api, merchant, &steps).await?.ok_or_else(too_early)?;
    let sku = view.skus.first().ok_or_else(too_early)?.sku.id;
    let new = NewBatch {
        merchant,
        sku,
        kind: SkuKind::OneTime,
        provenance: Provenance {
            supplier: "first run".to_owned(),
            reference: String::new(),
            cost: None,
            imported_by: operator.caller.actor(),
        },
        format: Format::Lines,
        use_limit: None,
        expires_at: None,
    };
    let reader = Reader::new(std::io::Cursor::new(asked.keys), Format::Lines);
    let report = api.orders.import_stock(&new, reader, |_, _| {}).await.map_err(bad_keys)?;
    let mut tx = api.db().begin().await?;
    done(&mut tx, &api, (&operator.caller, &from), "keys", &report.batch.to_string()).await?;
    tx.commit().await?;
    api.catalog_changed();
    ok(&answer(&api).await?)
}

fn bad_keys(refusal: StockRefusal) -> Problem {
    match refusal {
        StockRefusal::BadFile { error, .. } => Problem::field("bad_file", "/keys", error.to_string()),
        other => other.into(),
    }
}
