//! EPay's second version (`doc/index.html`): SHA256withRSA over the sorted pairs, with our private key towards the
//! gateway and the platform's towards us. The platform's key is the same for all its merchants: what is signed may
//! still be meant for another.
//!
//! What the document leaves open, and how it is taken here:
//! - It prints `SHA256WithRSA` for `sign_type`; the gateway's own SDK sends `RSA`, and so do we.
//! - A refusal (`code` is not 0) carries no signature: it is believed as far as a word over TLS is.
//! - A refund that was taken (`code` 0) is under way until `refundquery` says `status` 1. For one that is under way
//!   there is no state: any refusal to tell is taken for it.
//! - Only a payment in state 1 has arrived: 2 was given back at the gateway, 3 is frozen there, 4 is only reserved.
//! - Closing works with some of the gateway's own channels only; where it says so, nobody can tell.

use super::fields::Way;
use super::statement;
use super::words::{self, other_thing, unreadable};
use crate::decimal;
use crate::flat::Flat;
use crate::http::Http;
use crate::local_time;
use crate::pairs::Pairs;
use crate::rsa_keys::{PrivateKey, PublicKey};
use async_trait::async_trait;
use kernel::{Ambient, Currency, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState, Statement, StatementRefusal,
};

/// Requests, and whether the answer is the platform's.
mod call;
#[cfg(test)]
mod golden;
/// What is asked of who sets it up.
mod kind;
/// A notify, before it is believed.
mod notify;
pub(crate) use kind::KIND;

/// How far the gateway's clock and ours may be apart, in seconds.
const WINDOW: u64 = 300;

/// One merchant at one gateway.
pub(crate) struct EpayV2Channel {
    code: String,
    /// Without a slash at its end.
    url: String,
    pid: String,
    own: PrivateKey,
    platform: PublicKey,
    way: Way,
    ambient: Ambient,
    http: Http,
}

impl EpayV2Channel {
    /// Signed, and dated now.
    fn signed(&self, mut pairs: Pairs) -> Result<Pairs, ChannelError> {
        pairs.set("pid", &self.pid);
        pairs.set("timestamp", self.ambient.now().unix_seconds().to_string());
        let signature = self.own.sign(pairs.canonical(&words::UNSIGNED).as_bytes());
        // Certain: nothing was sent.
        let signature = signature.ok_or_else(|| ChannelError::Refused("it cannot be signed".into()))?;
        pairs.set("sign", signature);
        pairs.set("sign_type", "RSA");
        Ok(pairs)
    }

    fn asked(&self, new: &NewPayment) -> Result<Pairs, ChannelError> {
        if new.amount.currency != Currency::CNY || new.amount.minor <= 0 {
            return Err(ChannelError::Refused("this gateway takes CNY, and more than nothing".into()));
        }
        let mut pairs = Pairs::default();
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
                pairs.set("method", "web");
                pairs.set("device", words::device(new.payer.device));
                pairs.set("clientip", new.payer.address.as_deref().unwrap_or("127.0.0.1"));
            }
        }
        self.signed(pairs)
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
impl PaymentChannel for EpayV2Channel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let asked = self.asked(new)?;
        if let Way::Page(_) = self.way {
            // The gateway hears of it when the payer comes.
            let pay_url = format!("{}/api/pay/submit?{}", self.url, asked.encoded());
            return Ok(Opened { pay_url: Some(pay_url), ..Opened::default() });
        }
        let told = self.post("create", &asked).await?;
        let (number, info) = (told.text("trade_no"), told.text("pay_info"));
        let device = new.payer.device;
        match told.text("pay_type").as_str() {
            "jump" => words::opened(&number, &info, "", "", device),
            "qrcode" => words::opened(&number, "", &info, "", device),
            "urlscheme" => words::opened(&number, "", "", &info, device),
            "jsapi" if Flat::read(info.as_bytes()).is_some() => Ok(Opened {
                reference: words::number(&number).map(str::to_owned),
                in_app: Some(info),
                ..Opened::default()
            }),
            _ => Err(ChannelError::Refused(
                "the gateway offers a way to pay that cannot be shown here: let it be opened by its page"
                    .into(),
            )),
        }
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let number = payment.payment.to_string();
        let mut pairs = Pairs::default();
        pairs.set("out_trade_no", &number);
        let told = self.post("query", &self.signed(pairs)?).await?;
        if told.text("out_trade_no") != number || told.text("pid") != self.pid {
            return Err(other_thing());
        }
        let paid = self.arrival(&told, payment)?;
        Ok(ChannelPayment {
            reference: told.text("trade_no"),
            paid: paid.into_iter().collect(),
            closed: false,
        })
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        let mut pairs = Pairs::default();
        pairs.set("out_trade_no", payment.payment.to_string());
        match self.post("close", &self.signed(pairs)?).await {
            Ok(_) => Ok(()),
            Err(ChannelError::Refused(why)) if why.contains("不支持") => Err(ChannelError::CannotTell),
            Err(error) => Err(error),
        }
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        if new.amount.currency != Currency::CNY || new.amount.minor <= 0 {
            return Err(ChannelError::Refused("this gateway gives back CNY, and more than nothing".into()));
        }
        let mut pairs = Pairs::default();
        pairs.set("trade_no", &new.event_id);
        pairs.set("out_trade_no", new.of.payment.to_string());
        pairs.set("money", decimal::write(new.amount));
        pairs.set("out_refund_no", new.refund.to_string());
        match self.post("refund", &self.signed(pairs)?).await {
            // Taken is not done: whether it is, is another question.
            Ok(told) => {
                let taken = self.refunded(&told, new, RefundState::Pending)?;
                Ok(self.query_refund(new).await.unwrap_or(taken))
            }
            Err(ChannelError::Refused(why)) if !words::is_certain(&why) => Err(ChannelError::Unknown(why)),
            Err(error) => Err(error),
        }
    }

    async fn query_refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let mut pairs = Pairs::default();
        pairs.set("out_refund_no", new.refund.to_string());
        let told = match self.post("refundquery", &self.signed(pairs)?).await {
            // Not refused, only not told: it may be under way.
            Err(ChannelError::Refused(why)) => return Err(ChannelError::Unknown(why)),
            told => told?,
        };
        let state = match told.text("status").as_str() {
            "1" => RefundState::Succeeded,
            "0" => RefundState::Failed,
            _ => return Err(unreadable("status")),
        };
        self.refunded(&told, new, state)
    }

    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(&self.pid, &self.platform, notify, now)
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    fn refusal(&self) -> &'static str {
        "fail"
    }

    /// Asks who we are: a signed answer proves both keys and both clocks.
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

impl EpayV2Channel {
    /// The same refund, of the same amount.
    fn refunded(
        &self,
        told: &Flat,
        new: &NewRefund,
        state: RefundState,
    ) -> Result<ChannelRefund, ChannelError> {
        let number = told.text("out_refund_no");
        let amount = decimal::read(&told.text("money"), Currency::CNY);
        if number != new.refund.to_string() || amount != Ok(new.amount) {
            return Err(other_thing());
        }
        Ok(ChannelRefund { reference: told.text("refund_no"), state })
    }
}

/// Whether the gateway's seconds and ours are near each other. Plain decimal: what was signed must be what was read.
fn is_fresh(text: &str, now: Time) -> bool {
    let plain = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain && text.parse::<i64>().is_ok_and(|at| now.unix_seconds().abs_diff(at) <= WINDOW)
}
