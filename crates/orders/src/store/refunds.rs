use crate::refund::{BY_HAND, CHARGED_BACK, CREDITED, FAILED, SUCCEEDED};
use crate::{PaidBy, PaidFor, RefundRow, ToOrigin};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{ExceptionId, MerchantId, Money, OrderId, PaymentId, RefundId, Time};
use std::collections::HashMap;

#[derive(Clone)]
pub(crate) struct Refund {
    pub of: PaidFor,
    pub id: RefundId,
    pub payment: PaymentId,
    /// None: of an order that was delivered, or of what stood in a wallet.
    pub exception: Option<ExceptionId>,
    pub channel: String,
    pub amount: Money,
    pub state: String,
    pub event_id: String,
    pub tried_at: Option<Time>,
    pub round: i64,
}

impl Refund {
    /// The id of a transfer in its round: `rfd_…/out`, then `rfd_…/out/2`.
    pub fn ledger_id(&self, what: &str) -> String {
        match self.round {
            1 => format!("{}/{what}", self.id),
            round => format!("{}/{what}/{round}", self.id),
        }
    }
}

pub(crate) async fn find(tx: &mut Tx, id: RefundId) -> Result<Option<Refund>> {
    let sql = "select merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, tried_at, round \
               from refunds where id = $1 for update";
    let Some(r) = tx.query_opt(sql, params![id]).await? else { return Ok(None) };
    Ok(Some(Refund {
        of: PaidFor::read(&r.text(0)?, &r.text(2)?)?,
        id: r.parse(1)?,
        payment: r.parse(3)?,
        exception: match r.text(4)?.as_str() {
            "" => None,
            _ => Some(r.parse(4)?),
        },
        channel: r.text(5)?,
        amount: Money::new(r.int(6)?, r.parse(7)?),
        state: r.text(8)?,
        event_id: r.text(9)?,
        tried_at: r.get(10)?,
        round: r.int(11)?,
    }))
}

/// Remembers the first call of this round; false where somebody else did.
pub(crate) async fn tried(tx: &mut Tx, refund: &Refund, now: Time) -> Result<bool> {
    let sql = "update refunds set tried_at = $3 where merchant = $1 and id = $2 and state = 'pending' \
               and tried_at is null and round = $4";
    Ok(tx.exec(sql, params![refund.of.book(), refund.id, now, refund.round]).await? == 1)
}

/// From the state it was read with to another one; the exception follows.
pub(crate) async fn change(tx: &mut Tx, refund: &Refund, to: &str, finished_at: Option<Time>) -> Result<()> {
    let sql =
        "update refunds set state = $3, finished_at = $4 where merchant = $1 and id = $2 and state = $5";
    tx.exec_one(sql, params![refund.of.book(), refund.id, to, finished_at, &refund.state]).await?;
    follow(tx, refund, to).await
}

/// It is tried once more: in its round, or in a new one where the channel has said no to this one, or a bank had its money.
pub(crate) async fn again(tx: &mut Tx, refund: &Refund) -> Result<()> {
    let anew = matches!(refund.state.as_str(), FAILED | CHARGED_BACK);
    let round = if anew { refund.round + 1 } else { refund.round };
    let sql = "update refunds set state = 'pending', tried_at = null, finished_at = null, round = $4 \
               where merchant = $1 and id = $2 and state = $3";
    tx.exec_one(sql, params![refund.of.book(), refund.id, &refund.state, round]).await?;
    follow(tx, refund, "pending").await
}

/// One of a delivered order, or of a wallet, has no exception that could.
async fn follow(tx: &mut Tx, refund: &Refund, to: &str) -> Result<()> {
    let Some(of) = refund.exception else { return Ok(()) };
    let sql = "update payment_exceptions set state = $3, action = case when $5 = 'credited' then 'credited' else action end \
               where merchant = $1 and id = $2 and state = $4";
    let (from, exception) = (of_exception(&refund.state), of_exception(to));
    tx.exec_one(sql, params![refund.of.book(), of, exception, from, to]).await
}

fn of_exception(refund: &str) -> &'static str {
    match refund {
        SUCCEEDED | CREDITED | CHARGED_BACK => "done",
        FAILED => "refund_failed",
        BY_HAND => "ask_by_hand",
        _ => "refunding",
    }
}

/// What a person has said about it, and when.
pub(crate) async fn decided(tx: &mut Tx, refund: &Refund, by: &str, reason: &str, now: Time) -> Result<()> {
    let sql =
        "update refunds set decided_by = $3, decided_at = $4, reason = $5 where merchant = $1 and id = $2";
    tx.exec_one(sql, params![refund.of.book(), refund.id, by, now, reason]).await
}

/// Newest first, with ids before that one.
pub(crate) async fn list(tx: &mut Tx, state: &str, before: &str, limit: i64) -> Result<Vec<RefundRow>> {
    let sql = "select r.merchant, r.id, r.order_id, r.payment, p.reference, r.event_id, r.channel, r.amount, r.currency, \
               r.state, r.created_at, r.tried_at, r.finished_at, r.decided_by, r.reason \
               from refunds r left join payments p on p.merchant = r.merchant and p.id = r.payment \
               where r.id < $1 and ($2 = '' or r.state = $2) order by r.id desc limit $3";
    tx.query(sql, params![before, state, limit]).await?.iter().map(listed).collect()
}

fn listed(r: &Row) -> Result<RefundRow> {
    Ok(RefundRow {
        of: PaidFor::read(&r.text(0)?, &r.text(2)?)?,
        id: r.parse(1)?,
        payment: r.parse(3)?,
        reference: r.get(4)?,
        event_id: r.text(5)?,
        channel: r.text(6)?,
        amount: Money::new(r.int(7)?, r.parse(8)?),
        state: r.text(9)?,
        created_at: r.time(10)?,
        tried_at: r.get(11)?,
        finished_at: r.get(12)?,
        decided_by: r.get(13)?,
        reason: r.get(14)?,
    })
}

/// The payments whose money delivered these orders, and which of their arrivals that was.
pub(crate) async fn paid_by(
    tx: &mut Tx,
    orders: &[(MerchantId, OrderId)],
) -> Result<HashMap<OrderId, PaidBy>> {
    let sql = "select order_id, id, channel, paid_event from payments \
               where merchant = $1 and order_id = $2 and state = 'paid' order by id";
    let keys = orders.iter().map(|(merchant, order)| row![*merchant, *order]).collect();
    let mut found = HashMap::new();
    for r in tx.query_each(sql, &[Ty::Text; 2], keys).await? {
        let paid_by = PaidBy { payment: r.parse(1)?, channel: r.text(2)?, event_id: r.text(3)? };
        // Of several the first one: what came later was given back.
        found.entry(r.parse(0)?).or_insert(paid_by);
    }
    Ok(found)
}

/// Of orders that were delivered, or of what stood in a wallet: no exception stands behind them.
pub(crate) async fn insert(tx: &mut Tx, refunds: &[ToOrigin<'_>], now: Time) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, created_at) \
               values ($1, $2, $3, $4, '', $5, $6, $7, 'pending', $8, $9)";
    let rows = refunds
        .iter()
        .map(|refund| {
            row![
                refund.of.book(),
                refund.id,
                refund.of.name(),
                refund.to.payment,
                &refund.to.channel,
                refund.amount.minor,
                refund.amount.currency,
                &refund.to.event_id,
                now
            ]
        })
        .collect();
    tx.exec_each_one(sql, &[Text, Text, Text, Text, Text, Int, Text, Text, Int], rows).await
}
