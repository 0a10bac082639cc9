//! Show a key to its buyer, with a record.

use crate::{Order, OrderError, OrderRefusal, OrderState, Orders, RevealBy, store};
use kernel::{DeliveryId, Secret, Time};

/// One key, shown now.
pub struct Revealed {
    pub id: DeliveryId,
    /// The key, or card number and password with a space between.
    pub secret: Secret<String>,
    pub key: Secret<String>,
    pub password: Option<Secret<String>>,
    /// The key's own expiry, where the supplier gave one.
    pub expires_at: Option<Time>,
}

impl Orders {
    /// Opens these deliveries of a paid order; the record is durable before a key is shown.
    pub async fn reveal(
        &self,
        order: &Order,
        ids: &[DeliveryId],
        by: &RevealBy,
    ) -> Result<Vec<Revealed>, OrderError> {
        if order.state != OrderState::Delivered {
            return Err(OrderRefusal::NotFound.into());
        }
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let rows = store::deliveries::of_order(&mut tx, order.merchant, order.id).await?;
        let mut asks = Vec::with_capacity(ids.len());
        for id in ids {
            let row = rows.iter().find(|r| r.id == *id).ok_or(OrderRefusal::NotFound)?;
            asks.push(vault::RevealAsk {
                merchant: order.merchant,
                sku: row.sku,
                item: row.item,
                delivery: id.to_string(),
                by: by.by.clone(),
                from: by.from.clone(),
            });
        }
        let sealed = vault::record_reveals(&mut tx, now, &asks).await?;
        store::deliveries::mark_revealed(&mut tx, order.merchant, ids, now).await?;
        tx.commit().await?;
        let mut revealed = Vec::with_capacity(sealed.len());
        for (id, sealed) in ids.iter().zip(&sealed) {
            let goods = self.open_goods(sealed).await?;
            let secret = goods.one_line();
            revealed.push(Revealed {
                id: *id,
                secret,
                key: goods.key,
                password: goods.password,
                expires_at: goods.expires_at,
            });
        }
        Ok(revealed)
    }

    pub(crate) async fn open(&self, sealed: &vault::Sealed) -> Result<Secret<String>, OrderError> {
        Ok(self.open_goods(sealed).await?.one_line())
    }

    async fn open_goods(&self, sealed: &vault::Sealed) -> Result<vault::Goods, OrderError> {
        self.vault().open_sealed(self.db(), sealed).await.map_err(|error| match error {
            vault::VaultError::Shredded => OrderRefusal::Destroyed.into(),
            other => OrderError::Vault(other.to_string()),
        })
    }
}
