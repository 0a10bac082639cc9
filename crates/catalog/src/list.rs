use crate::{CatalogRefusal, OfferView, check, search, store};
use db::Db;
use kernel::{MerchantId, OfferId, Page, PageAsk};

/// Which offers a list shows; the default shows all that are on sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferFilter {
    /// The code of a category.
    pub category: Option<String>,
    pub merchant: Option<MerchantId>,
    /// Words that must all occur in title, brand, SKU code or SKU name, in either language and case.
    pub search: Option<String>,
    /// Only the first matching offer of each product.
    pub one_per_product: bool,
}

/// A filter in a form that can be looked for.
pub(crate) struct Wanted {
    pub category: Option<String>,
    pub merchant: Option<MerchantId>,
    pub words: Vec<String>,
    pub one_per_product: bool,
}

impl Wanted {
    /// None where nothing can match: no category is called so.
    pub fn from(filter: &OfferFilter) -> Option<Self> {
        if filter.category.as_deref().is_some_and(|code| !check::is_slug(code)) {
            return None;
        }
        Some(Self {
            category: filter.category.clone(),
            merchant: filter.merchant,
            words: filter.search.as_deref().map(search::words).unwrap_or_default(),
            one_per_product: filter.one_per_product,
        })
    }
}

/// The place of an offer in every list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub sort: i64,
    pub offer: OfferId,
}

impl Place {
    pub fn of(view: &OfferView) -> Self {
        Self { sort: view.sort, offer: view.offer }
    }
    pub fn cursor(view: &OfferView) -> String {
        format!("{}.{}", view.sort, view.offer)
    }
    pub fn after(ask: &PageAsk) -> Result<Option<Self>, CatalogRefusal> {
        ask.after.as_deref().map(|cursor| Self::read(cursor).ok_or(CatalogRefusal::BadCursor)).transpose()
    }
    fn read(cursor: &str) -> Option<Self> {
        let (sort, offer) = cursor.split_once('.')?;
        Some(Self { sort: sort.parse().ok()?, offer: offer.parse().ok()? })
    }
}

/// One page of the offers on sale. [`crate::Listing`] answers the same from memory.
pub async fn list_offers(
    db: &Db,
    filter: &OfferFilter,
    ask: &PageAsk,
) -> Result<Page<OfferView>, CatalogRefusal> {
    let after = Place::after(ask)?;
    let Some(wanted) = Wanted::from(filter) else { return Ok(Page { items: Vec::new(), next: None }) };
    let mut tx = db.read().await?;
    let rows = store::offers::on_sale(&mut tx, &wanted, after, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, Place::cursor))
}

/// One offer, whether it is on sale (`on`) or not.
pub async fn offer(db: &Db, id: OfferId) -> db::Result<Option<OfferView>> {
    store::offers::view(&mut db.read().await?, id).await
}
