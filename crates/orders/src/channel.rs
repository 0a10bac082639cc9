//! Talk to the payment channel: open, notify, query, refund. All of it outside of transactions; what the channel
//! says is booked by the desk.

use crate::pay::PaidFact;
use crate::store;
use crate::{Order, OrderError, OrderRefusal, OrderState, Orders, PaidOutcome};
use kernel::{MerchantId, Money, OrderId, PaymentId, RefundId, Time};
use ledger::{Chain, Outcome, Step};
use ports::{ChannelError, NewPayment, NewRefund, Notified, NotifyRefusal, RawNotify, RefundState};

/// A payment through a channel, as stored.
#[derive(Clone, Debug)]
pub(crate) struct PaymentRow {
    pub merchant: MerchantId,
    pub id: PaymentId,
    pub order: OrderId,
    pub channel: String,
    pub state: String,
    pub amount: Money,
    pub pay_url: Option<String>,
    pub qr_text: Option<String>,
    pub created_at: Time,
    pub expires_at: Time,
}

/// What the payer needs.
#[derive(Clone, Debug)]
pub struct PaymentView {
    pub id: PaymentId,
    pub channel: String,
    pub amount: Money,
    pub pay_url: Option<String>,
    /// Text for a QR code.
    pub qr_text: Option<String>,
    pub expires_at: Time,
}

/// What the channel is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifyAnswer {
    pub status: u16,
    pub body: String,
}

impl NotifyAnswer {
    fn no(status: u16, why: &str) -> Self {
        Self { status, body: why.to_owned() }
    }
}

impl From<PaymentRow> for PaymentView {
    fn from(p: PaymentRow) -> Self {
        Self {
            id: p.id,
            channel: p.channel,
            amount: p.amount,
            pay_url: p.pay_url,
            qr_text: p.qr_text,
            expires_at: p.expires_at,
        }
    }
}

impl Orders {
    /// Opens the payment of a waiting order at its channel, or finds the one that is open already.
    pub async fn open_payment(&self, order: &Order) -> Result<PaymentView, OrderError> {
        let now = self.ambient().now();
        if order.state != OrderState::Pending || order.expires_at <= now {
            return Err(OrderRefusal::NotPending.into());
        }
        let channel = self.channel(&order.pay).ok_or(OrderRefusal::UnknownChannel)?;
        let mut row = self.payment_row(order, now).await?;
        if row.pay_url.is_some() || row.qr_text.is_some() {
            return Ok(row.into());
        }
        let opened = channel.create(&self.new_payment(order, &row)).await.map_err(|error| {
            tracing::warn!(%error, payment = %row.id, "the channel did not open a payment");
            OrderRefusal::ChannelDown
        })?;
        row.pay_url = opened.pay_url;
        row.qr_text = opened.qr_text;
        let mut tx = self.db().begin().await?;
        store::payments::set_links(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row.into())
    }

    /// Stored before the channel hears of it: its id is the channel's idempotency key.
    async fn payment_row(&self, order: &Order, now: Time) -> Result<PaymentRow, OrderError> {
        let mut tx = self.db().begin().await?;
        // The lock keeps two openings of one order apart, and the state is the one of now: whoever asks may have seen
        // the order before it was cancelled.
        let locked = store::orders::lock(&mut tx, vec![(order.merchant, order.id)]).await?;
        let waits = |o: &Order| o.state == OrderState::Pending && o.expires_at > now;
        if !locked.get(&order.id).is_some_and(waits) {
            tx.rollback().await?;
            return Err(OrderRefusal::NotPending.into());
        }
        let rows = store::payments::of_order(&mut tx, order.merchant, order.id).await?;
        if let Some(row) = rows.into_iter().find(|p| p.state == "open" && p.channel == order.pay) {
            tx.rollback().await?;
            return Ok(row);
        }
        let row = PaymentRow {
            merchant: order.merchant,
            id: PaymentId::new(self.ambient()),
            order: order.id,
            channel: order.pay.clone(),
            state: "open".into(),
            amount: order.total,
            pay_url: None,
            qr_text: None,
            created_at: now,
            expires_at: order.expires_at,
        };
        store::payments::insert(&mut tx, &row).await?;
        crate::sweep::follow(&mut tx, self.ambient(), &row).await?;
        tx.commit().await?;
        Ok(row)
    }

    fn new_payment(&self, order: &Order, row: &PaymentRow) -> NewPayment {
        NewPayment {
            payment: row.id,
            amount: row.amount,
            subject: format!("{} × {}", order.id, order.units()),
            notify_url: format!("{}/notify/{}", self.base_url(), row.channel),
            return_url: self.link(order.id),
            expires_at: row.expires_at,
        }
    }

    /// The open payment of an order, if it has one.
    pub async fn payment_of(&self, order: &Order) -> Result<Option<PaymentView>, OrderError> {
        let mut tx = self.db().read().await?;
        let rows = store::payments::of_order(&mut tx, order.merchant, order.id).await?;
        Ok(rows.into_iter().find(|p| p.state == "open").map(Into::into))
    }

    /// A channel reports something. Verified, asked again, booked once.
    pub async fn notify(&self, channel: &str, raw: &RawNotify) -> NotifyAnswer {
        let Some(adapter) = self.channel(channel) else { return NotifyAnswer::no(404, "unknown channel") };
        let notified = match adapter.verify_notify(raw, self.ambient().now()) {
            Ok(notified) => notified,
            Err(refusal) => {
                tracing::warn!(channel, %refusal, "a notify was refused");
                let status = if matches!(refusal, NotifyRefusal::Malformed(_)) { 400 } else { 401 };
                return NotifyAnswer::no(status, "refused");
            }
        };
        let done = match notified {
            Notified::Paid { payment, .. } => self.ask_channel(channel, payment).await.map(|_| ()),
            Notified::Refunded { refund } => self.run_refund(refund).await,
            Notified::Other => Ok(()),
        };
        match done {
            Ok(()) => NotifyAnswer { status: 200, body: adapter.acknowledgement().to_owned() },
            Err(OrderError::Refused(OrderRefusal::NotFound)) => {
                tracing::error!(channel, "a signed notify names a payment that does not exist here");
                NotifyAnswer::no(404, "unknown payment")
            }
            Err(error) => {
                tracing::warn!(channel, %error, "a notify could not be handled: the channel will repeat it");
                NotifyAnswer::no(503, "try again")
            }
        }
    }

    /// Asks the channel what it knows of a payment, and books every arrival that is new.
    pub async fn ask_channel(
        &self,
        channel: &str,
        payment: PaymentId,
    ) -> Result<Vec<PaidOutcome>, OrderError> {
        let mut tx = self.db().read().await?;
        let row = store::payments::find(&mut tx, payment).await?.ok_or(OrderRefusal::NotFound)?;
        drop(tx);
        if row.channel != channel {
            return Err(OrderRefusal::NotFound.into());
        }
        let adapter = self.channel(channel).ok_or(OrderRefusal::UnknownChannel)?;
        let known = match adapter.query(payment).await {
            Ok(known) => known,
            Err(ChannelError::NotFound) => return Ok(Vec::new()),
            Err(error) => {
                tracing::warn!(%error, %payment, "the channel could not be asked");
                return Err(OrderRefusal::ChannelDown.into());
            }
        };
        let mut outcomes = Vec::new();
        for paid in known.paid {
            let fact = PaidFact {
                merchant: row.merchant,
                order: row.order,
                payment,
                channel: channel.to_owned(),
                event_id: paid.event_id,
                amount: paid.amount,
            };
            let outcome = self.0.desk.paid(fact).await?;
            if outcome == PaidOutcome::Refused {
                return Err(OrderRefusal::NotFound.into());
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Asks about the open payment of an order: for the page that waits, when a notify is late.
    pub async fn refresh(&self, order: &Order) -> Result<Order, OrderError> {
        if let Some(payment) = self.payment_of(order).await?
            && order.state == OrderState::Pending
        {
            self.ask_channel(&payment.channel, payment.id).await?;
        }
        self.find(order.id).await
    }

    /// Nobody should pay any more; what fails here is caught by the late-payment rule.
    pub(crate) async fn close_at_channels(&self, order: &Order) {
        let rows = match self.db().read().await {
            Ok(mut tx) => {
                store::payments::of_order(&mut tx, order.merchant, order.id).await.unwrap_or_default()
            }
            Err(_) => return,
        };
        for row in rows.iter().filter(|p| p.state != "paid") {
            if let Some(channel) = self.channel(&row.channel)
                && let Err(error) = channel.close(row.id).await
            {
                tracing::info!(%error, payment = %row.id, "a payment could not be closed at its channel");
            }
        }
    }

    /// Sends money back: asked first, tried under one id, booked when the channel is certain.
    pub async fn run_refund(&self, id: RefundId) -> Result<(), OrderError> {
        let mut tx = self.db().read().await?;
        let refund = store::refunds::find(&mut tx, id).await?.ok_or(OrderRefusal::NotFound)?;
        drop(tx);
        if refund.state != "pending" {
            return Ok(());
        }
        let channel = self.channel(&refund.channel).ok_or(OrderRefusal::UnknownChannel)?;
        let state = match channel.query_refund(id).await {
            Ok(known) => Ok(known.state),
            Err(ChannelError::NotFound) => {
                let new = NewRefund {
                    refund: id,
                    payment: refund.payment,
                    amount: refund.amount,
                    reason: format!("order {}", refund.order),
                };
                channel.refund(&new).await.map(|r| r.state)
            }
            Err(error) => Err(error),
        };
        match state {
            Ok(RefundState::Succeeded) => self.finish_refund(id, true).await,
            Ok(RefundState::Failed) | Err(ChannelError::Refused(_)) => self.finish_refund(id, false).await,
            Ok(RefundState::Pending) | Err(_) => Err(OrderRefusal::ChannelDown.into()),
        }
    }

    async fn finish_refund(&self, id: RefundId, succeeded: bool) -> Result<(), OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let refund = store::refunds::find(&mut tx, id).await?.ok_or(OrderRefusal::NotFound)?;
        if refund.state != "pending" {
            return Ok(tx.rollback().await?);
        }
        let pending = format!("{id}/out");
        let step = if succeeded {
            Step::PostPending { id: format!("{id}/done"), pending, amount: None }
        } else {
            tracing::error!(refund = %id, "the channel refuses a refund: the money waits in the exception account");
            Step::VoidPending { id: format!("{id}/failed"), pending }
        };
        let chain = Chain {
            book: refund.merchant.to_string(),
            reference: refund.order.to_string(),
            steps: vec![step],
        };
        match ledger::submit(&mut tx, now, &[chain]).await?.first() {
            Some(Outcome::Applied) => {}
            other => {
                return Err(db::DbError::State(format!("refund {id}: the ledger answered {other:?}")).into());
            }
        }
        store::refunds::finish(&mut tx, &refund, succeeded, now).await?;
        Ok(tx.commit().await?)
    }
}
