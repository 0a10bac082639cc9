//! Keys that a supplier gave come onto the shelf in the transaction that writes down that it gave them: one batch for each
//! attempt, so that a key leads to whom it was bought from.

use super::{Attempt, Fulfiller, Fulfilment};
use crate::{OrderError, StockRefusal, accounts};
use db::{DbError, Tx};
use kernel::{BatchId, MerchantId, Money, Secret, SupplierId};
use std::collections::HashMap;
use std::io::Cursor;
use vault::{Chunk, Format, NewBatch, Provenance, Reader, SkuKind};
use zeroize::Zeroizing;

/// Who is said to have imported such a batch.
const IMPORTED_BY: &str = "supply";

/// What a supplier gave for an attempt, read.
pub(super) struct Given {
    pub new: NewBatch,
    /// None where no line of it can be a key.
    chunk: Option<(Chunk, [u8; 32])>,
}

/// What of it lies on the shelf now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shelved {
    pub batch: BatchId,
    /// Without those that were known.
    pub units: i64,
}

impl Fulfiller {
    /// Outside of transactions: read, and looked through for canaries of ours.
    pub(super) async fn given(
        &self,
        f: &Fulfilment,
        attempt: &Attempt,
        cost: Money,
        keys: &[Secret<String>],
        supplier: &str,
    ) -> Result<Given, OrderError> {
        let count = i64::try_from(keys.len()).unwrap_or(i64::MAX).max(1);
        let new = NewBatch {
            merchant: f.merchant,
            sku: f.sku,
            kind: SkuKind::OneTime,
            provenance: Provenance {
                supplier: supplier.to_owned(),
                reference: attempt.order_no.clone(),
                cost: Some(Money::new(cost.minor / count, cost.currency)),
                imported_by: IMPORTED_BY.to_owned(),
            },
            format: Format::Lines,
            use_limit: None,
            expires_at: None,
        };
        let mut text = Zeroizing::new(String::new());
        for key in keys {
            text.push_str(key.expose());
            text.push('\n');
        }
        let mut reader = Reader::new(Cursor::new(text.as_bytes()), Format::Lines);
        let chunk = reader.next_chunk(keys.len().max(1)).ok().flatten();
        let chunk = chunk.map(|chunk| (chunk, reader.digest()));
        if let Some((chunk, _)) = &chunk {
            self.orders().listen(&new, chunk).await?;
        }
        Ok(Given { new, chunk })
    }

    /// How the merchants' suppliers are called, for the batches that come from them.
    pub(super) async fn names_of(
        &self,
        mut merchants: Vec<MerchantId>,
    ) -> Result<HashMap<SupplierId, String>, OrderError> {
        merchants.sort_unstable();
        merchants.dedup();
        let mut names = HashMap::new();
        for merchant in merchants {
            let known = self.book().names(merchant).await;
            names.extend(known.map_err(|error| DbError::Other(error.to_string()))?);
        }
        Ok(names)
    }

    /// In the caller's transaction; in the order of what was given.
    pub(super) async fn shelve(&self, tx: &mut Tx, given: &[Given]) -> Result<Vec<Shelved>, OrderError> {
        let orders = self.orders();
        // Accounts before stock, as the desk does it.
        let mut touched: Vec<(MerchantId, kernel::SkuId)> =
            given.iter().map(|given| (given.new.merchant, given.new.sku)).collect();
        touched.sort_unstable();
        touched.dedup();
        let locked: Vec<ledger::Account> = touched
            .iter()
            .flat_map(|(merchant, sku)| [accounts::supply(*merchant, *sku), accounts::shelf(*merchant, *sku)])
            .collect();
        ledger::lock(tx, &locked).await?;
        let mut shelved = Vec::with_capacity(given.len());
        for Given { new, chunk } in given {
            let mut importing = orders.vault().begin_import(tx, new).await.map_err(not_stored)?;
            let batch = importing.batch();
            if let Ok(Some(authorisation)) = orders.authority(tx, new).await {
                let noted = merchants::note_batch(tx, new.merchant, batch, authorisation).await;
                noted.map_err(crate::batch::only_db)?;
            }
            let (mut units, mut digest) = (0, [0; 32]);
            if let Some((chunk, read)) = chunk {
                let stored = orders.vault().store_chunk(tx, &mut importing, chunk).await;
                (units, digest) = (stored.map_err(not_stored)?.units, *read);
            }
            orders.vault().finish_import(tx, importing, digest).await.map_err(not_stored)?;
            if units > 0 {
                let (from, to) =
                    (accounts::supply(new.merchant, new.sku), accounts::shelf(new.merchant, new.sku));
                let id = format!("{batch}/in/{:010}", 0);
                let reference = batch.to_string();
                let moved = orders.move_units(tx, new.merchant, &reference, id, (from, to), units);
                moved.await.map_err(|error| match error {
                    StockRefusal::Order(error) => error,
                    other => DbError::State(other.to_string()).into(),
                })?;
            }
            shelved.push(Shelved { batch, units });
        }
        Ok(shelved)
    }
}

fn not_stored(error: vault::VaultError) -> OrderError {
    match error {
        vault::VaultError::Db(error) => error.into(),
        other => DbError::Other(other.to_string()).into(),
    }
}
