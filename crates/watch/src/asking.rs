use crate::quotes::QUOTES_MAX;
use crate::rule::MINOR_MAX;
use crate::{Quote, Result, Watch};
use futures_util::StreamExt;
use ports::SupplierProduct;
use supply::{Quoting, Report};

/// So many are waited for at once.
const AT_ONCE: usize = 8;
/// Whoever is written down as having said it.
const BY: &str = "supplier";

impl Watch {
    /// Asks each supplier by whom something can be had what its goods cost, outside of transactions, and takes what it
    /// says; how many have answered. One that is silent, or cannot tell, keeps the prices that it last said.
    pub async fn ask_suppliers(&self) -> Result<usize> {
        let all = supply::watched(&mut self.db().read().await?, self.ambient().now()).await?;
        let asked = futures_util::stream::iter(all.into_iter().map(|quoting| self.ask(quoting)));
        let answered: Vec<bool> = asked.buffer_unordered(AT_ONCE).collect().await;
        Ok(answered.into_iter().filter(|answered| *answered).count())
    }

    /// Asks those that have said by themselves that something is different now; how many have answered.
    pub async fn ask_reported(&self, limit: i64) -> Result<usize> {
        let due = supply::reports(&mut self.db().read().await?, self.ambient().now(), limit).await?;
        let asked = futures_util::stream::iter(due.into_iter().map(|report| self.ask_because(report)));
        let answered: Vec<Result<bool>> = asked.buffer_unordered(AT_ONCE).collect().await;
        answered.into_iter().try_fold(0, |sum, answered| Ok(sum + usize::from(answered?)))
    }

    async fn ask_because(&self, report: Report) -> Result<bool> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let ours = supply::take_report(&mut tx, &report, now).await?;
        tx.commit().await?;
        if !ours || !self.ask(report.quoting).await {
            return Ok(false);
        }
        let mut tx = self.db().begin().await?;
        supply::answered(&mut tx, &report, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn ask(&self, quoting: Quoting) -> bool {
        let Quoting { merchant, supplier, .. } = quoting;
        let told = match self.book().catalogue(merchant, supplier).await {
            Ok(told) => told,
            Err(error) => {
                tracing::debug!(%supplier, %error, "a supplier does not say what its goods cost");
                return false;
            }
        };
        let quotes: Vec<Quote> = told.into_iter().filter_map(|product| quote(&quoting, product)).collect();
        for part in quotes.chunks(QUOTES_MAX) {
            if let Err(error) = self.take_quotes((merchant, supplier), part, BY).await {
                tracing::warn!(%supplier, %error, "what a supplier says that its goods cost could not be taken");
                return false;
            }
        }
        true
    }
}

/// What can be a price at all.
fn quote(quoting: &Quoting, product: SupplierProduct) -> Option<Quote> {
    let name = kernel::clean_line(&product.product, 64).ok()?;
    let cost = Some(product.cost).filter(|cost| cost.currency == quoting.currency)?.minor;
    let stock = product.stock.filter(|stock| *stock >= 0);
    (1..=MINOR_MAX).contains(&cost).then_some(Quote { product: name, cost, stock })
}
