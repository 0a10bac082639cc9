//! EPay's first version (`doc_old.html`): MD5 over the sorted pairs and the merchant's key.
//!
//! What the document leaves open, and how it is taken here:
//! - There is no request to close, and none to ask about a refund; a repeated refund would be another one.
//! - An answer of the API is not signed: it is believed because it came over TLS, to a request that names our key.
//! - The key stands in the address of a question. No text of ours ever holds an address.
//! - A state of 2 (given back at the gateway), 3 or 4, which newer gateways have, is no arrival.
//! - The gateway knows one arrival for each payment: what is paid twice shows once.

use super::fields::Way;
use super::statement;
use super::words::{self, other_thing, unreadable};
use crate::decimal;
use crate::flat::Flat;
use crate::http::Http;
use crate::local_time;
use crate::md5_sign;
use crate::pairs::Pairs;
use async_trait::async_trait;
use kernel::{Ambient, Currency, Secret, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState, Statement, StatementRefusal,
};

/// Requests, and what kind of answer came.
mod call;
#[cfg(test)]
mod golden;
/// What is asked of who sets it up.
mod kind;
/// A notify, before it is believed.
mod notify;
pub(crate) use kind::KIND;

/// One merchant at one gateway.
pub(crate) struct EpayChannel {
    code: String,
    /// Without a slash at its end.
    url: String,
    pid: String,
    key: Secret<String>,
    way: Way,
    ambient: Ambient,
    http: Http,
}

impl EpayChannel {
    /// A payment as it is asked for, signed.
    fn asked(&self, new: &NewPayment) -> Result<Pairs, ChannelError> {
        if new.amount.currency != Currency::CNY || new.amount.minor <= 0 {
            return Err(ChannelError::Refused("this gateway takes CNY, and more than nothing".into()));
        }
        let mut pairs = Pairs::default();
        pairs.set("pid", &self.pid);
        pairs.set("out_trade_no", new.payment.to_string());
        pairs.set("notify_url", &new.notify_url);
        pairs.set("return_url", &new.return_url);
        pairs.set("name", words::name(&new.subject));
        pairs.set("money", decimal::write(new.amount));
        match self.way {
            Way::Page(Some(kind)) => pairs.set("type", kind),
            Way::Page(None) => {}
            Way::Api(kind) => {
                pairs.set("type", kind);
                pairs.set("clientip", new.payer.address.as_deref().unwrap_or("127.0.0.1"));
                pairs.set("device", words::device(new.payer.device));
            }
        }
        pairs.set("sign", md5_sign::sign(&pairs.canonical(&words::UNSIGNED), &self.key));
        pairs.set("sign_type", "MD5");
        Ok(pairs)
    }

    fn arrival(&self, told: &Flat, payment: &PaymentRef) -> Result<Option<Paid>, ChannelError> {
        match told.text("status").as_str() {
            "1" => {}
            "0" | "2" | "3" | "4" => return Ok(None),
            _ => return Err(unreadable("status")),
        }
        let number = told.text("trade_no");
        let amount = decimal::read_positive(&told.text("money"), Currency::CNY);
        Ok(Some(Paid {
            event_id: words::number(&number).ok_or_else(|| unreadable("trade_no"))?.to_owned(),
            amount: amount.map_err(|_| unreadable("money"))?,
            paid_at: local_time::between(&told.text("endtime"), payment.created_at, self.ambient.now()),
        }))
    }
}

#[async_trait]
impl PaymentChannel for EpayChannel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let asked = self.asked(new)?;
        if let Way::Page(_) = self.way {
            // The gateway hears of it when the payer comes.
            let pay_url = format!("{}/submit.php?{}", self.url, asked.encoded());
            return Ok(Opened { pay_url: Some(pay_url), ..Opened::default() });
        }
        let told = self.post("mapi.php", &asked).await?;
        self.accepted(&told)?;
        let text = |name| told.text(name);
        words::opened(
            &text("trade_no"),
            &text("payurl"),
            &text("qrcode"),
            &text("urlscheme"),
            new.payer.device,
        )
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let number = payment.payment.to_string();
        let told = self.ask("order", &[("out_trade_no", &number)]).await?;
        self.accepted(&told)?;
        let pid = told.text("pid");
        if told.text("out_trade_no") != number || !(pid.is_empty() || pid == self.pid) {
            return Err(other_thing());
        }
        let paid = self.arrival(&told, payment)?;
        Ok(ChannelPayment {
            reference: told.text("trade_no"),
            paid: paid.into_iter().collect(),
            closed: false,
        })
    }

    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        Err(ChannelError::CannotTell)
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        if new.amount.currency != Currency::CNY || new.amount.minor <= 0 {
            return Err(ChannelError::Refused("this gateway gives back CNY, and more than nothing".into()));
        }
        let mut pairs = Pairs::default();
        pairs.set("pid", &self.pid);
        pairs.set("key", self.key.expose());
        // Of two numbers the gateway's own is the one that counts.
        pairs.set("trade_no", &new.event_id);
        pairs.set("out_trade_no", new.of.payment.to_string());
        pairs.set("money", decimal::write(new.amount));
        let told = self.post("api.php?act=refund", &pairs).await?;
        match self.accepted(&told) {
            Ok(()) => Ok(ChannelRefund { reference: new.refund.to_string(), state: RefundState::Succeeded }),
            Err(_) if words::is_certain(&told.text("msg")) => {
                Err(ChannelError::Refused(self.said(&told.text("msg"))))
            }
            Err(_) => Err(ChannelError::Unknown(self.said(&told.text("msg")))),
        }
    }

    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::CannotTell)
    }

    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(&self.pid, &self.key, notify)
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    fn refusal(&self) -> &'static str {
        "fail"
    }

    /// Asks who we are: the gateway answers only to the right key.
    async fn check(&self) -> Vec<Checked> {
        self.try_keys().await
    }

    fn statement_day(&self) -> Option<i64> {
        Some(local_time::AHEAD_MINUTES)
    }

    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        statement::read(file, &self.pid)
    }
}
