//! Alipay's open platform (opendocs.alipay.com: alipay.trade.precreate, .wap.pay, .page.pay, .query, .close, .refund,
//! .fastpay.refund.query; "asynchronous notification"), signed with RSA2, by public keys or by certificates.
//!
//! A payment is one trade, which is paid at most once: its `trade_no` is the id of the arrival, the same in the answer
//! to a query and in each notify. What the documents leave open, and how it is taken here:
//! - A trade comes into being when a buyer scans the code or logs in. Until then Alipay knows nothing of it, and
//!   `query` and `close` say so; the code and the link end by the time that they were given.
//! - `TRADE_CLOSED` means never paid as well as given back in full. It brings no money: what came before it was closed
//!   was told while it was there.
//! - A notify of a refund comes to the address of the payment and looks like one of the payment: only `gmt_refund` and
//!   `refund_fee` tell them apart.
//! - Transfers are in `transfer.rs`, with what is open about them.
//! - Notifies go on for 25 hours and carry no time that the document wants checked. An old one is harmless: it is
//!   only a reason to ask.
//! - In certificate mode Alipay's own certificate is replaced every five years: the new one is put into the settings by
//!   hand. It is not fetched, and no chain is checked.

use crate::http::Http;
use crate::local_time;
use crate::rsa_keys::{PrivateKey, PublicKey};
use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, ChannelTransfer, Checked, Device, NewPayment, NewRefund,
    NewTransfer, Notified, NotifyRefusal, Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState,
    Statement, StatementRefusal,
};
use serde_json::json;

/// A signed request, and the proof that the answer is Alipay's.
mod call;
/// What is asked of who sets it up.
mod kind;
/// A notify, before it is believed.
mod notify;
/// Its statement; pure.
mod statement;
/// Money to somebody else's account.
mod transfer;
/// What stands in requests and answers; pure.
mod words;

use call::{Ask, Fault};
pub(crate) use kind::KIND;
use words::Node;

/// One application at Alipay, and the account that it collects for.
pub(crate) struct AlipayChannel {
    code: String,
    app_id: String,
    /// The account's number at Alipay: 2088…
    seller_id: String,
    gateway: reqwest::Url,
    products: Products,
    own: PrivateKey,
    theirs: PublicKey,
    certificates: Option<Numbers>,
    ambient: Ambient,
    http: Http,
}

/// What the account has signed up for.
#[derive(Clone, Copy)]
struct Products {
    /// 当面付
    code: bool,
    /// 手机网站支付
    wap: bool,
    /// 电脑网站支付
    page: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Code,
    Wap,
    Page,
}

/// The numbers of certificates, as Alipay reckons them.
struct Numbers {
    app: String,
    root: String,
}

impl Products {
    /// The best that there is; the kind is not built where there is none.
    fn way(self, device: Device) -> Way {
        let order = match device {
            Device::Desktop => [(Way::Code, self.code), (Way::Page, self.page), (Way::Wap, self.wap)],
            Device::Mobile | Device::Alipay => {
                [(Way::Wap, self.wap), (Way::Code, self.code), (Way::Page, self.page)]
            }
            // WeChat opens no page of Alipay's, but a code can be scanned from another telephone.
            Device::WeChat => [(Way::Code, self.code), (Way::Wap, self.wap), (Way::Page, self.page)],
        };
        order.into_iter().find(|(_, signed)| *signed).map_or(Way::Code, |(way, _)| way)
    }
}

#[async_trait]
impl PaymentChannel for AlipayChannel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let ask = Ask { notify_url: Some(&new.notify_url), return_url: None };
        let back = Ask { return_url: Some(&new.return_url), ..ask };
        let until = local_time::write(new.expires_at);
        match self.products.way(new.payer.device) {
            Way::Code => {
                let minutes = words::minutes(new.expires_at.since(self.ambient.now()));
                let order = words::order(new, "FACE_TO_FACE_PAYMENT", [("timeout_express", minutes)])?;
                let opened = self.ask("alipay.trade.precreate", &order, ask).await?;
                code_of(opened.of(new.payment)?, new.payer.device)
            }
            Way::Wap => {
                let more = [("time_expire", until), ("quit_url", new.return_url.clone())];
                let order = words::order(new, "QUICK_WAP_WAY", more)?;
                let pay_url = self.link("alipay.trade.wap.pay", &order, back)?;
                Ok(Opened { pay_url: Some(pay_url), ..Opened::default() })
            }
            Way::Page => {
                let order = words::order(new, "FAST_INSTANT_TRADE_PAY", [("time_expire", until)])?;
                let pay_url = self.link("alipay.trade.page.pay", &order, back)?;
                Ok(Opened { pay_url: Some(pay_url), ..Opened::default() })
            }
        }
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let asked = json!({ "out_trade_no": payment.payment.to_string() });
        let told = self.ask("alipay.trade.query", &asked, Ask::default()).await;
        let known = told.map_err(Fault::of_question)?.of(payment.payment)?;
        if known.trade_no.is_empty() {
            return Err(other_thing());
        }
        let (paid, closed) = match known.trade_status.as_str() {
            "WAIT_BUYER_PAY" => (vec![], false),
            "TRADE_SUCCESS" | "TRADE_FINISHED" => (vec![self.arrival(&known, payment)?], false),
            "TRADE_CLOSED" => (vec![], true),
            _ => return Err(ChannelError::Unknown("the trade is in a state that is not known here".into())),
        };
        Ok(ChannelPayment { reference: known.trade_no, paid, closed })
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        let asked = json!({ "out_trade_no": payment.payment.to_string() });
        match self.ask("alipay.trade.close", &asked, Ask::default()).await {
            Ok(closed) => closed.of(payment.payment).map(|_| ()),
            // Only what waits for its buyer can be closed: what is closed already is well.
            Err(Fault::Refused(why)) => match self.query(payment).await? {
                ChannelPayment { closed: true, .. } => Ok(()),
                _ => Err(ChannelError::Refused(why)),
            },
            Err(fault) => Err(fault.into()),
        }
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let asked = json!({
            "out_trade_no": new.of.payment.to_string(),
            "refund_amount": words::amount(new.amount)?,
            "out_request_no": new.refund.to_string(),
            "refund_reason": words::line(&new.reason, 256),
        });
        let done = self.ask("alipay.trade.refund", &asked, Ask::default()).await?.of(new.of.payment)?;
        // "No change of funds" is said of a repetition too: whether the money went is asked then.
        if done.fund_change == "Y" {
            return Ok(refunded(new, RefundState::Succeeded));
        }
        match self.query_refund(new).await {
            Err(ChannelError::NotFound) => {
                Err(ChannelError::Unknown("no funds have moved, and no refund is known yet".into()))
            }
            told => told,
        }
    }

    /// "Not returned: the request was not received, or the refund failed." Both are answered by asking again for the
    /// same refund, which Alipay does once under one `out_request_no`; so both are "not found".
    async fn query_refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let asked = json!({
            "out_trade_no": new.of.payment.to_string(),
            "out_request_no": new.refund.to_string(),
        });
        let told = self.ask("alipay.trade.fastpay.refund.query", &asked, Ask::default()).await;
        let known = told.map_err(Fault::of_question)?;
        if known.refund_status != "REFUND_SUCCESS" {
            return Err(ChannelError::NotFound);
        }
        let known = known.of(new.of.payment)?;
        if known.out_request_no != new.refund.to_string() || words::money(&known.refund_amount)? != new.amount
        {
            return Err(other_thing());
        }
        Ok(refunded(new, RefundState::Succeeded))
    }

    /// Alipay takes requests for transfers in certificate mode only.
    fn transfers(&self) -> bool {
        self.certificates.is_some()
    }

    async fn transfer(&self, new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
        transfer::ask(self, new).await
    }

    async fn query_transfer(&self, new: &NewTransfer) -> Result<ChannelTransfer, ChannelError> {
        transfer::query(self, new).await
    }

    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(self, notify)
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    fn refusal(&self) -> &'static str {
        "failure"
    }

    /// Asks about a number that nobody has: only who can check our signature says that it does not exist, and only
    /// whose key we have can sign that.
    async fn check(&self) -> Vec<Checked> {
        let number = format!("check_{}", kernel::encode_128(u128::from_be_bytes(self.ambient.bytes())));
        let asked = json!({ "out_trade_no": number });
        let told = self.ask("alipay.trade.query", &asked, Ask::default()).await;
        call::checked(told.map(|_| ()))
    }

    fn statement_day(&self) -> Option<i64> {
        Some(local_time::AHEAD_MINUTES)
    }

    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        statement::read(file, &self.seller_id)
    }
}

impl AlipayChannel {
    fn arrival(&self, known: &Node, payment: &PaymentRef) -> Result<Paid, ChannelError> {
        let amount = words::money(&known.total_amount)?;
        // The document calls the time optional; no money hangs on it.
        let paid_at = local_time::between(&known.send_pay_date, payment.created_at, self.ambient.now());
        Ok(Paid { event_id: known.trade_no.clone(), amount, paid_at })
    }
}

/// On the telephone that would scan it, the code is an address that opens the app.
fn code_of(opened: Node, device: Device) -> Result<Opened, ChannelError> {
    if opened.qr_code.is_empty() {
        return Err(ChannelError::Unknown("Alipay opened a payment without a code".into()));
    }
    let here = matches!(device, Device::Mobile | Device::Alipay) && opened.qr_code.starts_with("http");
    let pay_url = here.then(|| opened.qr_code.clone());
    Ok(Opened { pay_url, qr_text: Some(opened.qr_code), ..Opened::default() })
}

/// Alipay has no number of its own for a refund.
fn refunded(new: &NewRefund, state: RefundState) -> ChannelRefund {
    ChannelRefund { reference: new.refund.to_string(), state }
}

/// Signed, and yet not an answer to what was asked.
fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}

fn is_ours(amount: Money) -> bool {
    amount.currency == Currency::CNY && amount.minor > 0
}
