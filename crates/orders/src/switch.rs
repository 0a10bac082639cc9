//! A waiting order is paid another way than was chosen first. What was opened before is closed at its gateway, and may
//! still be paid: by whoever was on that page already, or where the gateway knows no closing. Then that money pays the
//! order as if nothing had been switched, and what comes second is a duplicate and goes back to where it came from.

use crate::again::on_conflict;
use crate::channel::{PaymentRow, waits};
use crate::{FromWallet, Order, OrderError, OrderRefusal, Orders, PaymentView, mixed, store};
use db::Tx;
use kernel::{Money, PaymentId, Time};
use ports::{Device, Payer};
use std::time::Duration;

/// How often the payment of one order, or of one top-up, may be opened anew.
pub(crate) const PAYMENTS_MAX: usize = 12;
/// How long a buyer waits for the gateway that is being left.
pub(crate) const LEAVING: Duration = Duration::from_secs(3);
/// How often it is tried again where others move the same wallet, or the merchant's escrow, at the same moment.
const AGAIN: usize = 8;

impl Orders {
    /// From now on the order is paid through that channel, all of it. Where the channel then does not open a payment, the
    /// order waits for it all the same, and may be switched again.
    pub async fn switch_channel(
        &self,
        order: &Order,
        code: &str,
        payer: &Payer,
    ) -> Result<PaymentView, OrderError> {
        self.choose_way(order, code, None, payer).await
    }

    /// The same, with a part from its buyer's wallet: held from now on, until the channel has brought the rest, or the
    /// order ends, or is to be paid another way. Nothing comes from the wallet where that is not said.
    pub async fn choose_way(
        &self,
        order: &Order,
        code: &str,
        from: Option<FromWallet>,
        payer: &Payer,
    ) -> Result<PaymentView, OrderError> {
        if !waits(order, self.ambient().now()) {
            return Err(OrderRefusal::NotPending.into());
        }
        let known = self.known_channel(code)?;
        let part = self.wallet_part(order, from).await?;
        if order.pay == code && order.wallet_part == part {
            return self.open_payment(order, payer).await;
        }
        known.entry.must_take(Money::new(order.total.minor - part.minor, order.currency()))?;
        let left = self.open_rows(order).await?;
        // What has arrived there already pays the order, and nothing is switched.
        let asking = tokio::time::timeout(LEAVING, self.ask_all(order)).await;
        if let Ok(Ok(now)) = asking
            && !waits(&now, self.ambient().now())
        {
            return Err(OrderRefusal::NotPending.into());
        }
        let (row, _) = self.new_row(order, code, part, payer.device).await?;
        let _ = tokio::time::timeout(LEAVING, self.leave(&left)).await;
        self.open_at(&known, &self.errand_of(order), row, payer).await
    }

    /// A payment is stored before its channel hears of it: its id is the channel's idempotency key. With it, those that
    /// were open until now, which are not any more. The wallet's part is held in the same transaction.
    pub(crate) async fn new_row(
        &self,
        order: &Order,
        channel: &str,
        part: Money,
        device: Device,
    ) -> Result<(PaymentRow, Vec<PaymentRow>), OrderError> {
        on_conflict(AGAIN, || self.try_new_row(order, channel, part, device)).await
    }

    async fn try_new_row(
        &self,
        order: &Order,
        channel: &str,
        part: Money,
        device: Device,
    ) -> Result<(PaymentRow, Vec<PaymentRow>), OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        // The lock keeps two openings of one order apart, and the state is the one of now: whoever asks may have seen
        // the order before it was cancelled, or switched.
        let locked = store::orders::lock(&mut tx, vec![(order.merchant, order.id)]).await?;
        let refusal = match locked.get(&order.id) {
            Some(locked) if !waits(locked, now) => Some(OrderRefusal::NotPending),
            Some(locked) if !is_paid_as(locked, order) => Some(OrderRefusal::PayChanged),
            Some(_) => None,
            None => Some(OrderRefusal::NotFound),
        };
        let rows = store::payments::of_order(&mut tx, order.merchant, order.id).await?;
        let too_many = (rows.len() >= PAYMENTS_MAX).then_some(OrderRefusal::TooManyPayments);
        let due = Money::new(order.total.minor - part.minor, order.currency());
        let known = rows.iter().find(|row| row.serves(channel, device) && row.amount == due).cloned();
        if let Some(refusal) = refusal.or(too_many.filter(|_| known.is_none())) {
            tx.rollback().await?;
            return Err(refusal.into());
        }
        if let Some(row) = known {
            tx.rollback().await?;
            return Ok((row, Vec::new()));
        }
        let id = PaymentId::new(self.ambient());
        let row = PaymentRow::new(order.paid_for(), id, (channel, device), due, (now, order.expires_at));
        if let Err(refused) = pay_by(&mut tx, now, order, channel, part).await {
            tx.rollback().await?;
            return Err(refused);
        }
        let left: Vec<PaymentRow> = rows.into_iter().filter(|row| row.state == "open").collect();
        store::payments::leave(&mut tx, &left).await?;
        store::payments::insert(&mut tx, &row, crate::sweep::next_ask(&row, now)).await?;
        tx.commit().await?;
        Ok((row, left))
    }
}

fn is_paid_as(order: &Order, seen: &Order) -> bool {
    (&order.pay, order.wallet_part, order.wallet_holds) == (&seen.pay, seen.wallet_part, seen.wallet_holds)
}

/// Nothing is written where it is the way it was.
async fn pay_by(tx: &mut Tx, now: Time, order: &Order, channel: &str, part: Money) -> Result<(), OrderError> {
    let mut holds = order.wallet_holds;
    if part != order.wallet_part {
        holds = mixed::hold(tx, now, order, part).await?;
    }
    if channel != order.pay || part != order.wallet_part {
        store::orders::pay_by(tx, order, channel, (part, holds)).await?;
    }
    Ok(())
}
