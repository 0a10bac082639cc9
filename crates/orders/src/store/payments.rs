use crate::batch::{Arrived, Effect};
use crate::{Arrival, OrderState, PaidFor, channel::PaymentRow};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, Money, OrderId, PaymentId, Time};
use ports::Device;
use std::collections::HashSet;

pub(crate) async fn seen(tx: &mut Tx, events: Vec<(String, String)>) -> Result<HashSet<(String, String)>> {
    let sql = "select channel, event_id from payment_events where channel = $1 and event_id = $2";
    let keys = events.into_iter().map(|(c, e)| row![c, e]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Text], keys).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.text(1)?))).collect()
}

/// Events, exceptions and refunds of money that arrived, and the state of payments whose order has ended.
pub(crate) async fn write(tx: &mut Tx, now: Time, effects: &[&Effect]) -> Result<()> {
    let arrived: Vec<(&Effect, &Arrived)> =
        effects.iter().filter_map(|e| e.arrived.as_ref().map(|a| (*e, a))).collect();
    insert_events(tx, now, &arrived).await?;
    insert_exceptions(tx, now, &arrived).await?;
    insert_refunds(tx, now, &arrived).await?;
    mark_paid(tx, now, &arrived).await?;
    close(tx, effects).await
}

async fn insert_events(tx: &mut Tx, now: Time, arrived: &[(&Effect, &Arrived)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into payment_events (channel, event_id, merchant, payment, order_id, amount, currency, outcome, received_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let rows = arrived
        .iter()
        .map(|(_, a)| {
            let f = &a.fact;
            row![
                &f.channel,
                &f.event_id,
                f.merchant,
                f.payment,
                f.order,
                f.amount.minor,
                f.amount.currency,
                a.outcome.code(),
                now
            ]
        })
        .collect();
    tx.put_each(sql, &[Text, Text, Text, Text, Text, Int, Text, Text, Int], rows).await
}

async fn insert_exceptions(tx: &mut Tx, now: Time, arrived: &[(&Effect, &Arrived)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into payment_exceptions (merchant, id, order_id, payment, channel, event_id, kind, amount, currency, action, state, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let rows = arrived
        .iter()
        .filter_map(|(_, a)| {
            let (f, x) = (&a.fact, a.exception.as_ref()?);
            let state = if x.refund.is_some() { "refunding" } else { "done" };
            Some(row![
                f.merchant,
                x.id,
                f.order,
                f.payment,
                &f.channel,
                &f.event_id,
                x.kind.code(),
                x.amount.minor,
                x.amount.currency,
                x.action,
                state,
                now,
            ])
        })
        .collect();
    tx.put_each(sql, &[Text, Text, Text, Text, Text, Text, Text, Int, Text, Text, Text, Int], rows).await
}

async fn insert_refunds(tx: &mut Tx, now: Time, arrived: &[(&Effect, &Arrived)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10)";
    let rows = arrived
        .iter()
        .filter_map(|(_, a)| {
            let (f, x) = (&a.fact, a.exception.as_ref()?);
            let refund = x.refund?;
            Some(row![
                f.merchant,
                refund,
                f.order,
                f.payment,
                x.id,
                &f.channel,
                x.amount.minor,
                x.amount.currency,
                &f.event_id,
                now
            ])
        })
        .collect();
    tx.put_each(sql, &[Text, Text, Text, Text, Text, Text, Int, Text, Text, Int], rows).await
}

/// The payment whose money delivered its order is paid; its others are closed.
async fn mark_paid(tx: &mut Tx, now: Time, arrived: &[(&Effect, &Arrived)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "update payments set state = case when payments.id = $3 then 'paid' else 'closed' end, \
               paid_at = case when payments.id = $3 then $4 else payments.paid_at end, \
               paid_event = case when payments.id = $3 then $5 else payments.paid_event end, \
               ask_at = case when payments.id = $3 then null else payments.ask_at end \
               where payments.merchant = $1 and payments.order_id = $2 \
               and (payments.state = 'open' or (payments.id = $3 and payments.state <> 'paid'))";
    let rows = arrived
        .iter()
        .filter(|(e, _)| e.pays())
        .map(|(_, a)| row![a.fact.merchant, a.fact.order, a.fact.payment, now, &a.fact.event_id])
        .collect();
    tx.exec_each(sql, &[Text, Text, Text, Int, Text], rows).await?;
    Ok(())
}

/// The payments of an order that has ended otherwise: nobody should pay them any more.
async fn close(tx: &mut Tx, effects: &[&Effect]) -> Result<()> {
    let sql = "update payments set state = 'closed' where payments.merchant = $1 and payments.order_id = $2 and payments.state = 'open'";
    let rows = effects
        .iter()
        .filter(|e| !e.is_new && e.order.state == OrderState::Pending && e.to != OrderState::Pending)
        .filter(|e| e.arrived.is_none())
        .map(|e| row![e.order.merchant, e.order.id])
        .collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text], rows).await?;
    Ok(())
}

const COLUMNS: &str = "merchant, id, order_id, channel, state, amount, currency, pay_url, qr_text, created_at, expires_at, \
     reference, in_app, device";

pub(crate) async fn insert(tx: &mut Tx, p: &PaymentRow, ask_at: Option<Time>) -> Result<()> {
    let sql = "insert into payments (merchant, id, order_id, channel, state, amount, currency, created_at, expires_at, device, ask_at) \
               values ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10)";
    let params = db::params![
        p.of.book(),
        p.id,
        p.of.name(),
        &p.channel,
        p.amount.minor,
        p.amount.currency,
        p.created_at,
        p.expires_at,
        p.device.map(Device::code).unwrap_or_default(),
        ask_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// What the channel has said about how it is paid.
pub(crate) async fn set_opened(tx: &mut Tx, p: &PaymentRow) -> Result<()> {
    let sql = "update payments set reference = $3, pay_url = $4, qr_text = $5, in_app = $6 \
               where merchant = $1 and id = $2";
    let PaymentRow { reference, pay_url, qr_text, in_app, .. } = p.clone();
    tx.exec_one(sql, db::params![p.of.book(), p.id, reference, pay_url, qr_text, in_app]).await
}

/// They are not shown to anybody any more. Money may still arrive.
pub(crate) async fn leave(tx: &mut Tx, payments: &[PaymentRow]) -> Result<()> {
    let sql = "update payments set state = 'closed' where payments.merchant = $1 and payments.id = $2 and payments.state = 'open'";
    let rows = payments.iter().map(|p| row![p.of.book(), p.id]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text], rows).await
}

/// Those whose channels are to be asked now, the longest due first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<PaymentRow>> {
    let sql = format!(
        "select {COLUMNS} from payments where ask_at is not null and ask_at <= $1 order by ask_at limit $2"
    );
    tx.query(&sql, db::params![now, limit]).await?.iter().map(payment).collect()
}

/// When they are asked next. One that was paid meanwhile is not.
pub(crate) async fn ask_next(tx: &mut Tx, next: &[(PaymentRow, Option<Time>)]) -> Result<()> {
    let sql = "update payments set ask_at = $3 where payments.merchant = $1 and payments.id = $2 and payments.state <> 'paid'";
    let rows = next.iter().map(|(p, at)| row![p.of.book(), p.id, *at]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: PaymentId) -> Result<Option<PaymentRow>> {
    let sql = format!("select {COLUMNS} from payments where id = $1");
    tx.query_opt(&sql, db::params![id]).await?.as_ref().map(payment).transpose()
}

/// The newest first.
pub(crate) async fn of_order(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<PaymentRow>> {
    of(tx, PaidFor::Order { merchant, order }).await
}

/// The newest first.
pub(crate) async fn of(tx: &mut Tx, what: PaidFor) -> Result<Vec<PaymentRow>> {
    let sql =
        format!("select {COLUMNS} from payments where merchant = $1 and order_id = $2 order by id desc");
    tx.query(&sql, db::params![what.book(), what.name()]).await?.iter().map(payment).collect()
}

fn payment(r: &Row) -> Result<PaymentRow> {
    Ok(PaymentRow {
        of: PaidFor::read(&r.text(0)?, &r.text(2)?)?,
        id: r.parse(1)?,
        channel: r.text(3)?,
        state: r.text(4)?,
        amount: Money::new(r.int(5)?, r.parse(6)?),
        pay_url: r.get(7)?,
        qr_text: r.get(8)?,
        created_at: r.time(9)?,
        expires_at: r.time(10)?,
        reference: r.get(11)?,
        in_app: r.get(12)?,
        device: r.text(13)?.parse().ok(),
    })
}

/// What people are told of money that did not simply pay the order.
pub(crate) struct Exception {
    pub kind: String,
    pub amount: Money,
    pub action: String,
    pub state: String,
}

pub(crate) async fn exceptions(tx: &mut Tx, of: PaidFor) -> Result<Vec<Exception>> {
    let sql = "select kind, amount, currency, action, state from payment_exceptions where merchant = $1 and order_id = $2 order by id";
    let rows = tx.query(sql, db::params![of.book(), of.name()]).await?;
    rows.iter()
        .map(|r| {
            Ok(Exception {
                kind: r.text(0)?,
                amount: Money::new(r.int(1)?, r.parse(2)?),
                action: r.text(3)?,
                state: r.text(4)?,
            })
        })
        .collect()
}

/// The arrival that a channel calls so.
pub(crate) async fn arrival(tx: &mut Tx, channel: &str, event_id: &str) -> Result<Option<Arrival>> {
    let sql = "select merchant, order_id, payment, amount, currency, outcome from payment_events \
               where channel = $1 and event_id = $2";
    let row = tx.query_opt(sql, params![channel, event_id]).await?;
    row.map(|r| {
        Ok(Arrival {
            of: PaidFor::read(&r.text(0)?, &r.text(1)?)?,
            payment: r.parse(2)?,
            amount: Money::new(r.int(3)?, r.parse(4)?),
            outcome: r.text(5)?,
        })
    })
    .transpose()
}
