use super::call::Refusal;
use super::state::{list, reason};
use super::{Fine, never};
use crate::words::unreadable;
use kernel::{Currency, Money, Secret};
use outbound::flat::{Flat, Scalar};
use ports::{AccountFound, NoSupply, Supplied, SupplierProduct, SupplyError, Wanted};
use std::collections::BTreeSet;

/// So many goods are asked for at once.
pub(super) const A_PAGE: usize = 100;

/// There are no such goods; nothing was ordered.
pub(super) fn missing(refusal: &Refusal, secret: &Secret<String>) -> Supplied {
    let unknown = if refusal.status == 404 { NoSupply::OutOfStock } else { NoSupply::Other };
    let why = reason(refusal).unwrap_or(unknown);
    Supplied::Failed { reference: None, why, said: refusal.said(secret) }
}

/// Whether a card of that face is there, for no more than that.
pub(super) fn is_card(product: &Flat, face: &str, most: Money) -> Result<(), Supplied> {
    if !is_active(product) {
        return Err(never(NoSupply::OutOfStock, "this card is not on sale"));
    }
    if product.within("additionalRequirements").scalar("userIdRequired") == Some(Scalar::Bool(true)) {
        return Err(never(
            NoSupply::Other,
            "this card is issued for a user's number, which is not asked for",
        ));
    }
    let face = Fine::read(face).filter(|face| has_face(product, *face));
    let face = face.ok_or_else(|| never(NoSupply::OutOfStock, "there is no such card of that face"))?;
    agreed(product, card_cost(product, face), most)
}

/// Whether a telephone there can be topped up by that much, for no more than that; in which country it is.
pub(super) fn is_top_up(operator: &Flat, amount: &str, most: Money) -> Result<String, Supplied> {
    if !is_active(operator) {
        return Err(never(NoSupply::OutOfStock, "this operator is not on sale"));
    }
    if gives_pins(operator) {
        return Err(never(NoSupply::Other, "this operator gives PINs instead of topping up"));
    }
    let amount = Fine::read(amount).filter(|amount| has_amount(operator, *amount));
    let amount = amount.ok_or_else(|| never(NoSupply::OutOfStock, "this operator has no such amount"))?;
    agreed(operator, top_up_cost(operator, amount), most)?;
    country(operator).ok_or_else(|| never(NoSupply::Other, "the operator's country cannot be read"))
}

pub(super) fn country(operator: &Flat) -> Option<String> {
    let country = operator.within("country").text("isoName");
    let fits = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    fits.then_some(country)
}

/// What it means for a top-up by our operator that a telephone is that one's.
pub(super) fn is_of(ours: &Flat, detected: &Flat) -> Result<AccountFound, SupplyError> {
    let (ours_id, theirs) = (operator_id(ours), operator_id(detected));
    if ours_id.is_empty() || theirs.is_empty() {
        return Err(unreadable("operatorId"));
    }
    if ours_id == theirs {
        return Ok(AccountFound::yes("", &detected.text("name")));
    }
    let other_numbers = ["data", "bundle"].iter().any(|name| ours.scalar(name) == Some(Scalar::Bool(true)));
    if other_numbers { Err(SupplyError::CannotTell) } else { Ok(AccountFound::No) }
}

/// By either of the names that it is listed under.
fn operator_id(operator: &Flat) -> String {
    match operator.text("operatorId") {
        none if none.is_empty() => operator.text("id"),
        id => id,
    }
}

fn agreed(goods: &Flat, cost: Option<Fine>, most: Money) -> Result<(), Supplied> {
    if goods.text("senderCurrencyCode") != most.currency.code() {
        return Err(never(NoSupply::Other, &format!("the account does not reckon in {}", most.currency)));
    }
    let cost = cost.and_then(|cost| cost.up(most.currency));
    match cost {
        None => Err(never(NoSupply::Other, "the price cannot be read")),
        Some(cost) if cost.minor > most.minor => {
            Err(never(NoSupply::PriceChanged, &format!("it costs {} {} now", cost.decimal(), cost.currency)))
        }
        Some(_) => Ok(()),
    }
}

/// Each card that has a fixed face; others are of any, and cannot be listed.
pub(super) fn cards(product: &Flat, currency: Currency) -> Vec<SupplierProduct> {
    let (id, name) = (product.text("productId"), product.text("productName"));
    let is_ours = product.text("senderCurrencyCode") == currency.code();
    if !is_ours || id.is_empty() || product.text("denominationType") != "FIXED" {
        return Vec::new();
    }
    let own = product.text("recipientCurrencyCode");
    let listed = |face: Fine| {
        Some(SupplierProduct {
            product: format!("gift:{id}:{}", face.short()),
            name: format!("{name} {} {own}", face.short()),
            wanted: Wanted::Keys,
            cost: card_cost(product, face)?.up(currency)?,
            stock: None,
            on_sale: is_active(product),
        })
    };
    amounts(product, "fixedRecipientDenominations").into_iter().filter_map(listed).collect()
}

/// Each fixed amount; of those that are free, the ones that are proposed.
pub(super) fn top_ups(operator: &Flat, currency: Currency) -> Vec<SupplierProduct> {
    let id = operator_id(operator);
    let is_ours = operator.text("senderCurrencyCode") == currency.code();
    if !is_ours || id.is_empty() || gives_pins(operator) {
        return Vec::new();
    }
    let place =
        if operator.text("denominationType") == "FIXED" { "fixedAmounts" } else { "suggestedAmounts" };
    let listed = |amount: Fine| {
        Some(SupplierProduct {
            product: format!("air:{id}:{}", amount.short()),
            name: format!("{} {} {currency}", operator.text("name"), amount.short()),
            wanted: Wanted::Credit,
            cost: top_up_cost(operator, amount)?.up(currency)?,
            stock: None,
            on_sale: is_active(operator),
        })
    };
    let on_offer = amounts(operator, place).into_iter().filter(|amount| has_amount(operator, *amount));
    on_offer.filter_map(listed).collect()
}

/// Goods of several countries are listed in each.
pub(super) fn without_doubles(all: Vec<SupplierProduct>) -> Vec<SupplierProduct> {
    let mut seen = BTreeSet::new();
    all.into_iter().filter(|product| seen.insert(product.product.clone())).collect()
}

/// Cards say it by a word, operators by a bool; most say nothing.
fn is_active(goods: &Flat) -> bool {
    match goods.scalar("status") {
        None | Some(Scalar::Bool(true)) => true,
        Some(Scalar::Text(status)) => status == "ACTIVE",
        Some(_) => false,
    }
}

fn gives_pins(operator: &Flat) -> bool {
    operator.scalar("pin") == Some(Scalar::Bool(true))
}

fn has_face(product: &Flat, face: Fine) -> bool {
    match product.text("denominationType").as_str() {
        "FIXED" => amounts(product, "fixedRecipientDenominations").contains(&face),
        "RANGE" => is_between(product, ("minRecipientDenomination", "maxRecipientDenomination"), face),
        _ => false,
    }
}

fn has_amount(operator: &Flat, amount: Fine) -> bool {
    match operator.text("denominationType").as_str() {
        "FIXED" => amounts(operator, "fixedAmounts").contains(&amount),
        "RANGE" => is_between(operator, ("minAmount", "maxAmount"), amount),
        _ => false,
    }
}

fn is_between(goods: &Flat, (least, most): (&str, &str), amount: Fine) -> bool {
    let bound = |name: &str| Fine::read(&goods.text(name));
    matches!((bound(least), bound(most)), (Some(least), Some(most)) if least <= amount && amount <= most)
}

fn amounts(goods: &Flat, name: &str) -> Vec<Fine> {
    let list: Option<Vec<Box<serde_json::value::RawValue>>> =
        goods.raw(name).and_then(|raw| serde_json::from_str(raw.get()).ok());
    list.unwrap_or_default().iter().filter_map(|raw| Fine::read(raw.get())).collect()
}

/// One card, with its fees and less its discount.
fn card_cost(product: &Flat, face: Fine) -> Option<Fine> {
    let base = mapped(product, face).or_else(|| exchanged(product, face))?;
    let fee = Fine::read_or_zero(&product.text("senderFee"))?;
    let share = base.percent(Fine::read_or_zero(&product.text("senderFeePercentage"))?)?;
    let discount = base.percent(Fine::read_or_zero(&product.text("discountPercentage"))?)?;
    Some(base.plus(fee)?.plus(share)?.minus(discount))
}

/// By the map from faces to our currency, which is written as one object, or as a list of several.
fn mapped(product: &Flat, face: Fine) -> Option<Fine> {
    let raw = product.raw("fixedRecipientToSenderDenominationsMap")?;
    let maps = match list(raw.get().as_bytes()) {
        Some(maps) => maps,
        None => vec![serde_json::from_str(raw.get()).ok()?],
    };
    let mut all = maps.iter().flat_map(Flat::iter);
    let (_, cost) = all.find(|(own, _)| Fine::read(own) == Some(face))?;
    Fine::read(cost.get())
}

fn exchanged(product: &Flat, face: Fine) -> Option<Fine> {
    let rate = product.text("recipientCurrencyToSenderCurrencyExchangeRate");
    if product.text("recipientCurrencyCode") == product.text("senderCurrencyCode") && rate.is_empty() {
        return Some(face);
    }
    face.times(Fine::read(&rate).filter(|rate| *rate > Fine::ZERO)?)
}

/// Less the discount that the operator gives to who pays in its own currency, or to who does not.
fn top_up_cost(operator: &Flat, amount: Fine) -> Option<Fine> {
    let is_local = operator.text("senderCurrencyCode") == operator.text("destinationCurrencyCode");
    let place = if is_local { "localDiscount" } else { "internationalDiscount" };
    let discount = amount.percent(Fine::read_or_zero(&operator.text(place))?)?;
    Some(amount.minus(discount))
}
