//! Sellers of keys who are asked to reserve, then to provide, or to cancel: the side of the marketplace in the protocol that
//! Eneba calls declared stock (api.eneba.com/documentation: Automate your stock with "Declared Stock", Declared Stock
//! cancellation flow guide; github.com/HelisLT/eneba-client, docs/howto). JSON, posted with a bearer token.
//!
//! What the document leaves open, and how it is taken here:
//! - `orderId` and `auctionId` are UUIDs. Ours is made of the digest of our number, in the shape of version 1, as the document
//!   wants it; or it is our number itself, where a seller takes that (a setting).
//! - `price` is that of one key, in the smallest coin.
//! - Nothing is bought by RESERVE, so a RESERVE that is refused is a certain no: by `"success": false`, or by an error, of which
//!   the document says that there is no stock. That holds for 400, 404, 410 and 422; 401 and 403 mean us. 409 may mean that
//!   the number is known: unknown, as are all others, and silence.
//! - PROVIDE is sent up to three times by the marketplace, so it gives the same keys each time: it is the question, too. Where
//!   a RESERVE is known to have gone through, a refusal is taken as not yet; where its answer never came, as no reservation.
//!   A number that went through and is not known any more (404) is unknown.
//! - A failure that is final is not reported. What is not provided is cancelled in the end.
//! - CANCEL that is answered with 2xx is certain, whether keys were provided or not: they are the seller's again. No body is
//!   expected; one that says `"success": false` is believed.
//! - Keys that are pictures are not taken: unknown, to be handed out by people.
//! - There is no catalogue, no balance, no word of what it cost, and no callback.
//! - The only request that changes nothing is CANCEL of an order that there is not: by that the settings are tested.

use crate::words::never;
use asked::OrderIds;
use async_trait::async_trait;
use kernel::{Currency, Secret, Time};
use outbound::http::Http;
use outbound::said::said;
use ports::{
    Checked, NewSupply, NoSupply, NotifyRefusal, RawNotify, Reported, Supplied, Supplier, SupplyError,
    SupplyRef,
};
use state::{Provided, Reserved, Told};

/// How something is asked for; pure.
mod asked;
#[cfg(test)]
mod golden;
/// What is asked of who sets it up.
mod kind;
/// What an answer says; pure.
mod state;
pub(crate) use kind::KIND;

/// No order of ours has this number.
const NO_ORDER: &str = "nosuchorder00000";

/// One seller.
pub(crate) struct ReserveSupplier {
    reserve_url: String,
    provide_url: String,
    cancel_url: String,
    token: Secret<String>,
    order_ids: OrderIds,
    currency: Currency,
    http: Http,
}

impl ReserveSupplier {
    fn request(&self, url: &str, body: String) -> Result<reqwest::Request, SupplyError> {
        let request = self.http.client().post(url).bearer_auth(self.token.expose());
        let request = request.header("content-type", "application/json").header("accept", "application/json");
        // Certain: a request that cannot even be made was not sent.
        let built = request.body(body).build();
        built.map_err(|error| SupplyError::NotReached(error.without_url().to_string()))
    }

    async fn post(&self, url: &str, body: String) -> Result<Told, SupplyError> {
        let answer = self.http.send(self.request(url, body)?).await?;
        Ok(Told::read(answer.status, &answer.body))
    }

    async fn provide(&self, id: &str, of: (Option<&str>, i64)) -> Result<Provided, SupplyError> {
        let told = self.post(&self.provide_url, asked::about("PROVIDE", id)).await?;
        state::provided(&told, id, of, &self.token)
    }
}

#[async_trait]
impl Supplier for ReserveSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let id = self.order_ids.of(&new.order_no);
        let body = match asked::reserve(new, &id, self.currency) {
            Ok(body) => body,
            Err(never) => return Ok(never),
        };
        let told = self.post(&self.reserve_url, body).await?;
        if let Reserved::No(why, said) = state::reserved(&told, &id, &self.token)? {
            return Ok(never(why, &said));
        }
        // Reserved, whatever becomes of the keys: they are asked for again.
        let reference = Some(id.clone());
        match self.provide(&id, (Some(&new.product), new.quantity)).await {
            Ok(Provided::Keys(keys)) => Ok(Supplied::Delivered { reference, cost: None, keys }),
            _ => Ok(Supplied::Accepted { reference }),
        }
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let id = self.order_ids.of(&of.order_no);
        let reference = Some(id.clone());
        match (self.provide(&id, (None, of.quantity)).await?, of.reference.is_some()) {
            (Provided::Keys(keys), _) => Ok(Supplied::Delivered { reference, cost: None, keys }),
            (Provided::Missing | Provided::Refused, false) => Err(SupplyError::NotFound),
            (Provided::Refused, true) => Ok(Supplied::Accepted { reference }),
            (Provided::Missing, true) => {
                Err(SupplyError::Unknown("the seller no longer knows what was reserved".into()))
            }
        }
    }

    async fn cancel(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let id = self.order_ids.of(&of.order_no);
        let told = self.post(&self.cancel_url, asked::about("CANCEL", &id)).await?;
        let said = state::cancelled(&told, &id, &self.token)?;
        Ok(Supplied::Failed { reference: Some(id), why: NoSupply::Cancelled, said })
    }

    fn verify_callback(&self, _callback: &RawNotify, _now: Time) -> Result<Reported, NotifyRefusal> {
        Err(NotifyRefusal::Malformed("this supplier sends no callbacks".into()))
    }

    fn acknowledgement(&self) -> &'static str {
        "ok"
    }

    /// Cancels an order that there is not.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        let body = asked::about("CANCEL", &self.order_ids.of(NO_ORDER));
        match self.post(&self.cancel_url, body).await {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(told) if told.is_about_us() => {
                vec![passed("reach"), failed("keys", said(&told.words(), self.token.expose()))]
            }
            Ok(told) if told.status >= 500 => {
                vec![passed("reach"), failed("answer", said(&told.words(), self.token.expose()))]
            }
            Ok(_) => vec![passed("reach"), passed("keys")],
        }
    }
}
