//! Show a key to its buyer, with a record.

use crate::alarm::{AlarmKind, NewAlarm};
use crate::{Order, OrderError, OrderRefusal, OrderState, Orders, RevealBy, accounts, store};
use db::Tx;
use kernel::{DeliveryId, MerchantId, Secret, SkuId, Time};
use serde_json::json;
use std::collections::BTreeMap;

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
        self.not_too_fast(order.merchant, by, ids.len()).await?;
        let mut tx = self.db().begin().await?;
        match self.record(&mut tx, order, ids, by).await {
            Ok(sealed) => {
                tx.commit().await?;
                self.open_all(ids, &sealed).await
            }
            Err(error) => {
                drop(tx);
                self.report_excess(order, by, &error).await;
                Err(error)
            }
        }
    }

    /// Writes down who is shown what. Nothing may be opened before it is committed.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        order: &Order,
        ids: &[DeliveryId],
        by: &RevealBy,
    ) -> Result<Vec<vault::Sealed>, OrderError> {
        if order.state != OrderState::Delivered {
            return Err(OrderRefusal::NotFound.into());
        }
        let now = self.ambient().now();
        let rows = store::deliveries::of_order(tx, order.merchant, order.id).await?;
        let (mut asks, mut by_sku) =
            (Vec::with_capacity(ids.len()), BTreeMap::<SkuId, Vec<DeliveryId>>::new());
        for id in ids {
            let row = rows.iter().find(|r| r.id == *id).ok_or(OrderRefusal::NotFound)?;
            by_sku.entry(row.sku).or_default().push(*id);
            asks.push(vault::RevealAsk {
                merchant: order.merchant,
                sku: row.sku,
                item: row.item,
                delivery: id.to_string(),
                by: by.by.clone(),
                from: by.from.clone(),
            });
        }
        let sealed = vault::record_reveals(tx, now, &asks).await?;
        not_recalled(&rows, ids)?;
        for (sku, ids) in by_sku {
            let first = store::deliveries::mark_revealed(tx, order.merchant, &ids, now).await?;
            within_sales(tx, order.merchant, sku, first).await?;
        }
        if rows.iter().any(|row| ids.contains(&row.id) && row.revealed_at.is_none()) {
            // Where it was recalled at this moment, marking it has waited for that and changed nothing.
            not_recalled(&store::deliveries::of_order(tx, order.merchant, order.id).await?, ids)?;
        }
        Ok(sealed)
    }

    pub(crate) async fn open_all(
        &self,
        ids: &[DeliveryId],
        sealed: &[vault::Sealed],
    ) -> Result<Vec<Revealed>, OrderError> {
        let mut revealed = Vec::with_capacity(sealed.len());
        for (id, sealed) in ids.iter().zip(sealed) {
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

    /// Something asks for more keys than were sold: that is no buyer.
    pub(crate) async fn report_excess(&self, order: &Order, by: &RevealBy, error: &OrderError) {
        if matches!(error, OrderError::Refused(OrderRefusal::RevealsExceedSales)) {
            let detail = json!({ "by": by.by, "from": by.from });
            let alarm = NewAlarm::new(order.merchant, AlarmKind::RevealsExceedSales, order.id, detail);
            self.1.raise(alarm.of_order(order.id)).await;
        }
    }

    pub(crate) async fn open(&self, sealed: &vault::Sealed) -> Result<Secret<String>, OrderError> {
        Ok(self.open_goods(sealed).await?.one_line())
    }

    async fn open_goods(&self, sealed: &vault::Sealed) -> Result<vault::Goods, OrderError> {
        self.vault().open_sealed(self.db(), sealed).await.map_err(|error| match error {
            vault::VaultError::Shredded => OrderRefusal::Destroyed.into(),
            vault::VaultError::Db(error) => OrderError::Db(error),
            other => OrderError::Vault(other.to_string()),
        })
    }
}

fn not_recalled(rows: &[store::deliveries::Delivery], ids: &[DeliveryId]) -> Result<(), OrderRefusal> {
    let recalled = rows.iter().any(|row| row.state == "recalled" && ids.contains(&row.id));
    if recalled { Err(OrderRefusal::Recalled) } else { Ok(()) }
}

/// Counts deliveries that are shown for the first time, and holds the count against the units that the ledger has sold.
async fn within_sales(tx: &mut Tx, merchant: MerchantId, sku: SkuId, first: u64) -> Result<(), OrderError> {
    if first == 0 {
        return Ok(());
    }
    let shown = store::reveals::count(tx, merchant, sku, i64::try_from(first).unwrap_or(i64::MAX)).await?;
    let ever = [accounts::sold(merchant, sku), accounts::replaced(merchant, sku)];
    let sold: i64 =
        ledger::balances(tx, &ever).await?.iter().map(|sold| sold.credits_posted - sold.debits_posted).sum();
    if shown > sold { Err(OrderRefusal::RevealsExceedSales.into()) } else { Ok(()) }
}
