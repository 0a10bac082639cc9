use crate::changes::NewChange;
use crate::{ChangeFilter, ChangeState, PriceChange, Step};
use db::{DbError, Result, Row, Tx, Ty, Value, params, row};
use kernel::{Currency, MerchantId, Money, OfferId, PriceChangeId, SkuId, Time};

const SELECT: &str = "select id, offer, sku, rule, from_minor, to_minor, currency, state, why, steps, created_at, \
     decided_at, decided_by from price_changes where merchant = $1";

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, all: &[NewChange], now: Time) -> Result<()> {
    let sql = "insert into price_changes (merchant, id, offer, sku, rule, from_minor, to_minor, currency, state, why, \
               steps, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let mut rows = Vec::with_capacity(all.len());
    for c in all {
        let steps = serde_json::to_string(&c.steps).map_err(|error| DbError::Decode(error.to_string()))?;
        rows.push(row![
            merchant,
            c.id,
            c.offer,
            c.sku,
            c.rule,
            c.from.minor,
            c.to.minor,
            c.from.currency,
            c.state.code(),
            c.why,
            steps,
            now
        ]);
    }
    let (text, int) = (Ty::Text, Ty::Int);
    let types = [text, text, text, text, text, int, int, text, text, text, text, int];
    tx.put_each(sql, &types, rows).await
}

/// One that waits for a person, or cannot be.
pub(crate) struct Open {
    pub id: PriceChangeId,
    pub offer: OfferId,
    pub from: Money,
    pub to: Money,
    pub state: ChangeState,
}

/// At most one of each offer.
pub(crate) async fn open(tx: &mut Tx, merchant: MerchantId, skus: &[SkuId]) -> Result<Vec<Open>> {
    let ids: Vec<String> = skus.iter().map(SkuId::to_string).collect();
    // The open ones are few: their index is smaller than that of all changes of these SKUs.
    let sql = "select id, offer, from_minor, to_minor, currency, state, sku from price_changes where merchant = $1 \
               and state in ('held', 'blocked')";
    let wanted: std::collections::HashSet<String> = ids.into_iter().collect();
    let rows = tx.query(sql, params![merchant]).await?;
    let mut found = Vec::new();
    for r in &rows {
        if !wanted.contains(&r.text(6)?) {
            continue;
        }
        let currency: Currency = r.parse(4)?;
        found.push(Open {
            id: r.parse(0)?,
            offer: r.parse(1)?,
            from: Money::new(r.int(2)?, currency),
            to: Money::new(r.int(3)?, currency),
            state: state(r, 5)?,
        });
    }
    Ok(found)
}

pub(crate) async fn supersede(
    tx: &mut Tx,
    merchant: MerchantId,
    ids: &[PriceChangeId],
    now: Time,
) -> Result<()> {
    let sql = "update price_changes set state = 'superseded', decided_at = $3 where price_changes.merchant = $1 \
               and price_changes.id = $2 and price_changes.state in ('held', 'blocked')";
    let rows = ids.iter().map(|id| row![merchant, *id, now]).collect();
    tx.put_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}

pub(crate) async fn decide(
    tx: &mut Tx,
    merchant: MerchantId,
    (id, to): (PriceChangeId, ChangeState),
    (by, now): (&str, Time),
) -> Result<()> {
    let sql = "update price_changes set state = $3, decided_at = $4, decided_by = $5 where merchant = $1 and id = $2 \
               and state = 'held'";
    tx.exec_one(sql, params![merchant, id, to.code(), now, by]).await
}

pub(crate) async fn find(
    tx: &mut Tx,
    merchant: MerchantId,
    id: PriceChangeId,
) -> Result<Option<PriceChange>> {
    let sql = format!("{SELECT} and id = $2");
    tx.query_opt(&sql, params![merchant, id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn page(
    tx: &mut Tx,
    merchant: MerchantId,
    filter: ChangeFilter,
    (before, limit): (String, i64),
) -> Result<Vec<PriceChange>> {
    let mut sql = format!("{SELECT} and id < $2");
    let mut values = vec![Value::from(merchant), Value::from(before), Value::from(limit)];
    if let Some(state) = filter.state {
        values.push(Value::from(state.code()));
        sql.push_str(&format!(" and state = ${}", values.len()));
    }
    if let Some(sku) = filter.sku {
        values.push(Value::from(sku));
        sql.push_str(&format!(" and sku = ${}", values.len()));
    }
    sql.push_str(" order by id desc limit $3");
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

pub(crate) async fn count_held(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "select count(*) from price_changes where merchant = $1 and state in ('held', 'blocked') \
               and state = 'held'";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

fn read(r: &Row) -> Result<PriceChange> {
    let currency: Currency = r.parse(6)?;
    let steps: Vec<Step> =
        serde_json::from_str(&r.text(9)?).map_err(|error| DbError::Decode(error.to_string()))?;
    Ok(PriceChange {
        id: r.parse(0)?,
        offer: r.parse(1)?,
        sku: r.parse(2)?,
        rule: r.parse(3)?,
        from: Money::new(r.int(4)?, currency),
        to: Money::new(r.int(5)?, currency),
        state: state(r, 7)?,
        why: r.text(8)?,
        steps,
        at: r.time(10)?,
        decided_at: r.get(11)?,
        decided_by: r.get(12)?,
    })
}

fn state(r: &Row, at: usize) -> Result<ChangeState> {
    r.text(at)?.parse().map_err(|()| DbError::Decode("an unknown state of a change of a price".into()))
}
