use crate::{Result, WatchRefusal};
use kernel::{Currency, PriceRuleId, SkuId, Time, clean_line};
use serde::{Deserialize, Serialize};

/// Which offers a rule is for. The narrowest one counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    All,
    Category(String),
    Sku(SkuId),
}

impl Scope {
    pub fn code(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Category(_) => "category",
            Self::Sku(_) => "sku",
        }
    }

    /// Which category or SKU; empty: all.
    pub fn target(&self) -> String {
        match self {
            Self::All => String::new(),
            Self::Category(code) => code.clone(),
            Self::Sku(sku) => sku.to_string(),
        }
    }

    pub fn read(code: &str, target: &str) -> Option<Self> {
        match code {
            "all" => target.is_empty().then_some(Self::All),
            "category" => (!target.is_empty()).then(|| Self::Category(target.to_owned())),
            "sku" => target.parse().ok().map(Self::Sku),
            _ => None,
        }
    }
}

/// On what prices end. Always rounded up, where the bounds leave room for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roundness {
    #[default]
    None,
    /// 12.90
    Nine,
    /// 12.99
    NinetyNine,
    /// 13.00
    Whole,
}

impl Roundness {
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Nine => "nine",
            Self::NinetyNine => "ninety_nine",
            Self::Whole => "whole",
        }
    }

    pub fn read(code: &str) -> Option<Self> {
        [Self::None, Self::Nine, Self::NinetyNine, Self::Whole].into_iter().find(|r| r.code() == code)
    }
}

/// The price stays so near to what others ask: theirs, less or more that rate and that amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The name of the place, as observations say it.
    pub source: String,
    pub bps: i64,
    pub minor: i64,
}

/// How a rule makes a price of a cost. Amounts are minor units of the rule's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// On top of the cost: hundredths of a per cent of it, and an amount.
    pub add_bps: i64,
    pub add_minor: i64,
    pub band: Option<Band>,
    pub rounding: Roundness,
    pub floor: Option<i64>,
    pub ceiling: Option<i64>,
    /// What is left after the platform's share is at least the cost and so much of it.
    pub margin_bps: i64,
    /// A larger change than this waits for a person; none: none does.
    pub jump_bps: Option<i64>,
    /// Every change waits for a person.
    pub by_hand: bool,
}

/// A rule as somebody filled it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    pub scope: Scope,
    pub currency: Currency,
    pub name: String,
    pub terms: Terms,
    pub on: bool,
    /// The version that this changes; 0: a new rule.
    pub version: i64,
}

/// A rule as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceRule {
    pub id: PriceRuleId,
    pub scope: Scope,
    pub currency: Currency,
    pub name: String,
    pub terms: Terms,
    pub on: bool,
    pub version: i64,
    pub changed_at: Time,
    pub changed_by: String,
}

pub(crate) const MINOR_MAX: i64 = 10_000_000_000;
/// Ten times.
const BPS_MAX: i64 = 100_000;
pub(crate) const SOURCE_MAX: usize = 40;

impl RuleDraft {
    /// As it will be stored.
    pub(crate) fn cleaned(&self) -> Result<Self> {
        let bad = |field, detail| WatchRefusal::BadRule { field, detail };
        let name = clean_line(&self.name, 60);
        let name = name.map_err(|_| bad("name", "one line of up to 60 characters"))?;
        let mut terms = self.terms.clone();
        if let Some(band) = &mut terms.band {
            let source = clean_line(&band.source, SOURCE_MAX);
            band.source = source.map_err(|_| bad("band", "source is one line of up to 40 characters"))?;
            if !(0..10_000).contains(&band.bps) || !(0..=MINOR_MAX).contains(&band.minor) {
                return Err(bad("band", "bps is 0 to 9,999, and minor 0 to 10,000,000,000"));
            }
        }
        let rate = 0..=BPS_MAX;
        if !rate.contains(&terms.add_bps) {
            return Err(bad("add_bps", "0 to 100,000"));
        }
        if !(0..=MINOR_MAX).contains(&terms.add_minor) {
            return Err(bad("add_minor", "0 to 10,000,000,000 minor units"));
        }
        if !rate.contains(&terms.margin_bps) {
            return Err(bad("margin_bps", "0 to 100,000"));
        }
        if terms.jump_bps.is_some_and(|bps| !rate.contains(&bps)) {
            return Err(bad("jump_bps", "0 to 100,000, or nothing"));
        }
        let price = 1..=MINOR_MAX;
        if terms.floor.is_some_and(|floor| !price.contains(&floor)) {
            return Err(bad("floor", "1 to 10,000,000,000 minor units, or nothing"));
        }
        let over = |ceiling: &i64| *ceiling >= terms.floor.unwrap_or(1) && price.contains(ceiling);
        if terms.ceiling.is_some_and(|ceiling| !over(&ceiling)) {
            return Err(bad("ceiling", "from the floor to 10,000,000,000 minor units, or nothing"));
        }
        Ok(Self { name, terms, ..self.clone() })
    }
}
