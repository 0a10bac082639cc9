//! TokenPay (`LightCountry/TokenPay`, `Wiki/docs.md`): a gateway for coins that a shop runs by itself. JSON with an MD5
//! over the sorted members and the key of its configuration.
//!
//! What the document leaves open, and how it is taken here:
//! - A question is answered with "all fields of the order's row", unsigned and named in the manner of JavaScript
//!   (`outOrderId`): both manners are read.
//! - A payment is asked about by the gateway's id. Where the answer to opening it was lost, nobody has seen a page to
//!   pay it on: it does not exist until it is opened again, under the same number of ours.
//! - `OrderUserKey` decides about the address that is paid to. Ours is the payment itself: no two share an address, and
//!   the gateway learns nothing of the buyer.
//! - `PayTime` is in the gateway's own time zone, which is not told: taken for China's.
//! - There is no request to close, and there are no refunds: coins go back by hand.
//! - Only MD5 is spoken, not the HMAC that newer gateways can be switched to.

use crate::address;
use crate::decimal;
use crate::flat::Flat;
use crate::http::Http;
use crate::local_time;
use async_trait::async_trait;
use kernel::{Ambient, Currency, Secret, Time};
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

/// One gateway.
pub(crate) struct TokenpayChannel {
    code: String,
    /// Without a slash at its end.
    url: String,
    token: Secret<String>,
    /// The gateway's `BaseCurrency`.
    fiat: Currency,
    /// Which coin on which network: `USDT_TRC20`.
    coin: String,
    ambient: Ambient,
    http: Http,
}

impl TokenpayChannel {
    /// The body of a request to open a payment.
    fn asked(&self, new: &NewPayment) -> Result<Vec<u8>, ChannelError> {
        if new.amount.currency != self.fiat || new.amount.minor <= 0 {
            let why = format!("this gateway takes {}, and more than nothing", self.fiat);
            return Err(ChannelError::Refused(why));
        }
        let number = new.payment.to_string();
        let mut body = sign::Body::default();
        body.text("OutOrderId", &number);
        body.text("OrderUserKey", &number);
        body.number("ActualAmount", &decimal::write_short(new.amount));
        body.text("Currency", &self.coin);
        body.text("NotifyUrl", &new.notify_url);
        body.text("RedirectUrl", &new.return_url);
        body.signed(&self.token)
    }

    fn opened(&self, told: &Flat, new: &NewPayment) -> Result<Opened, ChannelError> {
        let (page, info) = (told.text("data"), told.within("info"));
        // Gateways older than this member name nothing but the page.
        let (number, id) = (sign::member(&info, "OutOrderId"), sign::member(&info, "Id"));
        if !number.is_empty() {
            let amount = decimal::read(&sign::member(&info, "ActualAmount"), self.fiat);
            let fiat = sign::member(&info, "BaseCurrency");
            if number != new.payment.to_string() || amount != Ok(new.amount) || fiat != self.fiat.code() {
                return Err(other_thing());
            }
        }
        if !address::is_page(&page) {
            return Err(ChannelError::Unknown("the answer names no page to pay on".into()));
        }
        let id = if id.is_empty() { id_of(&page) } else { Some(id) };
        let id = id.map(|id| id.to_ascii_lowercase()).filter(|id| is_id(id));
        let reference = id.ok_or_else(|| ChannelError::Unknown("the answer names no payment".into()))?;
        Ok(Opened { reference: Some(reference), pay_url: Some(page), ..Opened::default() })
    }

    fn arrival(&self, told: &Flat, payment: &PaymentRef) -> Result<Option<Paid>, ChannelError> {
        match sign::member(told, "Status").as_str() {
            "1" | "Paid" => {}
            "0" | "2" | "Pending" | "Expired" => return Ok(None),
            _ => return Err(ChannelError::Unknown("the answer's status cannot be read".into())),
        }
        let amount = decimal::read_positive(&sign::member(told, "ActualAmount"), self.fiat);
        Ok(Some(Paid {
            event_id: sign::member(told, "Id").to_ascii_lowercase(),
            amount: amount.map_err(|_| ChannelError::Unknown("the answer's amount cannot be read".into()))?,
            paid_at: local_time::between(
                &sign::member(told, "PayTime"),
                payment.created_at,
                self.ambient.now(),
            ),
        }))
    }
}

#[async_trait]
impl PaymentChannel for TokenpayChannel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let told = self.post("/CreateOrder", self.asked(new)?).await?;
        self.opened(&told, new)
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let id = payment.reference.as_deref().filter(|id| is_id(id)).ok_or(ChannelError::NotFound)?;
        let told = self.ask(id).await?;
        let same = sign::member(&told, "Id").eq_ignore_ascii_case(id);
        if !same || sign::member(&told, "OutOrderId") != payment.payment.to_string() {
            return Err(other_thing());
        }
        let paid = self.arrival(&told, payment)?;
        let closed = matches!(sign::member(&told, "Status").as_str(), "2" | "Expired");
        Ok(ChannelPayment { reference: id.to_owned(), paid: paid.into_iter().collect(), closed })
    }

    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        Err(ChannelError::CannotTell)
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
        "ok"
    }

    fn refusal(&self) -> &'static str {
        "fail"
    }

    /// Asks about a payment that there cannot be: the gateway looks at the signature before it looks for the payment.
    async fn check(&self) -> Vec<Checked> {
        self.try_keys().await
    }
}

/// The id in the address of the page to pay on: `…/Pay?Id=…`.
fn id_of(page: &str) -> Option<String> {
    let url = reqwest::Url::parse(page).ok()?;
    let found = url.query_pairs().find(|(name, _)| name.eq_ignore_ascii_case("Id"));
    found.map(|(_, id)| id.into_owned())
}

/// `66f9d5a8-d9c7-0224-004f-a16a1c068e08`
fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

/// Answered properly, and yet not about what was asked.
fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}
