use crate::{Admission, Result, must_be_authorised};
use catalog::{CatalogRefusal, NewOffer, NewProduct, Price, ProductEdit, ProductState};
use db::Tx;
use kernel::{MerchantId, Money, OfferId, ProductId};

/// Whether a product is shown at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    AtOnce,
    /// Somebody of the platform looks at it first.
    AfterReview,
}

/// A merchant's changes of their own goods, each in the caller's transaction: through the limits of their plan, the
/// review, and the guard over authorised-only brands. After a refusal the transaction is to be dropped.
impl Admission {
    pub async fn create_product(&self, tx: &mut Tx, new: &NewProduct) -> Result<(ProductId, Shown)> {
        self.within_products(tx, new.merchant).await?;
        let id = catalog::create_product(tx, self.ambient(), new).await?;
        let shown = self.look(tx, new.merchant, id, true).await?;
        Ok((id, shown))
    }

    /// A change of title, brand or category is looked at again; any other is shown at once.
    pub async fn revise_product(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        id: ProductId,
        edit: &ProductEdit,
    ) -> Result<(i64, Shown)> {
        let before = catalog::product_head(tx, merchant, id).await?.ok_or(CatalogRefusal::UnknownProduct)?;
        let revision = catalog::revise_product(tx, self.ambient(), merchant, id, edit).await?;
        let after = catalog::product_head(tx, merchant, id).await?.ok_or(CatalogRefusal::UnknownProduct)?;
        let material = (&before.title, &before.brand, &before.category)
            != (&after.title, &after.brand, &after.category)
            || matches!(before.state, ProductState::InReview | ProductState::Rejected);
        let shown = self.look(tx, merchant, id, material).await?;
        must_be_authorised(tx, self.ambient().now(), merchant, id).await?;
        Ok((revision, shown))
    }

    pub async fn create_offer(&self, tx: &mut Tx, new: &NewOffer) -> Result<OfferId> {
        let id = catalog::create_offer(tx, self.ambient(), new).await?;
        self.guard(tx, new.merchant, id).await?;
        Ok(id)
    }

    pub async fn switch_on(&self, tx: &mut Tx, merchant: MerchantId, id: OfferId) -> Result<()> {
        catalog::switch_on(tx, merchant, id).await?;
        self.guard(tx, merchant, id).await
    }

    pub async fn reprice(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        id: OfferId,
        from: Money,
        to: Price,
    ) -> Result<()> {
        catalog::reprice(tx, merchant, id, from, to).await?;
        self.guard(tx, merchant, id).await
    }

    async fn guard(&self, tx: &mut Tx, merchant: MerchantId, offer: OfferId) -> Result<()> {
        match catalog::product_of_offer(tx, merchant, offer).await? {
            Some(product) => must_be_authorised(tx, self.ambient().now(), merchant, product).await,
            None => Ok(()),
        }
    }

    /// Whether somebody must look at the product, and if so, takes it off the shop until then.
    async fn look(&self, tx: &mut Tx, merchant: MerchantId, id: ProductId, material: bool) -> Result<Shown> {
        let trusted = merchants::is_trusted(tx, merchant).await?;
        let findings = catalog::rule_findings(tx, self.rules(), id).await?;
        let found = |code| findings.iter().any(|finding| finding.code == code);
        // A word that is forbidden is looked at whoever writes it, however small the change.
        let needed = found("forbidden_word") || (material && (!trusted || found("category_by_person")));
        if !needed {
            return Ok(Shown::AtOnce);
        }
        catalog::hold_for_review(tx, merchant, id, self.ambient().now(), self.rules().within).await?;
        self.publish(tx, Some(merchant), "product.in_review", id).await?;
        Ok(Shown::AfterReview)
    }
}
