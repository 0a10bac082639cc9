//! Prices as the shop shows them before anything is ordered: what somebody pays for one unit, until when, and for more.

use crate::price::{Asking, Prices};
use crate::terms::Terms;
use crate::{NewLine, OrderError, Orders, Quote};
use catalog::Orderable;
use kernel::{MerchantId, Money, OfferId, Region, Time, UserId};
use merchants::Channel;
use pricing::{Step, StepKind, Way};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a node remembers for those who only look.
#[derive(Default)]
pub(crate) struct Memory {
    pub catalog: catalog::Remembered,
    pub terms: Terms,
    pub rules: pricing::Remembered,
}

/// The price of an offer, where it is not only the offer's own.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Of one unit, where as few are bought as can be.
    pub price: Money,
    /// The offer's own.
    pub base: Money,
    pub steps: Vec<Step>,
    /// When a campaign that made it ends.
    pub until: Option<Time>,
    /// From so many units on, one costs that.
    pub tiers: Vec<(i64, Money)>,
}

impl Orders {
    /// The tags of these offers for that buyer in the store; offers at their own prices have none.
    pub async fn tags(
        &self,
        offers: &[OfferId],
        user: Option<UserId>,
        region: Option<Region>,
    ) -> Result<HashMap<OfferId, Tag>, OrderError> {
        let mut tags = HashMap::new();
        if offers.is_empty() {
            return Ok(tags);
        }
        let now = self.ambient().now();
        let mut tx = self.db().read().await?;
        let offers = self.4.catalog.orderable(&mut tx, offers).await?;
        let grants = self.4.terms.of(&mut tx, now, &offers).await?;
        let by_id: HashMap<OfferId, Arc<Orderable>> = offers.iter().map(|o| (o.offer, o.clone())).collect();
        let lines: Vec<[NewLine; 1]> =
            offers.iter().map(|o| [NewLine { offer: o.offer, quantity: 1 }]).collect();
        let who = Asking { user, ..Asking::default() }.who();
        let places = lines.iter().map(|line| (line.as_slice(), who.clone()));
        let prices = Prices::load(&mut tx, (&self.4.rules, now), &by_id, places, None).await?;
        drop(tx);
        let asked = (now, Channel::Store, region.unwrap_or(self.settings().region));
        for offer in offers {
            let Some(rules) = prices.rules(offer.merchant).filter(|rules| !rules.is_empty()) else {
                continue;
            };
            let at = |quantity| {
                let total = offer.price.times(quantity).ok()?;
                let lines = vec![(offer.clone(), quantity)];
                let quote = Quote { merchant: offer.merchant, lines, total, made: None };
                let quote = prices.applied(quote, &who, &grants, asked).ok()?;
                let price = quote.lines.first()?.0.price;
                let steps = quote.made.and_then(|made| made.lines.into_iter().next());
                Some((price, steps.map(|line| line.steps).unwrap_or_default()))
            };
            let Some((price, steps)) = at(offer.quantity_min) else { continue };
            let more = rules.tiers(offer.offer).iter().map(|tier| tier.from);
            let more = more.filter(|from| (offer.quantity_min + 1..=offer.quantity_max).contains(from));
            let tiers = more.filter_map(|from| Some((from, at(from)?.0))).filter(|(_, each)| *each != price);
            let tiers: Vec<(i64, Money)> = tiers.collect();
            if tiers.is_empty() && steps.is_empty() {
                continue;
            }
            let before = steps.iter().find(|step| step.kind == StepKind::Campaign).map(|step| step.before);
            let campaign = before.and_then(|before| {
                rules.campaign(offer.offer, (before, offer.price.currency), Way::Store, now)
            });
            let until = campaign.and_then(|(campaign, _)| campaign.window.until);
            tags.insert(offer.offer, Tag { price, base: offer.price, steps, until, tiers });
        }
        Ok(tags)
    }

    /// What guests pay where a campaign holds, among these offers: of most merchants none, which is one query.
    pub async fn campaign_tags(
        &self,
        offers: impl Iterator<Item = (OfferId, MerchantId)>,
    ) -> Result<HashMap<OfferId, Tag>, OrderError> {
        let mut tx = self.db().read().await?;
        let some: HashSet<MerchantId> = pricing::campaigning(&mut tx, self.ambient().now()).await?;
        drop(tx);
        let of_those: Vec<OfferId> =
            offers.filter(|(_, merchant)| some.contains(merchant)).map(|(offer, _)| offer).collect();
        self.tags(&of_those, None, None).await
    }
}
