use crate::{CatalogRefusal, OfferView, ProductSummary, Sku, store};
use db::Db;
use kernel::{MerchantId, OfferId, Page, PageAsk, ProductId, SkuId};
use std::str::FromStr;

type Answer<T> = Result<Page<T>, CatalogRefusal>;

/// The merchant's products, newest first.
pub async fn own_products(db: &Db, merchant: MerchantId, ask: &PageAsk) -> Answer<ProductSummary> {
    let before = cursor::<ProductId>(ask)?;
    let mut tx = db.read().await?;
    let rows = store::products::of(&mut tx, merchant, before, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |p| p.id.to_string()))
}

/// The merchant's SKUs, newest first.
pub async fn own_skus(db: &Db, merchant: MerchantId, ask: &PageAsk) -> Answer<Sku> {
    let before = cursor::<SkuId>(ask)?;
    let mut tx = db.read().await?;
    let rows = store::skus::of(&mut tx, merchant, before, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |s| s.id.to_string()))
}

/// The merchant's offers, newest first.
pub async fn own_offers(db: &Db, merchant: MerchantId, ask: &PageAsk) -> Answer<OfferView> {
    let before = cursor::<OfferId>(ask)?;
    let mut tx = db.read().await?;
    let rows = store::offers::of(&mut tx, merchant, before, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |o| o.offer.to_string()))
}

/// One SKU of the merchant.
pub async fn sku(db: &Db, merchant: MerchantId, id: SkuId) -> db::Result<Option<Sku>> {
    store::skus::find(&mut db.read().await?, merchant, id).await
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
