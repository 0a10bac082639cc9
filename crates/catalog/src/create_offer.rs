use crate::{CatalogRefusal, NewOffer, check, store};
use db::Tx;
use kernel::{Ambient, OfferId};

/// Gives a SKU of the merchant a price; it is on sale at once. A SKU may have several offers.
pub async fn create_offer(tx: &mut Tx, ambient: &Ambient, new: &NewOffer) -> Result<OfferId, CatalogRefusal> {
    check::prices(new.price.price, new.price.list_price)?;
    check::quantities(new.quantity_min, new.quantity_max)?;
    check::sort(new.sort)?;
    let sku = store::skus::find(tx, new.merchant, new.sku).await?.ok_or(CatalogRefusal::UnknownSku)?;
    let id = OfferId::new(ambient);
    store::offers::insert(tx, id, sku.product, new, ambient.now()).await?;
    Ok(id)
}
