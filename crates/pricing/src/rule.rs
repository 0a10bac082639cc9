use crate::Off;
use kernel::{Bilingual, Currency, OfferId, Time, UserId};
use std::str::FromStr;

/// How an order comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Store,
    Api,
}

/// In which ways of ordering a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    All,
    Only(Way),
}

impl Ways {
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Only(Way::Store) => "store",
            Self::Only(Way::Api) => "api",
        }
    }
    pub(crate) fn take(self, way: Way) -> bool {
        self == Self::All || self == Self::Only(way)
    }
}

impl FromStr for Ways {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        let all = [Self::All, Self::Only(Way::Store), Self::Only(Way::Api)];
        all.into_iter().find(|ways| ways.code() == code).ok_or(())
    }
}

/// From when until when: the first moment is within, the last one is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Time,
    /// None: without end.
    pub until: Option<Time>,
}

impl Window {
    pub fn holds(self, now: Time) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A level of a merchant's members. `code` is the merchant's own word for it, as in all rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub code: String,
    pub name: Bilingual,
    /// A rate.
    pub off: Off,
}

/// Who has a level of a merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub level: String,
    /// As the merchant calls them.
    pub label: String,
    pub window: Window,
}

/// From so many units of a line on, each costs that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    pub from: i64,
    pub price: i64,
}

/// All of an offer, in its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    pub offer: OfferId,
    pub tiers: Vec<Tier>,
}

/// What partners have agreed to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    pub code: String,
    pub name: String,
    pub window: Window,
    pub items: Vec<ListItem>,
    pub partners: Vec<Partner>,
}

/// In the offer's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListItem {
    pub offer: OfferId,
    pub price: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    pub user: UserId,
    /// As the merchant calls them.
    pub label: String,
}

/// A time in which goods are cheaper for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    pub code: String,
    pub name: Bilingual,
    pub off: Off,
    pub ways: Ways,
    /// None named: all.
    pub offers: Vec<OfferId>,
    pub window: Window,
    pub on: bool,
}

/// Whoever knows its code pays less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// Capital letters, digits and hyphens.
    pub code: String,
    /// An amount comes off the whole order.
    pub off: Off,
    /// What the goods that it is for must come to, in `currency`; 0: anything.
    pub least: i64,
    pub currency: Currency,
    /// None named: all.
    pub offers: Vec<OfferId>,
    /// How often it can be used, by all and by one buyer; none: without end.
    pub uses_most: Option<i64>,
    pub uses_each: Option<i64>,
    pub window: Window,
    pub on: bool,
    /// How often it was used.
    pub used: i64,
}

/// Whether a rule that names those offers is for that one.
pub(crate) fn covers(offers: &[OfferId], offer: OfferId) -> bool {
    offers.is_empty() || offers.contains(&offer)
}
