//! What a price is to be, reckoned in whole minor units: the cost and what is put on it, held near the market where the
//! rule says so, within floor and ceiling, and never lower than what the goods cost with the platform's share.

use crate::{Roundness, Terms};
use kernel::{BasisPoints, Currency, Money};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// What a price is made of, all in the rule's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub price: Money,
    pub cost: Option<Money>,
    /// What the rule's source asks, where it was seen lately.
    pub market: Option<Money>,
    /// What the platform keeps.
    pub share: BasisPoints,
}

/// What becomes of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Unchanged,
    /// Nothing is known that it could be made of.
    Unknown,
    Change(Money),
    /// It waits for a person.
    Held(Money, HeldFor),
    /// The rule's own bounds, or the shop's, do not let it be what it would have to be.
    Blocked(Money, Blocked),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldFor {
    /// The rule says that all do.
    ByHand,
    /// It is larger than the rule lets pass.
    Jump,
}

impl HeldFor {
    pub fn code(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Jump => "jump",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    CeilingBelowCost,
    /// No price can be as high.
    TooHigh,
}

impl Blocked {
    pub fn code(self) -> &'static str {
        match self {
            Self::CeilingBelowCost => "ceiling_below_cost",
            Self::TooHigh => "price_too_high",
        }
    }
}

/// One step of a reckoning, and the amount after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step(pub Word, pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// What it costs.
    Cost,
    /// With what is put on it.
    Added,
    /// What the others ask.
    Market,
    /// Drawn to the band around it.
    Band,
    Floor,
    Ceiling,
    /// The lowest that pays for the goods.
    Lowest,
    Rounded,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    pub outcome: Outcome,
    pub steps: Vec<Step>,
}

/// As far as the catalogue goes.
const PRICE_MAX: i128 = 10_000_000_000;
const WHOLE: i128 = 10_000;

/// What the price is to be by that rule. Reckoned once more from its own answer, nothing changes.
pub fn reckon(terms: &Terms, facts: &Facts) -> Reckoned {
    let mut steps = Vec::new();
    let mut note = |word, amount: i128| steps.push(Step(word, i64::try_from(amount).unwrap_or(i64::MAX)));
    let currency = facts.price.currency;
    let in_currency = |money: &Money| money.currency == currency;
    let cost = facts.cost.filter(in_currency).map(|cost| i128::from(cost.minor));
    let seen = facts.market.filter(in_currency).map(|market| i128::from(market.minor));
    let band = terms.band.as_ref().zip(seen).map(|(band, market)| {
        let off = market * i128::from(band.bps) / WHOLE + i128::from(band.minor);
        (market, (market - off).max(1), market + off)
    });
    let mut goal = match (cost, band) {
        (Some(cost), _) => {
            note(Word::Cost, cost);
            let added = share_up(cost, terms.add_bps) + cost + i128::from(terms.add_minor);
            note(Word::Added, added);
            added
        }
        // Where only the market is known, the price is drawn to it.
        (None, Some(_)) => i128::from(facts.price.minor),
        (None, None) => return Reckoned { outcome: Outcome::Unknown, steps },
    };
    let mut bounds = (i128::from(terms.floor.unwrap_or(1)), i128::from(terms.ceiling.unwrap_or(i64::MAX)));
    let lowest = match cost.map(|cost| lowest(cost, terms.margin_bps, facts.share)) {
        None => 1,
        Some(Some(lowest)) => lowest,
        Some(None) => return Reckoned { outcome: Outcome::Blocked(facts.price, Blocked::TooHigh), steps },
    };
    if let Some((market, low, high)) = band {
        note(Word::Market, market);
        let drawn = goal.clamp(low, high);
        if drawn != goal {
            note(Word::Band, drawn);
            goal = drawn;
        }
        // The rule's own bounds say more than the market.
        bounds = (bounds.0.max(low.min(bounds.1)), bounds.1.min(high.max(bounds.0)));
    }
    let (floor, ceiling) = bounds;
    if goal < floor {
        goal = floor;
        note(Word::Floor, goal);
    }
    if goal > ceiling {
        goal = ceiling;
        note(Word::Ceiling, goal);
    }
    if goal < lowest {
        goal = lowest;
        note(Word::Lowest, goal);
    }
    let own_ceiling = i128::from(terms.ceiling.unwrap_or(i64::MAX));
    let most = ceiling.max(lowest).min(own_ceiling).min(PRICE_MAX);
    if lowest > own_ceiling.min(PRICE_MAX) {
        let why = if lowest > PRICE_MAX { Blocked::TooHigh } else { Blocked::CeilingBelowCost };
        let to = Money::new(i64::try_from(lowest).unwrap_or(i64::MAX), currency);
        return Reckoned { outcome: Outcome::Blocked(to, why), steps };
    }
    goal = goal.min(most);
    let rounded = rounded(goal, (floor.max(lowest).min(most), most), terms.rounding, currency);
    if rounded != goal {
        note(Word::Rounded, rounded);
    }
    let to = Money::new(i64::try_from(rounded).unwrap_or(i64::MAX), currency);
    Reckoned { outcome: outcome(terms, facts.price, to), steps }
}

fn outcome(terms: &Terms, from: Money, to: Money) -> Outcome {
    if from == to {
        return Outcome::Unchanged;
    }
    let change = (i128::from(to.minor) - i128::from(from.minor)).abs() * WHOLE;
    if terms.jump_bps.is_some_and(|most| change > i128::from(from.minor) * i128::from(most)) {
        return Outcome::Held(to, HeldFor::Jump);
    }
    if terms.by_hand {
        return Outcome::Held(to, HeldFor::ByHand);
    }
    Outcome::Change(to)
}

fn share_up(amount: i128, bps: i64) -> i128 {
    (amount * i128::from(bps) + WHOLE - 1) / WHOLE
}

/// What leaves the cost and the least margin; none where nothing is ever left.
fn lowest(cost: i128, margin_bps: i64, share: BasisPoints) -> Option<i128> {
    let left = cost + share_up(cost, margin_bps);
    let left = Money::new(i64::try_from(left).ok()?, Currency::CNY);
    costs::lowest(left, share).map(|price| i128::from(price.minor).max(1))
}

/// The next price upwards that ends so, or, where that is too much, the next one downwards; as it is where neither lies
/// within the bounds.
fn rounded(goal: i128, (least, most): (i128, i128), how: Roundness, currency: Currency) -> i128 {
    let Some((unit, end)) = ending(how, currency) else { return goal };
    let up = goal + (end - goal).rem_euclid(unit);
    if up <= most {
        return up;
    }
    let down = up - unit;
    if down >= least { down } else { goal }
}

/// Of which unit, and what is left over; none where the currency has no such part.
fn ending(how: Roundness, currency: Currency) -> Option<(i128, i128)> {
    let unit = 10_i128.pow(currency.digits());
    match how {
        Roundness::None => None,
        Roundness::Whole => Some((unit, 0)),
        Roundness::Nine => (unit >= 10).then(|| (unit, unit * 9 / 10)),
        Roundness::NinetyNine => (unit >= 100).then(|| (unit, unit * 99 / 100)),
    }
}
