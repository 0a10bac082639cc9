use crate::OfferState::{Off, On};
use crate::{CatalogRefusal, OfferState, store};
use db::Tx;
use kernel::{MerchantId, OfferId};

/// Puts the offer on sale.
pub async fn switch_on(tx: &mut Tx, merchant: MerchantId, id: OfferId) -> Result<(), CatalogRefusal> {
    change(tx, merchant, id, Off, On).await
}

/// Takes it off sale; orders placed before are not touched.
pub async fn switch_off(tx: &mut Tx, merchant: MerchantId, id: OfferId) -> Result<(), CatalogRefusal> {
    change(tx, merchant, id, On, Off).await
}

async fn change(
    tx: &mut Tx,
    merchant: MerchantId,
    id: OfferId,
    from: OfferState,
    to: OfferState,
) -> Result<(), CatalogRefusal> {
    if store::offers::change_state(tx, merchant, id, from, to).await? {
        return Ok(store::versions::count_up(tx, merchant).await?);
    }
    match store::offers::find(tx, merchant, id).await? {
        Some(_) => Err(CatalogRefusal::StateUnchanged { state: to.as_str() }),
        None => Err(CatalogRefusal::UnknownOffer),
    }
}
