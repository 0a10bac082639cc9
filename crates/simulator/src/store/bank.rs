use db::{Result, Tx};
use kernel::{MerchantId, Money, OrderId, RefundId};

/// A payment that a bank disputes, as the shop has booked it.
pub struct ChargebackRow {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub channel: String,
    /// What the channel calls it.
    pub reference: String,
    /// Which arrival.
    pub event: String,
    pub amount: Money,
    /// `told`, `taken` or `returned`
    pub state: String,
    /// What of it the order gave.
    pub refund: Option<RefundId>,
    /// What of it the platform gave.
    pub from_loss: i64,
    /// What the merchant pays for the trouble.
    pub cost: i64,
    /// The case that it is dealt with in.
    pub dispute: String,
}

pub async fn chargebacks(tx: &mut Tx) -> Result<Vec<ChargebackRow>> {
    let sql = "select merchant, order_id, channel, reference, event_id, amount, currency, state, refund, from_loss, \
               cost, dispute from chargebacks order by channel, reference";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            Ok(ChargebackRow {
                merchant: r.parse(0)?,
                order: r.parse(1)?,
                channel: r.text(2)?,
                reference: r.text(3)?,
                event: r.text(4)?,
                amount: Money::new(r.int(5)?, r.parse(6)?),
                state: r.text(7)?,
                refund: r.parse_opt(8)?,
                from_loss: r.int(9)?,
                cost: r.int(10)?,
                dispute: r.text(11)?,
            })
        })
        .collect()
}
