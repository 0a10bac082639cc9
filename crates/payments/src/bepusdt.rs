//! BEpusdt (`v03413/BEpusdt`, `docs/api/api.md`): a gateway for stablecoins that a shop runs by itself. JSON with an MD5
//! over the sorted members and the API token.
//!
//! What the document leaves open, and how it is taken here:
//! - The signature is over each number as Go prints it (`%v`), because the gateway signs what it has read: `20` for
//!   `20.00`, `1e+06` for a million. A notify is accepted over its literal text, too.
//! - The document has no question for a payment. The gateway's own page asks `/pay/check-status/{trade_id}`
//!   (`app/router/epusdt.go`), and so do we: it tells the state only, and a payment succeeds there only with its whole
//!   amount, so what arrived is what was asked for.
//! - A payment is asked about by the gateway's number. Where the answer to opening it was lost, nobody has seen a page
//!   to pay it on: it does not exist until it is opened again, under the same number of ours.
//! - There are no refunds: coins go back by hand.
//! - Neither notify nor question names the currency: a channel is for the one it was set up with.

use crate::address;
use crate::decimal;
use crate::flat::Flat;
use crate::http::Http;
use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Secret, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify,
};

/// Requests, and what kind of answer came.
mod call;
#[cfg(test)]
mod golden;
/// What is asked of who sets it up.
mod kind;
/// A notify, before it is believed.
mod notify;
/// The text that is signed; pure.
mod sign;
pub(crate) use kind::KIND;

/// The least time that a payment stays open there, and the most, in seconds.
const OPEN_FOR: (i64, i64) = (180, 3600);

/// One gateway.
pub(crate) struct BepusdtChannel {
    code: String,
    /// Without a slash at its end.
    url: String,
    token: Secret<String>,
    fiat: Currency,
    /// Which coin on which network; none: the gateway's usual one.
    trade_type: Option<String>,
    ambient: Ambient,
    http: Http,
}

impl BepusdtChannel {
    /// The body of a request to open a payment.
    fn asked(&self, new: &NewPayment) -> Result<Vec<u8>, ChannelError> {
        if new.amount.currency != self.fiat || new.amount.minor <= 0 {
            let why = format!("this gateway takes {}, and more than nothing", self.fiat);
            return Err(ChannelError::Refused(why));
        }
        let open_for = new.expires_at.since(self.ambient.now()).as_seconds();
        let mut body = sign::Body::default();
        body.text("order_id", &new.payment.to_string());
        body.number("amount", &decimal::write_short(new.amount));
        body.text("fiat", self.fiat.code());
        body.text("notify_url", &new.notify_url);
        body.text("redirect_url", &new.return_url);
        body.text("name", &new.subject.chars().take(64).collect::<String>());
        body.number("timeout", &open_for.clamp(OPEN_FOR.0, OPEN_FOR.1).to_string());
        if let Some(kind) = &self.trade_type {
            body.text("trade_type", kind);
        }
        body.signed(&self.token)
    }

    fn opened(&self, told: &Flat, new: &NewPayment) -> Result<Opened, ChannelError> {
        let page = told.text("payment_url");
        let amount = told.raw("amount").map(|raw| decimal::read_json(raw, self.fiat));
        if told.text("order_id") != new.payment.to_string() || amount != Some(Ok(new.amount)) {
            return Err(other_thing());
        }
        let number = told.text("trade_id");
        if !is_number(&number) || !address::is_page(&page) {
            return Err(ChannelError::Unknown("the answer names no page to pay on".into()));
        }
        Ok(Opened { reference: Some(number), pay_url: Some(page), ..Opened::default() })
    }
}

#[async_trait]
impl PaymentChannel for BepusdtChannel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let told = self.post("/api/v1/order/create-transaction", self.asked(new)?).await?;
        self.opened(&told, new)
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let number = payment.reference.as_deref().ok_or(ChannelError::NotFound)?;
        let status = self.status(number).await?;
        let paid = match status.as_str() {
            "2" => vec![self.arrival(number, payment.amount)?],
            "1" | "3" | "4" | "5" | "6" => vec![],
            _ => return Err(ChannelError::Unknown("the answer's status cannot be read".into())),
        };
        // 3: its time is over; 4: cancelled. At 5 the network still confirms, at 6 it did not.
        let closed = matches!(status.as_str(), "3" | "4");
        Ok(ChannelPayment { reference: number.to_owned(), paid, closed })
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        let number = payment.reference.as_deref().ok_or(ChannelError::NotFound)?;
        let mut body = sign::Body::default();
        body.text("trade_id", number);
        match self.post("/api/v1/order/cancel-transaction", body.signed(&self.token)?).await {
            // What is over already cannot be cancelled, and need not be.
            Err(ChannelError::Refused(why)) => match self.status(number).await.as_deref() {
                Ok("3" | "4") => Ok(()),
                _ => Err(ChannelError::Refused(why)),
            },
            told => told.map(|_| ()),
        }
    }

    async fn refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::Refused("this gateway gives nothing back: send the coins by hand".into()))
    }

    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::CannotTell)
    }

    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(&self.token, self.fiat, notify)
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    fn refusal(&self) -> &'static str {
        "fail"
    }

    /// Cancels a payment that there cannot be: the gateway looks at the signature before it looks for the payment.
    async fn check(&self) -> Vec<Checked> {
        self.try_keys().await
    }
}

impl BepusdtChannel {
    fn arrival(&self, number: &str, asked: Money) -> Result<Paid, ChannelError> {
        if asked.currency != self.fiat {
            return Err(other_thing());
        }
        Ok(Paid { event_id: number.to_owned(), amount: asked, paid_at: self.ambient.now() })
    }
}

/// A number of the gateway's, fit to stand in a path and to be the id of an arrival.
fn is_number(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Answered properly, and yet not about what was asked.
fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}
