//! Canaries: made and hidden when a batch comes in, recognised wherever a key passes by.

use crate::alarm::{AlarmKind, NewAlarm};
use crate::{OrderError, Orders, StockRefusal, accounts};
use db::Tx;
use kernel::MerchantId;
use serde_json::json;
use vault::{Canaries, Canary, Chunk, Importing, NewBatch};

impl Orders {
    /// Which of these keys are canaries of that merchant, by their index. Whosever canary it is, its merchant and the
    /// operator are told; who asked learns only of their own.
    pub async fn check_canaries(
        &self,
        merchant: MerchantId,
        keys: &[String],
        by: &str,
        from: &str,
    ) -> Result<Vec<usize>, OrderError> {
        let lines = keys.iter().enumerate().map(|(index, key)| (index, key.trim()));
        let found = self.vault().canaries_among(self.db(), lines).await?;
        let detail = json!({ "by": by, "from": from });
        self.sing(AlarmKind::CanaryReported, &found, &detail).await;
        Ok(found
            .into_iter()
            .filter(|(_, canary)| canary.merchant == merchant)
            .map(|(index, _)| index)
            .collect())
    }

    /// Somebody brings keys in: are there canaries among them, from wherever?
    pub(crate) async fn listen(&self, new: &NewBatch, chunk: &Chunk) -> Result<(), OrderError> {
        let found = self.vault().canaries_in(self.db(), chunk).await?;
        let detail = json!({ "by": new.provenance.imported_by, "merchant": new.merchant, "sku": new.sku });
        self.sing(AlarmKind::CanaryOffered, &found, &detail).await;
        Ok(())
    }

    /// One alarm for each batch that they come from.
    pub(crate) async fn sing(&self, kind: AlarmKind, found: &[(usize, Canary)], detail: &serde_json::Value) {
        let mut batches: Vec<&Canary> = found.iter().map(|(_, canary)| canary).collect();
        batches.sort_by_key(|canary| canary.batch);
        batches.dedup_by_key(|canary| canary.batch);
        for canary in batches {
            let mut detail = detail.clone();
            let count = found.iter().filter(|(_, c)| c.batch == canary.batch).count();
            if let Some(fields) = detail.as_object_mut() {
                fields.insert("canaries".to_owned(), json!(count));
            }
            self.1.raise(NewAlarm::new(canary.merchant, kind, canary.batch, detail)).await;
        }
    }

    /// In the transaction that stored them: before it ends, they are off the shelf again, like what was withdrawn.
    pub(crate) async fn hide(
        &self,
        tx: &mut Tx,
        new: &NewBatch,
        importing: &Importing,
        canaries: &Canaries,
    ) -> Result<i64, StockRefusal> {
        let hidden = self.vault().hide_canaries(tx, importing, canaries).await?;
        if hidden > 0 {
            let id = format!("{}/canaries/{:010}", importing.batch(), importing.chunks());
            let way = (accounts::shelf(new.merchant, new.sku), accounts::withdrawn(new.merchant, new.sku));
            let batch = importing.batch().to_string();
            self.move_units(tx, new.merchant, &batch, id, way, hidden).await?;
        }
        Ok(hidden)
    }
}
