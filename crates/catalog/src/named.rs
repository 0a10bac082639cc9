use crate::store::Seen;
use crate::{ProductView, check, search, store};
use db::Tx;
use kernel::{Bilingual, MerchantId, ProductId};

/// Products (of the merchant, where one is given) that all the words are found of: in title, brand, SKU code or SKU
/// name. None where there is no word.
pub async fn products_named(
    tx: &mut Tx,
    merchant: Option<MerchantId>,
    text: &str,
    limit: i64,
) -> db::Result<Vec<ProductId>> {
    let words = search::words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    store::products::named(tx, merchant, &words, limit).await
}

/// How the products are called today; those that do not exist are left out.
pub async fn titles(tx: &mut Tx, products: &[ProductId]) -> db::Result<Vec<(ProductId, Bilingual)>> {
    let mut ids: Vec<String> = products.iter().map(ProductId::to_string).collect();
    ids.sort();
    ids.dedup();
    store::products::titles(tx, ids).await
}

/// The merchant's product with that slug, with all its SKUs and offers, as the transaction sees it.
pub async fn own_product_by_slug(
    tx: &mut Tx,
    merchant: MerchantId,
    slug: &str,
) -> db::Result<Option<ProductView>> {
    if !check::is_slug(slug) {
        return Ok(None);
    }
    match store::products::id_by_slug(tx, slug).await? {
        Some((owner, id)) if owner == merchant => {
            store::products::page(tx, Seen::ByOwner(merchant, id)).await
        }
        _ => Ok(None),
    }
}

/// Whether any product of the platform has that slug.
pub async fn slug_taken(tx: &mut Tx, slug: &str) -> db::Result<bool> {
    Ok(check::is_slug(slug) && store::products::id_by_slug(tx, slug).await?.is_some())
}

/// Whether the merchant has a SKU with that code.
pub async fn sku_code_taken(tx: &mut Tx, merchant: MerchantId, code: &str) -> db::Result<bool> {
    // PostgreSQL takes no NUL in a text, and no code has one.
    Ok(!code.chars().any(char::is_control) && store::skus::find_by_code(tx, merchant, code).await?.is_some())
}
