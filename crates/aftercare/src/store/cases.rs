use crate::words::{How, Side, State};
use crate::{Case, CaseFilter};
use db::{DbError, Result, Row, Tx, params};
use kernel::{DisputeId, OrderId, PageAsk, Time, UserId};

const COLUMNS: &str = "d.merchant, d.id, d.order_id, o.buyer, d.lines, d.reason, d.remedy, d.wanted, d.amount, \
    d.currency, d.state, d.closed_how, d.due_at, d.reminded, d.frozen, d.offer_no, d.offer, d.ruled_by, d.ruled, \
    d.appealed_by, d.taken_by, d.refunded, d.opened_at, d.answered_at, d.platform_at, d.changed_at, d.closed_at, \
    d.offer_units, d.ruled_units, d.replaced";
const FROM: &str = "from disputes d left join orders o on o.id = d.order_id and o.merchant = d.merchant";

fn read(r: &Row) -> Result<Case> {
    let lines: Vec<i64> = serde_json::from_str(&r.text(4)?)
        .map_err(|error| DbError::State(format!("the lines of a dispute: {error}")))?;
    let how = Some(r.text(11)?).filter(|how| !how.is_empty());
    let side = Some(r.text(19)?).filter(|side| !side.is_empty());
    let odd = |_| DbError::State("a dispute ends in a word that is none".to_owned());
    Ok(Case {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        order: r.parse(2)?,
        buyer: r.parse_opt(3)?,
        lines,
        reason: r.parse(5)?,
        remedy: r.parse(6)?,
        wanted: r.int(7)?,
        amount: r.int(8)?,
        currency: r.parse(9)?,
        state: r.parse(10)?,
        how: how.map(|how| how.parse::<How>()).transpose().map_err(odd)?,
        due_at: r.get(12)?,
        reminded: r.int(13)? != 0,
        frozen: r.int(14)? != 0,
        offer_no: r.int(15)?,
        offer: r.int(16)?,
        offer_units: numbers(&r.text(27)?)?,
        ruled_by: r.get(17)?,
        ruled: r.get(18)?,
        ruled_units: numbers(&r.text(28)?)?,
        appealed_by: side.map(|side| side.parse::<Side>()).transpose().map_err(odd)?,
        taken_by: r.get(20)?,
        refunded: r.int(21)?,
        replaced: r.int(29)?,
        opened_at: r.time(22)?,
        answered_at: r.get(23)?,
        platform_at: r.get(24)?,
        changed_at: r.time(25)?,
        closed_at: r.get(26)?,
    })
}

fn numbers(text: &str) -> Result<Vec<i64>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(text).map_err(|error| DbError::State(format!("the units of a dispute: {error}")))
}

fn written(numbers: &[i64]) -> String {
    if numbers.is_empty() { String::new() } else { serde_json::to_string(numbers).unwrap_or_default() }
}

/// The unique index says no where one is open.
pub(crate) async fn insert(tx: &mut Tx, c: &Case) -> Result<()> {
    let lines = serde_json::to_string(&c.lines).unwrap_or_default();
    let sql = "insert into disputes (merchant, id, order_id, lines, reason, remedy, wanted, amount, currency, state, \
               closed_how, due_at, reminded, frozen, offer_no, offer, appealed_by, refunded, opened_at, changed_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, 0, $12, 0, 0, '', 0, $13, $13)";
    let values = params![
        c.merchant,
        c.id,
        c.order,
        lines,
        c.reason.code(),
        c.remedy.code(),
        c.wanted,
        c.amount,
        c.currency,
        c.state.code(),
        c.due_at,
        i64::from(c.frozen),
        c.opened_at
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn find(tx: &mut Tx, id: DisputeId) -> Result<Option<Case>> {
    let sql = format!("select {COLUMNS} {FROM} where d.id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

/// As it stands once nobody else changes it any more.
pub(crate) async fn lock(tx: &mut Tx, id: DisputeId) -> Result<Option<Case>> {
    tx.query("select id from disputes where id = $1 for update", params![id]).await?;
    find(tx, id).await
}

pub(crate) async fn of_order(tx: &mut Tx, order: OrderId) -> Result<Vec<Case>> {
    let sql = format!("select {COLUMNS} {FROM} where d.order_id = $1 order by d.id");
    tx.query(&sql, params![order]).await?.iter().map(read).collect()
}

/// Whose order it is now; none of a guest's, and once the account is deleted.
pub(crate) async fn buyer(tx: &mut Tx, order: OrderId) -> Result<Option<UserId>> {
    let found = tx.query_opt("select buyer from orders where id = $1", params![order]).await?;
    found.map_or(Ok(None), |row| row.parse_opt(0))
}

/// Writes how it stands now over how it stood: refused by the database where it stood otherwise.
pub(crate) async fn change(tx: &mut Tx, was: State, c: &Case) -> Result<()> {
    let sql = "update disputes set state = $3, closed_how = $4, due_at = $5, reminded = $6, frozen = $7, \
               offer_no = $8, offer = $9, ruled_by = $10, ruled = $11, appealed_by = $12, taken_by = $13, \
               refunded = $14, answered_at = $15, platform_at = $16, changed_at = $17, closed_at = $18, \
               offer_units = $19, ruled_units = $20, replaced = $21 \
               where id = $1 and state = $2";
    let values = params![
        c.id,
        was.code(),
        c.state.code(),
        c.how.map_or("", How::code),
        c.due_at,
        i64::from(c.reminded),
        i64::from(c.frozen),
        c.offer_no,
        c.offer,
        c.ruled_by.clone(),
        c.ruled,
        c.appealed_by.map_or("", Side::code),
        c.taken_by.clone(),
        c.refunded,
        c.answered_at,
        c.platform_at,
        c.changed_at,
        c.closed_at,
        written(&c.offer_units),
        written(&c.ruled_units),
        c.replaced
    ];
    tx.exec_one(sql, values).await
}

/// The newest first.
pub(crate) async fn list(tx: &mut Tx, filter: &CaseFilter, ask: &PageAsk) -> Result<Vec<Case>> {
    let mut sql = format!("select {COLUMNS} {FROM} where ($1 = '' or d.id < $1)");
    let after = ask.after.clone().unwrap_or_default();
    let mut values = params![after].to_vec();
    let mut narrow = |column: &str, value: String| {
        values.push(value.into());
        sql.push_str(&format!(" and {column} = ${}", values.len()));
    };
    if let Some(merchant) = filter.merchant {
        narrow("d.merchant", merchant.to_string());
    }
    if let Some(buyer) = filter.buyer {
        narrow("o.buyer", buyer.to_string());
    }
    if let Some(order) = filter.order {
        narrow("d.order_id", order.to_string());
    }
    if let Some(state) = filter.state {
        narrow("d.state", state.code().to_owned());
    }
    match filter.open {
        Some(true) => sql.push_str(" and d.state <> 'closed'"),
        Some(false) => sql.push_str(" and d.state = 'closed'"),
        None => {}
    }
    values.push((ask.limit + 1).into());
    sql.push_str(&format!(" order by d.id desc limit ${}", values.len()));
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

/// Those whose time is over, the oldest first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<DisputeId>> {
    let sql = "select id from disputes where state <> 'closed' and due_at <= $1 order by due_at limit $2";
    tx.query(sql, params![now, limit]).await?.iter().map(|row| row.parse(0)).collect()
}

/// Those whose time is over soon, and nobody was reminded of.
pub(crate) async fn soon(tx: &mut Tx, until: Time, now: Time, limit: i64) -> Result<Vec<DisputeId>> {
    let sql = "select id from disputes where state <> 'closed' and due_at <= $1 and due_at > $2 and reminded = 0 \
               order by due_at limit $3";
    tx.query(sql, params![until, now, limit]).await?.iter().map(|row| row.parse(0)).collect()
}

/// How many wait for whom.
pub(crate) async fn counts(tx: &mut Tx, now: Time) -> Result<Vec<(String, i64, i64)>> {
    let sql = "select state, count(*), cast(sum(case when due_at <= $1 then 1 else 0 end) as bigint) from disputes \
               where state <> 'closed' group by state order by state";
    let rows = tx.query(sql, params![now]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?, row.int(2)?))).collect()
}

/// What refunds gave back for that case.
pub(crate) async fn given_back(tx: &mut Tx, c: &Case) -> Result<i64> {
    let sql = "select cast(coalesce(sum(amount), 0) as bigint) from order_refunds \
               where merchant = $1 and order_id = $2 and who = $3 and returned = ''";
    let row = tx.query_opt(sql, params![c.merchant, c.order, c.id.to_string()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// The open case of an order, held until the transaction ends.
pub(crate) async fn lock_open(tx: &mut Tx, order: OrderId) -> Result<Option<Case>> {
    let sql = "select id from disputes where order_id = $1 and state <> 'closed' for update";
    let row = tx.query_opt(sql, params![order]).await?;
    match row.map(|row| row.parse::<DisputeId>(0)).transpose()? {
        Some(id) => find(tx, id).await,
        None => Ok(None),
    }
}

/// How many units were replaced for that case.
pub(crate) async fn replaced(tx: &mut Tx, c: &Case) -> Result<i64> {
    let sql = "select count(*) from replacements where cause = $1 and merchant = $2 and order_id = $3";
    let row = tx.query_opt(sql, params![c.id.to_string(), c.merchant, c.order]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Whether escrow holds the order's money: for that case, or since then for somebody who took its place.
pub(crate) async fn is_held_for(tx: &mut Tx, c: &Case) -> Result<bool> {
    let sql = "select 1 from held_orders where merchant = $1 and order_id = $2 and reason = 'frozen'";
    Ok(tx.query_opt(sql, params![c.merchant, c.order]).await?.is_some())
}
