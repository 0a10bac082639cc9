use crate::judge::{Attempt, End, Noted, PaidBack};
use crate::take::Whose;
use db::{DbError, Result, Tx, Ty, params, row};
use kernel::{SupplierId, Time};
use std::collections::{HashMap, HashSet};

fn keys(whose: &Whose, texts: impl IntoIterator<Item = String>) -> Vec<Vec<db::Value>> {
    let some = texts.into_iter().filter(|text| !text.is_empty());
    some.map(|text| row![text, whose.supplier, whose.merchant]).collect()
}

/// Which of these are numbers of ours at that supplier.
pub(crate) async fn known(
    tx: &mut Tx,
    whose: &Whose,
    order_nos: HashSet<String>,
) -> Result<HashMap<String, String>> {
    let sql = "select order_no from supply_attempts where order_no = $1 and supplier = $2 and merchant = $3";
    let rows = tx.query_each(sql, &[Ty::Text; 3], keys(whose, order_nos)).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.text(0)?))).collect()
}

/// Our numbers by the supplier's, of orders and of claims.
pub(crate) async fn by_reference(
    tx: &mut Tx,
    whose: &Whose,
    references: HashSet<String>,
) -> Result<HashMap<String, String>> {
    let of_claims = "select c.reference, a.order_no from supplier_claims c join supply_attempts a on a.order_id = c.order_id \
                     and a.seq = c.seq and a.merchant = c.merchant \
                     where c.reference = $1 and c.supplier = $2 and c.merchant = $3";
    let of_orders = "select reference, order_no from supply_attempts where reference = $1 and supplier = $2 \
                     and merchant = $3 order by sent_at";
    let keys = keys(whose, references);
    let mut found = HashMap::new();
    for sql in [of_claims, of_orders] {
        for r in tx.query_each(sql, &[Ty::Text; 3], keys.clone()).await? {
            found.insert(r.text(0)?, r.text(1)?);
        }
    }
    Ok(found)
}

pub(crate) async fn attempts(tx: &mut Tx, whose: &Whose, order_nos: Vec<String>) -> Result<Vec<Attempt>> {
    let sql = "select order_id, order_no, state, cost, currency, ended_at from supply_attempts where order_no = $1 \
               and supplier = $2 and merchant = $3";
    let rows = tx.query_each(sql, &[Ty::Text; 3], keys(whose, order_nos)).await?;
    let own = whose.currency.code();
    rows.iter()
        .map(|r| {
            let end = match r.text(2)?.as_str() {
                "sent" | "accepted" => End::Open,
                "credited" => End::Credited,
                "failed" => End::Failed,
                _ => return Err(DbError::Decode("an unknown state of an attempt".into())),
            };
            // A supplier keeps its currency for good.
            let cost = if r.text(4)? == own { r.int(3)? } else { 0 };
            Ok(Attempt { order: r.parse(0)?, order_no: r.text(1)?, end, cost, ended_at: r.get(5)? })
        })
        .collect()
}

/// What came back for claims, by our numbers of the orders.
pub(crate) async fn paid_back(
    tx: &mut Tx,
    whose: &Whose,
    order_nos: Vec<String>,
) -> Result<Vec<(String, PaidBack)>> {
    let sql = "select a.order_no, c.id, c.paid_back, c.ended_at from supply_attempts a join supplier_claims c \
               on c.order_id = a.order_id and c.seq = a.seq and c.merchant = a.merchant and c.supplier = a.supplier \
               where a.order_no = $1 and a.supplier = $2 and a.merchant = $3 and c.state = 'settled' and c.paid_back > 0";
    let rows = tx.query_each(sql, &[Ty::Text; 3], keys(whose, order_nos)).await?;
    let mut found = rows
        .iter()
        .map(|r| Ok((r.text(0)?, PaidBack { claim: r.parse(1)?, amount: r.int(2)?, ended_at: r.get(3)? })))
        .collect::<Result<Vec<_>>>()?;
    found.sort_by_key(|(_, back)| back.claim);
    Ok(found)
}

/// Our numbers of what cost something, or came back, in that time.
pub(crate) async fn ended_in(
    tx: &mut Tx,
    whose: &Whose,
    (from, to): (Time, Time),
) -> Result<HashSet<String>> {
    let credited = "select order_no from supply_attempts where supplier = $1 and ended_at >= $2 and ended_at < $3 \
                    and state = 'credited' and cost > 0";
    let back = "select a.order_no from supplier_claims c join supply_attempts a on a.order_id = c.order_id and a.seq = c.seq \
                and a.merchant = c.merchant where c.supplier = $1 and c.ended_at >= $2 and c.ended_at < $3 \
                and c.state = 'settled' and c.paid_back > 0";
    let mut found = HashSet::new();
    for sql in [credited, back] {
        for r in tx.query(sql, params![whose.supplier, from, to]).await? {
            found.insert(r.text(0)?);
        }
    }
    Ok(found)
}

/// What was noted as paid in or taken out, without what was noted because a statement tells of it.
pub(crate) async fn deposits(tx: &mut Tx, supplier: SupplierId) -> Result<Vec<Noted>> {
    let sql = "select d.amount, d.created_at from supplier_deposits d where d.supplier = $1 and not exists (select 1 from \
               supplier_differences x where x.supplier = d.supplier and x.transfer = d.id) order by d.created_at, d.id";
    let rows = tx.query(sql, params![supplier]).await?;
    rows.iter().map(|r| Ok(Noted { amount: r.int(0)?, at: r.time(1)? })).collect()
}

/// What lay there at that moment as our books say, deposits apart, and what was under way then. What was decided since
/// about something before it counts, too.
pub(crate) async fn balance_at(tx: &mut Tx, supplier: SupplierId, at: Time) -> Result<(i64, i64)> {
    let parts = [
        "select -coalesce(cast(sum(cost) as bigint), 0) from supply_attempts where supplier = $1 and state = 'credited' \
         and ended_at < $2",
        "select coalesce(cast(sum(paid_back) as bigint), 0) from supplier_claims where supplier = $1 and state = 'settled' \
         and ended_at < $2",
        "select coalesce(cast(sum(moved) as bigint), 0) from supplier_differences where supplier = $1 and state = 'booked' \
         and happened_at < $2",
    ];
    let held = "select coalesce(cast(sum(cost) as bigint), 0) from supply_attempts where supplier = $1 and sent_at < $2 \
                and (ended_at is null or ended_at >= $2)";
    let mut lay = 0;
    for sql in parts {
        lay += one(tx, sql, supplier, at).await?;
    }
    Ok((lay, one(tx, held, supplier, at).await?))
}

async fn one(tx: &mut Tx, sql: &str, supplier: SupplierId, at: Time) -> Result<i64> {
    tx.query_opt(sql, params![supplier, at]).await?.map_or(Ok(0), |r| r.int(0))
}
