use crate::{CatalogRefusal, Price, check, store};
use db::Tx;
use kernel::{MerchantId, Money, OfferId};

/// Changes the price from the one that the caller saw, within the offer's currency; placed orders keep theirs.
pub async fn reprice(
    tx: &mut Tx,
    merchant: MerchantId,
    id: OfferId,
    from: Money,
    to: Price,
) -> Result<(), CatalogRefusal> {
    check::prices(to.price, to.list_price)?;
    if to.price.currency != from.currency {
        return Err(CatalogRefusal::BadPrice { field: "price" });
    }
    if store::offers::reprice(tx, merchant, id, from, to).await? {
        return Ok(store::versions::count_up(tx, merchant).await?);
    }
    match store::offers::find(tx, merchant, id).await? {
        Some(offer) => Err(CatalogRefusal::PriceChanged { price: offer.price }),
        None => Err(CatalogRefusal::UnknownOffer),
    }
}
