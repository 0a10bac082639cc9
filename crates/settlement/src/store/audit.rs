//! The questions of the audit: each answers with the rows that are wrong.

use crate::audit::Finding;
use db::{Result, Tx, params};
use kernel::{Currency, MerchantId, Time};
use std::collections::BTreeMap;

const CHECKS: &[(&str, &str)] = &[
    (
        "what a run released is not the transfer of the ledger",
        "select r.merchant || ' ' || r.run from (select merchant, run, currency, cast(sum(amount) as bigint) as amount \
         from releases group by merchant, run, currency) r \
         left join transfers t on t.book = r.merchant and t.id = r.run || '/' || r.currency \
         where t.id is null or t.amount <> r.amount order by r.run limit 100",
    ),
    (
        "what a run withheld is not the transfer of the ledger",
        "select r.merchant || ' ' || r.run from (select merchant, run, currency, cast(sum(tax) as bigint) as tax \
         from releases where tax <> 0 group by merchant, run, currency) r \
         left join transfers t on t.book = r.merchant and t.id = r.run || '/' || r.currency || '/tax' \
         where t.id is null or t.amount <> r.tax order by r.run limit 100",
    ),
    (
        "the ledger released money of no order",
        "select t.id from transfers t where t.id >= 'rel_' and t.id < 'rel~' \
         and not exists (select 1 from releases r where r.merchant = t.book and r.run = t.reference \
         and (t.id = r.run || '/' || r.currency or (r.tax > 0 and t.id = r.run || '/' || r.currency || '/tax'))) \
         order by t.id limit 100",
    ),
    (
        "more was withheld of an order than was released",
        "select order_id from releases where tax < 0 or tax > amount order by order_id limit 100",
    ),
    (
        "more tax of an order was given back than was withheld",
        "select x.order_id from refunded_orders x left join releases r \
         on r.order_id = x.order_id and r.merchant = x.merchant \
         where x.tax_back < 0 or x.tax_back > coalesce(r.tax, 0) order by x.order_id limit 100",
    ),
    (
        "an order was released that is not delivered, or with another amount than is left of it",
        "select r.order_id from releases r left join orders o on o.id = r.order_id and o.merchant = r.merchant \
         left join refunded_orders x on x.order_id = r.order_id and x.merchant = r.merchant \
         where o.id is null or o.state <> 'delivered' or r.amount <> o.total - o.fee - coalesce(x.from_escrow, 0) \
         order by r.order_id limit 100",
    ),
    (
        "an order is both released and held",
        "select r.order_id from releases r join held_orders h on h.order_id = r.order_id and h.merchant = r.merchant \
         order by r.order_id limit 100",
    ),
    (
        "a delivered order behind the walk is neither released nor held",
        "select o.id from release_cursors c join orders o on o.merchant = c.merchant and o.id <= c.up_to \
         left join refunded_orders x on x.order_id = o.id and x.merchant = o.merchant \
         where o.state = 'delivered' and o.total - o.fee - coalesce(x.from_escrow, 0) > 0 \
         and not exists (select 1 from releases r where r.order_id = o.id and r.merchant = o.merchant) \
         and not exists (select 1 from held_orders h where h.order_id = o.id and h.merchant = o.merchant) \
         order by o.id limit 100",
    ),
    (
        "more of an order went back than was paid",
        "select x.order_id from refunded_orders x left join orders o on o.id = x.order_id and o.merchant = x.merchant \
         where o.id is null or o.state <> 'delivered' or x.refunded > o.total or x.fee_back > o.fee \
         or x.from_escrow > o.total - o.fee or x.refunded < 0 order by x.order_id limit 100",
    ),
    (
        "what went back of an order is not the sum of its refunds",
        "select x.order_id from refunded_orders x left join (select merchant, order_id, \
         cast(sum(case when returned = '' then amount else 0 end) as bigint) as amount, \
         cast(sum(case when returned = '' then fee_back else 0 end) as bigint) as fee_back, \
         cast(sum(case when returned = 'escrow' then 0 else from_escrow end) as bigint) as from_escrow, \
         cast(sum(case when returned = '' then tax_back else 0 end) as bigint) as tax_back \
         from order_refunds group by merchant, order_id) r \
         on r.order_id = x.order_id and r.merchant = x.merchant \
         where r.amount is null or r.amount <> x.refunded or r.fee_back <> x.fee_back \
         or r.from_escrow <> x.from_escrow or r.tax_back <> x.tax_back order by x.order_id limit 100",
    ),
    (
        "a refund is not what the ledger moved for it",
        "select r.id from order_refunds r \
         left join transfers f on f.book = r.merchant and f.id = r.id || '/fee' \
         left join transfers e on e.book = r.merchant and e.id = r.id || '/escrow' \
         left join transfers b on b.book = r.merchant and b.id = r.id || '/balance' \
         left join transfers g on g.book = r.merchant and g.id = r.id || '/bond' \
         left join transfers d on d.book = r.merchant and d.id = r.id || '/debt' \
         left join transfers y on y.book = r.merchant and y.id = r.id || '/tax' \
         where coalesce(f.amount, 0) <> r.fee_back or coalesce(e.amount, 0) <> r.from_escrow \
         or coalesce(b.amount, 0) <> r.from_balance or coalesce(g.amount, 0) <> r.from_bond \
         or coalesce(d.amount, 0) <> r.from_debt or coalesce(y.amount, 0) <> r.tax_back \
         or r.tax_back > r.from_balance + r.from_bond + r.from_debt \
         or r.amount <> r.fee_back + r.from_escrow + r.from_balance + r.from_bond + r.from_debt order by r.id limit 100",
    ),
    (
        "more of an order went back through its channel than that had brought",
        "select o.id from orders o where o.wallet_part > 0 and o.state = 'delivered' and \
         (select coalesce(cast(sum(r.amount) as bigint), 0) from refunds r where r.order_id = o.id \
         and r.merchant = o.merchant and r.exception = '') > o.total - o.wallet_part order by o.id limit 100",
    ),
    (
        "a refund in two parts is not what the ledger moved for it",
        "select x.id from order_refunds x join orders o on o.id = x.order_id and o.merchant = x.merchant and o.wallet_part > 0 \
         left join refunds r on r.merchant = x.merchant and r.id = x.id \
         left join transfers w on w.book = x.merchant and w.id = x.id || '/wallet' \
         where x.way = 'origin' and x.amount <> coalesce(r.amount, 0) + coalesce(w.amount, 0) order by x.id limit 100",
    ),
    (
        "more units of a line were paid back than were ordered",
        "select x.order_id from refunded_lines x left join order_lines l \
         on l.order_id = x.order_id and l.line = x.line and l.merchant = x.merchant \
         where l.line is null or x.quantity > l.quantity or x.quantity < 1 order by x.order_id limit 100",
    ),
    (
        "a chargeback is not what its order gave back and what the platform lost",
        "select c.id from chargebacks c left join order_refunds r on r.id = c.refund and r.merchant = c.merchant \
         left join transfers l on l.book = c.merchant and l.id = c.id || '/loss' \
         where c.state <> 'told' and (coalesce(r.amount, 0) + c.from_loss <> c.amount \
         or coalesce(l.amount, 0) <> c.from_loss or (c.state = 'taken') <> (coalesce(r.returned, '') = '' and c.returned_at is null)) \
         order by c.id limit 100",
    ),
    (
        "a chargeback whose money came again was not given back to whom it was taken from",
        "select c.id from chargebacks c left join (select t.book, substr(t.id, 1, 30) as id, cast(sum(t.amount) as bigint) as amount \
         from transfers t where t.id >= 'cbk_' and t.id < 'cbk~' and substr(t.id, 31, 6) = '/back/' group by t.book, substr(t.id, 1, 30)) b \
         on b.book = c.merchant and b.id = c.id \
         where coalesce(b.amount, 0) <> (case when c.state = 'returned' then c.amount else 0 end) order by c.id limit 100",
    ),
    (
        "the tax of a chargeback whose money came again was not withheld again",
        "select c.id from chargebacks c left join order_refunds r on r.id = c.refund and r.merchant = c.merchant \
         left join transfers t on t.book = c.merchant and t.id = c.id || '/tax' \
         where coalesce(t.amount, 0) <> (case when c.state = 'returned' then coalesce(r.tax_back, 0) else 0 end) \
         order by c.id limit 100",
    ),
    (
        "a merchant was made to pay more than was owed for chargebacks",
        "select owner || ' ' || asset from accounts where purpose = 'chargeback_debt' and credits_posted > debits_posted \
         order by owner limit 100",
    ),
    (
        "a payout was sent that nobody, or only who asked for it, agreed to",
        "select p.id from payouts p where p.state in ('approved', 'sent', 'paid', 'failed') and not exists \
         (select 1 from payout_approvals a where a.payout = p.id and a.who <> p.requested_by) order by p.id limit 100",
    ),
];

/// Checks that compare with a moment: (what, query with `$1`).
const LATE: &[(&str, &str)] = &[
    (
        "a payout has been on its way to the bank for too long",
        "select id || ', since ' || cast(changed_at as text) from payouts where state = 'sent' and changed_at < $1 \
         order by id limit 100",
    ),
    (
        "money has been held for longer than it should be",
        "select order_id from held_orders where reason <> 'frozen' and due_at < $1 order by order_id limit 100",
    ),
];

pub(crate) async fn rows(tx: &mut Tx, late_before: Time) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (what, sql) in CHECKS {
        for row in tx.query(sql, &[]).await? {
            findings.push(Finding { what: (*what).to_owned(), row: row.text(0)? });
        }
    }
    for (what, sql) in LATE {
        for row in tx.query(sql, params![late_before]).await? {
            findings.push(Finding { what: (*what).to_owned(), row: row.text(0)? });
        }
    }
    Ok(findings)
}

type Sums = BTreeMap<(String, String), i64>;

async fn sums(tx: &mut Tx, sql: &str) -> Result<Sums> {
    tx.query(sql, &[]).await?.iter().map(|r| Ok(((r.text(0)?, r.text(1)?), r.int(2)?))).collect()
}

/// What delivered orders brought into escrow, by merchant and currency; and those that are paid and have to be credited, of
/// which the platform has taken no share yet.
pub(crate) async fn delivered_net(tx: &mut Tx) -> Result<Sums> {
    let sql = "select merchant, currency, cast(sum(case when state = 'fulfilling' then total else total - fee end) as bigint) \
               from orders where state in ('delivered', 'fulfilling') group by merchant, currency";
    sums(tx, sql).await
}

pub(crate) async fn released(tx: &mut Tx) -> Result<Sums> {
    let sql =
        "select merchant, currency, cast(sum(amount) as bigint) from releases group by merchant, currency";
    sums(tx, sql).await
}

pub(crate) async fn from_escrow(tx: &mut Tx) -> Result<Sums> {
    let sql = "select merchant, currency, cast(sum(from_escrow) as bigint) from refunded_orders \
               group by merchant, currency";
    sums(tx, sql).await
}

/// What was withheld of what was released: of those of whom something was.
pub(crate) async fn withheld(tx: &mut Tx) -> Result<Sums> {
    let sql = "select merchant, currency, cast(sum(tax) as bigint) from releases where tax <> 0 \
               group by merchant, currency";
    sums(tx, sql).await
}

pub(crate) async fn tax_back(tx: &mut Tx) -> Result<Sums> {
    let sql = "select merchant, currency, cast(sum(tax_back) as bigint) from refunded_orders where tax_back <> 0 \
               group by merchant, currency";
    sums(tx, sql).await
}

pub(crate) async fn payouts(tx: &mut Tx, states: &[&str]) -> Result<Sums> {
    let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
    let sql = "select merchant, currency, cast(sum(amount) as bigint) from payouts where state = any($1) \
               group by merchant, currency";
    let rows = tx.query(sql, params![states]).await?;
    rows.iter().map(|r| Ok(((r.text(0)?, r.text(1)?), r.int(2)?))).collect()
}

/// Refunds whose money has been in an exception account since before then.
pub(crate) async fn old_refunds(tx: &mut Tx, before: Time) -> Result<Vec<(String, Time)>> {
    let sql = "select id, created_at from refunds where state in ('pending', 'failed', 'ask_by_hand') and created_at < $1 \
               order by id limit 100";
    let rows = tx.query(sql, params![before]).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.time(1)?))).collect()
}

/// The currencies that a merchant sells in.
pub(crate) async fn currencies(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Currency>> {
    let sql = "select distinct currency from offers where merchant = $1 order by currency";
    let rows = tx.query(sql, params![merchant]).await?;
    let mut found = rows.iter().map(|r| r.parse(0)).collect::<Result<Vec<Currency>>>()?;
    if found.is_empty() {
        found.push(Currency::CNY);
    }
    Ok(found)
}
