//! Another Cardamom, whose merchant lets partners dock (docs/docking.md): JSON, amounts in whole minor units, each request
//! signed with its time, a nonce, its target and the digest of its body. An order number is taken once, and said again it
//! is answered with how the first one stands.
//!
//! - A refusal of a new order is certain where its code says that nothing was ordered; after every other one, and after
//!   whatever is wrong on the other side, the order is asked about. What is said of key, time and signature is said before the
//!   order is read, so it says nothing about an earlier request: like one that did not get there.
//! - That a number is not known there is believed only after five minutes, as long as the time in our first request was good
//!   for: until then it may come, or is just being taken on.
//! - `bad_callback_url` (nobody is told anything at an address inside a house): it is ordered once more under the same number
//!   without the address, and then only asked about.
//! - What is delivered and paid back was not delivered. A part that was paid back is off the cost of keys; of credit it makes
//!   nothing certain.
//! - Keys are what a merchant has on the shelf: where one of them is only a sentence that excuses itself, it is none.
//! - What goods cost is said in each order: over there it is refused where it costs more by now.
//! - Keys come in answers only, never in reports: a report is a reason to ask.
//! - A complaint is a dispute over there. Where its merchant offers all that was asked for, that is accepted.

use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Secret, Span, Time};
use outbound::http::Http;
use ports::{
    AccountFound, AccountQuestion, Checked, Claim, Claimed, NewSupply, NotifyRefusal, RawNotify, Reported,
    StatementDay, Supplied, Supplier, SupplierProduct, SupplyError, SupplyRef, SupplyStatement, Wanted,
};
use serde_json::{Map, Value, json};

/// Requests, and what kind of answer came.
mod call;
/// A report, before it is believed.
mod callback;
/// What an answer says of a complaint; pure.
mod claims;
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
/// What our orders took and gave back on a day.
mod statement;
use call::Told;
pub(crate) use kind::KIND;

/// The whole catalogue comes in one answer.
const GOODS_MAX: usize = 16 * 1024 * 1024;
/// The keys of one order do.
const ORDER_MAX: usize = 1024 * 1024;
/// As long as a request is taken after the time that stands in it.
const TIMELY: Span = Span::minutes(5);

/// One docking key there.
pub(crate) struct CardamomSupplier {
    /// Without a slash at its end.
    url: String,
    key: String,
    secret: Secret<String>,
    currency: Currency,
    ambient: Ambient,
    http: Http,
}

#[async_trait]
impl Supplier for CardamomSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let account = filled(&new.account);
        let body = |callback_url: &str| {
            json!({
                "order_no": new.order_no, "product": new.product, "quantity": new.quantity, "account": account,
                "unit_price": new.unit_cost.minor, "currency": new.unit_cost.currency.code(),
                "callback_url": callback_url,
            })
        };
        let mut told = self.post("/dock/v1/orders", &body(&new.notify_url)).await?;
        if told.is_refusal("bad_callback_url") {
            told = self.post("/dock/v1/orders", &body("")).await?;
        }
        state::submitted(&told, &SupplyFor::of(new, self.currency))
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let told = self.get(&format!("/dock/v1/orders/{}", of.order_no), ORDER_MAX).await?;
        let known = state::known(&told, &SupplyFor::known(of, self.currency));
        if known == Err(SupplyError::NotFound) && self.ambient.now() < of.sent_at.after(TIMELY) {
            return Err(SupplyError::Unknown("it may still be on its way there".into()));
        }
        known
    }

    async fn cancel(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        // Whatever is said to that, the order itself says how it stands.
        self.post(&format!("/dock/v1/orders/{}/cancel", of.order_no), &json!({})).await?;
        self.query(of).await
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let told = self.get("/dock/v1/ping", ORDER_MAX).await?;
        goods::balance(told.good()?, self.currency)
    }

    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let told = self.get("/dock/v1/catalogue", GOODS_MAX).await?;
        goods::read(told.good()?, self.currency)
    }

    async fn claim(&self, of: &SupplyRef, claim: &Claim) -> Result<Claimed, SupplyError> {
        let reason = match of.wanted {
            Wanted::Keys => "key_invalid",
            Wanted::Credit => "topup_not_credited",
        };
        let body = json!({
            "claim_no": claim.claim_no, "reason": reason, "text": claim.reason, "units": claim.keys,
        });
        let told = self.post(&format!("/dock/v1/orders/{}/claims", of.order_no), &body).await?;
        self.answered(of, claim, &told).await
    }

    /// Asked on by the other house, of whom it buys from.
    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        let body = json!({ "product": question.product, "account": filled(&question.account) });
        state::found(&self.post("/dock/v1/accounts/check", &body).await?)
    }

    async fn claimed(&self, of: &SupplyRef, claim: &Claim) -> Result<Claimed, SupplyError> {
        let path = format!("/dock/v1/orders/{}/claims/{}", of.order_no, claim.claim_no);
        let told = self.get(&path, ORDER_MAX).await?;
        self.answered(of, claim, &told).await
    }

    fn statement_ahead(&self) -> i64 {
        0
    }

    fn offers_statement(&self) -> bool {
        true
    }

    async fn statement(&self, day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        self.day(day).await
    }

    fn verify_callback(&self, callback: &RawNotify, now: Time) -> Result<Reported, NotifyRefusal> {
        callback::verify((&self.key, &self.secret), callback, now)
    }

    fn acknowledgement(&self) -> &'static str {
        "heard"
    }

    /// Asks who we are: the signature is looked at first.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.get("/dock/v1/ping", ORDER_MAX).await {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(Told::Refused(refused)) => vec![passed("reach"), failed("keys", refused.said)],
            Ok(Told::Good(told)) => match goods::balance(&told, self.currency) {
                Ok(_) => vec![passed("reach"), passed("keys"), passed("answer")],
                Err(error) => vec![passed("reach"), passed("keys"), failed("answer", error.to_string())],
            },
        }
    }
}

impl CardamomSupplier {
    /// What was answered about a complaint; an offer of all that was asked for is accepted.
    async fn answered(&self, of: &SupplyRef, claim: &Claim, told: &Told) -> Result<Claimed, SupplyError> {
        let heard = claims::read(told, claim, self.currency)?;
        let Some(offer) = heard.acceptable else { return Ok(heard.claimed) };
        let path = format!("/dock/v1/orders/{}/claims/{}/accept", of.order_no, claim.claim_no);
        match self.post(&path, &json!({ "offer": offer })).await {
            Ok(Told::Good(told)) => Ok(claims::read(&Told::Good(told), claim, self.currency)?.claimed),
            // It was changed or ended meanwhile: the next question tells.
            Ok(Told::Refused(_)) | Err(_) => Ok(heard.claimed),
        }
    }
}

/// What was filled in.
fn filled(account: &[(String, Secret<String>)]) -> Map<String, Value> {
    let given = account.iter().filter(|(_, value)| !value.expose().is_empty());
    given.map(|(name, value)| (name.clone(), Value::from(value.expose().as_str()))).collect()
}

/// What an answer has to be about.
struct SupplyFor<'a> {
    order_no: &'a str,
    wanted: Wanted,
    quantity: i64,
    currency: Currency,
}

impl<'a> SupplyFor<'a> {
    fn of(new: &'a NewSupply, currency: Currency) -> Self {
        Self { order_no: &new.order_no, wanted: new.wanted, quantity: new.quantity, currency }
    }
    fn known(of: &'a SupplyRef, currency: Currency) -> Self {
        Self { order_no: &of.order_no, wanted: of.wanted, quantity: of.quantity, currency }
    }
}
