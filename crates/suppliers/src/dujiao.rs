//! Dujiao-next, docked as one site to another (站点对接, protocol 1.0, by the project's public `integration-open-api.md`):
//! JSON over HTTP, signed by an HMAC-SHA-256 over method, path, time and the MD5 of the body. It gives keys, and what its
//! people do by hand for the account that is filled in.
//!
//! What the document leaves open, and how it is taken here:
//! - An order is known by key and `downstream_order_no`: sent again, the first one is told of. There is no question by
//!   that number, so where the site's own number is not known it is asked by an order that cannot be made: the same number,
//!   of goods that no site has (`NO_GOODS`). A site that knows the number tells of the order; one that does not says that
//!   there are no such goods. That is believed only after a minute, as long as the time in our first request was good for.
//! - What makes certain that nothing was ordered: 402 `insufficient_balance`, 409 `insufficient_stock`, 400
//!   `sku_unavailable`, `product_unavailable` and `bad_request`, and `payment_failed`, which comes with status 200 and `ok`
//!   false. All are said after the site has looked for the number, so they are certain for an order sent again, too.
//! - 401 and 403 are said before anything is read, so they say nothing about an earlier request: like one that did not get
//!   there. 429, 500, `internal_error` and all other codes make nothing certain.
//! - 400 `invalid_callback_url` (the site reports to no address inside a house): it is ordered once more under the same
//!   number without the address, and then only asked about.
//! - An answer holds no number of ours. One to a question has to be about the site's number that was asked for, and about as
//!   many as were ordered.
//! - `partially_delivered` is under way: the document promises what is delivered for `delivered` only. What is delivered
//!   stands in `payload`, one key a line; where that is empty, in the texts of `delivery_data`.
//! - `refunded`, `partially_refunded` and `refunded_amount` are not in the document, but answered by sites. Refunded is not
//!   credited, and a part of it makes nothing certain; of keys, what was given back is taken off their cost.
//! - An order cannot say what it may cost at most. Amounts are in the site's one currency, which has to be ours.
//! - Callbacks go to `callback_url`, and are signed over the path of the document (`/api/v1/upstream/callback`), whatever
//!   the address. Signed over the path at which they came they are taken, too. The query is signed by neither side.
//! - Goods that are done by hand have a form where something is credited to an account; else what they give are keys, too.

use crate::plain::reference;
use crate::words::unreadable;
use async_trait::async_trait;
use call::Told;
use kernel::{Ambient, Currency, Money, Secret, Span, Time};
use outbound::flat::Flat;
use outbound::http::Http;
use outbound::{decimal, said::said};
use ports::{
    Checked, NewSupply, NoSupply, NotifyRefusal, RawNotify, Reported, Supplied, Supplier, SupplierProduct,
    SupplyError, SupplyRef, Wanted,
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

/// So many pages of goods are read at most.
const PAGES_MAX: usize = 50;
/// As long as a request is taken after the time that stands in it.
const TIMELY: Span = Span::seconds(60);

/// One account at one site.
pub(crate) struct DujiaoSupplier {
    /// Without a slash at its end.
    url: String,
    /// What of that is a path, in front of those that are signed.
    prefix: String,
    api_key: String,
    secret: Secret<String>,
    currency: Currency,
    ambient: Ambient,
    http: Http,
}

#[async_trait]
impl Supplier for DujiaoSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let mut body = match asked::order(new, self.currency) {
            Ok(body) => body,
            Err(never) => return Ok(never),
        };
        body.text("callback_url", &new.notify_url);
        let mut told = self.post("/orders", &body.written()).await?;
        if told.is_refusal(400, "invalid_callback_url") {
            body.remove("callback_url");
            told = self.post("/orders", &body.written()).await?;
        }
        let taken = state::submitted(&told, &self.secret)?;
        match taken {
            // Keys are often there at once; whatever comes of asking, it is taken on.
            state::Taken::On { reference, may_be_done } if may_be_done || new.wanted == Wanted::Keys => {
                let known = self.look(&reference, new.wanted, new.quantity).await;
                Ok(known.unwrap_or(Supplied::Accepted { reference: Some(reference) }))
            }
            state::Taken::On { reference, .. } => Ok(Supplied::Accepted { reference: Some(reference) }),
            state::Taken::Not(failed) => Ok(failed),
        }
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let number = match of.reference.clone().and_then(reference) {
            Some(number) => number,
            None => self.find(of).await?,
        };
        self.look(&number, of.wanted, of.quantity).await
    }

    async fn cancel(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let number = of.reference.clone().and_then(reference).ok_or(SupplyError::CannotTell)?;
        // Whatever is said to that, the order itself says how it stands.
        self.post(&format!("/orders/{}/cancel", state::number(&number)?), "").await?;
        Ok(match self.look(&number, of.wanted, of.quantity).await? {
            Supplied::Failed { reference, said, .. } => {
                Supplied::Failed { reference, why: NoSupply::Cancelled, said }
            }
            other => other,
        })
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let account = self.post("/ping", "").await?.good(&self.secret)?;
        self.is_ours(&account)?;
        decimal::read(&account.text("balance"), self.currency).map_err(|_| unreadable("balance"))
    }

    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let account = self.post("/ping", "").await?.good(&self.secret)?;
        self.is_ours(&account)?;
        let mut all = Vec::new();
        for page in 1..=PAGES_MAX {
            let query = format!("page={page}&page_size={}", goods::A_PAGE);
            let told = self.get("/products", &query).await?.good(&self.secret)?;
            let read = goods::read(&told, self.currency)?;
            let is_last = read.is_last(page);
            all.extend(read.products);
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    fn verify_callback(&self, callback: &RawNotify, now: Time) -> Result<Reported, NotifyRefusal> {
        callback::verify(&self.api_key, &self.secret, callback, now).map(Reported::Order)
    }

    fn acknowledgement(&self) -> &'static str {
        r#"{"ok":true,"message":"received"}"#
    }

    /// Asks for our balance: the site looks at the signature first.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.post("/ping", "").await {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(Told::Refused(no)) => {
                vec![passed("reach"), failed("keys", said(&no.said(), self.secret.expose()))]
            }
            Ok(Told::Good(account)) => {
                let known = decimal::read(&account.text("balance"), self.currency);
                let read = self.is_ours(&account).and(known.map_err(|_| unreadable("balance")));
                let answer = match read {
                    Ok(_) => passed("answer"),
                    Err(error) => failed("answer", error.to_string()),
                };
                vec![passed("reach"), passed("keys"), answer]
            }
        }
    }
}

impl DujiaoSupplier {
    /// How the order of that number of the site's stands.
    async fn look(&self, number: &str, wanted: Wanted, quantity: i64) -> Result<Supplied, SupplyError> {
        let told = self.get(&format!("/orders/{}", state::number(number)?), "").await?;
        state::known(&told, number, (wanted, quantity, self.currency), &self.secret)
    }

    /// The site's number of an order of ours.
    async fn find(&self, of: &SupplyRef) -> Result<String, SupplyError> {
        let told = self.post("/orders", &asked::again(&of.order_no).written()).await?;
        let found = state::found(&told, &self.secret);
        if found == Err(SupplyError::NotFound) && self.ambient.now() < of.sent_at.after(TIMELY) {
            return Err(SupplyError::Unknown("it may still be on its way there".into()));
        }
        found
    }

    /// Amounts of another currency are none of ours.
    fn is_ours(&self, account: &Flat) -> Result<(), SupplyError> {
        let theirs = account.text("currency");
        if theirs == self.currency.code() {
            return Ok(());
        }
        let why = format!("the site reckons in {}", said(&theirs, self.secret.expose()));
        Err(SupplyError::Unknown(why))
    }
}
