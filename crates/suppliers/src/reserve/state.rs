use crate::keys;
use crate::words::{other_order, unreadable};
use kernel::Secret;
use outbound::flat::{Flat, Scalar};
use outbound::said::said;
use ports::{NoSupply, SupplyError};
use std::collections::BTreeSet;

/// What came.
pub(super) struct Told {
    pub status: u16,
    /// None: no JSON.
    json: Option<Flat>,
}

pub(super) enum Reserved {
    Yes,
    No(NoSupply, String),
}

pub(super) enum Provided {
    /// Never none.
    Keys(Vec<Secret<String>>),
    /// Nothing is provided, now or ever.
    Refused,
    /// The seller knows no such order.
    Missing,
}

impl Told {
    pub fn read(status: u16, body: &[u8]) -> Self {
        Self { status, json: Flat::read(body) }
    }

    fn is_good(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// We are not let in.
    pub fn is_about_us(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    /// Believed only where it is about that.
    fn about(&self, action: &str, id: &str) -> Result<&Flat, SupplyError> {
        let json = self.json.as_ref().ok_or_else(|| unreadable("JSON"))?;
        let is_it = json.text("action") == action && json.text("orderId").eq_ignore_ascii_case(id);
        if is_it { Ok(json) } else { Err(other_order()) }
    }

    /// Its own words, else its status.
    pub fn words(&self) -> String {
        let json = self.json.as_ref();
        let told = ["message", "error", "reason"]
            .iter()
            .find_map(|name| json.map(|json| json.text(name)).filter(|text| !text.is_empty()));
        told.unwrap_or_else(|| format!("the seller answered with status {}", self.status))
    }

    fn unknown(&self, token: &Secret<String>) -> SupplyError {
        SupplyError::Unknown(said(&self.words(), token.expose()))
    }
}

fn succeeded(json: &Flat) -> Result<bool, SupplyError> {
    match json.scalar("success") {
        Some(Scalar::Bool(success)) => Ok(success),
        _ => Err(unreadable("success")),
    }
}

pub(super) fn reserved(told: &Told, id: &str, token: &Secret<String>) -> Result<Reserved, SupplyError> {
    let words = || said(&told.words(), token.expose());
    if told.is_good() {
        let success = succeeded(told.about("RESERVE", id)?)?;
        return Ok(if success {
            Reserved::Yes
        } else {
            Reserved::No(NoSupply::OutOfStock, refusal(told, token))
        });
    }
    match told.status {
        401 | 403 => Ok(Reserved::No(NoSupply::Other, words())),
        400 | 404 | 410 | 422 => Ok(Reserved::No(NoSupply::OutOfStock, words())),
        _ => Err(told.unknown(token)),
    }
}

/// A refusal within a good answer has no status to tell of.
fn refusal(told: &Told, token: &Secret<String>) -> String {
    let json = told.json.as_ref();
    let text = json.map(|json| json.text("message")).filter(|text| !text.is_empty());
    said(&text.unwrap_or_else(|| "the seller does not reserve it".to_owned()), token.expose())
}

pub(super) fn provided(
    told: &Told,
    id: &str,
    (product, quantity): (Option<&str>, i64),
    token: &Secret<String>,
) -> Result<Provided, SupplyError> {
    if told.is_good() {
        let json = told.about("PROVIDE", id)?;
        if !succeeded(json)? {
            return Ok(Provided::Refused);
        }
        return keys(json, product, quantity).map(Provided::Keys);
    }
    match told.status {
        404 | 410 => Ok(Provided::Missing),
        400 | 422 => Ok(Provided::Refused),
        _ => Err(told.unknown(token)),
    }
}

/// Of the one auction that was ordered from.
fn keys(json: &Flat, product: Option<&str>, quantity: i64) -> Result<Vec<Secret<String>>, SupplyError> {
    let auctions = list(json, "auctions")?;
    let [auction] = auctions.as_slice() else { return Err(other_order()) };
    if product.is_some_and(|product| !auction.text("auctionId").eq_ignore_ascii_case(product)) {
        return Err(other_order());
    }
    let (mut keys, mut seen) = (Vec::new(), BTreeSet::new());
    for given in list(auction, "keys")? {
        let key = match given.text("type").as_str() {
            "TEXT" => keys::one(&given.text("value")).ok_or_else(|| unreadable("keys"))?,
            "IMAGE" => {
                let why =
                    "there are pictures among the keys: ask the seller for them, and hand them out by hand";
                return Err(SupplyError::Unknown(why.into()));
            }
            _ => return Err(unreadable("keys")),
        };
        if seen.insert(key.expose().clone()) {
            keys.push(key);
        }
    }
    match i64::try_from(keys.len()).unwrap_or(i64::MAX) {
        0 => Err(SupplyError::Unknown("the seller says that it provides, and gives no key".into())),
        count if count > quantity => {
            Err(SupplyError::Unknown("there are more keys than were ordered".into()))
        }
        _ => Ok(keys),
    }
}

fn list(json: &Flat, name: &str) -> Result<Vec<Flat>, SupplyError> {
    let list = json.raw(name).and_then(|raw| serde_json::from_str(raw.get()).ok());
    list.ok_or_else(|| unreadable(name))
}

/// What was said to it, where it is certain that it was taken back.
pub(super) fn cancelled(told: &Told, id: &str, token: &Secret<String>) -> Result<String, SupplyError> {
    if !told.is_good() {
        return Err(told.unknown(token));
    }
    let taken_back = "taken back as we asked".to_owned();
    let Some(json) = &told.json else { return Ok(taken_back) };
    let number = json.text("orderId");
    if !number.is_empty() && !number.eq_ignore_ascii_case(id) {
        return Err(other_order());
    }
    match json.scalar("success") {
        Some(Scalar::Bool(true)) | None => Ok(taken_back),
        Some(_) => Err(SupplyError::Unknown("the seller does not take it back".into())),
    }
}
