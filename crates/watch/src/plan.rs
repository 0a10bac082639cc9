use crate::{Facts, Outcome, PriceRule, Reckoned, Scope, reckon, store};
use catalog::{GoodsKind, Priced, Which};
use db::Tx;
use kernel::{BasisPoints, Currency, MerchantId, Money, PriceRuleId, SkuId, Span, Time};
use std::collections::HashMap;

/// What a rule makes of an offer.
#[derive(Clone, Debug)]
pub struct Planned {
    pub offer: Priced,
    pub rule: PriceRuleId,
    pub facts: Facts,
    pub reckoned: Reckoned,
}

impl Planned {
    /// What it is to cost, where that is something else than now.
    pub fn to(&self) -> Option<Money> {
        match self.reckoned.outcome {
            Outcome::Change(to) | Outcome::Held(to, _) | Outcome::Blocked(to, _) => Some(to),
            Outcome::Unchanged | Outcome::Unknown => None,
        }
    }
}

/// What was seen on the market longer ago is followed no more.
const FRESH: Span = Span::days(7);

/// Whether rules still follow what was seen at that moment.
pub fn is_followed(at: Time, now: Time) -> bool {
    at >= now.before(FRESH)
}

/// The rules of a merchant that are on, by what they are for.
pub(crate) struct Rules(HashMap<(Scope, Currency), PriceRule>);

impl Rules {
    pub fn new(all: impl IntoIterator<Item = PriceRule>) -> Self {
        let on = all.into_iter().filter(|rule| rule.on);
        Self(on.map(|rule| ((rule.scope.clone(), rule.currency), rule)).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The narrowest one.
    fn of(&self, offer: &Priced) -> Option<&PriceRule> {
        let currency = offer.price.price.currency;
        let find = |scope| self.0.get(&(scope, currency));
        find(Scope::Sku(offer.sku))
            .or_else(|| find(Scope::Category(offer.category.clone())))
            .or_else(|| find(Scope::All))
    }

    fn follow_the_market(&self) -> bool {
        self.0.values().any(|rule| rule.terms.band.is_some())
    }
}

/// What is known of the goods that prices are made of.
pub(crate) struct Known {
    routes: HashMap<SkuId, Vec<supply::Route>>,
    costs: HashMap<SkuId, costs::Cost>,
    market: HashMap<(SkuId, String), Money>,
    own: BasisPoints,
}

impl Known {
    pub async fn load(
        tx: &mut Tx,
        merchant: MerchantId,
        skus: &[SkuId],
        (market, now): (bool, Time),
    ) -> db::Result<Self> {
        let own = merchants::selling(tx, &[merchant]).await.map_err(|error| match error {
            merchants::MerchantRefusal::Db(error) => error,
            other => db::DbError::Other(other.to_string()),
        })?;
        let mut seen = HashMap::new();
        if market {
            for price in store::market::of_skus(tx, merchant, skus, now.before(FRESH)).await? {
                seen.insert((price.sku, price.source), price.price);
            }
        }
        Ok(Self {
            routes: supply::usable(tx, skus, now).await?,
            costs: costs::of_skus(tx, merchant, skus).await?,
            market: seen,
            own: own.first().map_or(BasisPoints(0), |selling| selling.fee),
        })
    }

    /// What one unit costs, in that currency: of goods that suppliers credit the cheapest route, of keys what was said of
    /// them, of keys that are bought for an order whichever is more.
    pub fn cost(&self, sku: SkuId, kind: GoodsKind, currency: Currency) -> Option<Money> {
        let routes = self.routes.get(&sku).map(Vec::as_slice).unwrap_or_default();
        let routes = routes.iter().map(|route| route.unit_cost).filter(|cost| cost.currency == currency);
        let cheapest = routes.min_by_key(|cost| cost.minor);
        let said = self.costs.get(&sku).map(|cost| cost.unit).filter(|cost| cost.currency == currency);
        match kind {
            GoodsKind::Recharge => cheapest,
            GoodsKind::OneTime | GoodsKind::Loop => said,
            // What lies on the shelf is sold first, and what is bought for the next one may cost something else.
            GoodsKind::Supplied => said.into_iter().chain(cheapest).max_by_key(|cost| cost.minor),
        }
    }

    pub fn share(&self, offer: &Priced) -> BasisPoints {
        offer.fee.unwrap_or(self.own)
    }

    fn facts(&self, offer: &Priced, rule: &PriceRule) -> Facts {
        let source = rule.terms.band.as_ref().map(|band| band.source.clone());
        Facts {
            price: offer.price.price,
            cost: self.cost(offer.sku, offer.kind, rule.currency),
            market: source.and_then(|source| self.market.get(&(offer.sku, source)).copied()),
            share: self.share(offer),
        }
    }
}

/// What the rules make of those offers for which there is one.
pub(crate) async fn plan(
    tx: &mut Tx,
    merchant: MerchantId,
    which: Which<'_>,
    (rules, now): (&Rules, Time),
) -> db::Result<Vec<Planned>> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let offers = catalog::priced(tx, merchant, which).await?;
    let mut skus: Vec<SkuId> = offers.iter().map(|offer| offer.sku).collect();
    skus.sort_unstable();
    skus.dedup();
    let known = Known::load(tx, merchant, &skus, (rules.follow_the_market(), now)).await?;
    let planned = offers.into_iter().filter_map(|offer| {
        let rule = rules.of(&offer)?;
        let facts = known.facts(&offer, rule);
        let reckoned = reckon(&rule.terms, &facts);
        Some(Planned { rule: rule.id, facts, reckoned, offer })
    });
    Ok(planned.collect())
}
