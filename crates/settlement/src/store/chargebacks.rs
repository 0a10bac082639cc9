use super::orders::Row;
use crate::chargeback::{Chargeback, Sources};
use db::{DbError, Result, Tx, params};
use kernel::{Currency, MerchantId, Money, RefundId, Time};
use orders::ChargebackState;

const COLUMNS: &str = "merchant, id, channel, reference, event_id, payment, order_id, dispute, amount, currency, reason, \
    recorded_by, state, refund, from_loss, cost, created_at, taken_at, returned_at";

fn read(r: &db::Row) -> Result<Chargeback> {
    Ok(Chargeback {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        channel: r.text(2)?,
        reference: r.text(3)?,
        event_id: r.text(4)?,
        payment: r.parse(5)?,
        order: r.parse(6)?,
        dispute: r.text(7)?,
        amount: Money::new(r.int(8)?, r.parse(9)?),
        reason: r.text(10)?,
        recorded_by: r.get(11)?,
        state: ChargebackState::read(&r.text(12)?)?,
        refund: r.parse_opt(13)?,
        from_loss: r.int(14)?,
        cost: r.int(15)?,
        created_at: r.time(16)?,
        taken_at: r.get(17)?,
        returned_at: r.get(18)?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, c: &Chargeback) -> Result<()> {
    let sql = "insert into chargebacks (merchant, id, channel, reference, event_id, payment, order_id, dispute, amount, \
               currency, reason, recorded_by, state, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'told', $13)";
    let values = params![
        c.merchant,
        c.id,
        &c.channel,
        &c.reference,
        &c.event_id,
        c.payment,
        c.order,
        &c.dispute,
        c.amount.minor,
        c.amount.currency,
        &c.reason,
        c.recorded_by.clone(),
        c.created_at
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn named(tx: &mut Tx, channel: &str, reference: &str) -> Result<Option<Chargeback>> {
    let sql = format!("select {COLUMNS} from chargebacks where channel = $1 and reference = $2");
    tx.query_opt(&sql, params![channel, reference]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn of_dispute(tx: &mut Tx, dispute: &str) -> Result<Option<Chargeback>> {
    let sql = format!("select {COLUMNS} from chargebacks where dispute = $1 order by id desc limit 1");
    tx.query_opt(&sql, params![dispute]).await?.as_ref().map(read).transpose()
}

/// From told to taken.
pub(crate) async fn taken(
    tx: &mut Tx,
    c: &Chargeback,
    refund: Option<RefundId>,
    from: &Sources,
    now: Time,
) -> Result<()> {
    let sql = "update chargebacks set state = 'taken', refund = $3, from_loss = $4, cost = $5, taken_at = $6 \
               where merchant = $1 and id = $2 and state = 'told'";
    let refund = refund.map(|refund| refund.to_string());
    tx.exec_one(sql, params![c.merchant, c.id, refund, from.loss, from.cost, now]).await
}

/// From taken to returned.
pub(crate) async fn returned(tx: &mut Tx, c: &Chargeback, now: Time) -> Result<()> {
    let sql = "update chargebacks set state = 'returned', returned_at = $3 \
               where merchant = $1 and id = $2 and state = 'taken'";
    tx.exec_one(sql, params![c.merchant, c.id, now]).await
}

/// What a row of refunds took from where.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part {
    pub amount: i64,
    pub fee: i64,
    pub escrow: i64,
    pub balance: i64,
    pub bond: i64,
    pub debt: i64,
    pub tax: i64,
}

pub(crate) async fn refund(tx: &mut Tx, merchant: MerchantId, id: RefundId) -> Result<Part> {
    let sql = "select amount, fee_back, from_escrow, from_balance, from_bond, from_debt, tax_back \
               from order_refunds where merchant = $1 and id = $2 and returned = ''";
    let row = tx.query_opt(sql, params![merchant, id]).await?;
    let r = row.ok_or_else(|| DbError::State(format!("the chargeback {id} went back before")))?;
    Ok(Part {
        amount: r.int(0)?,
        fee: r.int(1)?,
        escrow: r.int(2)?,
        balance: r.int(3)?,
        bond: r.int(4)?,
        debt: r.int(5)?,
        tax: r.int(6)?,
    })
}

/// The order has it again. What was released meanwhile stays released: then the escrow's part is the balance's.
pub(crate) async fn give_back(
    tx: &mut Tx,
    row: &Row,
    id: RefundId,
    part: &Part,
    released: bool,
) -> Result<()> {
    let to = if released { "balance" } else { "escrow" };
    let sql = "update order_refunds set returned = $3 where merchant = $1 and id = $2 and returned = ''";
    tx.exec_one(sql, params![row.merchant, id, to]).await?;
    let escrow = if released { 0 } else { part.escrow };
    let sql = "update refunded_orders set refunded = refunded - $3, fee_back = fee_back - $4, \
               from_escrow = from_escrow - $5, tax_back = tax_back - $6 where merchant = $1 and order_id = $2";
    tx.exec_one(sql, params![row.merchant, row.id, part.amount, part.fee, escrow, part.tax]).await
}

/// Merchants that owe something and have something.
pub(crate) async fn owing(tx: &mut Tx, limit: i64) -> Result<Vec<(MerchantId, Currency)>> {
    let sql = "select d.owner, d.asset from accounts d join accounts b \
               on b.owner = d.owner and b.asset = d.asset and b.purpose = 'balance' \
               where d.purpose = 'chargeback_debt' and d.debits_posted > d.credits_posted \
               and b.credits_posted - b.debits_posted - b.debits_pending > 0 order by d.owner limit $1";
    let rows = tx.query(sql, params![limit]).await?;
    let read = |r: &db::Row| -> Result<Option<(MerchantId, Currency)>> {
        let asset = r.text(1)?;
        let currency = asset.split_once('/').and_then(|(code, _)| code.parse().ok());
        Ok(r.text(0)?.parse().ok().zip(currency))
    };
    let found = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}
