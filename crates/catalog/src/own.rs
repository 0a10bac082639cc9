use crate::{CatalogRefusal, OfferState, OfferView, ProductState, ProductSummary, Sku, search, store};
use db::{Db, Tx};
use kernel::{MerchantId, OfferId, Page, PageAsk, ProductId, SkuId};
use std::str::FromStr;

type Answer<T> = Result<Page<T>, CatalogRefusal>;

/// Which of a merchant's own things a list shows; the default shows all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFilter<S> {
    /// Words that must all occur, in either language and case.
    pub search: String,
    pub state: Option<S>,
}

impl<S> Default for OwnFilter<S> {
    fn default() -> Self {
        Self { search: String::new(), state: None }
    }
}

/// Words have no index, so that many things are looked at for one page. It may then be shorter than asked for, and even
/// empty, while its cursor leads on.
const LOOK_AT: i64 = 10_000;

/// A piece of a merchant's list, found by its index.
pub(crate) struct Piece<S> {
    pub merchant: MerchantId,
    /// Ids lie from `end` to before `before`.
    pub before: String,
    pub end: String,
    pub words: Vec<String>,
    pub state: Option<S>,
    pub limit: i64,
    /// The list goes on behind the piece.
    more: bool,
}

impl<S: Copy> Piece<S> {
    async fn of(
        tx: &mut Tx,
        (table, merchant): (store::Own, MerchantId),
        filter: &OwnFilter<S>,
        (before, limit): (String, i64),
    ) -> db::Result<Self> {
        let words = search::words(&filter.search);
        let narrowed = filter.state.is_some() || !words.is_empty();
        let (end, count) = match narrowed {
            true => store::step(tx, table, merchant, &before, LOOK_AT).await?,
            false => (None, 0),
        };
        let (state, more) = (filter.state, count == LOOK_AT);
        let limit = limit.saturating_add(1);
        Ok(Self { merchant, before, end: end.unwrap_or_default(), words, state, limit, more })
    }

    fn page<T>(self, rows: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Page<T> {
        let mut page = Page::from_rows(rows, limit, cursor);
        if page.next.is_none() && self.more {
            page.next = Some(self.end);
        }
        page
    }
}

/// The merchant's products, newest first.
pub async fn own_products(
    db: &Db,
    merchant: MerchantId,
    filter: &OwnFilter<ProductState>,
    ask: &PageAsk,
) -> Answer<ProductSummary> {
    let from = (cursor::<ProductId>(ask)?, ask.limit);
    let mut tx = db.read().await?;
    let piece = Piece::of(&mut tx, (store::Own::Products, merchant), filter, from).await?;
    let rows = store::products::of(&mut tx, &piece).await?;
    Ok(piece.page(rows, ask.limit, |p| p.id.to_string()))
}

/// The merchant's SKUs, newest first.
pub async fn own_skus(db: &Db, merchant: MerchantId, ask: &PageAsk) -> Answer<Sku> {
    let before = cursor::<SkuId>(ask)?;
    let mut tx = db.read().await?;
    let rows = store::skus::of(&mut tx, merchant, before, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |s| s.id.to_string()))
}

/// The merchant's offers, newest first. The state is whether they are on sale: nothing of a hidden product is.
pub async fn own_offers(
    db: &Db,
    merchant: MerchantId,
    filter: &OwnFilter<OfferState>,
    ask: &PageAsk,
) -> Answer<OfferView> {
    let from = (cursor::<OfferId>(ask)?, ask.limit);
    let mut tx = db.read().await?;
    let piece = Piece::of(&mut tx, (store::Own::Offers, merchant), filter, from).await?;
    let rows = store::offers::of(&mut tx, &piece).await?;
    Ok(piece.page(rows, ask.limit, |o| o.offer.to_string()))
}

/// One SKU of the merchant.
pub async fn sku(db: &Db, merchant: MerchantId, id: SkuId) -> db::Result<Option<Sku>> {
    store::skus::find(&mut db.read().await?, merchant, id).await
}

/// Those of the SKUs that are the merchant's, in no order.
pub async fn skus(db: &Db, merchant: MerchantId, ids: &[SkuId]) -> db::Result<Vec<Sku>> {
    store::skus::many(&mut db.read().await?, merchant, ids).await
}

/// One SKU by the merchant's own code for it.
pub async fn sku_by_code(db: &Db, merchant: MerchantId, code: &str) -> db::Result<Option<Sku>> {
    if code.chars().any(char::is_control) {
        return Ok(None); // PostgreSQL takes no NUL in a text, and no code has one
    }
    store::skus::find_by_code(&mut db.read().await?, merchant, code).await
}

/// The id to go on behind; '~' sorts behind every id.
fn cursor<Id: FromStr + ToString>(ask: &PageAsk) -> Result<String, CatalogRefusal> {
    match &ask.after {
        None => Ok("~".to_owned()),
        Some(after) => after.parse::<Id>().map(|id| id.to_string()).map_err(|_| CatalogRefusal::BadCursor),
    }
}
