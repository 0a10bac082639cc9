use crate::refusal::taken;
use crate::{CatalogRefusal, NewProduct, check, product, store};
use db::Tx;
use kernel::{Ambient, ProductId};

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
    let (id, now) = (ProductId::new(ambient), ambient.now());
    let inserted = store::products::insert(tx, id, &new, now).await;
    inserted.map_err(|error| taken(error, "products__slug", CatalogRefusal::SlugTaken))?;
    store::products::insert_revision(tx, id, 1, &new.words, now).await?;
    Ok(id)
}
