use crate::refusal::taken;
use crate::{CatalogRefusal, NewSku, check, store};
use db::Tx;
use kernel::{Ambient, SkuId};

/// Gives a product of the merchant something that can be stocked.
pub async fn create_sku(tx: &mut Tx, ambient: &Ambient, new: &NewSku) -> Result<SkuId, CatalogRefusal> {
    let code = check::line("code", &new.code, 64)?;
    let name = check::name(["name_zh", "name_en"], &new.name, 60)?;
    store::products::state(tx, new.merchant, new.product).await?.ok_or(CatalogRefusal::UnknownProduct)?;
    let id = SkuId::new(ambient);
    let inserted = store::skus::insert(tx, id, &NewSku { code, name, ..new.clone() }, ambient.now()).await;
    inserted.map_err(|error| taken(error, "skus__merchant_code", CatalogRefusal::SkuCodeTaken))?;
    Ok(id)
}
