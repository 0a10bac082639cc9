use crate::store::Seen;
use crate::{ProductView, Revision, check, store};
use db::{Db, Tx};
use kernel::{MerchantId, ProductId};

/// A listed product with its offers that are on; SKUs without one are left out.
pub async fn product_by_slug(db: &Db, slug: &str) -> db::Result<Option<ProductView>> {
    if !check::is_slug(slug) {
        return Ok(None);
    }
    store::products::page(&mut db.snapshot().await?, Seen::InShop(slug)).await
}

/// A product of the merchant with all its SKUs and offers, in whatever state.
pub async fn product(db: &Db, merchant: MerchantId, id: ProductId) -> db::Result<Option<ProductView>> {
    store::products::page(&mut db.snapshot().await?, Seen::ByOwner(merchant, id)).await
}

/// What the product said in that revision.
pub async fn revision(db: &Db, product: ProductId, revision: i64) -> db::Result<Option<Revision>> {
    Ok(revisions(&mut db.read().await?, &[(product, revision)]).await?.pop())
}

/// Several at once, in the order asked for; unknown ones are left out.
pub async fn revisions(tx: &mut Tx, asked: &[(ProductId, i64)]) -> db::Result<Vec<Revision>> {
    store::products::revisions(tx, asked).await
}
