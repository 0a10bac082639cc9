use crate::errors::Fault;
use crate::origins::sentence;
use crate::pages::region;
use crate::pages::store::logo;
use crate::visit::Visit;
use crate::words::{StockWords, stock};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use catalog::{GoodsKind, Offer, ProductView, Sku};
use kernel::{MerchantId, Money, OfferId, SkuId};
use minijinja::{Value, context};
use orders::Tag;
use serde::Serialize;

/// What is chosen on the page, and what was wrong with it.
#[derive(Default)]
pub(crate) struct Chosen<'a> {
    pub offer: Option<OfferId>,
    pub quantity: Option<&'a str>,
    pub quantity_wrong: bool,
    pub alert: Option<String>,
}

#[derive(Serialize)]
struct OfferView {
    id: String,
    name: String,
    price: String,
    list_price: String,
    /// What the struck-through price is.
    list_words: String,
    /// Why it costs what it does, and until when.
    reason: String,
    tiers: Vec<TierView>,
    stock: StockWords,
    sold_out: bool,
    checked: bool,
    #[serde(skip)]
    min: i64,
    #[serde(skip)]
    max: i64,
    #[serde(skip)]
    kind: GoodsKind,
}

/// From so many units on, one costs that.
#[derive(Serialize)]
struct TierView {
    from: i64,
    price: String,
}

pub(crate) async fn show(visit: Visit, Path(slug): Path<String>) -> Result<Response, Fault> {
    page(&visit, &slug, StatusCode::OK, &Chosen::default()).await
}

/// The page of a product with something chosen: also where an order could not be begun.
pub(crate) async fn page(
    visit: &Visit,
    slug: &str,
    status: StatusCode,
    chosen: &Chosen<'_>,
) -> Result<Response, Fault> {
    let product = catalog::product_by_slug(visit.shop.0.db(), slug).await?.ok_or(Fault::NotFound)?;
    visit.must_be_here(product.merchant)?;
    let merchant = merchants::find(visit.shop.0.db(), product.merchant).await?;
    let sells = merchant.state == merchants::MerchantState::Active;
    let offers = offers(visit, &product, chosen.offer, sells).await?;
    let shown = offers.iter().find(|offer| offer.checked).or(offers.first()).ok_or(Fault::NotFound)?;
    let quantity = chosen.quantity.map_or_else(|| shown.min.to_string(), str::to_owned);
    let wrong = |_| visit.fill("product.quantity_wrong", &[("min", &shown.min), ("max", &shown.max)]);
    let stores = merchants::stores(visit.shop.0.db(), product.merchant).await?;
    let (authorised, region) = authorised(visit, &product, &merchant).await?;
    let values = context! {
        product => words(visit, &product, &offers, shown).await?,
        merchant => context! {
            name => visit.read(&merchant.name),
            about => visit.read(&merchant.about),
            store => stores.first().map(|store| format!("/s/{}", store.slug)),
            logo => logo(visit, product.merchant).await?,
        },
        canonical => visit.canonical(product.merchant, &format!("/p/{slug}"), &format!("/p/{slug}")).await,
        authorised,
        origins => origins(visit, &product).await?,
        region,
        quantity,
        quantity_error => chosen.quantity_wrong.then_some(()).map(wrong),
        alert => chosen.alert,
    };
    visit.page(status, "product.html", values)
}

/// The papers of what would be sold now, each sentence once; with the names of its SKUs where they differ.
async fn origins(visit: &Visit, product: &ProductView) -> Result<Vec<Value>, Fault> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut without = false;
    for sku in product.skus.iter().filter(|sku| !sku.offers.is_empty()) {
        let origin = visit.shop.0.orders.origin_of_next(sku.sku.merchant, sku.sku.id).await?;
        let Some(origin) = origin else {
            without = true;
            continue;
        };
        let (words, name) = (sentence(visit, &origin), visit.read(&sku.sku.name).to_owned());
        match found.iter_mut().find(|(known, _)| *known == words) {
            Some((_, names)) => names.push(name),
            None => found.push((words, vec![name])),
        }
    }
    let differ = without || found.len() > 1;
    let shown = |(words, names): (String, Vec<String>)| {
        let names = if differ { names.join(", ") } else { String::new() };
        context! { words, names }
    };
    Ok(found.into_iter().map(shown).collect())
}

/// Where the brand lets nobody else sell: who said so to whom, until when, and for where.
async fn authorised(
    visit: &Visit,
    product: &ProductView,
    merchant: &merchants::Merchant,
) -> Result<(Option<String>, Option<Value>), Fault> {
    let Some(brand) = product.brand_id else { return Ok((None, None)) };
    let mut tx = visit.shop.0.db().read().await?;
    let brand = catalog::brand(&mut tx, brand).await?.filter(|brand| brand.authorised_only);
    let Some(brand) = brand else { return Ok((None, None)) };
    let now = visit.shop.0.ambient().now();
    let some = merchants::covering(&mut tx, now, product.merchant, brand.id).await?;
    let words = |longest: &merchants::Authorisation| {
        let until = crate::words::day(visit.language, longest.valid_to);
        let (brand, name) = (visit.read(&brand.name), visit.read(&merchant.name));
        visit.fill("product.authorised_words", &[("brand", &brand), ("name", &name), ("until", &until)])
    };
    let prices = product.skus.iter().flat_map(|sku| sku.offers.iter().map(|offer| offer.price));
    let grants: Vec<merchants::Grant> = some.iter().map(merchants::Grant::of).collect();
    let region = region::view(visit, &grants, &prices.collect::<Vec<_>>());
    Ok((some.first().map(words), Some(region)))
}

async fn words(
    visit: &Visit,
    product: &ProductView,
    offers: &[OfferView],
    shown: &OfferView,
) -> Result<Value, Fault> {
    let categories = visit.shop.0.shelf.listing.categories().await?;
    let category = categories.iter().find(|category| category.code == product.category);
    let delivery = match shown.kind {
        GoodsKind::OneTime => "product.delivery_one_time",
        GoodsKind::Loop => "product.delivery_loop",
        GoodsKind::Recharge => "product.delivery_recharge",
        GoodsKind::Supplied => "product.delivery_supplied",
    };
    Ok(context! {
        name => visit.read(&product.words.title),
        brand => visit.read(&product.brand),
        summary => visit.read(&product.words.summary),
        guide => visit.read(&product.words.guide).trim(),
        terms => visit.read(&product.words.terms).trim(),
        picture => visit.shop.0.files.picture(&product.picture),
        icon => category.map_or("bag", |category| category.icon.as_str()),
        category => category.map(|category| context! {
            href => format!("/c/{}", category.code),
            name => visit.read(&category.name),
        }),
        credited => shown.kind == GoodsKind::Recharge,
        supplied => shown.kind == GoodsKind::Supplied,
        delivery => context! { title => visit.say(delivery), words => visit.say(&format!("{delivery}_words")) },
        price => shown.price,
        min => shown.min,
        max => shown.max,
        sold_out => offers.iter().all(|offer| offer.sold_out),
        offers,
    })
}

async fn offers(
    visit: &Visit,
    product: &ProductView,
    chosen: Option<OfferId>,
    sells: bool,
) -> Result<Vec<OfferView>, Fault> {
    let skus: Vec<(MerchantId, SkuId)> =
        product.skus.iter().map(|sku| (sku.sku.merchant, sku.sku.id)).collect();
    let units = visit.shop.0.orders.stock(&skus).await?;
    let ids: Vec<OfferId> = product.skus.iter().flat_map(|sku| sku.offers.iter().map(|o| o.id)).collect();
    let user = visit.session.as_ref().map(|session| session.user);
    let tags = visit.shop.0.orders.tags(&ids, user, visit.region).await?;
    let mut offers = Vec::new();
    for (sku, units) in product.skus.iter().zip(units) {
        let units = match (sells, sku.sku.kind) {
            (false, _) => Some(0),
            // Whether a supplier has it is found when it is ordered.
            (true, GoodsKind::Recharge | GoodsKind::Supplied) => None,
            (true, GoodsKind::OneTime | GoodsKind::Loop) => Some(units),
        };
        offers
            .extend(sku.offers.iter().map(|offer| view(visit, &sku.sku, offer, units, tags.get(&offer.id))));
    }
    let wanted = chosen.map(|chosen| chosen.to_string());
    let choice = offers
        .iter()
        .position(|offer| Some(&offer.id) == wanted.as_ref() && !offer.sold_out)
        .or_else(|| offers.iter().position(|offer| !offer.sold_out));
    if let Some(offer) = choice.and_then(|place| offers.get_mut(place)) {
        offer.checked = true;
    }
    Ok(offers)
}

fn view(visit: &Visit, sku: &Sku, offer: &Offer, units: Option<i64>, tag: Option<&Tag>) -> OfferView {
    let cheaper = tag.filter(|tag| tag.price.minor < tag.base.minor);
    let list_price = cheaper.map(|tag| tag.base).or(offer.list_price);
    let tier = |(from, price): &(i64, Money)| TierView { from: *from, price: price.to_string() };
    OfferView {
        id: offer.id.to_string(),
        name: visit.read(&sku.name).to_owned(),
        price: tag.map_or(offer.price, |tag| tag.price).to_string(),
        list_price: list_price.map(|price| price.to_string()).unwrap_or_default(),
        list_words: visit.say(if cheaper.is_some() { "price.before" } else { "price.list" }),
        reason: tag.map(|tag| reason(visit, tag)).unwrap_or_default(),
        tiers: tag.iter().flat_map(|tag| &tag.tiers).map(tier).collect(),
        stock: stock(visit.shop.0.renderer.words(visit.language), units),
        sold_out: units.is_some_and(|units| units < offer.quantity_min),
        checked: false,
        min: offer.quantity_min,
        max: offer.quantity_max,
        kind: sku.kind,
    }
}

/// The steps that made it, and when the campaign among them ends.
fn reason(visit: &Visit, tag: &Tag) -> String {
    let mut words: Vec<String> = tag.steps.iter().map(|step| visit.read(&step.label()).to_owned()).collect();
    if let Some(until) = tag.until {
        words.push(visit.fill("price.until", &[("time", &crate::words::moment(visit.language, until))]));
    }
    words.join(" · ")
}
