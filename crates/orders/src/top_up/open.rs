//! As for an order: a payment is stored before its channel hears of it, one for each channel and kind of device, and what
//! was opened before is left. It may still be paid, and is credited then.

use crate::channel::{Errand, PaymentRow};
use crate::switch::{LEAVING, PAYMENTS_MAX};
use crate::{OrderError, OrderRefusal, Orders, PaymentView, TopUp, TopUpState, store};
use kernel::PaymentId;
use ports::{Device, Payer};

impl Orders {
    /// Opens the payment of a waiting top-up at its channel, or finds the one that is open already for such a device.
    pub async fn open_top_up(&self, top_up: &TopUp, payer: &Payer) -> Result<PaymentView, OrderError> {
        if !top_up.waits(self.ambient().now()) {
            return Err(OrderRefusal::TopUpEnded.into());
        }
        let known = self.known_channel(&top_up.pay)?;
        let rows = self.open_rows_of(top_up).await?;
        let row = match rows.into_iter().find(|row| row.serves(&top_up.pay, payer.device)) {
            Some(row) => row,
            None => {
                known.entry.must_take(top_up.amount)?;
                let (row, others) = self.new_top_up_row(top_up, &top_up.pay, payer.device).await?;
                self.leave(&others).await;
                row
            }
        };
        self.open_at(&known, &self.errand_of_top_up(top_up), row, payer).await
    }

    /// From now on it is paid through that channel. Where the channel then does not open a payment, the top-up waits for
    /// it all the same, and may be switched again.
    pub async fn switch_top_up(
        &self,
        top_up: &TopUp,
        code: &str,
        payer: &Payer,
    ) -> Result<PaymentView, OrderError> {
        if !top_up.waits(self.ambient().now()) {
            return Err(OrderRefusal::TopUpEnded.into());
        }
        let known = self.known_channel(code)?;
        if top_up.pay == code {
            return self.open_top_up(top_up, payer).await;
        }
        known.entry.must_take(top_up.amount)?;
        // What has arrived there already has filled the wallet, and nothing is switched.
        let asking = tokio::time::timeout(LEAVING, self.ask_all_of(top_up.paid_for())).await;
        if asking.is_ok() && !self.top_up(top_up.id).await?.waits(self.ambient().now()) {
            return Err(OrderRefusal::TopUpEnded.into());
        }
        let (row, left) = self.new_top_up_row(top_up, code, payer.device).await?;
        let _ = tokio::time::timeout(LEAVING, self.leave(&left)).await;
        self.open_at(&known, &self.errand_of_top_up(top_up), row, payer).await
    }

    /// Its open payment, if it has one; of several the newest.
    pub async fn payment_of_top_up(&self, top_up: &TopUp) -> Result<Option<PaymentView>, OrderError> {
        Ok(self.open_rows_of(top_up).await?.into_iter().next().map(Into::into))
    }

    /// Asks about its open payments: for the page that waits, when a notify is late.
    pub async fn refresh_top_up(&self, top_up: &TopUp) -> Result<TopUp, OrderError> {
        if top_up.state == TopUpState::Open {
            for row in self.open_rows_of(top_up).await? {
                self.ask(&row).await?;
            }
        }
        self.top_up(top_up.id).await
    }

    async fn open_rows_of(&self, top_up: &TopUp) -> Result<Vec<PaymentRow>, OrderError> {
        let mut tx = self.db().read().await?;
        let mut rows = store::payments::of(&mut tx, top_up.paid_for()).await?;
        rows.retain(|row| row.state == "open");
        Ok(rows)
    }

    fn errand_of_top_up(&self, top_up: &TopUp) -> Errand {
        let id = top_up.id;
        Errand { subject: id.to_string(), return_url: format!("{}/me/wallet/top-up/{id}", self.base_url()) }
    }

    async fn new_top_up_row(
        &self,
        top_up: &TopUp,
        channel: &str,
        device: Device,
    ) -> Result<(PaymentRow, Vec<PaymentRow>), OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        // The lock keeps two openings apart, and the state is the one of now.
        let refusal = match store::top_ups::lock(&mut tx, top_up.id).await? {
            Some(locked) if !locked.waits(now) => Some(OrderRefusal::TopUpEnded),
            Some(locked) if locked.pay != top_up.pay => Some(OrderRefusal::PayChanged),
            Some(_) => None,
            None => Some(OrderRefusal::NoSuchTopUp),
        };
        let rows = store::payments::of(&mut tx, top_up.paid_for()).await?;
        let known = rows.iter().find(|row| row.serves(channel, device)).cloned();
        let too_many = rows.len() >= PAYMENTS_MAX && known.is_none();
        if let Some(refusal) = refusal.or(too_many.then_some(OrderRefusal::TooManyPayments)) {
            tx.rollback().await?;
            return Err(refusal.into());
        }
        if let Some(row) = known {
            tx.rollback().await?;
            return Ok((row, Vec::new()));
        }
        let (id, times) = (PaymentId::new(self.ambient()), (now, top_up.expires_at));
        let row = PaymentRow::new(top_up.paid_for(), id, (channel, device), top_up.amount, times);
        if channel != top_up.pay {
            store::top_ups::pay_through(&mut tx, top_up, channel).await?;
        }
        let left: Vec<PaymentRow> = rows.into_iter().filter(|row| row.state == "open").collect();
        store::payments::leave(&mut tx, &left).await?;
        store::payments::insert(&mut tx, &row, crate::sweep::next_ask(&row, now)).await?;
        tx.commit().await?;
        Ok((row, left))
    }
}
