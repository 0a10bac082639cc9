//! Talk to the payment channel: open, notify, ask, close. All of it outside of transactions; what the channel says is
//! booked by the desk.

use crate::channels::Known;
use crate::circuit::Health;
use crate::pay::PaidFact;
use crate::store;
use crate::{Order, OrderError, OrderRefusal, OrderState, Orders, PaidFor, PaidOutcome};
use kernel::{Money, PaymentId, Time};
use ports::{ChannelError, Device, NewPayment, Notified, NotifyRefusal, Paid, Payer, PaymentRef, RawNotify};
use std::sync::Arc;

/// A payment through a channel, as stored.
#[derive(Clone, Debug)]
pub(crate) struct PaymentRow {
    pub of: PaidFor,
    pub id: PaymentId,
    pub channel: String,
    pub state: String,
    pub amount: Money,
    /// What the channel calls it, where it said so when it was opened.
    pub reference: Option<String>,
    pub pay_url: Option<String>,
    pub qr_text: Option<String>,
    pub in_app: Option<String>,
    /// What the ways to pay are made for; none: from before it was asked.
    pub device: Option<Device>,
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
    /// What the page hands to the app that it is opened in: a JSON object.
    pub in_app: Option<String>,
    pub expires_at: Time,
}

impl PaymentView {
    /// Whether the channel has said how it is paid.
    pub fn can_be_paid(&self) -> bool {
        self.pay_url.is_some() || self.qr_text.is_some() || self.in_app.is_some()
    }
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
            in_app: p.in_app,
            expires_at: p.expires_at,
        }
    }
}

impl PaymentRow {
    /// One that its channel has not heard of.
    pub fn new(
        of: PaidFor,
        id: PaymentId,
        (channel, device): (&str, Device),
        amount: Money,
        (created_at, expires_at): (Time, Time),
    ) -> Self {
        Self {
            of,
            id,
            channel: channel.to_owned(),
            state: "open".into(),
            amount,
            reference: None,
            pay_url: None,
            qr_text: None,
            in_app: None,
            device: Some(device),
            created_at,
            expires_at,
        }
    }

    pub fn by_its_names(&self) -> PaymentRef {
        PaymentRef {
            payment: self.id,
            reference: self.reference.clone(),
            amount: self.amount,
            created_at: self.created_at,
        }
    }

    fn can_be_paid(&self) -> bool {
        self.pay_url.is_some() || self.qr_text.is_some() || self.in_app.is_some()
    }

    /// Whether it is open where the order is to be paid now, and made for that device.
    pub fn serves(&self, channel: &str, device: Device) -> bool {
        self.state == "open" && self.channel == channel && self.device.is_none_or(|made| made == device)
    }
}

/// What a payer is told at the channel, and where they are sent back to.
pub(crate) struct Errand {
    pub subject: String,
    pub return_url: String,
}

pub(crate) fn waits(order: &Order, now: Time) -> bool {
    order.state == OrderState::Pending && order.expires_at > now
}

impl Orders {
    /// Opens the payment of a waiting order at its channel, or finds the one that is open already for such a device.
    pub async fn open_payment(&self, order: &Order, payer: &Payer) -> Result<PaymentView, OrderError> {
        let now = self.ambient().now();
        if !waits(order, now) {
            return Err(OrderRefusal::NotPending.into());
        }
        let known = self.channels().by_code(&order.pay).ok_or(OrderRefusal::UnknownChannel)?;
        let mut tx = self.db().read().await?;
        let rows = store::payments::of_order(&mut tx, order.merchant, order.id).await?;
        drop(tx);
        let due = order.by_channel();
        let open = rows.into_iter().find(|row| row.serves(&order.pay, payer.device) && row.amount == due);
        let row = match open {
            Some(row) if row.can_be_paid() => return Ok(row.into()),
            Some(row) => row,
            None => {
                known.entry.must_take(due)?;
                let (row, others) = self.new_row(order, &order.pay, order.wallet_part, payer.device).await?;
                // Nobody should pay on the page that was left.
                self.leave(&others).await;
                row
            }
        };
        self.open_at(&known, &self.errand_of(order), row, payer).await
    }

    pub(crate) fn errand_of(&self, order: &Order) -> Errand {
        Errand { subject: format!("{} × {}", order.id, order.units()), return_url: self.link(order.id) }
    }

    /// Asks the channel for the ways to pay, and keeps them.
    pub(crate) async fn open_at(
        &self,
        known: &Known,
        errand: &Errand,
        mut row: PaymentRow,
        payer: &Payer,
    ) -> Result<PaymentView, OrderError> {
        if row.can_be_paid() {
            return Ok(row.into());
        }
        if known.entry.adapter.asks_who_pays(payer) {
            return Err(OrderRefusal::PayerUnknown.into());
        }
        let now = self.ambient().now();
        // Where there is no other way, the one that is resting is tried all the same.
        if !known.may_call(now) && self.another_way(&row, payer.device) {
            return Err(OrderRefusal::ChannelDown.into());
        }
        let opened = known.entry.adapter.create(&self.new_payment(errand, &row, payer)).await;
        known.note_opening(self.ambient().now(), &opened);
        let opened = opened.map_err(|error| {
            tracing::warn!(%error, payment = %row.id, channel = row.channel, "the channel did not open a payment");
            match error {
                ChannelError::Refused(_) => OrderRefusal::ChannelRefused,
                _ => OrderRefusal::ChannelDown,
            }
        })?;
        row.reference = opened.reference;
        row.pay_url = opened.pay_url;
        row.qr_text = opened.qr_text;
        row.in_app = opened.in_app;
        let mut tx = self.db().begin().await?;
        store::payments::set_opened(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(row.into())
    }

    fn another_way(&self, row: &PaymentRow, device: Device) -> bool {
        let offered = self.channels().offered(row.amount, device, self.ambient().now());
        offered.iter().any(|o| o.code != row.channel && !matches!(o.health, Health::Resting { .. }))
    }

    fn new_payment(&self, errand: &Errand, row: &PaymentRow, payer: &Payer) -> NewPayment {
        NewPayment {
            payment: row.id,
            amount: row.amount,
            subject: errand.subject.clone(),
            notify_url: format!("{}/notify/{}", self.base_url(), row.channel),
            return_url: errand.return_url.clone(),
            expires_at: row.expires_at,
            payer: payer.clone(),
        }
    }

    /// The open payment of an order, if it has one; of several the newest.
    pub async fn payment_of(&self, order: &Order) -> Result<Option<PaymentView>, OrderError> {
        Ok(self.open_rows(order).await?.into_iter().next().map(Into::into))
    }

    pub(crate) async fn open_rows(&self, order: &Order) -> Result<Vec<PaymentRow>, OrderError> {
        let mut tx = self.db().read().await?;
        let mut rows = store::payments::of_order(&mut tx, order.merchant, order.id).await?;
        rows.retain(|row| row.state == "open");
        Ok(rows)
    }

    /// A channel reports something. Verified, asked again, booked once.
    pub async fn notify(&self, channel: &str, raw: &RawNotify) -> NotifyAnswer {
        let Some(known) = self.channels().by_code(channel) else {
            return NotifyAnswer::no(404, "unknown channel");
        };
        let adapter = &known.entry.adapter;
        let no = |status| NotifyAnswer::no(status, adapter.refusal());
        let notified = match adapter.verify_notify(raw, self.ambient().now()) {
            Ok(notified) => notified,
            Err(refusal) => {
                tracing::warn!(channel, %refusal, "a notify was refused");
                return no(if matches!(refusal, NotifyRefusal::Malformed(_)) { 400 } else { 401 });
            }
        };
        let done = match notified {
            Notified::Paid { payment, .. } => self.hear(channel, payment).await,
            Notified::Refunded { refund } => self.run_refund_of(Some(channel), refund).await,
            Notified::Disputed { reference } => self.hear_dispute(channel, reference).await,
            Notified::Other => Ok(()),
        };
        match done {
            Ok(()) => NotifyAnswer { status: 200, body: adapter.acknowledgement().to_owned() },
            Err(OrderError::Refused(OrderRefusal::NotFound | OrderRefusal::NoSuchRefund)) => {
                tracing::error!(channel, "a signed notify names a payment that does not exist here");
                no(404)
            }
            Err(error) => {
                tracing::warn!(channel, %error, "a notify could not be handled: the channel will repeat it");
                no(503)
            }
        }
    }

    /// Asks the channel what it knows of a payment, and books every arrival that is new.
    pub async fn ask_channel(
        &self,
        channel: &str,
        payment: PaymentId,
    ) -> Result<Vec<PaidOutcome>, OrderError> {
        Ok(self.ask_about(channel, payment).await?.outcomes)
    }

    /// Who tells of money for a payment and, asked, knows no such payment has not caught up with itself: it is to tell
    /// again.
    async fn hear(&self, channel: &str, payment: PaymentId) -> Result<(), OrderError> {
        let asked = self.ask_about(channel, payment).await?;
        if asked.unknown { Err(OrderRefusal::ChannelDown.into()) } else { Ok(()) }
    }

    async fn ask_about(&self, channel: &str, payment: PaymentId) -> Result<Asked, OrderError> {
        let mut tx = self.db().read().await?;
        let row = store::payments::find(&mut tx, payment).await?.ok_or(OrderRefusal::NotFound)?;
        drop(tx);
        if row.channel != channel {
            return Err(OrderRefusal::NotFound.into());
        }
        self.ask(&row).await
    }

    pub(crate) async fn ask(&self, row: &PaymentRow) -> Result<Asked, OrderError> {
        let known = self.channels().by_code(&row.channel).ok_or(OrderRefusal::UnknownChannel)?;
        let answer = known.entry.adapter.query(&row.by_its_names()).await;
        known.note(self.ambient().now(), &answer);
        let told = match answer {
            Ok(told) => told,
            Err(ChannelError::NotFound) => return Ok(Asked::unknown()),
            Err(error) => {
                tracing::warn!(%error, payment = %row.id, "the channel could not be asked");
                return Err(OrderRefusal::ChannelDown.into());
            }
        };
        let mut outcomes = Vec::with_capacity(told.paid.len());
        for paid in told.paid {
            let outcome = self.arrived_at(row, paid).await?;
            if outcome == PaidOutcome::Refused {
                return Err(OrderRefusal::NotFound.into());
            }
            outcomes.push(outcome);
        }
        Ok(Asked { outcomes, closed: told.closed, unknown: false })
    }

    async fn arrived_at(&self, row: &PaymentRow, paid: Paid) -> Result<PaidOutcome, OrderError> {
        let (merchant, order) = match row.of {
            PaidFor::Order { merchant, order } => (merchant, order),
            PaidFor::TopUp { top_up, .. } => return self.top_up_arrived(row, top_up, &paid).await,
        };
        let (event_id, amount) = (paid.event_id, paid.amount);
        let (payment, channel) = (row.id, row.channel.clone());
        self.0.desk.paid(PaidFact { merchant, order, payment, channel, event_id, amount }).await
    }

    /// Asks about the open payments of an order: for the page that waits, when a notify is late.
    pub async fn refresh(&self, order: &Order) -> Result<Order, OrderError> {
        if order.state == OrderState::Pending {
            for row in self.open_rows(order).await? {
                self.ask(&row).await?;
            }
        }
        self.find(order.id).await
    }

    /// Asks about all payments of an order that may still bring money, those that were left for another way too. Who
    /// has been silent lately is not waited for.
    pub(crate) async fn ask_all(&self, order: &Order) -> Result<Order, OrderError> {
        self.ask_all_of(order.paid_for()).await?;
        self.find(order.id).await
    }

    pub(crate) async fn ask_all_of(&self, what: PaidFor) -> Result<(), OrderError> {
        let mut tx = self.db().read().await?;
        let rows = store::payments::of(&mut tx, what).await?;
        drop(tx);
        for row in rows.iter().filter(|row| row.state != "paid") {
            if self.is_resting(&row.channel) {
                continue;
            }
            if let Err(error) = self.ask(row).await {
                tracing::info!(%error, payment = %row.id, "asking about a payment failed, it is asked again");
            }
        }
        Ok(())
    }

    pub(crate) fn is_resting(&self, channel: &str) -> bool {
        let health = self.channels().health(channel, self.ambient().now());
        matches!(health, Some(Health::Resting { .. }))
    }

    /// Nobody should pay any more; what fails here is caught by the late-payment rule.
    pub(crate) async fn close_at_channels(&self, what: PaidFor) {
        let rows = match self.db().read().await {
            Ok(mut tx) => store::payments::of(&mut tx, what).await.unwrap_or_default(),
            Err(_) => return,
        };
        let unpaid: Vec<PaymentRow> = rows.into_iter().filter(|row| row.state != "paid").collect();
        self.leave(&unpaid).await;
    }

    /// Closes payments at their channels. Those of a silent channel are closed when they are followed.
    pub(crate) async fn leave(&self, rows: &[PaymentRow]) {
        for row in rows.iter().filter(|row| !self.is_resting(&row.channel)) {
            self.close_at(row).await;
        }
    }

    pub(crate) async fn close_at(&self, row: &PaymentRow) {
        let Some(known) = self.channels().by_code(&row.channel) else { return };
        let closed = known.entry.adapter.close(&row.by_its_names()).await;
        known.note(self.ambient().now(), &closed);
        if let Err(error) = closed {
            tracing::info!(%error, payment = %row.id, "a payment could not be closed at its channel");
        }
    }

    /// The channel with that code, whether switched on or off.
    pub(crate) fn known_channel(&self, code: &str) -> Result<Arc<Known>, OrderError> {
        Ok(self.channels().by_code(code).ok_or(OrderRefusal::UnknownChannel)?)
    }
}

/// What asking came to.
pub(crate) struct Asked {
    /// One for each arrival.
    pub outcomes: Vec<PaidOutcome>,
    /// Nobody can pay it any more.
    pub closed: bool,
    /// The channel knows no such payment.
    unknown: bool,
}

impl Asked {
    fn unknown() -> Self {
        Self { outcomes: Vec::new(), closed: true, unknown: true }
    }
}
