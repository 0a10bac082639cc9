use crate::errors::Fault;
use crate::hosts::OwnStore;
use crate::pages::home::store_cards;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::MerchantId;
use merchants::{Merchant, MerchantState, Store};
use minijinja::{Value, context};

/// A merchant's store: what it says, and all that it sells. At a domain of its own it is the front page.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>) -> Result<Response, Fault> {
    match &visit.own {
        Some(own) if own.slug == slug => return Ok(Redirect::to("/").into_response()),
        Some(_) => return Err(Fault::NotFound),
        None => {}
    }
    let (store, merchant) = found(&visit, &slug).await?;
    page(&visit, &store, &merchant).await
}

/// The front page at a domain of a store's own.
pub(crate) async fn front(visit: &Visit, own: &OwnStore) -> Result<Response, Fault> {
    let (store, merchant) = found(visit, &own.slug).await?;
    page(visit, &store, &merchant).await
}

async fn found(visit: &Visit, slug: &str) -> Result<(Store, Merchant), Fault> {
    let found = merchants::by_slug(visit.shop.0.db(), slug).await?;
    found.filter(|(_, merchant)| merchant.state != MerchantState::Closed).ok_or(Fault::NotFound)
}

async fn page(visit: &Visit, store: &Store, merchant: &Merchant) -> Result<Response, Fault> {
    let snapshot = visit.shop.0.shelf.snapshot().await?;
    let cards = store_cards(visit, &snapshot, merchant.id);
    let words = &store.words;
    let values = context! {
        title => visit.read(&store.name),
        canonical => visit.canonical(merchant.id, "/", &format!("/s/{}", store.slug)).await,
        logo => logo(visit, merchant.id).await?,
        about => visit.read(&merchant.about).trim(),
        announcement => visit.read(&words.announcement).trim(),
        contact => words.contact,
        hours => visit.read(&words.hours),
        policy => visit.read(&words.policy).trim(),
        colour => words.colour,
        resting => merchant.state == MerchantState::Suspended,
        count => cards.len(),
        cards,
    };
    visit.page(StatusCode::OK, "store.html", values)
}

/// Address and size, for a picture beside the name; none where there is no logo.
pub(crate) async fn logo(visit: &Visit, merchant: MerchantId) -> Result<Option<Value>, Fault> {
    let logo = visit.shop.0.admission.logo(merchant).await?;
    Ok(logo.map(|logo| {
        context! { src => format!("/logos/{}", logo.file_name()), width => logo.width, height => logo.height }
    }))
}
