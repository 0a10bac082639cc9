use async_trait::async_trait;
use kernel::{Money, PaymentId, RefundId, Time};

/// What a channel is asked to collect.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Our id; the channel's idempotency key and merchant order number.
    pub payment: PaymentId,
    pub amount: Money,
    /// One line that the payer sees; names no goods that are private.
    pub subject: String,
    /// Where the channel reports to (reachable by the channel).
    pub notify_url: String,
    /// Where the payer is sent back to.
    pub return_url: String,
    pub expires_at: Time,
}

/// What a channel knows of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPayment {
    /// The channel's own id.
    pub reference: String,
    /// Where the payer pays; absent once it is closed.
    pub pay_url: Option<String>,
    /// Text for a QR code that leads to paying.
    pub qr_text: Option<String>,
    /// All that was paid until now: one entry for each time.
    pub paid: Vec<Paid>,
    pub closed: bool,
}

/// One time that money arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The same in every repetition of the notify: what duplicates are known by.
    pub event_id: String,
    pub amount: Money,
    pub paid_at: Time,
}

/// What a channel is asked to give back.
#[derive(Clone, Debug)]
pub struct NewRefund {
    pub refund: RefundId,
    pub payment: PaymentId,
    pub amount: Money,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundState {
    Pending,
    Succeeded,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRefund {
    pub reference: String,
    pub state: RefundState,
}

/// A notify as it came, before anything in it is believed.
#[derive(Clone, Debug)]
pub struct RawNotify {
    pub method: String,
    /// Path with query, as received.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl RawNotify {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// What a verified notify says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notified {
    Paid {
        payment: PaymentId,
        event_id: String,
        amount: Money,
    },
    Refunded {
        refund: RefundId,
    },
    /// Signed and well-formed, but nothing that we act on.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotifyRefusal {
    #[error("the signature is missing or wrong")]
    BadSignature,
    #[error("the timestamp is too old or in the future")]
    Stale,
    #[error("the notify is meant for another merchant")]
    OtherMerchant,
    #[error("the notify cannot be read: {0}")]
    Malformed(String),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// Certain: the channel has not done it and will not.
    #[error("the channel refused: {0}")]
    Refused(String),
    /// Unknown: ask with `query`, never repeat blindly under another id.
    #[error("the channel did not answer: {0}")]
    Unknown(String),
    #[error("the channel's answer is not signed by it")]
    ForgedAnswer,
    #[error("the channel knows no such payment")]
    NotFound,
}

/// A stateless translator between us and one payment channel.
#[async_trait]
pub trait PaymentChannel: Send + Sync {
    /// Stable, lower-case: part of the notify path and of stored rows.
    fn code(&self) -> &'static str;
    /// Idempotent on `NewPayment::payment`.
    async fn create(&self, new: &NewPayment) -> Result<ChannelPayment, ChannelError>;
    async fn query(&self, payment: PaymentId) -> Result<ChannelPayment, ChannelError>;
    /// No more payer may start to pay; what is under way may still arrive.
    async fn close(&self, payment: PaymentId) -> Result<(), ChannelError>;
    /// Idempotent on `NewRefund::refund`.
    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError>;
    async fn query_refund(&self, refund: RefundId) -> Result<ChannelRefund, ChannelError>;
    /// Checks signature, time and merchant. Believes nothing else: amounts are asked for again by `query`.
    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal>;
    /// The body that tells the channel to stop repeating.
    fn acknowledgement(&self) -> &'static str;
}
