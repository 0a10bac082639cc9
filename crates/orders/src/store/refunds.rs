use crate::PaidBy;
use db::{Result, Tx};
use kernel::{ExceptionId, MerchantId, Money, OrderId, PaymentId, RefundId, Time};

pub(crate) struct Refund {
    pub merchant: MerchantId,
    pub id: RefundId,
    pub order: OrderId,
    pub payment: PaymentId,
    /// None: of an order that was delivered.
    pub exception: Option<ExceptionId>,
    pub channel: String,
    pub amount: Money,
    pub state: String,
}

pub(crate) async fn find(tx: &mut Tx, id: RefundId) -> Result<Option<Refund>> {
    let sql = "select merchant, id, order_id, payment, exception, channel, amount, currency, state from refunds where id = $1 for update";
    let Some(r) = tx.query_opt(sql, db::params![id]).await? else { return Ok(None) };
    Ok(Some(Refund {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        order: r.parse(2)?,
        payment: r.parse(3)?,
        exception: match r.text(4)?.as_str() {
            "" => None,
            _ => Some(r.parse(4)?),
        },
        channel: r.text(5)?,
        amount: Money::new(r.int(6)?, r.parse(7)?),
        state: r.text(8)?,
    }))
}

/// From pending to succeeded or failed, once; the exception follows.
pub(crate) async fn finish(tx: &mut Tx, refund: &Refund, succeeded: bool, now: Time) -> Result<()> {
    let (state, exception) = if succeeded { ("succeeded", "done") } else { ("failed", "refund_failed") };
    let sql = "update refunds set state = $3, finished_at = $4 where merchant = $1 and id = $2 and state = 'pending'";
    tx.exec_one(sql, db::params![refund.merchant, refund.id, state, now]).await?;
    let Some(of) = refund.exception else { return Ok(()) };
    let sql =
        "update payment_exceptions set state = $3 where merchant = $1 and id = $2 and state = 'refunding'";
    tx.exec_one(sql, db::params![refund.merchant, of, exception]).await
}

/// The payment whose money delivered the order.
pub(crate) async fn paid_by(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<PaidBy>> {
    let sql = "select id, channel from payments where merchant = $1 and order_id = $2 and state = 'paid' \
               order by id limit 1";
    let found = tx.query_opt(sql, db::params![merchant, order]).await?;
    found.map(|r| Ok(PaidBy { payment: r.parse(0)?, channel: r.text(1)? })).transpose()
}

/// Of an order that was delivered: no exception stands behind it.
pub(crate) async fn insert_of_order(
    tx: &mut Tx,
    (merchant, order): (MerchantId, OrderId),
    id: RefundId,
    to: &PaidBy,
    amount: Money,
    now: Time,
) -> Result<()> {
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, created_at) \
               values ($1, $2, $3, $4, '', $5, $6, $7, 'pending', $8)";
    let params =
        db::params![merchant, id, order, to.payment, &to.channel, amount.minor, amount.currency, now];
    tx.exec_one(sql, params).await
}
