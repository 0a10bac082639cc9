//! The questions of the audit: each answers with the rows that are wrong.

use crate::audit::Finding;
use db::{Result, Tx};
use kernel::Time;
use std::collections::HashMap;

/// (what is wrong, how the row is named, the query: one text column). `coalesce` keeps SQLite from an index that begins
/// with the merchant, where it would read all of a merchant's rows for each order.
const CHECKS: &[(&str, &str)] = &[
    (
        "a delivered order has another number of deliveries than units ordered",
        "select o.id from orders o where o.state = 'delivered' and o.goods <> 'recharge' and \
         (select coalesce(cast(sum(l.quantity) as bigint), 0) from order_lines l where l.merchant = o.merchant and l.order_id = o.id) <> \
         (select count(*) from deliveries d where d.order_id = o.id and coalesce(d.merchant, '') = o.merchant and d.state <> 'replaced') order by o.id limit 100",
    ),
    (
        "units were delivered for an order that is not paid",
        "select distinct d.order_id from deliveries d left join orders o on o.merchant = d.merchant and o.id = d.order_id \
         where o.id is null or o.state <> 'delivered' order by d.order_id limit 100",
    ),
    (
        "an order's total is not the sum of its lines",
        "select o.id from orders o where o.total <> (select coalesce(cast(sum(l.unit_price * l.quantity) as bigint), 0) \
         from order_lines l where l.merchant = o.merchant and l.order_id = o.id) order by o.id limit 100",
    ),
    (
        "a paid order has no payment of its total in the ledger",
        "select o.id from orders o left join transfers t on t.book = o.merchant and t.id = o.id || '/pay' \
         where o.state in ('delivered', 'fulfilling', 'failed') and (t.id is null or t.amount <> o.total - o.wallet_part) \
         order by o.id limit 100",
    ),
    (
        "an unpaid order has a payment in the ledger",
        "select o.id from orders o join transfers t on t.book = o.merchant and t.id = o.id || '/pay' \
         where o.state not in ('delivered', 'fulfilling', 'failed') order by o.id limit 100",
    ),
    (
        "a paid order's part from the wallet is not what the ledger took",
        "select o.id from orders o left join transfers t on t.book = o.merchant and t.id = o.id || '/wallet' \
         where o.wallet_holds > 0 and coalesce(t.amount, 0) <> (case when o.state in ('delivered', 'fulfilling', 'failed') then o.wallet_part else 0 end) \
         order by o.id limit 100",
    ),
    (
        "an order that waits for the rest holds another part of the wallet than was chosen",
        "select o.id from orders o left join transfers t on t.book = o.merchant \
         and t.id = o.id || '/w' || cast(o.wallet_holds as text) and t.state = 'pending' \
         where o.wallet_holds > 0 and o.state = 'pending' and coalesce(t.amount, 0) <> o.wallet_part order by o.id limit 100",
    ),
    (
        "a part of a wallet is held for an order that does not wait for it",
        "select o.id || ', since ' || cast(t.created_at as text) from orders o join transfers t on t.book = o.merchant \
         and t.id >= o.id || '/' and t.id < o.id || '0' and substr(t.id, 1, length(o.id) + 2) = o.id || '/w' \
         and t.state = 'pending' where o.wallet_holds > 0 \
         and (o.state <> 'pending' or t.id <> o.id || '/w' || cast(o.wallet_holds as text)) order by o.id limit 100",
    ),
    (
        "an order has a part from the wallet that was never held",
        "select id from orders where wallet_part < 0 or wallet_part >= total and wallet_part > 0 or wallet_part > 0 \
         and (wallet_holds = 0 or pay = 'wallet' or state in ('cancelled', 'expired')) order by id limit 100",
    ),
    (
        "a paid order's platform fee is not in the ledger",
        "select o.id from orders o left join transfers t on t.book = o.merchant and t.id = o.id || '/fee' \
         where o.state = 'delivered' and o.fee > 0 and (t.id is null or t.amount <> o.fee) order by o.id limit 100",
    ),
    (
        "a key was delivered twice",
        "select merchant || ' ' || sku || ' number ' || cast(number as text) from deliveries \
         group by merchant, sku, number having count(*) > 1 limit 100",
    ),
    (
        "a unit is called replaced, and nothing came in its place",
        "select d.order_id || ' ' || cast(d.seq as text) from deliveries d where d.state = 'replaced' and not exists \
         (select 1 from replacements r where r.order_id = d.order_id and r.dead = d.seq and r.merchant = d.merchant) limit 100",
    ),
    (
        "what came in a unit's place is not of its line, or that unit counts as good",
        "select r.order_id || ' ' || cast(r.dead as text) from replacements r \
         left join deliveries d on d.order_id = r.order_id and d.seq = r.dead and d.merchant = r.merchant \
         left join deliveries f on f.order_id = r.order_id and f.seq = r.fresh and f.merchant = r.merchant \
         where d.state is null or f.state is null or d.state <> 'replaced' or d.line <> f.line or d.sku <> f.sku limit 100",
    ),
    (
        "a pending order holds nothing",
        "select o.id from orders o left join holds h on h.order_id = o.id \
         where o.state = 'pending' and h.order_id is null order by o.id limit 100",
    ),
    (
        "goods are held for an order that is not pending",
        "select h.order_id from holds h left join orders o on o.merchant = h.merchant and o.id = h.order_id \
         where o.id is null or o.state <> 'pending' order by h.order_id limit 100",
    ),
    (
        "money arrived for an order that does not exist",
        "select e.channel || ' ' || e.event_id from payment_events e left join orders o on o.merchant = e.merchant and o.id = e.order_id \
         where o.id is null and substr(e.order_id, 1, 4) <> 'top_' limit 100",
    ),
    (
        "money arrived for a top-up that does not exist",
        "select e.channel || ' ' || e.event_id from payment_events e left join top_ups t on t.id = e.order_id and t.buyer = e.merchant \
         where substr(e.order_id, 1, 4) = 'top_' and t.id is null limit 100",
    ),
    (
        "what a top-up brought is not what arrived for it",
        "select t.id from top_ups t left join (select order_id, merchant, cast(sum(amount) as bigint) as amount from payment_events \
         where outcome = 'topped_up' group by order_id, merchant) e on e.order_id = t.id and e.merchant = t.buyer \
         where t.credited <> coalesce(e.amount, 0) order by t.id limit 100",
    ),
    (
        "what a top-up brought is not what the ledger has of it",
        "select t.id from top_ups t where t.credited <> (select coalesce(cast(sum(x.amount) as bigint), 0) from transfers x \
         where x.book = t.buyer and x.id >= t.id || '/' and x.id < t.id || '0' and x.reference = t.id \
         and substr(x.id, 1, length(t.id) + 4) = t.id || '/in/') order by t.id limit 100",
    ),
    (
        "a top-up is paid, and nothing came",
        "select id from top_ups where state = 'paid' and credited = 0 order by id limit 100",
    ),
    (
        "more went back of a top-up than came",
        "select t.id from top_ups t join (select order_id, merchant, cast(sum(amount) as bigint) as amount from refunds \
         where exception = '' and state <> 'credited' group by order_id, merchant) r on r.order_id = t.id and r.merchant = t.buyer \
         where r.amount > t.credited order by t.id limit 100",
    ),
    (
        "a payment's chargeback is not what the ledger took for it",
        "select c.id from payment_chargebacks c left join transfers w on w.book = c.book and w.id = c.id || '/wallet' \
         left join transfers d on d.book = c.book and d.id = c.id || '/debt' \
         left join transfers l on l.book = c.book and l.id = c.id || '/loss' \
         where coalesce(w.amount, 0) <> c.from_wallet or coalesce(d.amount, 0) <> c.from_debt \
         or coalesce(l.amount, 0) <> c.from_loss or c.from_refunds <> (select coalesce(cast(sum(x.amount) as bigint), 0) \
         from transfers x where x.book = c.book and x.id >= c.id || '/' and x.id < c.id || '0' \
         and substr(x.id, 1, length(c.id) + 5) = c.id || '/ref_') \
         or c.from_refunds + c.from_wallet + c.from_debt + c.from_loss <> (case when c.state = 'told' then 0 else c.amount end) \
         order by c.id limit 100",
    ),
    (
        "a payment's chargeback whose money came again was not given back to whom it was taken from",
        "select c.id from payment_chargebacks c left join transfers d on d.book = c.book and d.id = c.id || '/back/debt' \
         where coalesce(d.amount, 0) <> c.to_debt or (select coalesce(cast(sum(x.amount) as bigint), 0) from transfers x \
         where x.book = c.book and x.id >= c.id || '/' and x.id < c.id || '0' \
         and substr(x.id, 1, length(c.id) + 6) = c.id || '/back/') \
         <> (case when c.state = 'returned' then c.amount else 0 end) order by c.id limit 100",
    ),
    (
        "what the owner of a wallet owes is not what chargebacks took, or more was paid than was owed",
        "select a.owner || ' ' || a.asset from accounts a where a.purpose = 'wallet_debt' and (a.credits_posted > a.debits_posted \
         or a.debits_posted <> (select coalesce(cast(sum(c.from_debt) as bigint), 0) from payment_chargebacks c \
         where c.buyer = a.owner and substr(a.asset, 1, length(c.currency) + 1) = c.currency || '/')) order by a.owner limit 100",
    ),
    (
        "a refund's money is a chargeback's that does not have it",
        "select r.id from refunds r left join payment_chargebacks c on c.id = r.chargeback and c.book = r.merchant \
         where r.state = 'charged_back' and (c.id is null or c.state <> 'taken') order by r.id limit 100",
    ),
    (
        "an order was paid through a channel that reported no money",
        "select o.id from orders o left join (select distinct merchant, order_id from payment_events) e \
         on e.order_id = o.id and e.merchant = o.merchant \
         where o.state in ('delivered', 'fulfilling', 'failed') and o.pay <> 'wallet' and e.order_id is null order by o.id limit 100",
    ),
    (
        "an order that a supplier is asked for does not stand as its fulfilment does",
        "select o.id from orders o left join fulfilments f on f.order_id = o.id and f.merchant = o.merchant \
         where o.goods <> 'keys' and (f.state is null or o.state <> case f.state when 'unpaid' then 'pending' \
         when 'open' then 'fulfilling' when 'credited' then 'delivered' when 'given_back' then 'failed' \
         else case when o.state in ('cancelled', 'expired') then o.state else '' end end) order by o.id limit 100",
    ),
    (
        "something is to be credited, and nobody looks at it any more",
        "select order_id from fulfilments where state = 'open' and (due_at is null or deadline is null) \
         order by order_id limit 100",
    ),
    (
        "an order was credited twice, or is being credited by two suppliers at once",
        "select a.order_id from supply_attempts a join fulfilments f on f.order_id = a.order_id and f.merchant = a.merchant \
         where a.state in ('sent', 'accepted') or a.state = 'credited' and f.wanted = 'credit' \
         group by a.order_id, a.merchant having count(*) > 1 limit 100",
    ),
    (
        "an order is called credited, and no supplier has credited it; or the other way round",
        "select f.order_id from fulfilments f left join supply_attempts a on a.order_id = f.order_id \
         and a.merchant = f.merchant and a.state = 'credited' where f.wanted = 'credit' and ((f.state = 'credited' and a.order_id is null) \
         or (f.state not in ('credited', 'given_back') and a.order_id is not null)) order by f.order_id limit 100",
    ),
    (
        "what suppliers paid back, for claims or by their statements, is not what the ledger has of it",
        "select a.owner || ' ' || a.asset from accounts a left join (select owner, currency, \
         cast(sum(amount) as bigint) as amount from (select merchant || ':' || supplier as owner, currency, \
         paid_back as amount from supplier_claims union all select merchant || ':' || supplier as owner, currency, amount \
         from supplier_corrections where amount > 0) back group by owner, currency) c \
         on c.owner = a.owner and substr(a.asset, 1, length(c.currency) + 1) = c.currency || '/' \
         where a.purpose = 'supplier_spent' and a.debits_posted <> coalesce(c.amount, 0) order by a.owner limit 100",
    ),
    (
        "keys that a supplier gave do not lie in the batch that was made for them",
        "select a.order_no from supply_attempts a left join vault_batches b on b.id = a.batch and b.merchant = a.merchant \
         where a.batch is not null and (b.id is null or b.items <> a.keys) order by a.order_no limit 100",
    ),
    (
        "the money of an order that nobody credited did not go back",
        "select o.id from orders o left join transfers b on b.book = o.merchant and b.id = o.id || '/back' \
         where o.state = 'failed' and coalesce(b.amount, 0) + (select coalesce(cast(sum(r.amount) as bigint), 0) \
         from refunds r where r.order_id = o.id and r.merchant = o.merchant and r.exception = '') <> o.total \
         order by o.id limit 100",
    ),
    (
        "what a supplier's deposit was spent on, or is held for, is not what its orders cost",
        "select a.owner || ' ' || a.asset from accounts a left join (select owner, currency, \
         cast(sum(spent) as bigint) as spent, cast(sum(held) as bigint) as held from ( \
         select merchant || ':' || supplier as owner, currency, case when state = 'credited' then cost else 0 end as spent, \
         case when state in ('sent', 'accepted') then cost else 0 end as held from supply_attempts \
         union all select merchant || ':' || supplier as owner, currency, -amount as spent, 0 as held \
         from supplier_corrections where amount < 0) cost group by owner, currency) s \
         on s.owner = a.owner and substr(a.asset, 1, length(s.currency) + 1) = s.currency || '/' \
         where a.purpose = 'supplier_spent' and (a.credits_posted <> coalesce(s.spent, 0) \
         or a.credits_pending <> coalesce(s.held, 0)) order by a.owner limit 100",
    ),
    (
        "what was paid in at a supplier is not what was noted",
        "select a.owner || ' ' || a.asset from accounts a left join (select merchant || ':' || supplier as owner, currency, \
         cast(sum(amount) as bigint) as amount from supplier_deposits group by merchant, supplier, currency) d \
         on d.owner = a.owner and substr(a.asset, 1, length(d.currency) + 1) = d.currency || '/' \
         where a.purpose = 'supplier_paid' and a.debits_posted - a.credits_posted <> coalesce(d.amount, 0) \
         order by a.owner limit 100",
    ),
    (
        "money that could not pay its order has no exception",
        "select e.channel || ' ' || e.event_id from payment_events e where e.outcome in ('credited', 'refunding', 'late_delivered', 'overpaid') \
         and not exists (select 1 from payment_exceptions x where x.merchant = e.merchant and x.order_id = e.order_id and x.event_id = e.event_id) limit 100",
    ),
    (
        "a refund failed: the money waits in the exception account",
        "select id from refunds where state = 'failed' order by id limit 100",
    ),
];

/// Checks that compare with a moment: (what, query with `$1`).
const LATE: &[(&str, &str)] = &[
    (
        "an unpaid order was not closed in time",
        "select order_id from holds where expires_at < $1 order by order_id limit 100",
    ),
    (
        "something was not credited by its deadline, and its money did not go back",
        "select order_id from fulfilments where state = 'open' and deadline < $1 order by order_id limit 100",
    ),
    (
        "a part of a wallet is held beyond the time of its order",
        "select id || ', since ' || cast(expires_at as text) from transfers where state = 'pending' and expires_at < $1 \
         and substr(id, 1, length(reference) + 2) = reference || '/w' order by expires_at, id limit 100",
    ),
    (
        "an unpaid top-up was not closed in time",
        "select id from top_ups where state = 'open' and expires_at < $1 order by id limit 100",
    ),
    (
        "a refund has been under way for too long",
        "select id from refunds where state = 'pending' and created_at < $1 order by id limit 100",
    ),
    (
        "a refund waits for a person to say whether it arrived",
        "select id from refunds where state = 'ask_by_hand' and tried_at < $1 order by id limit 100",
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
        for row in tx.query(sql, db::params![late_before]).await? {
            findings.push(Finding { what: (*what).to_owned(), row: row.text(0)? });
        }
    }
    Ok(findings)
}

/// Units delivered, by merchant and SKU.
pub(crate) async fn delivered(tx: &mut Tx) -> Result<HashMap<(String, String), Delivered>> {
    let sql = "select merchant, sku, count(*), max(number), \
               cast(sum(case when state = 'replaced' then 1 else 0 end) as bigint) from deliveries group by merchant, sku";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            let delivered = Delivered { units: r.int(2)?, highest: r.int(3)?, replaced: r.int(4)? };
            Ok(((r.text(0)?, r.text(1)?), delivered))
        })
        .collect()
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Delivered {
    /// With those that were replaced.
    pub units: i64,
    pub highest: i64,
    pub replaced: i64,
}

/// What exceptions and refunds say must still lie in the exception accounts, by owner (a merchant, or a user whose top-up it
/// is) and currency.
pub(crate) async fn open_exceptions(tx: &mut Tx) -> Result<HashMap<(String, String), i64>> {
    let sql = "select merchant, currency, cast(sum(case when state = 'charged_back' then 0 else amount end) as bigint) from refunds \
               where state in ('pending', 'failed', 'ask_by_hand', 'charged_back') group by merchant, currency";
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|r| Ok(((r.text(0)?, r.text(1)?), r.int(2)?))).collect()
}
