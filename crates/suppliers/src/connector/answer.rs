//! What of an answer is believed: what the description says stands there, and nothing else. What is not mapped is
//! unknown.

use super::json::{Json, Pointer};
use super::lines::Lines;
use super::scope::Keys;
use crate::plain::is_line;
use kernel::{Currency, Money};
use outbound::decimal;
use ports::{AccountFound, NoSupply, Supplied, SupplierProduct, SupplyError, SupplyLine, Wanted};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// No number of an order, and no name of goods, is longer than this.
const NAME_MAX: usize = 128;

/// How a supplier writes amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Amounts {
    /// `12.30`
    #[default]
    Decimal,
    /// `1230`
    Minor,
}

/// What a value at `state` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Standing {
    Accepted,
    Credited,
    Failed,
    BadAccount,
    OutOfStock,
    NoFunds,
    PriceChanged,
    Cancelled,
    Unknown,
}

/// What a value at `code` means where the request was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Refusal {
    BadAccount,
    OutOfStock,
    NoFunds,
    PriceChanged,
    Other,
    /// The number is there already.
    Known,
    NotFound,
    Unknown,
}

impl Refusal {
    fn why(self) -> Option<NoSupply> {
        match self {
            Self::BadAccount => Some(NoSupply::BadAccount),
            Self::OutOfStock => Some(NoSupply::OutOfStock),
            Self::NoFunds => Some(NoSupply::NoFunds),
            Self::PriceChanged => Some(NoSupply::PriceChanged),
            Self::Other => Some(NoSupply::Other),
            Self::Known | Self::NotFound | Self::Unknown => None,
        }
    }
}

/// What a value at `reason` means where the state is `failed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    BadAccount,
    OutOfStock,
    NoFunds,
    PriceChanged,
    Cancelled,
    Other,
}

impl Reason {
    fn why(self) -> NoSupply {
        match self {
            Self::BadAccount => NoSupply::BadAccount,
            Self::OutOfStock => NoSupply::OutOfStock,
            Self::NoFunds => NoSupply::NoFunds,
            Self::PriceChanged => NoSupply::PriceChanged,
            Self::Cancelled => NoSupply::Cancelled,
            Self::Other => NoSupply::Other,
        }
    }
}

/// What a value at `found` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Found {
    Yes,
    No,
    Unknown,
}

/// Where the code of an answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CodeAt {
    HttpStatus,
    Body(Pointer),
}

/// Where goods stand in a catalogue, and where in each of them what is.
pub(super) struct Items {
    pub at: Pointer,
    pub product: Pointer,
    pub name: Pointer,
    pub cost: Pointer,
    pub stock: Option<Pointer>,
    pub on_sale: Option<(Pointer, BTreeSet<String>)>,
}

/// How the answers to one request are read.
pub(super) struct Reading {
    pub code: Option<(CodeAt, BTreeSet<String>)>,
    pub errors: BTreeMap<String, Refusal>,
    pub state: Option<(Pointer, BTreeMap<String, Standing>)>,
    pub reason: Option<(Pointer, BTreeMap<String, Reason>)>,
    pub order_no: Option<Pointer>,
    pub reference: Option<Pointer>,
    pub cost: Option<Pointer>,
    pub message: Option<Pointer>,
    pub balance: Option<Pointer>,
    pub items: Option<Items>,
    pub found: Option<(Pointer, BTreeMap<String, Found>)>,
    pub name: Option<Pointer>,
    pub place: Option<Pointer>,
    pub lines: Option<Lines>,
    pub amounts: Amounts,
}

/// What came.
pub(super) struct Told {
    pub status: u16,
    /// None: no JSON.
    pub json: Option<Json>,
}

impl Told {
    pub fn read(status: u16, body: &[u8]) -> Self {
        Self { status, json: Json::read(body) }
    }

    fn text(&self, pointer: Option<&Pointer>) -> Option<String> {
        self.json.as_ref()?.text_at(pointer?)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Submit,
    Query,
    Cancel,
}

/// What was asked, and who reads the answer.
pub(super) struct Asked<'a> {
    pub request: Request,
    pub order_no: &'a str,
    /// What the supplier called it before.
    pub reference: Option<&'a str>,
    pub currency: Currency,
    pub keys: &'a Keys,
}

/// What the code says.
enum Verdict {
    Taken,
    /// With the code.
    Refused(String),
}

impl Reading {
    /// How an order stands.
    pub fn supplied(&self, told: &Told, asked: &Asked<'_>) -> Result<Supplied, SupplyError> {
        let verdict = self.verdict(told)?;
        let echoed = self.is_about(told, asked)?;
        match verdict {
            Verdict::Refused(code) => self.refused(told, asked, &code),
            Verdict::Taken => match self.stands(told, asked)? {
                Supplied::Accepted { reference } => Ok(Supplied::Accepted { reference }),
                last if echoed => Ok(last),
                _ => Err(unknown("the answer names no order")),
            },
        }
    }

    pub fn balance(&self, told: &Told, currency: Currency, keys: &Keys) -> Result<Money, SupplyError> {
        self.taken(told, keys)?;
        let text = told.text(self.balance.as_ref());
        let read = text.and_then(|text| amount(&text, self.amounts, currency, false));
        read.ok_or_else(|| unknown("the answer names no balance"))
    }

    /// Whether an account is there. Of what the supplier says of it no word goes into an error.
    pub fn account(&self, told: &Told) -> Result<AccountFound, SupplyError> {
        let unmapped = || unknown("the description does not say what this answer about an account is");
        if let Verdict::Refused(code) = self.verdict(told)? {
            return match self.errors.get(&code) {
                Some(Refusal::BadAccount) => Ok(AccountFound::No),
                _ => Err(unmapped()),
            };
        }
        let found = match &self.found {
            // That the question was taken is all that such an answer says.
            None => Found::Yes,
            Some((at, values)) => {
                told.text(Some(at)).and_then(|text| values.get(&text).copied()).unwrap_or(Found::Unknown)
            }
        };
        let text = |at: &Option<Pointer>| told.text(at.as_ref()).unwrap_or_default();
        match found {
            Found::Yes => Ok(AccountFound::yes(&text(&self.name), &text(&self.place))),
            Found::No => Ok(AccountFound::No),
            Found::Unknown => Err(unmapped()),
        }
    }

    /// Goods without a name of their own or a price that can be read are left out.
    pub fn products(
        &self,
        told: &Told,
        currency: Currency,
        keys: &Keys,
    ) -> Result<Vec<SupplierProduct>, SupplyError> {
        self.taken(told, keys)?;
        let (Some(items), Some(json)) = (&self.items, &told.json) else { return Err(no_catalogue()) };
        let list = json.at(&items.at).and_then(|list| list.list()).ok_or_else(no_catalogue)?;
        Ok(list.iter().filter_map(|item| items.product(item, self.amounts, currency)).collect())
    }

    /// What moved our deposit on a day.
    pub fn lines(
        &self,
        told: &Told,
        currency: Currency,
        keys: &Keys,
    ) -> Result<Vec<SupplyLine>, SupplyError> {
        self.taken(told, keys)?;
        let (Some(lines), Some(json)) = (&self.lines, &told.json) else {
            return Err(unknown("the answer is no statement"));
        };
        lines.read(json, self.amounts, currency)
    }

    fn taken(&self, told: &Told, keys: &Keys) -> Result<(), SupplyError> {
        match self.verdict(told)? {
            Verdict::Taken => Ok(()),
            Verdict::Refused(code) => Err(SupplyError::Unknown(self.words(told, &code, keys))),
        }
    }

    fn verdict(&self, told: &Told) -> Result<Verdict, SupplyError> {
        if !(200..=299).contains(&told.status) && !(400..=499).contains(&told.status) {
            return Err(SupplyError::Unknown(format!("the supplier answered with status {}", told.status)));
        }
        let good = told.status <= 299;
        let Some((at, taken)) = &self.code else {
            return Ok(if good { Verdict::Taken } else { Verdict::Refused(told.status.to_string()) });
        };
        let code = match at {
            CodeAt::HttpStatus => Some(told.status.to_string()),
            CodeAt::Body(pointer) => told.text(Some(pointer)),
        };
        let code = code.ok_or_else(|| {
            SupplyError::Unknown(format!("the answer has no code, and status {}", told.status))
        })?;
        Ok(if good && taken.contains(&code) { Verdict::Taken } else { Verdict::Refused(code) })
    }

    /// Whether the answer names our order, where it could; an answer about another is never believed.
    fn is_about(&self, told: &Told, asked: &Asked<'_>) -> Result<bool, SupplyError> {
        let other = || unknown("the answer is about another order");
        if let (Some(known), Some(named)) = (asked.reference, self.reference(told))
            && known != named
        {
            return Err(other());
        }
        let Some(pointer) = &self.order_no else { return Ok(true) };
        match told.text(Some(pointer)) {
            Some(named) if named == asked.order_no => Ok(true),
            Some(_) => Err(other()),
            None => Ok(false),
        }
    }

    fn refused(&self, told: &Told, asked: &Asked<'_>, code: &str) -> Result<Supplied, SupplyError> {
        let said = self.words(told, code, asked.keys);
        // Of a question, a code says how it went with the question, not with the order.
        match (asked.request, self.errors.get(code)) {
            (Request::Query, Some(Refusal::NotFound)) => Err(SupplyError::NotFound),
            (Request::Submit, Some(Refusal::Known)) => Err(unknown("the number is known there already")),
            (Request::Submit, Some(refusal)) => match refusal.why() {
                Some(why) => Ok(Supplied::Failed { reference: self.reference(told), why, said }),
                None => Err(SupplyError::Unknown(said)),
            },
            _ => Err(SupplyError::Unknown(said)),
        }
    }

    fn stands(&self, told: &Told, asked: &Asked<'_>) -> Result<Supplied, SupplyError> {
        let reference = self.reference(told);
        // That it was taken is all that such an answer says.
        let Some((pointer, states)) = &self.state else { return Ok(Supplied::Accepted { reference }) };
        let state = told.text(Some(pointer)).ok_or_else(|| unknown("the answer has no state"))?;
        let why = match states.get(&state) {
            Some(Standing::Accepted) => return Ok(Supplied::Accepted { reference }),
            Some(Standing::Credited) => {
                return Ok(Supplied::Credited { reference, cost: self.cost(told, asked) });
            }
            Some(Standing::Failed) => self.reason(told),
            Some(Standing::BadAccount) => NoSupply::BadAccount,
            Some(Standing::OutOfStock) => NoSupply::OutOfStock,
            Some(Standing::NoFunds) => NoSupply::NoFunds,
            Some(Standing::PriceChanged) => NoSupply::PriceChanged,
            Some(Standing::Cancelled) => NoSupply::Cancelled,
            Some(Standing::Unknown) | None => {
                let state = asked.keys.said(&state);
                return Err(SupplyError::Unknown(format!(
                    "the description does not say what state {state} is"
                )));
            }
        };
        Ok(Supplied::Failed { reference, why, said: self.words(told, &state, asked.keys) })
    }

    fn reason(&self, told: &Told) -> NoSupply {
        let known = self.reason.as_ref().and_then(|(at, reasons)| reasons.get(&told.text(Some(at))?));
        known.map_or(NoSupply::Other, |reason| reason.why())
    }

    /// Fit to be stored and asked by.
    fn reference(&self, told: &Told) -> Option<String> {
        told.text(self.reference.as_ref()).filter(|text| is_line(text, NAME_MAX))
    }

    fn cost(&self, told: &Told, asked: &Asked<'_>) -> Option<Money> {
        amount(&told.text(self.cost.as_ref())?, self.amounts, asked.currency, true)
    }

    /// The supplier's message behind the code or state.
    fn words(&self, told: &Told, code: &str, keys: &Keys) -> String {
        match told.text(self.message.as_ref()) {
            Some(message) => keys.said(&format!("{code}: {message}")),
            None => keys.said(code),
        }
    }
}

impl Items {
    fn product(&self, item: &Json, amounts: Amounts, currency: Currency) -> Option<SupplierProduct> {
        let product = item.text_at(&self.product).filter(|text| is_line(text, NAME_MAX))?;
        let cost = amount(&item.text_at(&self.cost)?, amounts, currency, true)?;
        let stock = self.stock.as_ref().and_then(|at| item.text_at(at)?.parse::<i64>().ok());
        let on_sale = self
            .on_sale
            .as_ref()
            .is_none_or(|(at, values)| item.text_at(at).is_some_and(|value| values.contains(&value)));
        let name = item.text_at(&self.name).unwrap_or_else(|| product.clone());
        let name = one_line(&name);
        // Below nothing means without end.
        let stock = stock.filter(|stock| *stock >= 0);
        Some(SupplierProduct { product, name, wanted: Wanted::Credit, cost, stock, on_sale })
    }
}

/// One line of at most so many characters.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// An amount in the currency's own digits. Suppliers reckon in hundredths of a fen: what is behind our digits is cut off,
/// or made a whole one (`up`), so that a balance is never too much and a cost never too little.
pub(super) fn amount(text: &str, amounts: Amounts, currency: Currency, up: bool) -> Option<Money> {
    if amounts == Amounts::Minor {
        let digits = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        return text.parse().ok().filter(|_| digits).map(|minor| Money::new(minor, currency));
    }
    let Some((whole, behind)) = text.split_once('.') else { return decimal::read(text, currency).ok() };
    let places = usize::try_from(currency.digits()).ok()?;
    let (kept, rest) = behind.split_at_checked(behind.len().min(places))?;
    if behind.is_empty() || behind.len() > 10 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let cut = if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") };
    let money = decimal::read(&cut, currency).ok()?;
    let more = i64::from(up && rest.bytes().any(|byte| byte != b'0'));
    money.plus(Money::new(more, currency)).ok()
}

fn unknown(why: &str) -> SupplyError {
    SupplyError::Unknown(why.to_owned())
}

fn no_catalogue() -> SupplyError {
    unknown("the answer names no goods")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_coin_go_to_the_safe_side() {
        let read =
            |text: &str, up: bool| amount(text, Amounts::Decimal, Currency::CNY, up).map(|money| money.minor);
        for (text, down, up) in [
            ("12.3", 1230, 1230),
            ("12", 1200, 1200),
            ("0.9850", 98, 99),
            ("0.9800", 98, 98),
            ("99.8501", 9985, 9986),
        ] {
            assert_eq!((read(text, false), read(text, true)), (Some(down), Some(up)), "{text}");
        }
        for text in ["", "-1", "1.", ".5", "1e3", "1.0x", "1.005x", "01.5", "1.12345678901", "1.月", "１.5"]
        {
            assert_eq!(read(text, true), None, "{text}");
        }
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(amount("12.5", Amounts::Decimal, yen, true).map(|money| money.minor), Some(13));
        let minor = |text: &str| amount(text, Amounts::Minor, Currency::CNY, true).map(|money| money.minor);
        assert_eq!((minor("1230"), minor("12.3"), minor("-1"), minor("")), (Some(1230), None, None, None));
    }
}
