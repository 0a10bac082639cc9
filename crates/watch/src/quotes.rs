use crate::rule::MINOR_MAX;
use crate::{Result, Watch, WatchRefusal, store};
use kernel::{MerchantId, Money, SupplierId, Time, clean_line};
use std::collections::HashMap;

/// What a supplier says of its goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// As routes name them.
    pub product: String,
    /// For one unit, in minor units of the supplier's currency.
    pub cost: i64,
    /// None: it did not say.
    pub stock: Option<i64>,
}

/// The last that a supplier said of its goods, and when that was new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierQuote {
    pub product: String,
    pub cost: Money,
    pub stock: Option<i64>,
    pub at: Time,
}

/// What came of a list of quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuotesTaken {
    pub lines: usize,
    /// Of which something was new.
    pub changed: usize,
    /// SKUs whose cost by this supplier is another one now.
    pub skus: usize,
}

pub(crate) const QUOTES_MAX: usize = 5_000;

impl Watch {
    /// Takes what a supplier says that its goods cost: its routes cost that from the commit on, and what depends on them is
    /// due. The last line about the same goods counts. After it, see [`Watch::reprice`].
    pub async fn take_quotes(
        &self,
        (merchant, supplier): (MerchantId, SupplierId),
        quotes: &[Quote],
        by: &str,
    ) -> Result<QuotesTaken> {
        if quotes.is_empty() || quotes.len() > QUOTES_MAX {
            return Err(WatchRefusal::TooManyLines { most: QUOTES_MAX });
        }
        let mut last: HashMap<String, &Quote> = HashMap::with_capacity(quotes.len());
        for (line, quote) in quotes.iter().enumerate() {
            let bad = |field, detail| WatchRefusal::BadLine { line, field, detail };
            let product = clean_line(&quote.product, 64);
            let product = product.map_err(|_| bad("product", "one line of up to 64 characters"))?;
            if !(1..=MINOR_MAX).contains(&quote.cost) {
                return Err(bad("cost", "1 to 10,000,000,000 minor units"));
            }
            if quote.stock.is_some_and(|stock| stock < 0) {
                return Err(bad("stock", "0 or more, or nothing"));
            }
            last.insert(product, quote);
        }
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        costs::hold_still(&mut tx, merchant).await?;
        let quoting = supply::quoting(&mut tx, merchant, supplier).await?;
        let known = store::quotes::of(&mut tx, supplier, last.keys().cloned().collect()).await?;
        let known: HashMap<String, (i64, Option<i64>)> =
            known.into_iter().map(|quote| (quote.product, (quote.cost.minor, quote.stock))).collect();
        let is_new = |product: &String, quote: &Quote| known.get(product) != Some(&(quote.cost, quote.stock));
        let mut changed: Vec<(&str, &Quote)> = last
            .iter()
            .filter(|(product, quote)| is_new(product, quote))
            .map(|(product, quote)| (product.as_str(), *quote))
            .collect();
        changed.sort_unstable_by_key(|(product, _)| *product);
        store::quotes::put(&mut tx, &quoting, &changed, (by, now)).await?;
        let costs: HashMap<&str, i64> =
            last.iter().map(|(product, quote)| (product.as_str(), quote.cost)).collect();
        let skus = supply::requote(&mut tx, (merchant, supplier), &costs, (by, now)).await?;
        costs::touch(&mut tx, merchant, &skus).await?;
        tx.commit().await?;
        Ok(QuotesTaken { lines: quotes.len(), changed: changed.len(), skus: skus.len() })
    }

    /// The last quotes of a merchant's supplier behind that product, in the order of their names.
    pub async fn quotes(
        &self,
        (merchant, supplier): (MerchantId, SupplierId),
        after: &str,
        limit: i64,
    ) -> Result<Vec<SupplierQuote>> {
        let mut tx = self.db().read().await?;
        supply::quoting(&mut tx, merchant, supplier).await?;
        Ok(store::quotes::page(&mut tx, supplier, after, limit).await?)
    }

    /// What a supplier has said of its goods, the last first.
    pub async fn quote_history(
        &self,
        (merchant, supplier): (MerchantId, SupplierId),
        product: &str,
        limit: i64,
    ) -> Result<Vec<SupplierQuote>> {
        let mut tx = self.db().read().await?;
        supply::quoting(&mut tx, merchant, supplier).await?;
        Ok(store::quotes::history(&mut tx, supplier, product, limit).await?)
    }
}
