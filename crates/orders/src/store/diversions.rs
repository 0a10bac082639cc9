//! Cases about found keys. Who bought the unit is read from its order, so that it is forgotten with it.

use crate::{DiversionCase, DiversionFilter, NewDiversion, Outcome, PartnerCases};
use db::{DbError, Result, Row, Tx, Value, params};
use kernel::{DeliveryId, DiversionId, MerchantId, OrderId, SkuId, Time, UserId};

const CASES: &str = "select c.merchant, c.id, c.sku, c.number, c.order_id, c.seq, o.buyer, c.place, c.url, c.found_at, c.note, \
                     c.state, c.outcome, c.sentence, c.opened_by, c.opened_at, c.closed_by, c.closed_at \
                     from diversion_cases c left join orders o on o.id = c.order_id and o.merchant = c.merchant";
const PARTNERS_MAX: i64 = 100;

/// Refused by the index where a case about that unit is open.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: DiversionId,
    (new, delivery): (&NewDiversion, Option<DeliveryId>),
    who: &str,
    now: Time,
) -> Result<()> {
    let sql = "insert into diversion_cases (merchant, id, sku, number, order_id, seq, place, url, found_at, note, state, \
               outcome, sentence, opened_by, opened_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', '', '', $11, $12)";
    let (order, seq) = (delivery.map(|d| d.order), delivery.map(|d| d.seq));
    let values = params![
        new.merchant,
        id,
        new.sku,
        new.number,
        order,
        seq,
        &new.place,
        &new.url,
        new.found_at,
        &new.note,
        who,
        now
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn find(tx: &mut Tx, id: DiversionId) -> Result<Option<DiversionCase>> {
    let sql = format!("{CASES} where c.id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(case).transpose()
}

/// False where it is not open.
pub(crate) async fn close(
    tx: &mut Tx,
    case: &DiversionCase,
    (outcome, sentence): (Outcome, &str),
    who: &str,
    now: Time,
) -> Result<bool> {
    let sql = "update diversion_cases set state = 'closed', outcome = $3, sentence = $4, closed_by = $5, closed_at = $6 \
               where merchant = $1 and id = $2 and state = 'open'";
    let values = params![case.merchant, case.id, outcome.code(), sentence, who, now];
    Ok(tx.exec(sql, values).await? == 1)
}

/// Newest first, with ids before that one.
pub(crate) async fn list(
    tx: &mut Tx,
    filter: &DiversionFilter,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<DiversionCase>> {
    // '~' sorts behind every id
    let mut values = vec![Value::from(before.unwrap_or("~"))];
    let mut sql = format!("{CASES} where c.id < $1");
    let mut and = |condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&condition.replace("{}", &format!("${}", values.len())));
    };
    if let Some(merchant) = filter.merchant {
        and(" and c.merchant = {}", Value::from(merchant));
    }
    if let Some(open) = filter.open {
        and(" and c.state = {}", Value::from(if open { "open" } else { "closed" }));
    }
    if let Some(partner) = filter.partner {
        and(" and o.buyer = {}", Value::from(partner));
    }
    and(" order by c.id desc limit {}", Value::from(limit));
    tx.query(&sql, &values).await?.iter().map(case).collect()
}

/// By the users who bought the units, those with the most cases first.
pub(crate) async fn partners(tx: &mut Tx, of: Option<MerchantId>) -> Result<Vec<PartnerCases>> {
    let sql = "select o.buyer, count(*), cast(sum(case when c.state = 'open' then 1 else 0 end) as bigint), \
               cast(sum(case when c.outcome = 'partner_warned' then 1 else 0 end) as bigint), \
               cast(sum(case when c.outcome = 'partner_stopped' then 1 else 0 end) as bigint), max(c.opened_at) \
               from diversion_cases c join orders o on o.id = c.order_id and o.merchant = c.merchant \
               where ($1 = '' or c.merchant = $1) and o.buyer is not null \
               group by o.buyer order by 2 desc, 6 desc, 1 limit $2";
    let of = of.map_or(String::new(), |id| id.to_string());
    let rows = tx.query(sql, params![of, PARTNERS_MAX]).await?;
    rows.iter()
        .map(|row| {
            Ok(PartnerCases {
                partner: row.parse(0)?,
                cases: row.int(1)?,
                open: row.int(2)?,
                warned: row.int(3)?,
                stopped: row.int(4)?,
                last_at: row.time(5)?,
            })
        })
        .collect()
}

/// How many cases there are of that merchant about units of that user.
pub(crate) async fn count_of(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<i64> {
    let sql = "select count(*) from diversion_cases c join orders o on o.id = c.order_id and o.merchant = c.merchant \
               where c.merchant = $1 and o.buyer = $2";
    tx.query_opt(sql, params![merchant, user]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Of those that were opened since.
pub(crate) async fn count_since(
    tx: &mut Tx,
    (merchant, user): (MerchantId, UserId),
    since: Time,
) -> Result<i64> {
    let sql = "select count(*) from diversion_cases c join orders o on o.id = c.order_id and o.merchant = c.merchant \
               where c.merchant = $1 and o.buyer = $2 and c.opened_at >= $3";
    tx.query_opt(sql, params![merchant, user, since]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Who placed that order; none for a guest.
pub(crate) async fn buyer_of(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<UserId>> {
    let sql = "select buyer from orders where merchant = $1 and id = $2";
    tx.query_opt(sql, params![merchant, order]).await?.map_or(Ok(None), |row| row.parse_opt(0))
}

/// The open case about that unit.
pub(crate) async fn open_about(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    number: i64,
) -> Result<Option<DiversionId>> {
    let sql =
        "select id from diversion_cases where merchant = $1 and sku = $2 and number = $3 and state = 'open'";
    tx.query_opt(sql, params![merchant, sku, number]).await?.map(|row| row.parse(0)).transpose()
}

fn case(row: &Row) -> Result<DiversionCase> {
    let order: Option<OrderId> = row.parse_opt(4)?;
    let outcome = match row.text(11)?.as_str() {
        "open" => None,
        _ => {
            let outcome = row.text(12)?.parse::<Outcome>();
            Some(outcome.map_err(|()| DbError::Decode("an unknown outcome".into()))?)
        }
    };
    Ok(DiversionCase {
        merchant: row.parse(0)?,
        id: row.parse(1)?,
        sku: row.parse(2)?,
        number: row.int(3)?,
        delivery: order.zip(row.get::<Option<i64>>(5)?).map(|(order, seq)| DeliveryId { order, seq }),
        partner: row.parse_opt(6)?,
        place: row.text(7)?,
        url: row.text(8)?,
        found_at: row.get(9)?,
        note: row.text(10)?,
        outcome,
        sentence: row.text(13)?,
        opened_by: row.text(14)?,
        opened_at: row.time(15)?,
        closed_by: row.get(16)?,
        closed_at: row.get(17)?,
    })
}
