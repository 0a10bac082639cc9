use crate::ProductState::{Hidden, Listed};
use crate::{CatalogRefusal, ProductState, store};
use db::Tx;
use kernel::{MerchantId, ProductId};

/// Takes the product out of the shop; nothing of it can be ordered any more.
pub async fn hide_product(tx: &mut Tx, merchant: MerchantId, id: ProductId) -> Result<(), CatalogRefusal> {
    change(tx, merchant, id, Listed, Hidden).await
}

/// Puts it back.
pub async fn list_product(tx: &mut Tx, merchant: MerchantId, id: ProductId) -> Result<(), CatalogRefusal> {
    change(tx, merchant, id, Hidden, Listed).await
}

async fn change(
    tx: &mut Tx,
    merchant: MerchantId,
    id: ProductId,
    from: ProductState,
    to: ProductState,
) -> Result<(), CatalogRefusal> {
    if store::products::change_state(tx, merchant, id, from, to).await? {
        return Ok(store::versions::count_up(tx, merchant).await?);
    }
    match store::products::state(tx, merchant, id).await? {
        Some((ProductState::InReview, _)) => Err(CatalogRefusal::InReview),
        Some((ProductState::Rejected, _)) => Err(CatalogRefusal::Rejected),
        Some(_) => Err(CatalogRefusal::StateUnchanged { state: to.as_str() }),
        None => Err(CatalogRefusal::UnknownProduct),
    }
}
