//! Keys come in and are taken back: the vault and the ledger together, part by part, so that what is stored is on
//! the shelf whatever happens next.

use crate::{OrderError, Orders, accounts};
use db::{DbError, Tx};
use kernel::{AuthorisationId, BatchId, MerchantId, SkuId};
use ledger::{Chain, Outcome, Step};
use merchants::{Contract, MerchantRefusal};
use vault::{BadLine, Duplicate, Importing, NewBatch, Reader, Vault, VaultError};

/// What an import came to.
#[derive(Debug)]
pub struct ImportReport {
    pub batch: BatchId,
    pub lines: i64,
    /// Keys that are on the shelf now.
    pub accepted: i64,
    pub duplicate_count: i64,
    /// The first thousand, with their line numbers.
    pub duplicates: Vec<Duplicate>,
    /// Lines that were left out, and why: the first thousand.
    pub bad: Vec<BadLine>,
    pub bad_count: i64,
    /// Canaries that were hidden among them; not counted in `accepted`.
    pub canaries: i64,
    pub merkle_root: String,
}

#[derive(Debug, thiserror::Error)]
pub enum StockRefusal {
    /// The file cannot be read further; everything before that line is stored and on sale.
    #[error("{error} ({accepted} keys before it were imported)")]
    BadFile { error: vault::ImportError, accepted: i64 },
    #[error("there is no such batch")]
    NoSuchBatch,
    #[error(
        "some units of this batch are held by unpaid orders: try again when they are paid or have expired"
    )]
    UnitsHeld,
    #[error(
        "the brand {brand} is sold only with its authorisation: hand one in, and wait until it is approved"
    )]
    AuthorisationNeeded { brand: String },
    /// The contract that was named for the batch.
    #[error(transparent)]
    Contract(merchants::MerchantRefusal),
    /// What a unit of the batch is said to have cost.
    #[error(transparent)]
    Cost(costs::CostRefusal),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<DbError> for StockRefusal {
    fn from(error: DbError) -> Self {
        Self::Order(error.into())
    }
}

fn no_contract(error: MerchantRefusal) -> StockRefusal {
    match error {
        MerchantRefusal::Db(error) => error.into(),
        refusal => StockRefusal::Contract(refusal),
    }
}

/// So many lines of the file are laid out together: about 60 bytes of memory each, besides the keys.
const CHUNK: usize = 1_000_000;
/// Canaries are stored in one transaction with all that they are hidden among.
const CHUNK_WITH_CANARIES: usize = 20_000;
/// So many items are stored in a transaction, which others wait for.
const PART: usize = 10_000;
/// How often a part that another transaction was in the way of is tried.
const TRIES: usize = 8;
const LISTED_MAX: usize = 1_000;

impl Orders {
    /// Streams a file of keys onto the shelf. `progress` hears of lines and bytes done.
    pub async fn import_stock<R: std::io::BufRead + Send>(
        &self,
        new: &NewBatch,
        reader: Reader<R>,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<ImportReport, StockRefusal> {
        self.import_with_canaries(new, reader, 0, progress).await
    }

    /// The same, with so many canaries mixed into the first part of the file (20,000 keys).
    pub async fn import_with_canaries<R: std::io::BufRead + Send>(
        &self,
        new: &NewBatch,
        reader: Reader<R>,
        canaries: usize,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<ImportReport, StockRefusal> {
        self.import_under(new, None, reader, canaries, progress).await
    }

    /// The same, under a contract with the supplier.
    pub async fn import_under<R: std::io::BufRead + Send>(
        &self,
        new: &NewBatch,
        contract: Option<&Contract>,
        mut reader: Reader<R>,
        canaries: usize,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<ImportReport, StockRefusal> {
        let vault: &Vault = self.vault();
        // Nothing is begun for a file that cannot be read at all.
        let read = if canaries > 0 { CHUNK_WITH_CANARIES } else { CHUNK };
        let first = reader.next_chunk(read).map_err(|error| StockRefusal::BadFile { error, accepted: 0 })?;
        let mut canaries = match &first {
            Some(chunk) if canaries > 0 => Some(vault.make_canaries(new, chunk, canaries)?),
            _ => None,
        };
        let mut importing = self.begin_import(new, contract).await?;
        let (mut report, mut done) = (Counts::default(), (0, 0));
        let mut next = Ok(first);
        let bad = loop {
            let chunk = match next {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break None,
                Err(error) => break Some(error),
            };
            self.listen(new, &chunk).await?;
            let here = (reader.lines_read(), reader.bytes_read());
            let mut tell = |share: Share| progress(share.of(done.0, here.0), share.of(done.1, here.1));
            match canaries.take() {
                Some(some) => {
                    let mixed = some.mixed_into(&chunk);
                    self.store(new, &mut importing, &mixed, Some(&some), &mut report, &mut tell).await?;
                }
                None => self.store(new, &mut importing, &chunk, None, &mut report, &mut tell).await?,
            }
            done = here;
            next = reader.next_chunk(CHUNK);
        };
        let mut tx = self.db().begin().await?;
        let summary = vault.finish_import(&mut tx, importing, reader.digest()).await?;
        tx.commit().await?;
        if let Some(error) = bad {
            return Err(StockRefusal::BadFile { error, accepted: report.accepted });
        }
        Ok(ImportReport {
            batch: summary.batch,
            lines: i64::try_from(reader.lines_read()).unwrap_or(i64::MAX),
            accepted: report.accepted,
            duplicate_count: report.duplicate_count,
            duplicates: report.duplicates,
            bad: report.bad,
            bad_count: report.bad_count,
            canaries: report.canaries,
            merkle_root: summary.merkle_root,
        })
    }

    /// The batch, with its papers.
    async fn begin_import(
        &self,
        new: &NewBatch,
        contract: Option<&Contract>,
    ) -> Result<Importing, StockRefusal> {
        let mut tx = self.db().begin().await?;
        let authorisation = self.authority(&mut tx, new).await?;
        if new.provenance.cost.is_some() {
            // Before any row is locked.
            costs::hold_still(&mut tx, new.merchant).await?;
        }
        let importing = self.vault().begin_import(&mut tx, new).await?;
        self.note_cost(&mut tx, new, importing.batch()).await?;
        if let Some(authorisation) = authorisation {
            let noted = merchants::note_batch(&mut tx, new.merchant, importing.batch(), authorisation);
            noted.await.map_err(crate::batch::only_db)?;
        }
        if let Some(contract) = contract {
            let (batch, now) = (importing.batch(), self.ambient().now());
            let noted = merchants::note_contract(&mut tx, new.merchant, batch, contract, now).await;
            noted.map_err(no_contract)?;
        }
        tx.commit().await?;
        Ok(importing)
    }

    /// What a batch cost, its SKU costs from now on.
    async fn note_cost(&self, tx: &mut Tx, new: &NewBatch, batch: BatchId) -> Result<(), StockRefusal> {
        let Some(unit) = new.provenance.cost else { return Ok(()) };
        let cost = costs::NewCost { sku: new.sku, unit, reference: batch.to_string() };
        let said = (costs::CostSource::Batch, new.provenance.imported_by.as_str());
        match costs::put(tx, new.merchant, &[cost], said, self.ambient().now()).await {
            Ok(_) => Ok(()),
            Err(costs::CostRefusal::Db(error)) => Err(error.into()),
            Err(refusal) => Err(StockRefusal::Cost(refusal)),
        }
    }

    /// Goods of a brand that is sold with its authorisation only come in under one; which.
    pub(crate) async fn authority(
        &self,
        tx: &mut Tx,
        new: &NewBatch,
    ) -> Result<Option<AuthorisationId>, StockRefusal> {
        let brand = catalog::brand_of_sku(tx, new.merchant, new.sku).await?;
        let Some(brand) = brand.filter(|brand| brand.authorised_only) else { return Ok(None) };
        let some = merchants::covering(tx, self.ambient().now(), new.merchant, brand.id).await;
        let some = some.map_err(crate::batch::only_db)?;
        match some.first().filter(|_| merchants::covers_any(&some)) {
            Some(longest) => Ok(Some(longest.id)),
            None => Err(StockRefusal::AuthorisationNeeded {
                brand: brand.name.get(kernel::Language::Zh).to_owned(),
            }),
        }
    }

    /// Part by part; the next one is sealed while one is written. Canaries want it in one.
    async fn store(
        &self,
        new: &NewBatch,
        importing: &mut Importing,
        chunk: &vault::Chunk,
        canaries: Option<&vault::Canaries>,
        report: &mut Counts,
        tell: &mut (impl FnMut(Share) + Send),
    ) -> Result<(), StockRefusal> {
        let laid = self.vault().lay_out(importing, chunk).await?;
        let parts = laid.parts(if canaries.is_some() { usize::MAX } else { PART });
        let (mut ahead, mut following) = (None, parts.iter().skip(1));
        for (part, number) in parts.iter().zip(1..) {
            let ready = ahead.take();
            let next = following.next();
            ahead = next.and_then(|next| self.vault().seal_ahead(importing, &laid, next.clone(), part.len()));
            let part = Part { laid: &laid, range: part, canaries };
            self.store_part(new, importing, part, ready, report).await?;
            tell(Share { part: number, parts: parts.len() });
        }
        Ok(())
    }

    async fn store_part(
        &self,
        new: &NewBatch,
        importing: &mut Importing,
        part: Part<'_>,
        mut ahead: Option<vault::Ahead>,
        report: &mut Counts,
    ) -> Result<(), StockRefusal> {
        for attempt in 1.. {
            // The import's own state is kept aside: a part that another import got in the way of is stored anew.
            let mut trial = importing.clone();
            match self.try_part(new, &mut trial, part, ahead.take()).await {
                Ok((stored, hidden)) => {
                    *importing = trial;
                    report.add(stored);
                    report.accepted -= hidden;
                    report.canaries += hidden;
                    break;
                }
                Err(error) if attempt < TRIES && is_conflict(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn try_part(
        &self,
        new: &NewBatch,
        importing: &mut Importing,
        part: Part<'_>,
        ahead: Option<vault::Ahead>,
    ) -> Result<(vault::StoredChunk, i64), StockRefusal> {
        let mut tx = self.db().begin().await?;
        // Accounts before stock, as the desk does it.
        let (from, to) = (accounts::supply(new.merchant, new.sku), accounts::shelf(new.merchant, new.sku));
        ledger::lock(&mut tx, &[from.clone(), to.clone()]).await?;
        let stored =
            self.vault().store_part(&mut tx, importing, part.laid, part.range.clone(), ahead).await?;
        if stored.units > 0 {
            let batch = importing.batch().to_string();
            let id = format!("{batch}/in/{:010}", importing.chunks());
            self.move_units(&mut tx, new.merchant, &batch, id, (from, to), stored.units).await?;
        }
        let hidden = match part.canaries {
            Some(canaries) => self.hide(&mut tx, new, importing, canaries).await?,
            None => 0,
        };
        // The end of the import waits for the disk, and with it for all before; nobody is told of a part alone.
        tx.commit_soon().await?.then(|_| ());
        Ok((stored, hidden))
    }

    /// Takes what is left of a batch off the shelf. Units held by unpaid orders keep it there.
    pub async fn withdraw_batch(
        &self,
        merchant: MerchantId,
        batch: BatchId,
    ) -> Result<(SkuId, i64), StockRefusal> {
        for _ in 1..TRIES {
            match self.try_withdraw(merchant, batch).await {
                Err(error) if is_conflict(&error) => {}
                other => return other,
            }
        }
        self.try_withdraw(merchant, batch).await
    }

    async fn try_withdraw(&self, merchant: MerchantId, batch: BatchId) -> Result<(SkuId, i64), StockRefusal> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let sku = vault::batch(&mut tx, merchant, batch).await?.ok_or(StockRefusal::NoSuchBatch)?.sku;
        let (from, to) = (accounts::shelf(merchant, sku), accounts::withdrawn(merchant, sku));
        ledger::lock(&mut tx, &[from.clone(), to.clone()]).await?;
        let withdrawn = vault::withdraw_batch(&mut tx, now, merchant, batch).await?;
        let units = withdrawn.ok_or(StockRefusal::NoSuchBatch)?.units;
        if units > 0 {
            let id = format!("{batch}/out/{}", now.0);
            self.move_units(&mut tx, merchant, &batch.to_string(), id, (from, to), units).await?;
        }
        tx.commit().await?;
        Ok((sku, units))
    }

    /// Keys whose own expiry has come leave the shelf, SKU by SKU: one whose units are all held by unpaid orders waits
    /// and holds up no other. How many units left.
    pub async fn lapse_stock(&self, limit: i64) -> Result<i64, StockRefusal> {
        let mut tx = self.db().read().await?;
        let due = vault::skus_due(&mut tx, self.ambient().now(), limit).await?;
        drop(tx);
        let mut units = 0;
        for (merchant, sku) in due {
            match self.lapse_sku(merchant, sku, limit).await {
                Ok(count) => units += count,
                Err(StockRefusal::UnitsHeld) => {
                    tracing::info!(%sku, "expired keys are held by unpaid orders")
                }
                Err(error) if is_conflict(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(units)
    }

    async fn lapse_sku(&self, merchant: MerchantId, sku: SkuId, limit: i64) -> Result<i64, StockRefusal> {
        let now = self.ambient().now();
        let (from, to) = (accounts::shelf(merchant, sku), accounts::withdrawn(merchant, sku));
        let mut tx = self.db().begin().await?;
        ledger::lock(&mut tx, &[from.clone(), to.clone()]).await?;
        let units = vault::lapse_sku(&mut tx, now, merchant, sku, limit).await?;
        if units > 0 {
            let id = format!("{sku}/lapsed/{}", now.0);
            self.move_units(&mut tx, merchant, &sku.to_string(), id, (from, to), units).await?;
        }
        tx.commit().await?;
        Ok(units)
    }

    pub(crate) async fn move_units(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        reference: &str,
        id: String,
        (debit, credit): (ledger::Account, ledger::Account),
        amount: i64,
    ) -> Result<(), StockRefusal> {
        let step = Step::Post { id, debit, credit, amount };
        let chain = Chain { book: merchant.to_string(), reference: reference.to_owned(), steps: vec![step] };
        match ledger::submit(tx, self.ambient().now(), &[chain]).await?.first() {
            Some(Outcome::Applied) => Ok(()),
            Some(Outcome::Refused { .. }) => Err(StockRefusal::UnitsHeld),
            other => {
                Err(DbError::State(format!("units of {reference}: the ledger answered {other:?}")).into())
            }
        }
    }
}

fn is_conflict(error: &StockRefusal) -> bool {
    match error {
        StockRefusal::Order(OrderError::Db(e)) | StockRefusal::Vault(VaultError::Db(e)) => {
            matches!(e, DbError::Conflict(_) | DbError::Unique(_))
        }
        _ => false,
    }
}

/// Items that are stored together.
#[derive(Clone, Copy)]
struct Part<'a> {
    laid: &'a vault::Laid,
    range: &'a std::ops::Range<usize>,
    canaries: Option<&'a vault::Canaries>,
}

/// How much of a chunk is done.
#[derive(Clone, Copy)]
struct Share {
    part: u64,
    parts: usize,
}

impl Share {
    /// Where that is between two places of the file.
    fn of(self, from: u64, to: u64) -> u64 {
        let parts = u64::try_from(self.parts).unwrap_or(u64::MAX).max(1);
        from + to.saturating_sub(from).saturating_mul(self.part) / parts
    }
}

#[derive(Default)]
struct Counts {
    accepted: i64,
    duplicate_count: i64,
    duplicates: Vec<Duplicate>,
    bad_count: i64,
    bad: Vec<BadLine>,
    canaries: i64,
}

impl Counts {
    fn add(&mut self, stored: vault::StoredChunk) {
        self.accepted += stored.accepted;
        self.duplicate_count += i64::try_from(stored.duplicates.len()).unwrap_or(0);
        let room = LISTED_MAX.saturating_sub(self.duplicates.len());
        self.duplicates.extend(stored.duplicates.into_iter().take(room));
        self.bad_count += i64::try_from(stored.bad.len()).unwrap_or(0);
        let room = LISTED_MAX.saturating_sub(self.bad.len());
        self.bad.extend(stored.bad.into_iter().take(room));
    }
}
