//! WeChat Pay, API v3 (pay.weixin.qq.com/doc/v3/merchant: Native, H5 and JSAPI orders, query, close, refund; "request
//! signing" 4012365336, "JSAPI signing" 4012365340, "verify with WeChat Pay's public key" 4013053249, "decrypt
//! callbacks" 4012071382), by WeChat Pay's public key, by platform certificates, or by both while one replaces the
//! other.
//!
//! A payment is one transaction, paid at most once: its `transaction_id` is the id of the arrival. What the documents
//! leave open, and how it is taken here:
//! - "Check the signature of answers that carry one; a 2xx without one is forged." An error without one is believed
//!   neither: what became of the request is unknown then.
//! - `REFUND` says of a transaction that some or all of it went back. It brings no money: what came before was told
//!   while it was `SUCCESS`.
//! - A refund that is `ABNORMAL` waits at WeChat for a person (the payer's card is gone): it is under way, not failed.
//! - JSAPI wants the payer's open id for the same AppID. With the AppSecret it is found out by the official account's own
//!   log-in ("web page authorization", `snsapi_base`), which asks nobody anything; the open id is kept nowhere but at
//!   WeChat, in the payment that was opened for it.
//! - Platform certificates are replaced every five years, and are put into the settings by hand: none is fetched.

use crate::address;
use crate::http::Http;
use crate::local_time;
use crate::rsa_keys::{PrivateKey, PublicKey};
use async_trait::async_trait;
use kernel::{Ambient, Secret, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, Device, NewPayment, NewRefund, Notified,
    NotifyRefusal, Opened, Paid, Payer, PaymentChannel, PaymentRef, RawNotify, Statement, StatementDay,
    StatementRefusal,
};
use serde_json::json;
use std::collections::BTreeMap;

/// A signed request, and the proof that the answer is WeChat's.
mod call;
/// What is asked of who sets it up.
mod kind;
/// A notify, before it is believed.
mod notify;
/// Who pays inside WeChat.
mod payer;
/// What is signed, and what is sealed; pure.
mod seal;
/// Its statement, and where it is fetched.
mod statement;
/// What stands in requests and answers; pure.
mod words;

use call::Fault;
pub(crate) use kind::KIND;
use words::{OpenedOrder, Refund, Transaction};

/// One application and one merchant account at WeChat Pay.
pub(crate) struct WechatChannel {
    code: String,
    app_id: String,
    mch_id: String,
    /// Of the certificate that belongs to our key.
    serial: String,
    own: PrivateKey,
    api_v3_key: Secret<String>,
    keys: Keys,
    products: Products,
    /// None: who pays inside WeChat is not found out.
    official: Option<payer::Official>,
    /// No slash at its end.
    url: String,
    ambient: Ambient,
    http: Http,
}

/// WeChat's own keys by the serial under which they sign.
struct Keys {
    by_serial: BTreeMap<String, PublicKey>,
    /// The one that answers are to be signed with.
    preferred: String,
}

impl Keys {
    /// Serials of certificates are numbers: letters of both cases are the same, and zeros in front are nothing.
    fn plain(serial: &str) -> String {
        if serial.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            serial.trim_start_matches('0').to_ascii_uppercase()
        } else {
            serial.to_owned()
        }
    }

    fn by(&self, serial: &str) -> Option<&PublicKey> {
        self.by_serial.get(&Self::plain(serial))
    }
}

/// What the account has signed up for.
#[derive(Clone, Copy)]
struct Products {
    native: bool,
    h5: bool,
    jsapi: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Native,
    /// The payer's network address.
    H5(String),
    /// The payer's open id.
    Jsapi(String),
}

impl Products {
    fn way(self, payer: &Payer) -> Option<Way> {
        let native = self.native.then_some(Way::Native);
        let h5 = payer.address.clone().filter(|_| self.h5).map(Way::H5);
        let known = payer.open_id.clone().filter(|id| self.jsapi && !id.is_empty());
        let jsapi = known.map(Way::Jsapi);
        match payer.device {
            Device::Desktop => native,
            Device::Mobile => h5.or(native),
            // A page inside WeChat leads out of it by no link of H5's.
            Device::WeChat => jsapi.or(native),
            Device::Alipay => native.or(h5),
        }
    }
}

#[async_trait]
impl PaymentChannel for WechatChannel {
    fn code(&self) -> &str {
        &self.code
    }

    fn asks_who_pays(&self, payer: &Payer) -> bool {
        let inside = payer.device == Device::WeChat && self.products.jsapi;
        inside && self.official.is_some() && payer.open_id.is_none()
    }

    fn payer_link(&self, return_to: &str, state: &str) -> Option<String> {
        self.official.as_ref().map(|official| official.link(&self.app_id, return_to, state))
    }

    async fn payer_of(&self, code: &str) -> Result<String, ChannelError> {
        self.open_id(code).await
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let no_way = || ChannelError::Refused("no product that was signed up for serves this device".into());
        let way = self.products.way(&new.payer).ok_or_else(no_way)?;
        let mut order = words::order(self, new)?;
        let path = match &way {
            Way::Native => "native",
            Way::H5(address) => {
                let scene = json!({ "payer_client_ip": address, "h5_info": { "type": "Wap" } });
                order.insert("scene_info".into(), scene);
                "h5"
            }
            Way::Jsapi(open_id) => {
                order.insert("payer".into(), json!({ "openid": open_id }));
                "jsapi"
            }
        };
        let told = self.post(&format!("/v3/pay/transactions/{path}"), &order).await?;
        self.opened(&way, told.read()?, &new.return_url)
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}?mchid={}", payment.payment, self.mch_id);
        let known: Transaction = self.get(&path).await.map_err(Fault::of_question)?.read()?;
        let is_ours = known.appid == self.app_id && known.mchid == self.mch_id;
        if !is_ours || known.out_trade_no != payment.payment.to_string() {
            return Err(other_thing());
        }
        let (paid, closed) = match known.trade_state.as_str() {
            "SUCCESS" => (vec![self.arrival(&known, payment)?], false),
            "NOTPAY" | "USERPAYING" | "PAYERROR" => (vec![], false),
            "CLOSED" | "REVOKED" | "REFUND" => (vec![], true),
            _ => return Err(ChannelError::Unknown("the order is in a state that is not known here".into())),
        };
        Ok(ChannelPayment { reference: known.transaction_id, paid, closed })
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}/close", payment.payment);
        let body = words::object([("mchid", json!(self.mch_id))]);
        match self.post(&path, &body).await {
            Ok(_) => Ok(()),
            Err(Fault::Refused { code, .. }) if code == "ORDER_CLOSED" => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let done: Refund = self.post("/v3/refund/domestic/refunds", &words::refund(new)?).await?.read()?;
        done.of(new)
    }

    async fn query_refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let path = format!("/v3/refund/domestic/refunds/{}", new.refund);
        let known: Refund = self.get(&path).await.map_err(Fault::of_question)?.read()?;
        known.of(new)
    }

    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(self, notify, now)
    }

    /// "200 or 204, without a body."
    fn acknowledgement(&self) -> &'static str {
        ""
    }

    fn refusal(&self) -> &'static str {
        r#"{"code":"FAIL","message":""}"#
    }

    /// Asks about a number that nobody has, which WeChat answers under its signature to who signs well; then for the
    /// platform certificates, which come sealed with the APIv3 key where there are any.
    async fn check(&self) -> Vec<Checked> {
        let number = format!("check_{}", kernel::encode_128(u128::from_be_bytes(self.ambient.bytes())));
        let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={}", self.mch_id);
        let mut found = call::checked(self.get(&path).await.map(|_| ()));
        if found.iter().all(|checked| checked.problem.is_none()) {
            found.extend(self.try_api_v3_key().await);
        }
        found
    }

    fn statement_day(&self) -> Option<i64> {
        Some(local_time::AHEAD_MINUTES)
    }

    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        statement::read(file, &self.mch_id)
    }

    fn offers_statement(&self) -> bool {
        true
    }

    async fn fetch_statement(&self, day: &StatementDay) -> Result<Vec<u8>, ChannelError> {
        self.bill(day).await
    }
}

impl WechatChannel {
    fn opened(&self, way: &Way, told: OpenedOrder, back: &str) -> Result<Opened, ChannelError> {
        let nothing = || ChannelError::Unknown("WeChat opened a payment without a way to pay it".into());
        match way {
            Way::Native if address::is_page_or_app(&told.code_url) => {
                Ok(Opened { qr_text: Some(told.code_url), ..Opened::default() })
            }
            Way::H5(_) if address::is_page(&told.h5_url) => {
                let joint = if told.h5_url.contains('?') { '&' } else { '?' };
                let pay_url = format!("{}{joint}redirect_url={}", told.h5_url, words::escaped(back));
                Ok(Opened { pay_url: Some(pay_url), ..Opened::default() })
            }
            Way::Jsapi(_) if !told.prepay_id.is_empty() => {
                let in_app = self.in_app(&told.prepay_id)?;
                Ok(Opened { reference: Some(told.prepay_id), in_app: Some(in_app), ..Opened::default() })
            }
            _ => Err(nothing()),
        }
    }

    /// What `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` takes.
    fn in_app(&self, prepay_id: &str) -> Result<String, ChannelError> {
        let (at, nonce) = (self.ambient.now().unix_seconds().to_string(), self.nonce());
        let signature = self.own.sign(&seal::pay_lines(&self.app_id, &at, &nonce, prepay_id));
        let signature = signature.ok_or_else(|| ChannelError::Refused(call::NO_RANDOMNESS.into()))?;
        Ok(json!({
            "appId": self.app_id,
            "timeStamp": at,
            "nonceStr": nonce,
            "package": format!("prepay_id={prepay_id}"),
            "signType": "RSA",
            "paySign": signature,
        })
        .to_string())
    }

    fn nonce(&self) -> String {
        kernel::encode_128(u128::from_be_bytes(self.ambient.bytes()))
    }

    fn arrival(&self, known: &Transaction, payment: &PaymentRef) -> Result<Paid, ChannelError> {
        let amount = known
            .money()
            .ok_or_else(|| ChannelError::Unknown("the answer's amount cannot be read".into()))?;
        if known.transaction_id.is_empty() {
            return Err(other_thing());
        }
        let now = self.ambient.now();
        let paid_at = Time::parse_rfc3339(&known.success_time).unwrap_or(now);
        let paid_at = paid_at.clamp(payment.created_at.min(now), now);
        Ok(Paid { event_id: known.transaction_id.clone(), amount, paid_at })
    }
}

/// Signed, and yet not an answer to what was asked.
fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}
