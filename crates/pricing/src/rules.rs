use crate::rule::covers;
use crate::{Campaign, Level, PriceList, Tier, Way};
use kernel::{Currency, OfferId, Time};
use std::collections::HashMap;

/// All rules of a merchant but its members and coupons, which are looked up for each buyer. A list's partners are not in
/// here either.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(crate) levels: HashMap<String, Level>,
    /// Ascending.
    pub(crate) tiers: HashMap<OfferId, Vec<Tier>>,
    pub(crate) lists: Vec<(PriceList, HashMap<OfferId, i64>)>,
    pub(crate) campaigns: Vec<Campaign>,
}

/// What a buyer is to a merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The code of a level that holds now.
    pub level: Option<String>,
    /// Codes of the lists that were given to them.
    pub lists: Vec<String>,
}

impl Rules {
    pub fn new(
        levels: Vec<Level>,
        tiers: Vec<crate::Tiers>,
        lists: Vec<PriceList>,
        campaigns: Vec<Campaign>,
    ) -> Self {
        let items = |list: PriceList| {
            let prices = list.items.iter().map(|item| (item.offer, item.price)).collect();
            (PriceList { items: Vec::new(), ..list }, prices)
        };
        Self {
            levels: levels.into_iter().map(|level| (level.code.clone(), level)).collect(),
            tiers: tiers
                .into_iter()
                .map(|mut of| {
                    of.tiers.sort_by_key(|tier| tier.from);
                    (of.offer, of.tiers)
                })
                .collect(),
            lists: lists.into_iter().map(items).collect(),
            campaigns,
        }
    }

    /// Nothing changes any price, but a coupon.
    pub fn is_empty(&self) -> bool {
        !self.know_buyers() && self.tiers.is_empty() && self.campaigns.is_empty()
    }

    /// Whether it matters who buys.
    pub fn know_buyers(&self) -> bool {
        !self.levels.is_empty() || !self.lists.is_empty()
    }

    /// Of an offer, ascending.
    pub fn tiers(&self, offer: OfferId) -> &[Tier] {
        self.tiers.get(&offer).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn tier(&self, offer: OfferId, quantity: i64) -> Option<Tier> {
        self.tiers(offer).iter().rev().find(|tier| tier.from <= quantity).copied()
    }

    /// The lowest that holds now of what was agreed with a partner.
    pub(crate) fn agreed(&self, given: &[String], offer: OfferId, now: Time) -> Option<(&PriceList, i64)> {
        let holds = |list: &&(PriceList, HashMap<OfferId, i64>)| {
            list.0.window.holds(now) && given.contains(&list.0.code)
        };
        let prices = self.lists.iter().filter(holds);
        let prices = prices.filter_map(|(list, prices)| prices.get(&offer).map(|price| (list, *price)));
        prices.min_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.code.cmp(&b.0.code)))
    }

    /// The campaign that leaves the least of a price, and what it leaves.
    pub fn campaign(
        &self,
        offer: OfferId,
        (price, currency): (i64, Currency),
        way: Way,
        now: Time,
    ) -> Option<(&Campaign, i64)> {
        let holds = |campaign: &&Campaign| {
            campaign.on
                && campaign.window.holds(now)
                && campaign.ways.take(way)
                && covers(&campaign.offers, offer)
        };
        let left = self.campaigns.iter().filter(holds).map(|c| (c, c.off.from(price, currency)));
        let left = left.filter(|(_, left)| *left < price);
        left.min_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.code.cmp(&b.0.code)))
    }
}
