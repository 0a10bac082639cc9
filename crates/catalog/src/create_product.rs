use crate::refusal::taken;
use crate::{CatalogRefusal, NewProduct, check, product, store};
use db::Tx;
use kernel::{Ambient, Bilingual, BrandId, ProductId};

/// Puts a product into the catalogue, listed, as revision 1.
pub async fn create_product(
    tx: &mut Tx,
    ambient: &Ambient,
    new: &NewProduct,
) -> Result<ProductId, CatalogRefusal> {
    check::slug("slug", &new.slug)?;
    check::picture(&new.picture)?;
    let new =
        NewProduct { brand: product::checked_brand(&new.brand)?, words: new.words.checked()?, ..new.clone() };
    store::categories::must_exist(tx, &new.category).await?;
    let brand_id = brand_id(tx, new.brand_id, &new.brand).await?;
    let new = NewProduct { brand_id, ..new };
    let (id, now) = (ProductId::new(ambient), ambient.now());
    let inserted = store::products::insert(tx, id, &new, now).await;
    inserted.map_err(|error| taken(error, "products__slug", CatalogRefusal::SlugTaken))?;
    store::products::insert_revision(tx, id, 1, &new.words, now).await?;
    Ok(id)
}

/// The brand that is named, or that the product calls itself by.
pub(crate) async fn brand_id(
    tx: &mut Tx,
    given: Option<BrandId>,
    name: &Bilingual,
) -> Result<Option<BrandId>, CatalogRefusal> {
    match given {
        None => Ok(store::brands::called(tx, name).await?),
        Some(id) => {
            store::brands::find(tx, id).await?.ok_or(CatalogRefusal::UnknownBrand)?;
            Ok(Some(id))
        }
    }
}
