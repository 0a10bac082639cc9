use crate::store::docked;
use crate::{DockRefusal, Docking, Partner, Result};
use kernel::{Currency, Money, OrderId, Span, Time};
use ports::StatementDay;

/// Something that an order of a partner's took from the wallet, or brought back into it.
pub struct DockedLine {
    /// In the wallet's own statement.
    pub number: i64,
    pub downstream_no: String,
    pub order: OrderId,
    /// Less than nothing: taken.
    pub amount: Money,
    pub at: Time,
}

/// A page of them.
pub struct DockedLines {
    pub lines: Vec<DockedLine>,
    /// The page behind that number comes next; none: that is all.
    pub next: Option<i64>,
}

/// Lines of a wallet in one page. Those of other orders are left out, so a page may have fewer.
const PAGE: i64 = 1_000;
/// What began before midnight is in the books by then.
const SETTLES: Span = Span::minutes(5);

impl Docking {
    /// What moved in the partner's wallet on a day of UTC for orders of that key, in the order in which it did.
    pub async fn statement(
        &self,
        partner: &Partner,
        (day, currency): (&str, Currency),
        behind: i64,
    ) -> Result<DockedLines> {
        let bad = || DockRefusal::BadRequest("day is a day of UTC such as 2026-11-28".into());
        let day = StatementDay::read(day, 0).ok_or_else(bad)?;
        if self.ambient().now() < day.to.after(SETTLES) {
            return Err(DockRefusal::BadRequest(
                "that day is not over: ask five minutes after its end".into(),
            ));
        }
        let wallet = orders::accounts::wallet(partner.key.user, currency);
        let mut tx = self.db().snapshot().await?;
        let mut entries =
            ledger::statement_between(&mut tx, &wallet, (day.from, day.to), behind, PAGE).await?;
        let is_full = i64::try_from(entries.len()) == Ok(PAGE);
        if is_full && let Some((reference, at)) = entries.last().map(|last| (last.reference.clone(), last.at))
        {
            // What belongs together is not cut in two by a page.
            let whole = entries.iter().rposition(|entry| (&entry.reference, entry.at) != (&reference, at));
            entries.truncate(whole.map_or(entries.len(), |last| last + 1));
        }
        let next = entries.last().map(|last| last.seq).filter(|_| is_full);
        let book = partner.key.merchant.to_string();
        let own: Vec<_> = entries.into_iter().filter(|entry| entry.book == book).collect();
        let ids = own.iter().filter_map(|entry| entry.reference.parse::<OrderId>().ok()).collect();
        let known = docked::numbers_of(&mut tx, partner.key.id, ids).await?;
        let lines = own.into_iter().filter_map(|entry| {
            let order: OrderId = entry.reference.parse().ok()?;
            Some(DockedLine {
                number: entry.seq,
                downstream_no: known.get(&order)?.clone(),
                order,
                amount: Money::new(entry.amount, currency),
                at: entry.at,
            })
        });
        Ok(DockedLines { lines: together(lines.collect()), next })
    }
}

/// One refund may come out of several accounts: what came of an order in one moment, one way, is one line.
fn together(lines: Vec<DockedLine>) -> Vec<DockedLine> {
    let mut all: Vec<DockedLine> = Vec::with_capacity(lines.len());
    for line in lines {
        let same = |last: &DockedLine| {
            let way = (last.amount.minor < 0) == (line.amount.minor < 0);
            way && (last.order, last.at) == (line.order, line.at)
        };
        match all.last_mut().filter(|last| same(last)) {
            Some(last) => {
                last.amount.minor = last.amount.minor.saturating_add(line.amount.minor);
                last.number = line.number;
            }
            None => all.push(line),
        }
    }
    all
}
