use crate::payment_lists::Wanted;
use crate::{ExceptionFilter, ExceptionRow, PaidFor, PaymentLine};
use db::{Result, Row, Tx, params};
use kernel::Money;

/// The last id of the next so many payments, and how many there are.
pub(crate) async fn step(
    tx: &mut Tx,
    wanted: &Wanted,
    before: &str,
    stride: i64,
) -> Result<(Option<String>, i64)> {
    let sql = "select min(id), count(*) from \
               (select id from payments where id < $1 and id >= $2 order by id desc limit $3) as seen";
    let row = tx.query_opt(sql, params![before, &wanted.at_least, stride]).await?;
    row.map_or(Ok((None, 0)), |row| Ok((row.get(0)?, row.int(1)?)))
}

const PAYMENTS: &str = "select merchant, id, order_id, channel, state, amount, currency, created_at, expires_at, paid_at \
     from payments where id < $1 and ($2 = '' or state = $2) and ($3 = '' or channel = $3) and created_at >= $4 \
     and created_at < $5";

pub(crate) async fn payments(
    tx: &mut Tx,
    wanted: &Wanted,
    before: &str,
    end: &str,
    limit: i64,
) -> Result<Vec<PaymentLine>> {
    let sql = format!("{PAYMENTS} and id >= $6 order by id desc limit $7");
    let Wanted { state, channel, from, to, .. } = wanted;
    let values = params![before, state, channel, *from, *to, end, limit];
    tx.query(&sql, values).await?.iter().map(payment).collect()
}

/// Found together with the merchant or the buyer, by which large tables may be distributed.
pub(crate) async fn of(
    tx: &mut Tx,
    wanted: &Wanted,
    of: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<PaymentLine>> {
    let sql = format!(
        "{PAYMENTS} and order_id = $6 and merchant = coalesce((select o.merchant from orders o where o.id = $6), \
         (select t.buyer from top_ups t where t.id = $6)) order by id desc limit $7"
    );
    let Wanted { state, channel, from, to, .. } = wanted;
    let values = params![before, state, channel, *from, *to, of, limit];
    tx.query(&sql, values).await?.iter().map(payment).collect()
}

pub(crate) async fn exceptions(
    tx: &mut Tx,
    filter: &ExceptionFilter,
    before: &str,
    limit: i64,
) -> Result<Vec<ExceptionRow>> {
    let sql = "select merchant, id, order_id, payment, channel, kind, amount, currency, action, state, created_at \
               from payment_exceptions where id < $1 and ($2 = '' or state = $2) and ($3 = '' or kind = $3) \
               and ($4 = '' or order_id = $4) order by id desc limit $5";
    let (state, kind) = (filter.state.as_deref(), filter.kind.as_deref());
    let order = filter.order.map_or(String::new(), |order| order.to_string());
    let values = params![before, state.unwrap_or_default(), kind.unwrap_or_default(), order, limit];
    tx.query(sql, values).await?.iter().map(exception).collect()
}

fn payment(row: &Row) -> Result<PaymentLine> {
    Ok(PaymentLine {
        of: PaidFor::read(&row.text(0)?, &row.text(2)?)?,
        id: row.parse(1)?,
        channel: row.text(3)?,
        state: row.text(4)?,
        amount: Money::new(row.int(5)?, row.parse(6)?),
        created_at: row.time(7)?,
        expires_at: row.time(8)?,
        paid_at: row.get(9)?,
    })
}

fn exception(row: &Row) -> Result<ExceptionRow> {
    Ok(ExceptionRow {
        of: PaidFor::read(&row.text(0)?, &row.text(2)?)?,
        id: row.parse(1)?,
        payment: row.parse(3)?,
        channel: row.text(4)?,
        kind: row.text(5)?,
        amount: Money::new(row.int(6)?, row.parse(7)?),
        action: row.text(8)?,
        state: row.text(9)?,
        created_at: row.time(10)?,
    })
}
