use crate::{Difference, DifferenceFilter, Kept, Result, TallyRefusal, store};
use db::{Db, Tx};
use kernel::{Ambient, MerchantId, Page, PageAsk, SupplierDifferenceId, SupplierId};
use std::sync::Arc;
use std::time::Duration;
use supply::SupplyBook;

/// Suppliers' statements. Cheap to clone.
#[derive(Clone)]
pub struct Tally(Arc<Parts>);

/// What it is made of; `server` puts it together.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    pub book: SupplyBook,
    pub settings: Settings,
}

/// What an operator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether suppliers that can tell are asked for yesterday's statement.
    pub fetch: bool,
    /// How long a supplier may take to give one.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { fetch: true, patience: Duration::from_secs(120) }
    }
}

impl Tally {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }
    pub(crate) fn book(&self) -> &SupplyBook {
        &self.0.book
    }
    pub(crate) fn settings(&self) -> Settings {
        self.0.settings
    }

    /// A supplier's statements, the last day first.
    pub async fn statements(
        &self,
        (merchant, supplier): (MerchantId, SupplierId),
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Kept>> {
        let mut tx = self.db().snapshot().await?;
        let days =
            store::statements::list(&mut tx, (merchant, supplier), before.unwrap_or("~"), limit).await?;
        store::statements::with_sums(&mut tx, days).await.map_err(Into::into)
    }

    pub async fn statement(&self, (merchant, supplier): (MerchantId, SupplierId), day: &str) -> Result<Kept> {
        let mut tx = self.db().snapshot().await?;
        let found = store::statements::find(&mut tx, supplier, day).await?;
        let own = found.filter(|(whose, _)| *whose == merchant).map(|(_, kept)| kept);
        let kept = vec![own.ok_or(TallyRefusal::NoSuchStatement)?];
        let mut kept = store::statements::with_sums(&mut tx, kept).await?;
        kept.pop().ok_or(TallyRefusal::NoSuchStatement)
    }

    /// A merchant's, newest first.
    pub async fn differences(
        &self,
        merchant: MerchantId,
        filter: &DifferenceFilter,
        ask: &PageAsk,
    ) -> Result<Page<Difference>> {
        let mut tx = self.db().read().await?;
        let before = ask.after.as_deref().unwrap_or("~");
        let rows = store::differences::list(&mut tx, merchant, filter, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |difference| difference.id.to_string()))
    }

    pub async fn difference(&self, merchant: MerchantId, id: SupplierDifferenceId) -> Result<Difference> {
        let mut tx = self.db().read().await?;
        let found = store::differences::find(&mut tx, merchant, id).await?;
        found.ok_or(TallyRefusal::NoSuchDifference)
    }

    /// How many minutes before those of UTC a supplier's days begin, and whether its statements can be asked for.
    pub async fn calendar(&self, merchant: MerchantId, supplier: SupplierId) -> Result<(i64, bool)> {
        self.book().find(merchant, supplier).await?;
        let mut tx = self.db().read().await?;
        Ok(calendar_of(self.book(), &mut tx, supplier).await?)
    }
}

/// China's days begin that many minutes before those of UTC.
const CHINA: i64 = 480;

/// Of one whose settings are broken: China's.
pub(crate) async fn calendar_of(
    book: &SupplyBook,
    tx: &mut Tx,
    supplier: SupplierId,
) -> db::Result<(i64, bool)> {
    let adapter = book.adapter_of(tx, supplier).await?;
    Ok(adapter.map_or((CHINA, false), |(_, it)| (it.statement_ahead(), it.offers_statement())))
}

/// Behind this gate only one transaction at a time judges or decides what a supplier tells of.
pub(crate) async fn alone(tx: &mut Tx, supplier: SupplierId) -> db::Result<()> {
    let digest = seals::sha256(&[b"statements of a supplier ", supplier.to_string().as_bytes()]);
    tx.pass_gate(i64::from_be_bytes(digest.first_chunk().copied().unwrap_or_default())).await
}
