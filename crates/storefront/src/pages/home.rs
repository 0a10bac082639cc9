use crate::errors::Fault;
use crate::fields::whole_number;
use crate::pages::store;
use crate::shelf::{Good, PageKey, Snapshot};
use crate::visit::Visit;
use crate::words::{StockWords, stock};
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalog::{Category, OfferFilter};
use kernel::{MerchantId, PageAsk};
use minijinja::{Value, context};
use serde::Serialize;

/// Products of each category on the front page.
const PER_SHELF: usize = 10;
/// Products on one page of a category.
const PER_PAGE: usize = 48;
/// What one sees without scrolling: only those pictures are fetched at once.
const AT_ONCE: usize = 4;

#[derive(Serialize)]
pub(crate) struct Card {
    href: String,
    name: String,
    merchant: String,
    picture: Option<String>,
    icon: String,
    price: String,
    from_price: bool,
    list_price: String,
    stock: StockWords,
    loading: &'static str,
}

#[derive(Serialize)]
struct CategoryLink {
    href: String,
    name: String,
    icon: String,
    current: bool,
}

#[derive(Serialize)]
struct ShelfView {
    name: String,
    href: String,
    cards: Vec<Card>,
}

/// The front page, or what was searched for.
pub(crate) async fn home(visit: Visit) -> Result<Response, Fault> {
    if let Some(words) = visit.query.some("q").map(str::trim).filter(|words| !words.is_empty()) {
        return search(&visit, words).await;
    }
    if let Some(own) = visit.own.clone() {
        return store::front(&visit, &own).await;
    }
    let snapshot = visit.shop.0.shelf.snapshot().await?;
    kept(&visit, &snapshot, (visit.language, None), |visit| visit.html("home.html", front(visit, &snapshot)))
}

/// All products of one category, page by page.
pub(crate) async fn category(visit: Visit, Path(code): Path<String>) -> Result<Response, Fault> {
    let snapshot = visit.shop.0.shelf.snapshot().await?;
    let category =
        snapshot.categories.iter().find(|category| category.code == code).ok_or(Fault::NotFound)?;
    let page = visit.query.some("page").and_then(whole_number).and_then(|page| usize::try_from(page).ok());
    match page.unwrap_or(1).max(1) {
        1 => kept(&visit, &snapshot, (visit.language, Some(code)), |visit| {
            visit.html("list.html", shelf_page(visit, &snapshot, category, 1))
        }),
        page => visit.page(StatusCode::OK, "list.html", shelf_page(&visit, &snapshot, category, page)),
    }
}

/// For guests from memory; for others, whose name stands in it, anew.
fn kept(
    visit: &Visit,
    snapshot: &Snapshot,
    key: PageKey,
    render: impl FnOnce(&Visit) -> Result<String, Fault>,
) -> Result<Response, Fault> {
    if visit.session.is_some() || visit.own.is_some() || visit.here.contains('?') {
        return Ok(html(Bytes::from(render(visit)?)));
    }
    if let Some(page) = snapshot.page(&key) {
        return Ok(html(page));
    }
    let page = Bytes::from(render(visit)?);
    snapshot.keep_page(key, page.clone());
    Ok(html(page))
}

fn html(page: Bytes) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "private, no-cache")];
    (headers, page).into_response()
}

fn front(visit: &Visit, snapshot: &Snapshot) -> Value {
    let mut room = AT_ONCE;
    let shelves = snapshot.categories.iter().filter_map(|category| {
        let goods = snapshot.goods.iter().filter(|good| good.category == category.code).take(PER_SHELF);
        let cards = cards(visit, snapshot, goods, &mut room);
        let (name, href) = (visit.read(&category.name).to_owned(), format!("/c/{}", category.code));
        (!cards.is_empty()).then_some(ShelfView { name, href, cards })
    });
    let shelves: Vec<ShelfView> = shelves.collect();
    context! { categories => links(visit, snapshot, None), shelves, csrf => csrf(visit) }
}

fn shelf_page(visit: &Visit, snapshot: &Snapshot, category: &Category, page: usize) -> Value {
    let goods: Vec<&Good> = here(visit, snapshot).filter(|good| good.category == category.code).collect();
    let (count, before) = (goods.len(), page.saturating_sub(1).saturating_mul(PER_PAGE));
    let shown = goods.into_iter().skip(before).take(PER_PAGE);
    let href = |page: usize| format!("/c/{}?page={page}", category.code);
    context! {
        title => visit.read(&category.name),
        categories => links(visit, snapshot, Some(&category.code)),
        cards => cards(visit, snapshot, shown, &mut { AT_ONCE }),
        previous => (page > 1).then(|| href(page - 1)),
        next => (before.saturating_add(PER_PAGE) < count).then(|| href(page.saturating_add(1))),
        more => false,
        count,
        csrf => csrf(visit),
    }
}

async fn search(visit: &Visit, words: &str) -> Result<Response, Fault> {
    let words: String = words.chars().filter(|c| !c.is_control()).take(100).collect();
    let merchant = visit.own.as_ref().map(|own| own.merchant);
    let filter = OfferFilter {
        search: Some(words.clone()),
        one_per_product: true,
        merchant,
        ..OfferFilter::default()
    };
    let found =
        visit.shop.0.shelf.listing.page(&filter, &PageAsk::new(None, Some(PageAsk::LIMIT_MAX))).await?;
    let snapshot = visit.shop.0.shelf.snapshot().await?;
    let goods: Vec<&Good> = found.items.iter().filter_map(|offer| snapshot.good(offer.product)).collect();
    let values = context! {
        title => visit.fill("list.search_title", &[("query", &words)]),
        count => goods.len(),
        cards => cards(visit, &snapshot, goods.into_iter(), &mut { AT_ONCE }),
        categories => links(visit, &snapshot, None),
        query => words,
        more => found.next.is_some(),
    };
    visit.page(StatusCode::OK, "list.html", values)
}

/// All goods; at a store's own domain, that store's.
fn here<'a>(visit: &Visit, snapshot: &'a Snapshot) -> impl Iterator<Item = &'a Good> + use<'a> {
    let only = visit.own.as_ref().map(|own| own.merchant);
    snapshot.goods.iter().filter(move |good| only.is_none_or(|merchant| good.seller == merchant))
}

fn csrf(visit: &Visit) -> Option<&str> {
    visit.session.as_ref().map(|session| session.csrf.as_str())
}

fn links(visit: &Visit, snapshot: &Snapshot, current: Option<&str>) -> Vec<CategoryLink> {
    let link = |category: &Category| CategoryLink {
        href: format!("/c/{}", category.code),
        name: visit.read(&category.name).to_owned(),
        icon: category.icon.clone(),
        current: current == Some(category.code.as_str()),
    };
    let any = |category: &&Category| {
        visit.own.is_none() || here(visit, snapshot).any(|good| good.category == category.code)
    };
    snapshot.categories.iter().filter(any).map(link).collect()
}

/// All that a merchant sells.
pub(crate) fn store_cards(visit: &Visit, snapshot: &Snapshot, merchant: MerchantId) -> Vec<Card> {
    let goods = snapshot.goods.iter().filter(|good| good.seller == merchant);
    cards(visit, snapshot, goods, &mut { AT_ONCE })
}

fn cards<'a>(
    visit: &Visit,
    snapshot: &Snapshot,
    goods: impl Iterator<Item = &'a Good>,
    at_once: &mut usize,
) -> Vec<Card> {
    let words = visit.shop.0.renderer.words(visit.language);
    let card = |good: &Good| {
        let category = snapshot.categories.iter().find(|category| category.code == good.category);
        let loading = if *at_once > 0 { "eager" } else { "lazy" };
        *at_once = at_once.saturating_sub(1);
        Card {
            href: format!("/p/{}", good.slug),
            name: visit.read(&good.title).to_owned(),
            merchant: visit.read(&good.merchant).to_owned(),
            picture: visit.shop.0.files.picture(&good.picture),
            icon: category.map_or_else(|| "bag".to_owned(), |category| category.icon.clone()),
            price: good.price.to_string(),
            from_price: good.from_price,
            list_price: good.list_price.map(|price| price.to_string()).unwrap_or_default(),
            stock: stock(words, good.units),
            loading,
        }
    };
    goods.map(card).collect()
}
