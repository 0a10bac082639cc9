use crate::errors::Fault;
use crate::pages::home::store_cards;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use merchants::MerchantState;
use minijinja::context;

/// A merchant's store: what it says, and all that it sells.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>) -> Result<Response, Fault> {
    let found = merchants::by_slug(visit.shop.0.db(), &slug).await?;
    let (store, merchant) = found.ok_or(Fault::NotFound)?;
    if merchant.state == MerchantState::Closed {
        return Err(Fault::NotFound);
    }
    let snapshot = visit.shop.0.shelf.snapshot().await?;
    let cards = store_cards(&visit, &snapshot, merchant.id);
    let words = &store.words;
    let values = context! {
        title => visit.read(&store.name),
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
