use crate::{CatalogRefusal, GoodsKind, Price, check, store};
use db::{DbError, Tx};
use kernel::{BasisPoints, Bilingual, MerchantId, Money, OfferId, ProductId, SkuId};

/// An offer as far as its price goes, on sale or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    pub offer: OfferId,
    pub sku: SkuId,
    pub sku_code: String,
    pub sku_name: Bilingual,
    pub kind: GoodsKind,
    pub product: ProductId,
    pub category: String,
    pub price: Price,
    /// What the platform keeps of goods of this category; none: what the merchant agreed to.
    pub fee: Option<BasisPoints>,
    /// The offer is on and its product listed.
    pub on: bool,
}

/// Which of a merchant's offers.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    All,
    Category(&'a str),
    Skus(&'a [SkuId]),
}

/// All of them at once, in the order of their ids.
pub async fn priced(tx: &mut Tx, merchant: MerchantId, which: Which<'_>) -> db::Result<Vec<Priced>> {
    let mut found = store::offers::priced(tx, merchant, which).await?;
    found.sort_unstable_by_key(|offer| offer.offer);
    Ok(found)
}

/// A price to be set, in place of the one that was seen.
#[derive(Clone, Copy, Debug)]
pub struct NewPrice {
    pub offer: OfferId,
    pub from: Money,
    pub to: Price,
}

/// Changes the prices of a merchant's offers, each named once; the catalogue's version counts up once. Where one of them
/// has another price by now, nothing is changed: [`DbError::Conflict`].
pub async fn reprice_many(
    tx: &mut Tx,
    merchant: MerchantId,
    changes: &[NewPrice],
) -> Result<(), CatalogRefusal> {
    for change in changes {
        check::prices(change.to.price, change.to.list_price)?;
        if change.to.price.currency != change.from.currency {
            return Err(CatalogRefusal::BadPrice { field: "price" });
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let changed = store::offers::reprice_many(tx, merchant, changes).await?;
    if changed != u64::try_from(changes.len()).unwrap_or(u64::MAX) {
        return Err(DbError::Conflict("a price was changed meanwhile".into()).into());
    }
    Ok(store::versions::count_up(tx, merchant).await?)
}
