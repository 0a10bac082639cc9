use crate::channel::PaymentRow;
use crate::top_up::{Arrival, Booking};
use crate::{PaidBy, PaidFor, TopUp, TopUpState};
use db::{DbError, Result, Row, Tx, params};
use kernel::{Money, Time, TopUpId, UserId};
use ports::Paid;

const COLUMNS: &str = "select buyer, id, state, pay, amount, currency, credited, created_at, expires_at, paid_at, closed_at \
     from top_ups";

pub(crate) async fn insert(tx: &mut Tx, t: &TopUp) -> Result<()> {
    let sql = "insert into top_ups (buyer, id, state, pay, amount, currency, credited, created_at, expires_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = params![
        t.user,
        t.id,
        t.state.as_str(),
        &t.pay,
        t.amount.minor,
        t.amount.currency,
        t.credited.minor,
        t.created_at,
        t.expires_at
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn find(tx: &mut Tx, id: TopUpId) -> Result<Option<TopUp>> {
    let sql = format!("{COLUMNS} where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(top_up).transpose()
}

pub(crate) async fn lock(tx: &mut Tx, id: TopUpId) -> Result<Option<TopUp>> {
    let sql = format!("{COLUMNS} where id = $1 for update");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(top_up).transpose()
}

/// Newest first, with ids before that one.
pub(crate) async fn list(tx: &mut Tx, user: UserId, before: &str, limit: i64) -> Result<Vec<TopUp>> {
    let sql = format!("{COLUMNS} where buyer = $1 and id < $2 order by id desc limit $3");
    tx.query(&sql, params![user, before, limit]).await?.iter().map(top_up).collect()
}

/// Those of a user from that id on, the newest first.
pub(crate) async fn since(tx: &mut Tx, user: UserId, first: &str, limit: i64) -> Result<Vec<TopUp>> {
    let sql = format!("{COLUMNS} where buyer = $1 and id >= $2 order by id desc limit $3");
    tx.query(&sql, params![user, first, limit]).await?.iter().map(top_up).collect()
}

/// Those whose time has come, the longest due first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<TopUp>> {
    let sql = format!("{COLUMNS} where state = 'open' and expires_at <= $1 order by expires_at, id limit $2");
    tx.query(&sql, params![now, limit]).await?.iter().map(top_up).collect()
}

pub(crate) async fn pay_through(tx: &mut Tx, t: &TopUp, channel: &str) -> Result<()> {
    let sql = "update top_ups set pay = $4 where buyer = $1 and id = $2 and pay = $3 and state = 'open'";
    tx.exec_one(sql, params![t.user, t.id, &t.pay, channel]).await
}

/// From what was read to what it is now.
pub(crate) async fn change(tx: &mut Tx, before: &TopUp, after: &TopUp) -> Result<()> {
    let sql = "update top_ups set state = $5, credited = $6, paid_at = $7, closed_at = $8 \
               where buyer = $1 and id = $2 and state = $3 and credited = $4";
    let values = params![
        before.user,
        before.id,
        before.state.as_str(),
        before.credited.minor,
        after.state.as_str(),
        after.credited.minor,
        after.paid_at,
        after.closed_at
    ];
    tx.exec_one(sql, values).await
}

/// Nobody should pay them any more.
pub(crate) async fn close_payments(tx: &mut Tx, of: PaidFor) -> Result<()> {
    let sql = "update payments set state = 'closed' where merchant = $1 and order_id = $2 and state = 'open'";
    tx.exec(sql, params![of.book(), of.name()]).await?;
    Ok(())
}

/// An arrival and all that comes of it.
pub(crate) async fn write(
    tx: &mut Tx,
    now: Time,
    before: &TopUp,
    row: &PaymentRow,
    paid: &Paid,
    booking: &Booking,
) -> Result<()> {
    insert_event(tx, now, row, paid, booking).await?;
    insert_exception(tx, now, row, paid, booking).await?;
    insert_refund(tx, now, row, paid, booking).await?;
    if booking.after == *before {
        return Ok(());
    }
    change(tx, before, &booking.after).await?;
    // One that still waits for the rest is asked about further on.
    if booking.after.state == TopUpState::Paid {
        let sql = "update payments set state = 'paid', paid_at = $3, paid_event = $4, ask_at = null \
                   where merchant = $1 and id = $2 and state <> 'paid'";
        tx.exec(sql, params![row.of.book(), row.id, now, &paid.event_id]).await?;
        close_payments(tx, row.of).await?;
    }
    Ok(())
}

async fn insert_event(
    tx: &mut Tx,
    now: Time,
    row: &PaymentRow,
    paid: &Paid,
    booking: &Booking,
) -> Result<()> {
    let sql = "insert into payment_events (channel, event_id, merchant, payment, order_id, amount, currency, outcome, received_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = params![
        &row.channel,
        &paid.event_id,
        row.of.book(),
        row.id,
        row.of.name(),
        paid.amount.minor,
        paid.amount.currency,
        booking.outcome.code(),
        now
    ];
    tx.exec_one(sql, values).await
}

async fn insert_exception(
    tx: &mut Tx,
    now: Time,
    row: &PaymentRow,
    paid: &Paid,
    booking: &Booking,
) -> Result<()> {
    let Some(x) = &booking.exception else { return Ok(()) };
    let sql = "insert into payment_exceptions (merchant, id, order_id, payment, channel, event_id, kind, amount, currency, action, state, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = params![
        row.of.book(),
        x.id,
        row.of.name(),
        row.id,
        &row.channel,
        &paid.event_id,
        x.kind.code(),
        x.amount.minor,
        x.amount.currency,
        x.action,
        if x.refund.is_some() { "refunding" } else { "done" },
        now
    ];
    tx.exec_one(sql, values).await
}

async fn insert_refund(
    tx: &mut Tx,
    now: Time,
    row: &PaymentRow,
    paid: &Paid,
    booking: &Booking,
) -> Result<()> {
    let Some((x, refund)) = booking.exception.as_ref().and_then(|x| Some((x, x.refund?))) else {
        return Ok(());
    };
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10)";
    let values = params![
        row.of.book(),
        refund,
        row.of.name(),
        row.id,
        x.id,
        &row.channel,
        x.amount.minor,
        x.amount.currency,
        &paid.event_id,
        now
    ];
    tx.exec_one(sql, values).await
}

/// What reached the wallet, the oldest first.
pub(crate) async fn arrivals(tx: &mut Tx, t: &TopUp) -> Result<Vec<Arrival>> {
    let sql = "select e.payment, e.channel, e.event_id, e.amount, e.currency, \
               (select coalesce(cast(sum(r.amount) as bigint), 0) from refunds r where r.order_id = e.order_id \
                and r.merchant = e.merchant and r.channel = e.channel and r.event_id = e.event_id \
                and r.exception = '' and r.state not in ('credited', 'charged_back')), \
               (select coalesce(cast(sum(c.amount) as bigint), 0) from payment_chargebacks c \
                where c.channel = e.channel and c.event_id = e.event_id and c.state = 'taken') \
               from payment_events e where e.order_id = $1 and e.merchant = $2 and e.outcome = 'topped_up' \
               order by e.received_at, e.event_id";
    let arrival = |r: &Row| {
        Ok(Arrival {
            by: PaidBy { payment: r.parse(0)?, channel: r.text(1)?, event_id: r.text(2)? },
            amount: Money::new(r.int(3)?, r.parse(4)?),
            returned: r.int(5)?,
            taken: r.int(6)?,
        })
    };
    tx.query(sql, params![t.id, t.user]).await?.iter().map(arrival).collect()
}

fn top_up(r: &Row) -> Result<TopUp> {
    let currency = r.parse(5)?;
    let state: String = r.text(2)?;
    Ok(TopUp {
        user: r.parse(0)?,
        id: r.parse(1)?,
        state: state.parse().map_err(|()| DbError::Decode(format!("{state} is no state of a top-up")))?,
        pay: r.text(3)?,
        amount: Money::new(r.int(4)?, currency),
        credited: Money::new(r.int(6)?, currency),
        created_at: r.time(7)?,
        expires_at: r.time(8)?,
        paid_at: r.get(9)?,
        closed_at: r.get(10)?,
    })
}
