use crate::{Statement, StatementDay, StatementRefusal};
use async_trait::async_trait;
use kernel::{Money, PaymentId, PayoutId, RefundId, Time};
use std::fmt;

/// What the payer holds in the hand, as far as it decides how one can pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    Desktop,
    Mobile,
    /// A page opened inside WeChat.
    WeChat,
    /// A page opened inside Alipay.
    Alipay,
}

impl Device {
    pub const ALL: [Self; 4] = [Self::Desktop, Self::Mobile, Self::WeChat, Self::Alipay];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Mobile => "mobile",
            Self::WeChat => "wechat",
            Self::Alipay => "alipay",
        }
    }

    /// By what a browser says of itself.
    pub fn of_agent(agent: &str) -> Self {
        let says = |names: &[&str]| names.iter().any(|name| agent.contains(name));
        match () {
            () if crate::is_wechat(agent) => Self::WeChat,
            () if says(&["AlipayClient"]) => Self::Alipay,
            () if says(&["Mobile", "Android", "iPhone", "iPad", "HarmonyOS", "OpenHarmony"]) => Self::Mobile,
            () => Self::Desktop,
        }
    }
}

impl std::str::FromStr for Device {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|device| device.code() == code).ok_or(())
    }
}

/// Who is about to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// Network address, where one is known: some channels look at it.
    pub address: Option<String>,
    pub device: Device,
    /// Who it is at the channel's own log-in (WeChat: the open id for our app), where one is known. Empty where they were
    /// sent there and it is not known all the same.
    pub open_id: Option<String>,
}

impl Payer {
    /// Of whom nothing is known but what they pay with.
    pub fn at(device: Device) -> Self {
        Self { address: None, device, open_id: None }
    }
}

/// What a channel is asked to collect.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Our id; the channel's idempotency key and merchant order number: 30 of `a-z 0-9 _`.
    pub payment: PaymentId,
    pub amount: Money,
    /// One line that the payer sees; names no goods that are private.
    pub subject: String,
    /// Where the channel reports to (reachable by the channel); has no query.
    pub notify_url: String,
    /// Where the payer is sent back to.
    pub return_url: String,
    pub expires_at: Time,
    pub payer: Payer,
}

/// A payment that is waiting at its channel, and the ways to pay it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The channel's own id, where it gives one before anything is paid.
    pub reference: Option<String>,
    /// Where the payer pays.
    pub pay_url: Option<String>,
    /// Text for a QR code that leads to paying.
    pub qr_text: Option<String>,
    /// What the page hands to the app it is opened in: a JSON object, by the channel's own document.
    pub in_app: Option<String>,
}

/// A payment by both its names, to ask about it or act on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRef {
    pub payment: PaymentId,
    /// What the channel called it when it was opened, if it did.
    pub reference: Option<String>,
    /// What was asked for.
    pub amount: Money,
    pub created_at: Time,
}

/// What a channel knows of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPayment {
    /// The channel's own id.
    pub reference: String,
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
    /// Our id; the channel's idempotency key.
    pub refund: RefundId,
    pub of: PaymentRef,
    /// The arrival that is given back, by the id under which `query` told of it.
    pub event_id: String,
    /// At most what arrived.
    pub amount: Money,
    pub reason: String,
    /// Where the channel reports to.
    pub notify_url: String,
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

/// Money that a channel is asked to bring to an account of its own. Not printable: it names a person.
#[derive(Clone, PartialEq, Eq)]
pub struct NewTransfer {
    /// Our id; the channel's idempotency key: 30 of `a-z 0-9 _`.
    pub payout: PayoutId,
    pub amount: Money,
    /// Whose account it is: the channel looks whether it is theirs.
    pub holder: String,
    /// As its owner calls it: an e-mail address or a telephone number.
    pub account: String,
    /// One line that its owner reads.
    pub subject: String,
}

impl fmt::Debug for NewTransfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewTransfer")
            .field("payout", &self.payout)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferState {
    Pending,
    Succeeded,
    /// Certain: the money is where it was. With the reason, in the channel's word or in one of ours.
    Failed(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelTransfer {
    /// The channel's own id; empty where it gave none.
    pub reference: String,
    pub state: TransferState,
}

/// A payment that the payer's bank disputes (拒付), as the channel tells of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelDispute {
    /// What the channel calls the dispute.
    pub reference: String,
    /// The arrival that is disputed, by the id under which `query` told of it.
    pub event_id: String,
    /// At most what arrived, in its currency.
    pub amount: Money,
    /// In the channel's own word.
    pub reason: String,
    /// Until when evidence is taken, where the channel says so.
    pub due_at: Option<Time>,
    /// Whether the money is gone at this moment.
    pub taken: bool,
    /// How it ended, if it has: true where the payment stands.
    pub won: Option<bool>,
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
    /// The payer's bank disputes a payment: what stands now is asked for by `query_dispute`.
    Disputed {
        /// What the channel calls the dispute.
        reference: String,
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
    /// The protocol has no question for it: only a person who looks at the gateway's own pages can tell.
    #[error("the channel cannot be asked about this")]
    CannotTell,
}

/// A stateless translator between us and one account at one payment gateway.
#[async_trait]
pub trait PaymentChannel: Send + Sync {
    /// Stable, lower-case: part of the notify path and of stored rows. One gateway may be there twice, under two codes.
    fn code(&self) -> &str;
    /// Whether it has to be known who that is before a payment is opened for them, and nobody has tried to find out yet:
    /// then the browser goes to [`PaymentChannel::payer_link`] and back.
    fn asks_who_pays(&self, _payer: &Payer) -> bool {
        false
    }
    /// The channel's own log-in, which asks the payer nothing and leads back to that address with `code` and `state`.
    fn payer_link(&self, _return_to: &str, _state: &str) -> Option<String> {
        None
    }
    /// Who came back from there, for [`Payer::open_id`]. A code is good for one question.
    async fn payer_of(&self, _code: &str) -> Result<String, ChannelError> {
        Err(ChannelError::CannotTell)
    }
    /// Idempotent on `NewPayment::payment`.
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError>;
    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError>;
    /// No more payer may start to pay; what is under way may still arrive. A protocol without such a request answers
    /// [`ChannelError::CannotTell`].
    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError>;
    /// Idempotent on `NewRefund::refund`, unless `query_refund` answers [`ChannelError::CannotTell`]: then it is called
    /// once and never again.
    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError>;
    /// [`ChannelError::NotFound`] only where the channel is certain that it never heard of this refund.
    async fn query_refund(&self, refund: &NewRefund) -> Result<ChannelRefund, ChannelError>;
    /// Whether [`PaymentChannel::transfer`] can be asked, as it is set up.
    fn transfers(&self) -> bool {
        false
    }
    /// Brings money from the platform's account at the channel to somebody else's. Idempotent on `NewTransfer::payout`.
    /// [`ChannelError::Refused`] only where it is about this payee or this amount: what the platform itself lacks may be
    /// there tomorrow, and is [`ChannelError::Unknown`].
    async fn transfer(&self, _new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
        Err(ChannelError::CannotTell)
    }
    /// [`ChannelError::NotFound`] only where the channel is certain that it never heard of this transfer.
    async fn query_transfer(&self, _new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
        Err(ChannelError::CannotTell)
    }
    /// How a dispute stands that the channel has told of. A protocol that knows none answers
    /// [`ChannelError::CannotTell`].
    async fn query_dispute(&self, _reference: &str) -> Result<ChannelDispute, ChannelError> {
        Err(ChannelError::CannotTell)
    }
    /// Checks signature, time and merchant. Believes nothing else: amounts are asked for again by `query`.
    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal>;
    /// The body that tells the channel to stop repeating; with status 200.
    fn acknowledgement(&self) -> &'static str;
    /// The body beside a status of refusal, where the channel's document wants one.
    fn refusal(&self) -> &'static str {
        "refused"
    }
    /// Whether the keys fit and the gateway can be reached, without moving money: one sentence for each thing that was
    /// tried, in the order it was tried.
    async fn check(&self) -> Vec<Checked>;
    /// Where the day of this channel's statements begins, as whole minutes ahead of UTC; none where it has no statement
    /// that can be read. China's, for most.
    fn statement_day(&self) -> Option<i64> {
        None
    }
    /// Reads the channel's own file. What cannot be read of a line is an error of that line; what is no statement of this
    /// channel and this account is refused as a whole.
    fn read_statement(&self, _file: &[u8]) -> Result<Statement, StatementRefusal> {
        Err(StatementRefusal::NotOffered)
    }
    /// Whether [`PaymentChannel::fetch_statement`] can be asked.
    fn offers_statement(&self) -> bool {
        false
    }
    /// The file of that day, as [`PaymentChannel::read_statement`] reads it. [`ChannelError::NotFound`] only where the
    /// channel is certain that nothing happened on that day.
    async fn fetch_statement(&self, _day: &StatementDay) -> Result<Vec<u8>, ChannelError> {
        Err(ChannelError::CannotTell)
    }
}

/// One thing that was tried of a channel's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Stable: `keys`, `reach`, `answer`, …
    pub code: &'static str,
    /// None where it went well.
    pub problem: Option<String>,
}
