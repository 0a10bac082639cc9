use super::Fine;
use super::call::Refusal;
use crate::keys;
use crate::plain::is_number;
use crate::words::{other_order, unreadable};
use kernel::{Currency, Money, Secret};
use outbound::flat::Flat;
use ports::{NoSupply, Supplied, SupplyError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    UnderWay,
    Done,
    /// The money comes back, or is back.
    Failed,
}

/// An order of ours, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transaction {
    /// A number.
    pub reference: String,
    pub standing: Standing,
    pub cost: Option<Money>,
    /// Why it failed, where that is said.
    pub words: Refusal,
    /// Somebody has to type something in.
    pub is_pin: bool,
}

impl Transaction {
    /// Believed only where it is about that order.
    pub fn read(row: &Flat, order_no: &str, currency: Currency) -> Result<Self, SupplyError> {
        Self::with_status(row, &row.text("status"), order_no, currency)
    }

    fn with_status(
        row: &Flat,
        status: &str,
        order_no: &str,
        currency: Currency,
    ) -> Result<Self, SupplyError> {
        if row.text("customIdentifier") != order_no {
            return Err(other_order());
        }
        let standing = match status {
            "PENDING" | "PROCESSING" => Standing::UnderWay,
            "SUCCESSFUL" => Standing::Done,
            "FAILED" | "REFUNDED" => Standing::Failed,
            _ => return Err(unreadable("status")),
        };
        Ok(Self {
            reference: number(row)?,
            standing,
            cost: cost(row, currency),
            words: Refusal::default(),
            is_pin: !row.within("pinDetail").text("code").is_empty(),
        })
    }

    pub fn failed(self, secret: &Secret<String>) -> Supplied {
        let why = reason(&self.words).unwrap_or(NoSupply::Other);
        Supplied::Failed { reference: Some(self.reference), why, said: self.words.said(secret) }
    }

    pub fn credited(self) -> Result<Supplied, SupplyError> {
        if self.is_pin {
            let why = "the top-up brought a PIN: see it at Reloadly, and hand it to the buyer";
            return Err(SupplyError::Unknown(why.into()));
        }
        Ok(Supplied::Credited { reference: Some(self.reference), cost: self.cost })
    }
}

/// What was taken out of our deposit, where that is said in our currency.
fn cost(row: &Flat, currency: Currency) -> Option<Money> {
    let balance = row.within("balanceInfo");
    if balance.text("currencyCode") == currency.code()
        && let Some(cost) = Fine::read(&balance.text("cost"))
    {
        return cost.up(currency);
    }
    if row.text("currencyCode") == currency.code() {
        return Fine::read(&row.text("amount"))?.up(currency);
    }
    let ours = row.text("requestedAmountCurrencyCode") == currency.code()
        && row.text("discountCurrencyCode") == currency.code();
    let (asked, discount) = (Fine::read(&row.text("requestedAmount")), Fine::read(&row.text("discount")));
    asked.filter(|_| ours)?.minus(discount?).up(currency)
}

/// What Reloadly calls it.
pub(super) fn number(row: &Flat) -> Result<String, SupplyError> {
    let number = row.text("transactionId");
    if is_number(&number, 18) { Ok(number) } else { Err(unreadable("transactionId")) }
}

/// The answer to a top-up: nothing but its number.
pub(super) fn taken_on(body: &[u8]) -> Result<Supplied, SupplyError> {
    let told = Flat::read(body).ok_or_else(|| unreadable("order"))?;
    Ok(Supplied::Accepted { reference: Some(number(&told)?) })
}

/// One order, asked about by Reloadly's number. A top-up stands in an envelope that says how it stands; a card may stand in
/// a list of one.
pub(super) fn one(body: &[u8], order_no: &str, currency: Currency) -> Result<Transaction, SupplyError> {
    let told = match list(body) {
        Some(mut rows) if rows.len() == 1 => rows.pop().unwrap_or_default(),
        Some(_) => return Err(other_order()),
        None => Flat::read(body).ok_or_else(|| unreadable("order"))?,
    };
    let within = told.within("transaction");
    let row = if within.iter().next().is_some() { &within } else { &told };
    let status = match told.text("status") {
        none if none.is_empty() => row.text("status"),
        status => status,
    };
    let words = Refusal { status: 0, code: told.text("code"), message: told.text("message") };
    Ok(Transaction { words, ..Transaction::with_status(row, &status, order_no, currency)? })
}

/// Ours, among those that are listed under our number.
pub(super) fn listed(body: &[u8], order_no: &str) -> Result<Flat, SupplyError> {
    let mut all = rows(body).ok_or_else(|| unreadable("list"))?;
    if all.is_empty() {
        return Err(SupplyError::NotFound);
    }
    all.retain(|row| row.text("customIdentifier") == order_no);
    match all.pop() {
        Some(row) if all.is_empty() => Ok(row),
        _ => Err(other_order()),
    }
}

/// A list, or a page of one.
pub(super) fn rows(body: &[u8]) -> Option<Vec<Flat>> {
    list(body).or_else(|| list(Flat::read(body)?.raw("content")?.get().as_bytes()))
}

pub(super) fn list(body: &[u8]) -> Option<Vec<Flat>> {
    serde_json::from_slice(body).ok()
}

/// The cards of an order that is done. None at all come later.
pub(super) fn cards(body: &[u8], of: Transaction, quantity: i64) -> Result<Supplied, SupplyError> {
    let rows = match list(body) {
        Some(rows) => rows,
        None => vec![Flat::read(body).ok_or_else(|| unreadable("cards"))?],
    };
    let keys = rows.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let reference = Some(of.reference);
    if keys.is_empty() {
        return Ok(Supplied::Accepted { reference });
    }
    if i64::try_from(keys.len()).is_ok_and(|count| count > quantity) {
        return Err(SupplyError::Unknown("there are more cards than were ordered".into()));
    }
    Ok(Supplied::Delivered { reference, cost: of.cost, keys })
}

/// Its number, its PIN and its address, as far as it has them.
fn key(card: &Flat) -> Result<Secret<String>, SupplyError> {
    let parts = ["cardNumber", "pinCode", "redemptionUrl"].map(|name| card.text(name).trim().to_owned());
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    keys::one(&parts.join(" ")).ok_or_else(|| unreadable("cards"))
}

/// The answer to an order that was not taken: certain for codes that say what is wrong with the order or with us.
pub(super) fn refused(refusal: &Refusal, secret: &Secret<String>) -> Result<Supplied, SupplyError> {
    let said = refusal.said(secret);
    match reason(refusal) {
        Some(why) => Ok(Supplied::Failed { reference: None, why, said }),
        None => Err(SupplyError::Unknown(said)),
    }
}

pub(super) fn reason(refusal: &Refusal) -> Option<NoSupply> {
    match refusal.code.as_str() {
        "INSUFFICIENT_BALANCE" => Some(NoSupply::NoFunds),
        "INVALID_RECIPIENT_PHONE" | "INVALID_PHONE_NUMBER" => Some(NoSupply::BadAccount),
        "PRODUCT_NOT_FOUND"
        | "OPERATOR_NOT_FOUND"
        | "OPERATOR_NOT_IN_SERVICE"
        | "OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE"
        | "COUNTRY_NOT_SUPPORTED"
        | "INVALID_AMOUNT_FOR_OPERATOR" => Some(NoSupply::OutOfStock),
        "INVALID_AMOUNT"
        | "INACTIVE_ACCOUNT"
        | "ACCOUNT_NOT_FOUND"
        | "MAX_DAILY_TRANSACTION_COUNT_REACHED"
        | "MAX_DAILY_TRANSACTION_AMOUNT_REACHED"
        | "INVALID_TOKEN"
        | "TOKEN_EXPIRED" => Some(NoSupply::Other),
        // The one refusal of a card that is written down has no code.
        "" if refusal.status == 400 && refusal.message.starts_with("Invalid price") => {
            Some(NoSupply::PriceChanged)
        }
        _ => None,
    }
}
