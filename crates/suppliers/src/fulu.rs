//! Fulu's open platform, API 2.0 (docs.open.fulu.com: `fulu.order.direct.add`, `.mobile.add`, `.info.get`,
//! `fulu.goods.list.get`, `fulu.user.info.get`): JSON to one address, signed by an MD5 over the characters of that JSON in
//! their order, with the secret behind them. Every order is done later: a good answer means that it was taken on.
//!
//! What the document leaves open, and how it is taken here:
//! - Which codes mean what is not said of orders. Known words of the message are believed (`words.rs`); after every other
//!   refusal the order is asked about.
//! - Characters are sorted by their numbers, which is the order of their bytes in UTF-8 as well. Texts of the same
//!   characters are therefore signed alike: nothing of a callback is believed but which order to ask about.
//! - An answer is signed over its `result`. A good answer that has a signature must have the right one; where there is
//!   none, it is believed because it came over TLS.
//! - `result` is a text with JSON in it. It is read as well where it is JSON itself.
//! - There is no highest price in an order. `order_price` of the answer is for one unit, and has up to four places behind
//!   the point: what all of it cost is rounded up to a fen, a balance down.
//! - A product says which request is meant: `10000001` are goods for `direct.add`, `mobile:50` is a telephone that is
//!   topped up by 50 yuan, once an order.
//! - The fields of goods' template are filled in as the account form has them; what has no place in an order is not left
//!   out silently: the order is refused before it is sent.
//! - Where callbacks go to is set at Fulu, not in an order. They are signed like requests, over all but `sign`; whether
//!   they come as a query, a form or JSON is not said, so each is read. They carry no time of sending: an old one is
//!   harmless, as it is only a reason to ask.
//! - There is no request to take an order back.

use crate::json::Sorted;
use crate::words::unreadable;
use crate::yuan;
use async_trait::async_trait;
use kernel::{Ambient, Money, Secret, Time};
use outbound::http::Http;
use outbound::said::said;
use ports::{
    Checked, NewSupply, NotifyRefusal, RawNotify, Reported, Supplied, Supplier, SupplierProduct, SupplyError,
    SupplyRef,
};

/// How an order is asked for; pure.
mod asked;
/// Requests, and what kind of answer came.
mod call;
/// A callback, before it is believed.
mod callback;
#[cfg(test)]
mod golden;
/// What can be ordered.
mod goods;
/// What is asked of who sets it up.
mod kind;
/// The text that is signed; pure.
mod sign;
/// What an answer says of an order; pure.
mod state;
pub(crate) use kind::KIND;

/// All goods come in one answer, with their descriptions.
const GOODS_MAX: usize = 16 * 1024 * 1024;

/// One merchant there.
pub(crate) struct FuluSupplier {
    /// Without a slash at its end.
    url: String,
    app_key: String,
    secret: Secret<String>,
    ambient: Ambient,
    http: Http,
}

#[async_trait]
impl Supplier for FuluSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let asked = match asked::order(new) {
            Ok(asked) => asked,
            Err(never) => return Ok(never),
        };
        let told = self.ask(asked.method, &asked.content).await?;
        state::submitted(&told, &new.order_no, &self.secret)
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let mut content = Sorted::default();
        content.text("customer_order_no", &of.order_no);
        let told = self.ask("fulu.order.info.get", &content).await?;
        state::known(&told, &of.order_no, &self.secret)
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let told = self.ask("fulu.user.info.get", &Sorted::default()).await?;
        let parts = yuan::read(&told.good(&self.secret)?.text("balance"));
        parts.map(yuan::down).ok_or_else(|| unreadable("balance"))
    }

    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let told = self.fetch("fulu.goods.list.get", &Sorted::default(), GOODS_MAX).await?;
        goods::read(&told, &self.secret)
    }

    fn verify_callback(&self, callback: &RawNotify, _: Time) -> Result<Reported, NotifyRefusal> {
        callback::verify(&self.secret, callback).map(Reported::Order)
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    /// Asks who we are: Fulu looks at the signature first.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        let told = match self.ask("fulu.user.info.get", &Sorted::default()).await {
            Ok(told) => told,
            Err(error) => return vec![failed("reach", error.to_string())],
        };
        if !told.is_good() {
            let why = said(&told.message, self.secret.expose());
            return vec![passed("reach"), failed("keys", why)];
        }
        let answer = match told.good(&self.secret) {
            Ok(user) if user.text("is_open") == "0" => failed("answer", "the account is closed".into()),
            Ok(_) => passed("answer"),
            Err(error) => failed("answer", error.to_string()),
        };
        vec![passed("reach"), passed("keys"), answer]
    }
}
