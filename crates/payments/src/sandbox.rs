//! The sandbox gateway, by `docs/sandbox-protocol.md`.

use crate::http::Http;
use async_trait::async_trait;
use kernel::{Ambient, Money, RefundId, Secret, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify,
};

/// A signed request, and the proof that the answer is the gateway's.
mod call;
/// What is asked of who sets it up.
mod kind;
pub(crate) use kind::KIND;
/// A notify, before it is believed.
mod notify;
/// The signature of requests, answers and notifies; pure.
mod sign;
/// What stands in requests and answers.
mod words;

use words::{Body, Known, Refunded};

/// Where the gateway is, and who we are to it.
#[derive(Clone)]
pub struct SandboxSettings {
    /// `http://` or `https://` with host and port, without a path.
    pub url: String,
    /// Our name at the gateway.
    pub merchant: String,
    /// Shared with the gateway.
    pub secret: Secret<String>,
}

/// Why the channel cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSandbox {
    #[error("the gateway's address must be http:// or https:// with a host and no path, user name or query")]
    Url,
    #[error("the merchant name must be 1-64 characters of A-Z a-z 0-9 _ -")]
    Merchant,
    /// Anybody can sign with an empty secret.
    #[error("the secret must not be empty")]
    EmptySecret,
    #[error("the client cannot be made: {0}")]
    Client(String),
}

impl BadSandbox {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url => "bad_gateway_url",
            Self::Merchant => "bad_merchant_name",
            Self::EmptySecret => "empty_secret",
            Self::Client(_) => "client_failed",
        }
    }
}

/// The client side of the sandbox gateway. Keeps nothing: a replayed notify is harmless, because it is only a reason
/// to query, and what the query tells is booked once by its event.
pub struct SandboxChannel {
    code: String,
    settings: SandboxSettings,
    ambient: Ambient,
    http: Http,
}

impl SandboxChannel {
    pub fn new(mut settings: SandboxSettings, ambient: Ambient) -> Result<Self, BadSandbox> {
        let url = reqwest::Url::parse(&settings.url).map_err(|_| BadSandbox::Url)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !bare || !anonymous || !url.has_host() || !matches!(url.scheme(), "http" | "https") {
            return Err(BadSandbox::Url);
        }
        settings.url = url.as_str().trim_end_matches('/').to_owned();
        if !sign::is_name(&settings.merchant) {
            return Err(BadSandbox::Merchant);
        }
        if settings.secret.expose().is_empty() {
            return Err(BadSandbox::EmptySecret);
        }
        let http = Http::new().map_err(BadSandbox::Client)?;
        Ok(Self { code: KIND.code.to_owned(), settings, ambient, http })
    }
}

#[async_trait]
impl PaymentChannel for SandboxChannel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let opened: words::Opened = self.post("/v1/payments", &Body::open(new)).await?;
        if opened.out_trade_no != new.payment.to_string() || opened.money()? != new.amount {
            return Err(other_thing());
        }
        // A repeated create may find it ended meanwhile: then nobody is sent there.
        let ended = matches!(opened.state.as_str(), "closed" | "expired");
        let open = |link| if ended { None } else { Some(link) };
        Ok(Opened {
            reference: Some(opened.payment_id),
            pay_url: open(opened.pay_url),
            qr_text: open(opened.qr_text),
            in_app: None,
        })
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let known: Known = self.get(&format!("/v1/payments/{}", payment.payment)).await?;
        if known.out_trade_no != payment.payment.to_string() {
            return Err(other_thing());
        }
        let arrivals = known.events.iter().filter(|event| event.kind == "payment.succeeded");
        let paid = |event: &words::Event| -> Result<Paid, ChannelError> {
            let amount = words::money(event.amount, &event.currency)?;
            Ok(Paid {
                event_id: event.event_id.clone(),
                amount,
                paid_at: Time(event.at.saturating_mul(1000)),
            })
        };
        Ok(ChannelPayment {
            paid: arrivals.map(paid).collect::<Result<_, _>>()?,
            closed: known.closed_at.is_some() || matches!(known.state.as_str(), "closed" | "expired"),
            reference: known.payment_id,
        })
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        let number = payment.payment.to_string();
        let known: Known = self.post(&format!("/v1/payments/{number}/close"), &Body::Empty).await?;
        if known.out_trade_no == number { Ok(()) } else { Err(other_thing()) }
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let refunded: Refunded = self.post("/v1/refunds", &Body::refund(new)).await?;
        refunded.of(new.refund, Some(new.amount))
    }

    async fn query_refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let refunded: Refunded = self.get(&format!("/v1/refunds/{}", new.refund)).await?;
        refunded.of(new.refund, Some(new.amount))
    }

    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(&self.settings, notify, now)
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    /// Asks about a payment that there cannot be: a signed "no such payment" proves both keys and clocks.
    async fn check(&self) -> Vec<Checked> {
        self.try_keys().await
    }
}

impl Refunded {
    fn of(self, refund: RefundId, amount: Option<Money>) -> Result<ChannelRefund, ChannelError> {
        if self.out_refund_no != refund.to_string()
            || amount.is_some_and(|a| Ok(a) != words::money(self.amount, &self.currency))
        {
            return Err(other_thing());
        }
        Ok(ChannelRefund { reference: self.refund_id, state: words::refund_state(&self.state)? })
    }
}

/// Signed, and yet not an answer to what was asked.
fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}
