use crate::{AdmissionRefusal, Result};
use db::Tx;
use kernel::{Language, MerchantId, ProductId, Time};
use merchants::Authorisation;

/// What must hold after every change of a merchant's goods, in its transaction: offers of an authorised-only brand are on
/// only where the brand lets the merchant sell at that price, in the store or by the API. Which of these, and in which
/// regions, is asked of each order.
pub async fn must_be_authorised(
    tx: &mut Tx,
    now: Time,
    merchant: MerchantId,
    product: ProductId,
) -> Result<()> {
    let brand = catalog::brand_of_product(tx, merchant, product).await?;
    let Some(brand) = brand.filter(|brand| brand.authorised_only) else { return Ok(()) };
    let prices = catalog::prices_on(tx, product).await?;
    if prices.is_empty() {
        return Ok(());
    }
    let some = merchants::covering(tx, now, merchant, brand.id).await?;
    if !merchants::covers_any(&some) {
        return Err(AdmissionRefusal::AuthorisationNeeded { brand: brand.name.get(Language::Zh).to_owned() });
    }
    for price in prices {
        let fine: Vec<Authorisation> = some.iter().filter(|a| allows(a, price)).cloned().collect();
        if !merchants::covers_any(&fine) {
            let minimum = some.iter().filter_map(|a| a.minimum_price).max_by_key(|minimum| minimum.minor);
            return Err(AdmissionRefusal::PriceBelowMinimum { minimum: minimum.unwrap_or(price) });
        }
    }
    Ok(())
}

/// A minimum in another currency says nothing of this price, so it allows none.
fn allows(authorisation: &Authorisation, price: kernel::Money) -> bool {
    authorisation
        .minimum_price
        .is_none_or(|minimum| minimum.currency == price.currency && price.minor >= minimum.minor)
}
