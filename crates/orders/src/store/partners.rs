//! Who partners are, and how they buy: aggregates over the newest orders of each, read behind the orders.

use crate::agreement::{Pattern, PatternDay};
use db::{DbError, Result, Row, Tx, params};
use kernel::{MerchantId, OrderId, Time, UserId};

type Key = (MerchantId, UserId);

const PARTNERS_MAX: i64 = 1_000;
/// So many of a partner's newest orders are counted.
const COUNTED: i64 = 20_000;
/// Microseconds of a day and of an hour, and how far China's clocks are before ours.
const DAY: i64 = 86_400_000_000;
const HOUR: i64 = 3_600_000_000;
const EAST: i64 = 8 * HOUR;

/// Everybody who has something of a merchant that partners have.
const ALL: &str = "select merchant, user_id from price_list_partners union select merchant, user_id from agreements \
                   union select merchant, user_id from docking_keys where state <> 'off'";

pub(crate) async fn is_one(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<bool> {
    let sql = format!("select 1 from ({ALL}) p where merchant = $1 and user_id = $2 limit 1");
    if tx.query_opt(&sql, params![merchant, user]).await?.is_some() {
        return Ok(true);
    }
    let sql = "select 1 from orders where buyer = $2 and merchant = $1 and origin = 'api' limit 1";
    Ok(tx.query_opt(sql, params![merchant, user]).await?.is_some())
}

pub(crate) async fn of_merchant(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<UserId>> {
    let sql = format!("select user_id from ({ALL}) p where merchant = $1 order by user_id limit $2");
    tx.query(&sql, params![merchant, PARTNERS_MAX]).await?.iter().map(|r| r.parse(0)).collect()
}

/// Who was not looked at since then, by their merchants.
pub(crate) async fn due(tx: &mut Tx, before: Time, limit: i64) -> Result<Vec<Key>> {
    let sql = format!(
        "select p.merchant, p.user_id from ({ALL}) p left join partner_patterns n on n.merchant = p.merchant \
         and n.user_id = p.user_id where n.at is null or n.at <= $1 order by p.merchant, p.user_id limit $2"
    );
    tx.query(&sql, params![before, limit]).await?.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?))).collect()
}

pub(crate) async fn lists(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<(UserId, String)>> {
    let sql =
        "select user_id, list from price_list_partners where merchant = $1 order by user_id, list limit 5000";
    tx.query(sql, params![merchant]).await?.iter().map(|r| Ok((r.parse(0)?, r.text(1)?))).collect()
}

pub(crate) async fn docks(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<(UserId, i64)>> {
    let sql = "select user_id, count(*) from docking_keys where merchant = $1 and state <> 'off' group by user_id \
               order by user_id limit $2";
    let found = tx.query(sql, params![merchant, PARTNERS_MAX]).await?;
    found.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

/// How many cases there are about the units of each.
pub(crate) async fn cases(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<(UserId, i64)>> {
    let sql = "select o.buyer, count(*) from diversion_cases c join orders o on o.id = c.order_id \
               and o.merchant = c.merchant where c.merchant = $1 and o.buyer is not null group by o.buyer";
    tx.query(sql, params![merchant]).await?.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

/// The newest paid orders of `$2` from `$3` on, of whichever merchant; those of `$1` are looked at.
fn newest(columns: &str) -> String {
    format!("(select {columns} from orders where buyer = $2 and id >= $3 order by id desc limit {COUNTED}) o")
}

/// By days; units bought at night; and whether that is all.
pub(crate) async fn days(
    tx: &mut Tx,
    (merchant, user): Key,
    first: OrderId,
) -> Result<(Vec<PatternDay>, i64, bool)> {
    let sql = format!(
        "select (o.created_at + {EAST}) / {DAY}, count(distinct o.id), cast(sum(l.quantity) as bigint), \
         cast(sum(case when ((o.created_at + {EAST}) / {HOUR}) % 24 < 6 then l.quantity else 0 end) as bigint) \
         from {} join order_lines l on l.order_id = o.id and l.merchant = o.merchant \
         where o.merchant = $1 and o.state in ('fulfilling', 'delivered') group by 1 order by 1",
        newest("id, merchant, state, created_at")
    );
    let (mut days, mut night) = (Vec::new(), 0);
    for r in tx.query(&sql, params![merchant, user, first]).await? {
        days.push(PatternDay { day: r.int(0)?, orders: r.int(1)?, units: r.int(2)? });
        night += r.int(3)?;
    }
    let sql = format!("select count(*) from {} where $1 <> ''", newest("id"));
    let all = tx.query_opt(&sql, params![merchant, user, first]).await?.map_or(Ok(0), |r| r.int(0))?;
    Ok((days, night, all < COUNTED))
}

/// Of the SKU of which most were bought.
pub(crate) async fn top_units(tx: &mut Tx, (merchant, user): Key, first: OrderId) -> Result<i64> {
    let sql = format!(
        "select cast(sum(l.quantity) as bigint) from {} join order_lines l on l.order_id = o.id \
         and l.merchant = o.merchant where o.merchant = $1 and o.state in ('fulfilling', 'delivered') \
         group by l.sku order by 1 desc limit 1",
        newest("id, merchant, state")
    );
    tx.query_opt(&sql, params![merchant, user, first]).await?.map_or(Ok(0), |r| r.int(0))
}

/// Keys that were delivered by then, and how many of them nobody has opened.
pub(crate) async fn unopened(
    tx: &mut Tx,
    (merchant, user): Key,
    (first, by): (OrderId, Time),
) -> Result<(i64, i64)> {
    let sql = format!(
        "select count(*), cast(coalesce(sum(case when d.revealed_at is null then 1 else 0 end), 0) as bigint) \
         from {} join deliveries d on d.order_id = o.id and d.merchant = o.merchant \
         where o.merchant = $1 and d.state = 'delivered' and d.delivered_at <= $4",
        newest("id, merchant")
    );
    let row = tx.query_opt(&sql, params![merchant, user, first, by]).await?;
    row.map_or(Ok((0, 0)), |r| Ok((r.int(0)?, r.int(1)?)))
}

/// As last looked at: of a partner, or of all of the merchant's.
pub(crate) async fn patterns(
    tx: &mut Tx,
    merchant: MerchantId,
    user: Option<UserId>,
) -> Result<Vec<(UserId, Pattern)>> {
    let sql = "select user_id, mark, abnormal_since, figures, at from partner_patterns \
               where merchant = $1 and ($2 = '' or user_id = $2) order by user_id limit 5000";
    let user = user.map_or(String::new(), |user| user.to_string());
    tx.query(sql, params![merchant, user]).await?.iter().map(pattern).collect()
}

pub(crate) async fn put_pattern(tx: &mut Tx, (merchant, user): Key, new: &Pattern) -> Result<()> {
    let figures = serde_json::to_string(&new.figures).map_err(|error| DbError::Other(error.to_string()))?;
    let sql = "insert into partner_patterns (merchant, user_id, mark, abnormal_since, figures, at) \
               values ($1, $2, $3, $4, $5, $6) on conflict (merchant, user_id) do update set mark = excluded.mark, \
               abnormal_since = excluded.abnormal_since, figures = excluded.figures, at = excluded.at";
    tx.exec_one(sql, params![merchant, user, new.mark.code(), new.abnormal_since, figures, new.at]).await
}

fn pattern(r: &Row) -> Result<(UserId, Pattern)> {
    let figures = serde_json::from_str(&r.text(3)?).map_err(|error| DbError::Decode(error.to_string()))?;
    let mark = r.text(1)?.parse().map_err(|()| DbError::Decode("an unknown mark".into()))?;
    Ok((r.parse(0)?, Pattern { mark, abnormal_since: r.get(2)?, figures, at: r.time(4)? }))
}
