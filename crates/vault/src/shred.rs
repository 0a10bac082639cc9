use crate::{BatchState, SkuKind, Vault, VaultError, store};
use db::Tx;
use kernel::{BatchId, MerchantId};

/// What was destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shredded {
    pub items: i64,
}

impl Vault {
    /// Destroys the data key and the ciphertexts of a batch, delivered ones included: nobody opens them any more, with
    /// whatever key. Only of a batch of which nothing is in stock. The fingerprints stay, so that what was sold once is
    /// still known when it comes again. Backups made before hold the wrapped key until they are gone, too.
    pub async fn shred_batch(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        batch: BatchId,
    ) -> Result<Shredded, VaultError> {
        let found = store::batches::get(tx, merchant, batch).await?.ok_or(VaultError::NoSuchBatch)?;
        let sku = store::skus::lock_one(tx, merchant, found.sku).await?;
        let found = store::batches::get(tx, merchant, batch).await?.ok_or(VaultError::NoSuchBatch)?;
        match found.state {
            BatchState::Importing => return Err(VaultError::ImportUnderWay),
            BatchState::Shredded => return Ok(Shredded { items: 0 }),
            BatchState::InStock | BatchState::Withdrawn => {}
        }
        let units = match sku.kind {
            SkuKind::OneTime => store::items::in_stock_of(tx, &sku, &found).await?,
            // Whoever bought a use is shown the newest version: it has to be withdrawn first.
            SkuKind::Loop if found.state == BatchState::InStock => found.units.max(1),
            SkuKind::Loop => 0,
        };
        if units > 0 {
            return Err(VaultError::StillInStock { units });
        }
        let items = store::items::shred(tx, &sku, &found).await?;
        store::rotate::forget(tx, merchant, found.no).await?;
        self.forget_batch(merchant, found.no);
        Ok(Shredded { items })
    }
}
