use crate::{CatalogRefusal, check, store};
use db::{Db, Tx};
use kernel::{Ambient, Bilingual, BrandId, MerchantId, Money, ProductId, Time};
use serde::Serialize;

/// Whose goods they are, as the platform keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Brand {
    pub id: BrandId,
    pub name: Bilingual,
    /// Sold only by whom the brand lets.
    pub authorised_only: bool,
    pub created_at: Time,
}

/// Keeps a new brand. Products that call themselves so already are of it from now on.
pub async fn create_brand(
    tx: &mut Tx,
    ambient: &Ambient,
    name: &Bilingual,
    authorised_only: bool,
) -> Result<Brand, CatalogRefusal> {
    let name = check::name(["name_zh", "name_en"], name, 40)?;
    if store::brands::called(tx, &name).await?.is_some() {
        return Err(CatalogRefusal::BrandTaken);
    }
    let brand = Brand { id: BrandId::new(ambient), name, authorised_only, created_at: ambient.now() };
    store::brands::insert(tx, &brand).await?;
    store::brands::adopt(tx, &brand).await?;
    Ok(brand)
}

/// Calls it something else, or changes whether it needs an authorisation; what it was before.
pub async fn change_brand(
    tx: &mut Tx,
    id: BrandId,
    name: &Bilingual,
    authorised_only: bool,
) -> Result<Brand, CatalogRefusal> {
    let name = check::name(["name_zh", "name_en"], name, 40)?;
    let before = store::brands::find(tx, id).await?.ok_or(CatalogRefusal::UnknownBrand)?;
    if store::brands::called(tx, &name).await?.is_some_and(|other| other != id) {
        return Err(CatalogRefusal::BrandTaken);
    }
    let after = Brand { name, authorised_only, ..before.clone() };
    store::brands::change(tx, &after).await?;
    store::brands::adopt(tx, &after).await?;
    Ok(before)
}

/// All of them, by name.
pub async fn brands(db: &Db) -> db::Result<Vec<Brand>> {
    store::brands::all(&mut db.read().await?).await
}

pub async fn brand(tx: &mut Tx, id: BrandId) -> db::Result<Option<Brand>> {
    store::brands::find(tx, id).await
}

/// The brand of a product of that merchant; none where it is of none that is kept.
pub async fn brand_of_product(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
) -> db::Result<Option<Brand>> {
    store::brands::of_product(tx, merchant, product).await
}

/// The brand of what a SKU of that merchant stocks.
pub async fn brand_of_sku(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: kernel::SkuId,
) -> db::Result<Option<Brand>> {
    store::brands::of_sku(tx, merchant, sku).await
}

/// The prices of the product's offers that are on.
pub async fn prices_on(tx: &mut Tx, product: ProductId) -> db::Result<Vec<Money>> {
    store::brands::prices_on(tx, product).await
}

/// Switches off all offers of the merchant for goods of the brand; how many. Orders placed before are not touched.
pub async fn delist_brand(tx: &mut Tx, merchant: MerchantId, brand: BrandId) -> db::Result<u64> {
    let switched = store::brands::switch_off(tx, merchant, brand).await?;
    if switched > 0 {
        store::versions::count_up(tx, merchant).await?;
    }
    Ok(switched)
}

/// The merchants that have something of the brand on sale.
pub async fn sellers_of(tx: &mut Tx, brand: BrandId) -> db::Result<Vec<MerchantId>> {
    store::brands::sellers(tx, brand).await
}

/// Where the merchant's goods may be sold has changed: what is remembered of their offers is read anew.
pub async fn terms_changed(tx: &mut Tx, merchant: MerchantId) -> db::Result<()> {
    store::versions::count_up(tx, merchant).await
}
