use super::refunds::{self, Refund};
use crate::{ChargebackState, PaidFor, PaymentChargeback, TakenFrom};
use db::{Result, Row, Tx, params};
use kernel::{ChargebackId, Currency, Money, Time, UserId};

const COLUMNS: &str = "select book, id, name, channel, reference, event_id, payment, buyer, amount, currency, reason, state, \
     waited, from_refunds, from_wallet, from_debt, from_loss, to_debt, created_at, taken_at, returned_at \
     from payment_chargebacks";

fn read(r: &Row) -> Result<PaymentChargeback> {
    Ok(PaymentChargeback {
        of: PaidFor::read(&r.text(0)?, &r.text(2)?)?,
        id: r.parse(1)?,
        channel: r.text(3)?,
        reference: r.text(4)?,
        event_id: r.text(5)?,
        payment: r.parse(6)?,
        buyer: r.parse_opt(7)?,
        amount: Money::new(r.int(8)?, r.parse(9)?),
        reason: r.text(10)?,
        state: ChargebackState::read(&r.text(11)?)?,
        waited: r.int(12)? != 0,
        from: TakenFrom { refunds: r.int(13)?, wallet: r.int(14)?, debt: r.int(15)?, loss: r.int(16)? },
        to_debt: r.int(17)?,
        created_at: r.time(18)?,
        taken_at: r.get(19)?,
        returned_at: r.get(20)?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, c: &PaymentChargeback) -> Result<()> {
    let sql = "insert into payment_chargebacks (book, id, name, channel, reference, event_id, payment, buyer, amount, currency, \
               reason, state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'told', $12)";
    let values = params![
        c.of.book(),
        c.id,
        c.of.name(),
        &c.channel,
        &c.reference,
        &c.event_id,
        c.payment,
        c.buyer,
        c.amount.minor,
        c.amount.currency,
        &c.reason,
        c.created_at
    ];
    tx.exec_one(sql, values).await
}

/// What the channel calls so, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, channel: &str, reference: &str) -> Result<Option<PaymentChargeback>> {
    let sql = format!("{COLUMNS} where channel = $1 and reference = $2 for update");
    tx.query_opt(&sql, params![channel, reference]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn state(tx: &mut Tx, channel: &str, reference: &str) -> Result<Option<ChargebackState>> {
    let sql = "select state from payment_chargebacks where channel = $1 and reference = $2";
    tx.query_opt(sql, params![channel, reference])
        .await?
        .map(|row| ChargebackState::read(&row.text(0)?))
        .transpose()
}

pub(crate) async fn find(tx: &mut Tx, id: ChargebackId) -> Result<Option<PaymentChargeback>> {
    let sql = format!("{COLUMNS} where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn waits(tx: &mut Tx, c: &PaymentChargeback) -> Result<()> {
    let sql = "update payment_chargebacks set waited = 1 where book = $1 and id = $2 and state = 'told' and waited = 0";
    tx.exec_one(sql, params![c.of.book(), c.id]).await
}

/// From told to taken.
pub(crate) async fn taken(tx: &mut Tx, c: &PaymentChargeback, now: Time) -> Result<()> {
    let sql = "update payment_chargebacks set state = 'taken', from_refunds = $3, from_wallet = $4, from_debt = $5, \
               from_loss = $6, taken_at = $7 where book = $1 and id = $2 and state = 'told'";
    let from = c.from;
    let values = params![c.of.book(), c.id, from.refunds, from.wallet, from.debt, from.loss, now];
    tx.exec_one(sql, values).await
}

/// From taken to returned.
pub(crate) async fn returned(tx: &mut Tx, c: &PaymentChargeback, now: Time) -> Result<()> {
    let sql = "update payment_chargebacks set state = 'returned', to_debt = $3, returned_at = $4 \
               where book = $1 and id = $2 and state = 'taken'";
    tx.exec_one(sql, params![c.of.book(), c.id, c.to_debt, now]).await
}

/// What other chargebacks of the same arrival have of the wallet, or as a debt.
pub(crate) async fn taken_before(tx: &mut Tx, c: &PaymentChargeback) -> Result<i64> {
    let sql = "select coalesce(cast(sum(from_wallet + from_debt) as bigint), 0) from payment_chargebacks \
               where channel = $1 and event_id = $2 and state = 'taken' and id <> $3";
    let row = tx.query_opt(sql, params![&c.channel, &c.event_id, c.id]).await?;
    row.map_or(Ok(0), |r| r.int(0))
}

/// Of the same arrival, held until the transaction ends.
pub(crate) async fn refunds_of(tx: &mut Tx, c: &PaymentChargeback) -> Result<Vec<Refund>> {
    let sql = "select id from refunds where order_id = $1 and merchant = $2 and channel = $3 and event_id = $4 order by id";
    let rows = tx.query(sql, params![c.of.name(), c.of.book(), &c.channel, &c.event_id]).await?;
    each(tx, &rows).await
}

/// Those whose money it has.
pub(crate) async fn refunds_taken(tx: &mut Tx, c: &PaymentChargeback) -> Result<Vec<Refund>> {
    let sql = "select id from refunds where chargeback = $1 and merchant = $2 and state = 'charged_back' order by id";
    let rows = tx.query(sql, params![c.id, c.of.book()]).await?;
    each(tx, &rows).await
}

async fn each(tx: &mut Tx, rows: &[Row]) -> Result<Vec<Refund>> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(refunds::find(tx, row.parse(0)?).await?);
    }
    Ok(found)
}

/// The money of the refund is the chargeback's now.
pub(crate) async fn takes(tx: &mut Tx, c: &PaymentChargeback, refund: &Refund) -> Result<()> {
    let sql = "update refunds set chargeback = $3 where merchant = $1 and id = $2 and state = 'charged_back'";
    tx.exec_one(sql, params![c.of.book(), refund.id, c.id]).await
}

/// Owners of wallets that owe something and have something.
pub(crate) async fn owing(tx: &mut Tx, limit: i64) -> Result<Vec<(UserId, Currency)>> {
    let sql = "select d.owner, d.asset from accounts d join accounts w \
               on w.owner = d.owner and w.asset = d.asset and w.purpose = 'wallet' \
               where d.purpose = 'wallet_debt' and d.debits_posted > d.credits_posted \
               and w.credits_posted - w.debits_posted - w.debits_pending > 0 order by d.owner limit $1";
    let rows = tx.query(sql, params![limit]).await?;
    let read = |r: &Row| -> Result<Option<(UserId, Currency)>> {
        Ok(r.text(0)?.parse().ok().zip(currency_of(&r.text(1)?)))
    };
    let found = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// What somebody owes, by currency.
pub(crate) async fn debts(tx: &mut Tx, user: UserId) -> Result<Vec<Money>> {
    let sql = "select asset, debits_posted - credits_posted from accounts \
               where owner = $1 and purpose = 'wallet_debt' and debits_posted > credits_posted order by asset";
    let rows = tx.query(sql, params![user]).await?;
    let read = |r: &Row| -> Result<Option<Money>> {
        let owed = r.int(1)?;
        Ok(currency_of(&r.text(0)?).map(|currency| Money::new(owed, currency)))
    };
    let found = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// `CNY` of `CNY/2`.
fn currency_of(asset: &str) -> Option<Currency> {
    asset.split_once('/').and_then(|(code, _)| code.parse().ok())
}
