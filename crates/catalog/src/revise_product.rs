use crate::{CatalogRefusal, ProductEdit, check, product, store};
use db::Tx;
use kernel::{Ambient, MerchantId, ProductId};

/// Adds a revision and shows it from now on; its number. The older ones stay as they are.
pub async fn revise_product(
    tx: &mut Tx,
    ambient: &Ambient,
    merchant: MerchantId,
    id: ProductId,
    edit: &ProductEdit,
) -> Result<i64, CatalogRefusal> {
    check::picture(&edit.picture)?;
    let edit = ProductEdit {
        brand: product::checked_brand(&edit.brand)?,
        words: edit.words.checked()?,
        ..edit.clone()
    };
    store::categories::must_exist(tx, &edit.category).await?;
    let brand_id = crate::create_product::brand_id(tx, edit.brand_id, &edit.brand).await?;
    let edit = ProductEdit { brand_id, ..edit };
    if !store::products::revise(tx, merchant, id, &edit).await? {
        let now = store::products::state(tx, merchant, id).await?.ok_or(CatalogRefusal::UnknownProduct)?;
        return Err(CatalogRefusal::RevisedMeanwhile { revision: now.1 });
    }
    let revision = edit.based_on.saturating_add(1);
    store::products::insert_revision(tx, id, revision, &edit.words, ambient.now()).await?;
    store::versions::count_up(tx, merchant).await?;
    Ok(revision)
}
