//! The walk: orders by their ids, behind the time in which they may still change. Killed anywhere it goes on: what it
//! writes stands with its transfers and its cursor, or not at all.

use crate::due::Goods;
use crate::service::odd;
use crate::store::{self, held::Held, orders::Row, releases::Release};
use crate::{Result, Settlement, accounts, tax};
use db::Tx;
use jobs::NewEvent;
use kernel::{BasisPoints, Currency, MerchantId, Money, OrderId, ReleaseId, Span, Time};
use ledger::{Chain, Outcome, Step};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many merchants, and so many orders of each, are one transaction.
const MERCHANTS: i64 = 20;
const ORDERS: i64 = 500;
/// So many orders that are held are one transaction.
const HELD: i64 = 1_000;

/// Behind the hold of an order: clocks of several nodes, and transactions under way.
const GRACE: Span = Span::minutes(5);
/// An order that is not paid yet, though its time is over, is looked at again.
const AGAIN: Span = Span::minutes(10);

/// What becomes of an order now.
pub(crate) enum Verdict {
    /// So much goes to the merchant.
    Release(i64),
    Hold {
        reason: &'static str,
        until: Time,
    },
    /// Nothing is left of it, or nothing was paid.
    Nothing,
}

/// What is known of an order besides itself.
#[derive(Default)]
pub(crate) struct Known {
    pub goods: HashMap<OrderId, Vec<Goods>>,
    pub from_escrow: HashMap<OrderId, i64>,
}

/// What a run releases to a merchant in a currency.
#[derive(Default)]
struct Sum {
    amount: i64,
    /// Of the amount.
    tax: i64,
    orders: i64,
}

impl Settlement {
    /// One turn of the walk, for the merchants that were not looked at for longest: how many orders it passed.
    pub async fn release_due(&self) -> Result<usize> {
        let now = self.ambient().now();
        let lag = Span(self.0.orders.settings().hold().0.saturating_add(GRACE.0));
        let lag = Span(lag.0.saturating_add(self.0.periods.shortest().0));
        let until = OrderId::first_at(now.before(lag));
        let waiting = store::cursors::waiting(&mut self.db().read().await?, until, MERCHANTS).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db().begin().await?;
        let mut rows = Vec::new();
        let mut cursors = Vec::new();
        for (merchant, after) in store::cursors::lock(&mut tx, &waiting, now).await? {
            let page = store::orders::page(&mut tx, merchant, &after, until, ORDERS).await?;
            if let Some(last) = page.last() {
                cursors.push((merchant, last.id));
            }
            rows.extend(page);
        }
        let passed = rows.len();
        let fresh = self.without_known(&mut tx, rows).await?;
        self.settle(&mut tx, now, fresh, "time", false).await?;
        store::cursors::advance(&mut tx, &cursors, now).await?;
        tx.commit().await?;
        Ok(passed)
    }

    /// Looks at held orders whose time has come; how many.
    pub async fn release_held(&self) -> Result<usize> {
        let now = self.ambient().now();
        let due = store::held::due(&mut self.db().read().await?, now, HELD).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let mut merchants: Vec<MerchantId> = due.iter().map(|(merchant, _)| *merchant).collect();
        merchants.sort();
        merchants.dedup();
        let mut tx = self.db().begin().await?;
        store::cursors::lock(&mut tx, &merchants, now).await?;
        // Since they were found, some may have been confirmed, frozen or given back.
        let still = store::held::still_due(&mut tx, &due, now).await?;
        let rows = store::orders::many(&mut tx, &still).await?;
        let count = rows.len();
        self.settle(&mut tx, now, rows, "time", true).await?;
        tx.commit().await?;
        Ok(count)
    }

    /// Those that are neither released nor held.
    async fn without_known(&self, tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Row>> {
        let keys: Vec<_> = rows.iter().map(|row| (row.merchant, row.id)).collect();
        let mut known = store::releases::of(tx, &keys).await?;
        known.extend(store::held::of(tx, &keys).await?);
        Ok(rows.into_iter().filter(|row| !known.contains(&row.id)).collect())
    }

    /// Decides each of the orders and writes what was decided.
    async fn settle(
        &self,
        tx: &mut Tx,
        now: Time,
        rows: Vec<Row>,
        why: &'static str,
        held_before: bool,
    ) -> Result<()> {
        let known = self.known(tx, &rows).await?;
        let (mut due, mut hold, mut done, mut unpaid) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let key = (row.merchant, row.id);
            match self.verdict(&row, &known, now) {
                Verdict::Release(amount) => {
                    done.push(key);
                    due.push((row, amount));
                }
                Verdict::Hold { reason, until } => hold.push(Held::until(&row, reason, until, now)),
                // Of one that nobody credited, nothing will come any more.
                Verdict::Nothing if row.is_delivered() || row.state == "failed" => done.push(key),
                Verdict::Nothing => unpaid.push(key),
            }
        }
        // The ledger first: everybody locks its accounts before rows of held orders.
        self.release(tx, now, due, why).await?;
        if held_before {
            store::held::remove(tx, &done).await?;
            store::held::remove_unpaid(tx, &unpaid).await?;
        }
        store::held::put(tx, &hold).await?;
        Ok(())
    }

    pub(crate) async fn known(&self, tx: &mut Tx, rows: &[Row]) -> Result<Known> {
        let keys: Vec<_> =
            rows.iter().filter(|row| row.is_delivered()).map(|row| (row.merchant, row.id)).collect();
        let goods = match self.0.periods.are_equal() {
            true => HashMap::new(),
            false => store::orders::goods(tx, &keys).await?,
        };
        Ok(Known { goods, from_escrow: store::refunds::from_escrow(tx, &keys).await? })
    }

    fn verdict(&self, row: &Row, known: &Known, now: Time) -> Verdict {
        match (row.state.as_str(), row.paid_at) {
            ("delivered", Some(paid_at)) => {
                let goods = known.goods.get(&row.id).map(Vec::as_slice).unwrap_or_default();
                let until = self.0.periods.due(paid_at, goods);
                let amount =
                    row.total - row.fee - known.from_escrow.get(&row.id).copied().unwrap_or_default();
                match (amount > 0, until <= now) {
                    (false, _) => Verdict::Nothing,
                    (true, true) => Verdict::Release(amount),
                    (true, false) => Verdict::Hold { reason: "later_due", until },
                }
            }
            ("pending" | "fulfilling", _) => Verdict::Hold { reason: "pending", until: now.after(AGAIN) },
            _ => Verdict::Nothing,
        }
    }

    /// One transfer for each merchant and currency, and one for what is withheld of it; a row for each order.
    pub(crate) async fn release(
        &self,
        tx: &mut Tx,
        now: Time,
        due: Vec<(Row, i64)>,
        why: &'static str,
    ) -> Result<()> {
        if due.is_empty() {
            return Ok(());
        }
        let merchants: BTreeSet<MerchantId> = due.iter().map(|(row, _)| row.merchant).collect();
        let rates = self.tax_rates(tx, &merchants).await?;
        let run = ReleaseId::new(self.ambient());
        let mut sums: BTreeMap<(MerchantId, Currency), Sum> = BTreeMap::new();
        let mut releases = Vec::with_capacity(due.len());
        for (row, amount) in due {
            let sum = sums.entry((row.merchant, row.currency)).or_default();
            let rate = rates.get(&row.merchant).copied().unwrap_or(BasisPoints(0));
            let tax = tax::withheld(Money::new(amount, row.currency), rate)?;
            let total = sum.amount.checked_add(amount).ok_or_else(|| odd("a release is too large".into()))?;
            *sum = Sum { amount: total, tax: sum.tax + tax, orders: sum.orders + 1 };
            releases.push(Release {
                merchant: row.merchant,
                order: row.id,
                run,
                amount,
                tax,
                currency: row.currency,
            });
        }
        let chains: Vec<Chain> = sums.iter().map(|(whose, sum)| released(run, *whose, sum)).collect();
        for (outcome, chain) in ledger::submit(tx, now, &chains).await?.into_iter().zip(&chains) {
            if outcome != Outcome::Applied {
                return Err(odd(format!("{chain:?} was answered {outcome:?}")));
            }
        }
        store::releases::insert(tx, &releases, why, now).await?;
        let told = sums.iter().map(|((merchant, currency), sum)| {
            let payload = json!({
                "amount": sum.amount, "tax": sum.tax, "currency": currency, "orders": sum.orders, "why": why,
            });
            NewEvent::new(Some(*merchant), "escrow.released", run, &payload)
        });
        jobs::publish(tx, self.ambient(), told.collect()).await?;
        Ok(())
    }
}

/// The whole into the balance, and the tax out of it: so the merchant's statement names both.
fn released(run: ReleaseId, (merchant, currency): (MerchantId, Currency), sum: &Sum) -> Chain {
    let balance = accounts::balance(merchant, currency);
    let mut steps = vec![Step::Post {
        id: format!("{run}/{currency}"),
        debit: orders::accounts::escrow(merchant, currency),
        credit: balance.clone(),
        amount: sum.amount,
    }];
    if sum.tax > 0 {
        steps.push(Step::Post {
            id: format!("{run}/{currency}/tax"),
            debit: balance,
            credit: accounts::tax(merchant, currency),
            amount: sum.tax,
        });
    }
    Chain { book: merchant.to_string(), reference: run.to_string(), steps }
}
