use crate::Result;
use crate::service::{Act, Admission, By};
use catalog::Brand;
use db::Tx;
use kernel::{Bilingual, BrandId};

impl Admission {
    /// Keeps a new brand; the caller commits.
    pub async fn create_brand(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        name: &Bilingual,
        authorised_only: bool,
    ) -> Result<Brand> {
        let brand = catalog::create_brand(tx, self.ambient(), name, authorised_only).await?;
        self.take_off_sale(tx, &brand).await?;
        let (subject, after) = (brand.id.to_string(), told(&brand));
        let act = Act { what: "brand_created", subject: &subject, before: "", after: &after, reason: "" };
        self.note(tx, by, &act).await?;
        Ok(brand)
    }

    /// Changes one.
    pub async fn change_brand(
        &self,
        by: By<'_>,
        id: BrandId,
        name: &Bilingual,
        authorised_only: bool,
    ) -> Result<Brand> {
        let mut tx = self.db().begin().await?;
        let before = catalog::change_brand(&mut tx, id, name, authorised_only).await?;
        let brand = catalog::brand(&mut tx, id).await?.ok_or(catalog::CatalogRefusal::UnknownBrand)?;
        self.take_off_sale(&mut tx, &brand).await?;
        let (subject, before, after) = (id.to_string(), told(&before), told(&brand));
        let act =
            Act { what: "brand_changed", subject: &subject, before: &before, after: &after, reason: "" };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await?;
        Ok(brand)
    }

    /// From the moment that a brand needs an authorisation, whoever has none does not sell it.
    async fn take_off_sale(&self, tx: &mut Tx, brand: &Brand) -> Result<()> {
        for merchant in catalog::sellers_of(tx, brand.id).await? {
            // Orders look at whether it is free.
            catalog::terms_changed(tx, merchant).await?;
            if !brand.authorised_only {
                continue;
            }
            let some = merchants::covering(tx, self.ambient().now(), merchant, brand.id).await?;
            if !merchants::covers_any(&some) {
                catalog::delist_brand(tx, merchant, brand.id).await?;
                self.publish(tx, Some(merchant), "brand.delisted", brand.id).await?;
            }
        }
        Ok(())
    }
}

fn told(brand: &Brand) -> String {
    let only = if brand.authorised_only { "authorised only" } else { "open" };
    format!("{} / {} ({only})", brand.name.zh, brand.name.en)
}
