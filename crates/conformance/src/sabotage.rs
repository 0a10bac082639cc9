//! Adapters that are wrong on purpose: proof that the kit can find something.

use async_trait::async_trait;
use kernel::{RefundId, Time};
use ports::{
    ChannelDispute, ChannelError, ChannelPayment, ChannelRefund, ChannelTransfer, Checked, NewPayment,
    NewRefund, NewTransfer, Notified, NotifyRefusal, Opened, Payer, PaymentChannel, PaymentRef, RawNotify,
    Statement, StatementDay, StatementRefusal,
};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// An arrival has another id each time it is told.
    FreshEvents,
    /// Whatever is not signed is taken, and thanked for.
    Gullible,
    /// No arrival is ever told.
    Deaf,
    /// No answer to a refund is taken for a no.
    SilenceIsNo,
    /// A refund has another number each time it is asked for, and is never found again.
    FreshRefunds,
}

impl Sabotage {
    pub const ALL: [Self; 5] =
        [Self::FreshEvents, Self::Gullible, Self::Deaf, Self::SilenceIsNo, Self::FreshRefunds];

    pub fn name(self) -> &'static str {
        match self {
            Self::FreshEvents => "fresh-events",
            Self::Gullible => "gullible",
            Self::Deaf => "deaf",
            Self::SilenceIsNo => "silence-is-no",
            Self::FreshRefunds => "fresh-refunds",
        }
    }
}

impl FromStr for Sabotage {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|sabotage| sabotage.name() == name);
        known.ok_or_else(|| format!("no sabotage `{name}`"))
    }
}

pub struct Bent {
    inner: Arc<dyn PaymentChannel>,
    how: Sabotage,
    count: AtomicU64,
}

impl Bent {
    pub fn wrap(inner: Arc<dyn PaymentChannel>, how: Sabotage) -> Arc<dyn PaymentChannel> {
        Arc::new(Self { inner, how, count: AtomicU64::new(1) })
    }

    fn next(&self) -> u64 {
        self.count.fetch_add(1, Ordering::SeqCst)
    }
}

#[async_trait]
impl PaymentChannel for Bent {
    fn code(&self) -> &str {
        self.inner.code()
    }
    fn asks_who_pays(&self, payer: &Payer) -> bool {
        self.inner.asks_who_pays(payer)
    }
    fn payer_link(&self, return_to: &str, state: &str) -> Option<String> {
        self.inner.payer_link(return_to, state)
    }
    async fn payer_of(&self, code: &str) -> Result<String, ChannelError> {
        self.inner.payer_of(code).await
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.inner.create(new).await
    }
    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let mut told = self.inner.query(payment).await?;
        match self.how {
            Sabotage::FreshEvents => {
                told.paid.iter_mut().for_each(|paid| paid.event_id.push_str(&format!("-{}", self.next())));
            }
            Sabotage::Deaf => told.paid.clear(),
            _ => {}
        }
        Ok(told)
    }
    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        self.inner.close(payment).await
    }
    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let fresh = NewRefund { refund: RefundId(new.refund.0 ^ u128::from(self.next())), ..new.clone() };
        match self.how {
            Sabotage::FreshRefunds => self.inner.refund(&fresh).await,
            Sabotage::SilenceIsNo => match self.inner.refund(new).await {
                Err(ChannelError::Unknown(why)) => Err(ChannelError::Refused(why)),
                answer => answer,
            },
            _ => self.inner.refund(new).await,
        }
    }
    async fn query_refund(&self, refund: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        self.inner.query_refund(refund).await
    }
    fn transfers(&self) -> bool {
        self.inner.transfers()
    }
    async fn transfer(&self, new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
        self.inner.transfer(new).await
    }
    async fn query_transfer(&self, new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
        self.inner.query_transfer(new).await
    }
    async fn query_dispute(&self, reference: &str) -> Result<ChannelDispute, ChannelError> {
        self.inner.query_dispute(reference).await
    }
    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
        match self.inner.verify_notify(notify, now) {
            Err(_) if self.how == Sabotage::Gullible => Ok(Notified::Other),
            answer => answer,
        }
    }
    fn acknowledgement(&self) -> &'static str {
        self.inner.acknowledgement()
    }
    fn refusal(&self) -> &'static str {
        self.inner.refusal()
    }
    async fn check(&self) -> Vec<Checked> {
        self.inner.check().await
    }
    fn statement_day(&self) -> Option<i64> {
        self.inner.statement_day()
    }
    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        self.inner.read_statement(file)
    }
    fn offers_statement(&self) -> bool {
        self.inner.offers_statement()
    }
    async fn fetch_statement(&self, day: &StatementDay) -> Result<Vec<u8>, ChannelError> {
        self.inner.fetch_statement(day).await
    }
}
