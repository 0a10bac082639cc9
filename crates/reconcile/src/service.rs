use crate::statement::{Kept, Sums, sums};
use crate::{Difference, DifferenceFilter, ReconcileRefusal, Result, Settings, store};
use db::Db;
use identity::Identity;
use kernel::{Ambient, DifferenceId, Page, PageAsk, StatementId};
use orders::Orders;
use ports::PaymentChannel;
use std::sync::Arc;

/// Statements and their differences on one node. Cheap to clone.
#[derive(Clone)]
pub struct Reconcile {
    pub(crate) orders: Orders,
    pub(crate) identity: Identity,
    pub(crate) settings: Settings,
}

impl Reconcile {
    pub fn new(orders: Orders, identity: Identity, settings: Settings) -> Self {
        Self { orders, identity, settings }
    }

    pub(crate) fn db(&self) -> &Db {
        self.orders.db()
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        self.orders.ambient()
    }

    /// The channel with that code, whether switched on or off, and how many minutes before UTC its days begin.
    pub(crate) fn channel(&self, code: &str) -> Result<(Arc<dyn PaymentChannel>, i64)> {
        let adapter = self.orders.channels().adapter(code).ok_or(ReconcileRefusal::UnknownChannel)?;
        let ahead = adapter.statement_day().ok_or(ReconcileRefusal::NoStatements)?;
        Ok((adapter, ahead))
    }

    /// How many minutes before UTC the days of a channel's statements begin; China's where the channel is not known.
    pub fn ahead(&self, code: &str) -> i64 {
        let adapter = self.orders.channels().adapter(code);
        adapter.and_then(|adapter| adapter.statement_day()).unwrap_or(CHINA)
    }

    /// Whether a channel's statement can be uploaded, and whether it can be fetched.
    pub fn offers(&self, code: &str) -> (bool, bool) {
        let adapter = self.orders.channels().adapter(code);
        adapter.map_or((false, false), |a| (a.statement_day().is_some(), a.offers_statement()))
    }

    /// The last day comes first.
    pub async fn statements(&self, channel: Option<&str>, ask: &PageAsk) -> Result<Page<Kept>> {
        let mut tx = self.db().read().await?;
        let after = ask.after.as_deref().unwrap_or("~");
        let rows =
            store::statements::list(&mut tx, channel.unwrap_or_default(), after, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |kept| kept.id.to_string()))
    }

    /// One of them, with its sums by currency.
    pub async fn statement(&self, id: StatementId) -> Result<(Kept, Vec<Sums>)> {
        let mut tx = self.db().snapshot().await?;
        let kept = store::statements::find(&mut tx, id).await?.ok_or(ReconcileRefusal::NoSuchStatement)?;
        let mut counted = store::lines::counted(&mut tx, id).await?;
        counted.extend(store::differences::missing_there(&mut tx, id).await?);
        Ok((kept, sums(&counted)))
    }

    /// Newest first.
    pub async fn differences(&self, filter: &DifferenceFilter, ask: &PageAsk) -> Result<Page<Difference>> {
        let mut tx = self.db().read().await?;
        let before = ask.after.as_deref().unwrap_or("~");
        let rows = store::differences::list(&mut tx, filter, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |difference| difference.id.to_string()))
    }

    pub async fn difference(&self, id: DifferenceId) -> Result<Difference> {
        let mut tx = self.db().read().await?;
        let found = store::differences::find(&mut tx, id).await?;
        found.ok_or(ReconcileRefusal::NoSuchDifference)
    }
}

/// China's days begin that many minutes before those of UTC.
const CHINA: i64 = 480;
