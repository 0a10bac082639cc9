//! How many units partners may buy, and what their orders took of that.

use crate::agreement::{Allocation, Count, Goods, NewAllocation, Taken};
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, OrderId, Time, UserId};
use pricing::Window;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Key = (MerchantId, UserId);

/// What a line of an order took.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    pub order: OrderId,
    pub line: i64,
    pub count: Count,
    pub units: i64,
    pub returned: i64,
}

const COLUMNS: &str = "merchant, user_id, id, code, kind, goods, period, units, since, until";

/// With their ids, by their codes.
pub(crate) async fn of(tx: &mut Tx, keys: &[Key]) -> Result<Vec<(Key, String, NewAllocation)>> {
    let sql = format!("select {COLUMNS} from allocations where merchant = $1 and user_id = $2 order by code");
    let rows = keys.iter().map(|(merchant, user)| row![*merchant, *user]).collect();
    tx.query_each(&sql, &[Ty::Text; 2], rows).await?.iter().map(allocation).collect()
}

/// With what is used of them in the periods that it is then: of a partner, or of all of the merchant's.
pub(crate) async fn with_used(
    tx: &mut Tx,
    merchant: MerchantId,
    user: Option<UserId>,
    now: Time,
) -> Result<Vec<(UserId, Allocation)>> {
    let sql = format!("select {COLUMNS} from allocations where merchant = $1 and ($2 = '' or user_id = $2)");
    let user = user.map_or(String::new(), |user| user.to_string());
    let found = tx.query(&sql, params![merchant, user]).await?;
    let all = found.iter().map(allocation).collect::<Result<Vec<_>>>()?;
    let count = |id: &str, set: &NewAllocation| Count {
        merchant,
        allocation: id.to_owned(),
        period: set.period.number(now),
    };
    let wanted: BTreeSet<Count> = all.iter().map(|(_, id, set)| count(id, set)).collect();
    let used = counts(tx, wanted.into_iter().collect()).await?;
    let with = |((_, user), id, set): (Key, String, NewAllocation)| {
        let used = used.get(&count(&id, &set)).copied().unwrap_or(0);
        (user, Allocation { set, used, id })
    };
    Ok(all.into_iter().map(with).collect())
}

pub(crate) async fn insert(tx: &mut Tx, (merchant, user): Key, id: &str, new: &NewAllocation) -> Result<()> {
    let sql = "insert into allocations (merchant, user_id, code, id, kind, goods, period, units, since, until) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (kind, goods, period) = (new.goods.kind(), new.goods.id(), new.period.code());
    let (from, until) = (new.window.from, new.window.until);
    tx.exec_one(sql, params![merchant, user, &new.code, id, kind, goods, period, new.units, from, until])
        .await
}

pub(crate) async fn remove_all(tx: &mut Tx, (merchant, user): Key) -> Result<()> {
    let sql = "delete from allocations where merchant = $1 and user_id = $2";
    tx.exec(sql, params![merchant, user]).await.map(|_| ())
}

pub(crate) async fn forget_counts(tx: &mut Tx, merchant: MerchantId, id: &str) -> Result<()> {
    let sql = "delete from allocation_counts where merchant = $1 and allocation = $2";
    tx.exec(sql, params![merchant, id]).await.map(|_| ())
}

/// What is used; of what nothing is used there is nothing.
pub(crate) async fn counts(tx: &mut Tx, of: Vec<Count>) -> Result<HashMap<Count, i64>> {
    let sql = "select merchant, allocation, period, used from allocation_counts \
               where merchant = $1 and allocation = $2 and period = $3";
    let rows = of.into_iter().map(|count| row![count.merchant, count.allocation, count.period]).collect();
    let found = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    found.iter().map(|r| Ok((count(r, 0)?, r.int(3)?))).collect()
}

/// So many units more of each, and no more than so many in all: it was read with the agreement locked.
pub(crate) async fn count_up(tx: &mut Tx, counts: &BTreeMap<Count, (i64, i64)>) -> Result<()> {
    let (text, int) = (Ty::Text, Ty::Int);
    let sql = "insert into allocation_counts (merchant, allocation, period, used) values ($1, $2, $3, 0) \
               on conflict do nothing";
    let rows = counts.keys().map(|of| row![of.merchant, &of.allocation, of.period]).collect();
    tx.exec_each(sql, &[text, text, int], rows).await?;
    let sql = "update allocation_counts set used = used + $4 where allocation_counts.merchant = $1 \
               and allocation_counts.allocation = $2 and allocation_counts.period = $3 and used + $4 <= $5";
    let rows = counts.iter();
    let rows = rows.map(|(of, (units, most))| row![of.merchant, &of.allocation, of.period, *units, *most]);
    tx.exec_each_one(sql, &[text, text, int, int, int], rows.collect()).await
}

/// Those of an allocation that was removed meanwhile have nothing to come back to.
pub(crate) async fn count_down(tx: &mut Tx, counts: &BTreeMap<Count, i64>) -> Result<()> {
    let sql = "update allocation_counts set used = used - $4 where allocation_counts.merchant = $1 \
               and allocation_counts.allocation = $2 and allocation_counts.period = $3 and used >= $4";
    let rows =
        counts.iter().map(|(of, units)| row![of.merchant, &of.allocation, of.period, *units]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await.map(|_| ())
}

pub(crate) async fn insert_uses(tx: &mut Tx, rows: &[(OrderId, &Taken)]) -> Result<()> {
    let sql = "insert into allocation_uses (merchant, order_id, line, allocation, period, units, returned) \
               values ($1, $2, $3, $4, $5, $6, 0)";
    let (text, int) = (Ty::Text, Ty::Int);
    let rows = rows.iter().map(|(order, taken)| {
        let of = &taken.count;
        row![of.merchant, *order, taken.line, &of.allocation, of.period, taken.units]
    });
    tx.put_each(sql, &[text, text, int, text, int, int], rows.collect()).await
}

/// What these orders took.
pub(crate) async fn uses(tx: &mut Tx, orders: &[(MerchantId, OrderId)]) -> Result<Vec<Used>> {
    let sql = "select merchant, allocation, period, order_id, line, units, returned from allocation_uses \
               where merchant = $1 and order_id = $2";
    let rows = orders.iter().map(|(merchant, order)| row![*merchant, *order]).collect();
    let found = tx.query_each(sql, &[Ty::Text; 2], rows).await?;
    let used = |r: &Row| {
        let (order, line, units, returned) = (r.parse(3)?, r.int(4)?, r.int(5)?, r.int(6)?);
        Ok(Used { order, line, count: count(r, 0)?, units, returned })
    };
    found.iter().map(used).collect()
}

/// From what they were read with: whoever changes it holds the order.
pub(crate) async fn set_returned(tx: &mut Tx, changed: &[(Used, i64)]) -> Result<()> {
    let sql = "update allocation_uses set returned = $5 where allocation_uses.merchant = $1 \
               and allocation_uses.order_id = $2 and allocation_uses.line = $3 and allocation_uses.allocation = $4 \
               and allocation_uses.returned = $6";
    let (text, int) = (Ty::Text, Ty::Int);
    let rows = changed.iter().map(|(used, after)| {
        let of = &used.count;
        row![of.merchant, used.order, used.line, &of.allocation, *after, used.returned]
    });
    tx.exec_each_one(sql, &[text, text, int, text, int, int], rows.collect()).await
}

fn count(r: &Row, at: usize) -> Result<Count> {
    Ok(Count { merchant: r.parse(at)?, allocation: r.text(at + 1)?, period: r.int(at + 2)? })
}

fn allocation(r: &Row) -> Result<(Key, String, NewAllocation)> {
    let odd = || DbError::Decode("an unknown allocation".into());
    let set = NewAllocation {
        code: r.text(3)?,
        goods: match r.text(4)?.as_str() {
            "sku" => Goods::Sku(r.parse(5)?),
            "product" => Goods::Product(r.parse(5)?),
            _ => return Err(odd()),
        },
        period: r.text(6)?.parse().map_err(|()| odd())?,
        units: r.int(7)?,
        window: Window { from: r.time(8)?, until: r.get(9)? },
    };
    Ok(((r.parse(0)?, r.parse(1)?), r.text(2)?, set))
}
