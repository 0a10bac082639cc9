//! The merchant's own rules of prices, applied to a quote: asked when a price is shown, and once more where the order is
//! placed, in its transaction. What is paid is what the rules say then.

use crate::batch::{Effect, Work};
use crate::place::Placing;
use crate::terms::Grants;
use crate::{NewLine, Order, OrderError, OrderRefusal, OrderState, Orders, Quote};
use catalog::Orderable;
use db::Tx;
use kernel::{MerchantId, Money, OfferId, OrderId, Region, Time, UserId};
use merchants::Channel;
use pricing::{Ask, Held, Line, Made, NewUse, Rules, Standing, Way};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Who asks for a price.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    pub user: Option<UserId>,
    /// As it was typed.
    pub coupon: Option<String>,
    /// What the buyer would be to the merchant, where that is only supposed.
    pub standing: Option<Standing>,
}

/// A buyer, as prices know one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    user: Option<UserId>,
    /// Under which uses of a coupon are counted, where there is one: a user's id, or the keyed digest of a guest's contact.
    key: String,
    coupon: Option<String>,
}

impl Asking {
    pub(crate) fn who(&self) -> Who {
        let key = self.user.map(|user| user.to_string()).unwrap_or_default();
        Who { user: self.user, key, coupon: coupon(self.coupon.as_deref()) }
    }
}

impl Who {
    pub fn of(new: &Placing) -> Self {
        let user = match new.buyer {
            crate::Buyer::User(user) => Some(user),
            crate::Buyer::Guest => None,
        };
        let Some(coupon) = coupon(new.coupon.as_deref()) else {
            return Self { user, ..Self::default() };
        };
        let [buyer, contact, _] = crate::place::hold_keys(new);
        Self { user, key: buyer.or(contact).unwrap_or_default(), coupon: Some(coupon) }
    }
}

fn coupon(typed: Option<&str>) -> Option<String> {
    typed.map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned)
}

/// All that the prices of some orders rest on.
#[derive(Default)]
pub(crate) struct Prices {
    rules: HashMap<MerchantId, Arc<Rules>>,
    standings: HashMap<(MerchantId, UserId), Standing>,
    /// A supposed one is everybody's.
    supposed: Option<(MerchantId, Standing)>,
    coupons: Held,
}

/// How a new order's prices were made, and the use of a coupon that goes with it.
pub(crate) struct Priced {
    made: Made,
    using: Option<NewUse>,
}

impl Prices {
    /// What the works of a batch need, once its orders are locked and before the ledger is asked.
    pub async fn of_batch(
        tx: &mut Tx,
        rules: (&pricing::Remembered, Time),
        offers: &HashMap<OfferId, Arc<Orderable>>,
        works: &[Work],
    ) -> db::Result<Self> {
        let places = works.iter().filter_map(|work| match work {
            Work::Place(new) => Some((new.lines.as_slice(), Who::of(new))),
            _ => None,
        });
        let ending = works.iter().filter_map(|work| match work {
            Work::Close(ask) => Some((ask.merchant, ask.order)),
            _ => None,
        });
        let ending: Vec<_> = ending.collect();
        Self::load(tx, rules, offers, places, Some(&ending)).await
    }

    /// What these orders need, each of one merchant: a query for each kind, and none where nobody has rules. Where an order
    /// is to be placed, or may end, its coupon is locked.
    pub async fn load<'a>(
        tx: &mut Tx,
        (remembered, now): (&pricing::Remembered, Time),
        offers: &HashMap<OfferId, Arc<Orderable>>,
        places: impl Iterator<Item = (&'a [NewLine], Who)>,
        writes: Option<&[(MerchantId, OrderId)]>,
    ) -> db::Result<Self> {
        let merchant = |lines: &[NewLine]| Some(offers.get(&lines.first()?.offer)?.merchant);
        let asked: Vec<(MerchantId, Who)> =
            places.filter_map(|(lines, who)| Some((merchant(lines)?, who))).collect();
        if asked.is_empty() && writes.is_none_or(<[_]>::is_empty) {
            return Ok(Self::default());
        }
        let versions = offers.values().map(|offer| (offer.merchant, offer.version)).collect();
        let rules = remembered.of(tx, now, versions).await?;
        let matters = |merchant| rules.get(merchant).is_some_and(|rules| rules.know_buyers());
        let known: HashSet<(MerchantId, UserId)> = asked
            .iter()
            .filter(|(merchant, _)| matters(merchant))
            .filter_map(|(merchant, who)| Some((*merchant, who.user?)))
            .collect();
        let standings = pricing::standings(tx, now, known).await?;
        let coupons = asked.into_iter().filter_map(|(merchant, who)| Some((merchant, who.coupon?, who.key)));
        let coupons = match writes {
            Some(ending) => pricing::hold(tx, coupons.collect(), ending).await?,
            None => pricing::see(tx, coupons.collect()).await?,
        };
        Ok(Self { rules, standings, supposed: None, coupons })
    }

    /// The buyer is taken for what they are supposed to be.
    pub fn as_if(&mut self, merchant: MerchantId, asking: &Asking) {
        self.supposed = asking.standing.clone().map(|standing| (merchant, standing));
    }

    /// The quote at what it costs this buyer. No price is taken below what the brand allows in that way, there.
    pub fn applied(
        &self,
        quote: Quote,
        who: &Who,
        grants: &Grants,
        (now, channel, region): (Time, Channel, Region),
    ) -> Result<Quote, OrderRefusal> {
        let none = Rules::default();
        let rules = self.rules.get(&quote.merchant).map_or(&none, Arc::as_ref);
        let coupon = match &who.coupon {
            Some(code) => {
                Some(self.coupons.get(quote.merchant, code, &who.key).ok_or(pricing::NoCoupon::Unknown)?)
            }
            None if rules.is_empty() => return Ok(quote),
            None => None,
        };
        let currency = quote.total.currency;
        let floor = |offer: &Orderable| {
            let some = grants.get(&(offer.merchant, offer.authorised_brand?))?;
            merchants::lowest(some, now, channel, region, currency)
        };
        let line = |(offer, quantity): &(Arc<Orderable>, i64)| Line {
            offer: offer.offer,
            quantity: *quantity,
            base: offer.price.minor,
            floor: floor(offer).unwrap_or(0),
        };
        let lines: Vec<Line> = quote.lines.iter().map(line).collect();
        let way = match channel {
            Channel::Store => Way::Store,
            Channel::Api => Way::Api,
        };
        let nobody = Standing::default();
        let standing = self.standing(quote.merchant, who.user).unwrap_or(&nobody);
        let ask = Ask { lines: &lines, currency, way, now, standing, coupon };
        let priced = pricing::evaluate(rules, &ask)?;
        if priced.iter().all(|line| line.steps.is_empty()) {
            return Ok(quote);
        }
        let code = coupon.map(|(coupon, _)| coupon.code.clone());
        repriced(quote, Made { lines: priced, coupon: code })
    }

    /// All of a merchant's.
    pub fn rules(&self, merchant: MerchantId) -> Option<&Rules> {
        self.rules.get(&merchant).map(Arc::as_ref)
    }

    fn standing(&self, merchant: MerchantId, user: Option<UserId>) -> Option<&Standing> {
        match &self.supposed {
            Some((of, standing)) if *of == merchant => Some(standing),
            _ => self.standings.get(&(merchant, user?)),
        }
    }

    /// What is written with an order; the next order of the batch sees the use of its coupon.
    pub fn counted(&mut self, made: Option<Made>, order: &Order, who: &Who) -> Option<Box<Priced>> {
        let made = made?;
        let using = made.coupon.clone().map(|code| NewUse {
            merchant: order.merchant,
            order: order.id,
            code,
            buyer: who.key.clone(),
        });
        if let Some(using) = &using {
            self.coupons.count(using);
        }
        Some(Box::new(Priced { made, using }))
    }
}

/// The same lines at other prices.
fn repriced(quote: Quote, made: Made) -> Result<Quote, OrderRefusal> {
    let mut total = Money::zero(quote.total.currency);
    let mut lines = Vec::with_capacity(quote.lines.len());
    for ((offer, quantity), line) in quote.lines.into_iter().zip(&made.lines) {
        let price = Money::new(line.price, total.currency);
        let amount = price.times(quantity).map_err(|_| OrderRefusal::TotalTooLarge)?;
        total = total.plus(amount).map_err(|_| OrderRefusal::TotalTooLarge)?;
        let offer = match offer.price == price {
            true => offer,
            false => Arc::new(Orderable { price, ..Orderable::clone(&offer) }),
        };
        lines.push((offer, quantity));
    }
    Ok(Quote { lines, total, made: Some(made), ..quote })
}

/// Writes how new orders' prices were made, and counts the uses of their coupons; those of orders that end unpaid can be had
/// again.
pub(crate) async fn write(tx: &mut Tx, effects: &[&Effect]) -> db::Result<()> {
    let new = || effects.iter().filter_map(|effect| Some((&effect.order, effect.priced.as_ref()?)));
    let made = new().map(|(order, priced)| (order.merchant, order.id, &priced.made)).collect();
    pricing::keep(tx, made).await?;
    let uses: Vec<NewUse> = new().filter_map(|(_, priced)| priced.using.clone()).collect();
    pricing::take(tx, &uses).await?;
    let ends = |effect: &&&Effect| {
        !effect.is_new && matches!(effect.to, OrderState::Cancelled | OrderState::Expired)
    };
    let over = effects.iter().filter(ends).filter(|effect| effect.order.state == OrderState::Pending);
    let over: Vec<_> = over.map(|effect| (effect.order.merchant, effect.order.id)).collect();
    pricing::give_back(tx, &over).await
}

impl Orders {
    /// How the prices of an order were made; none where they are the offers' own.
    pub async fn made_of(&self, order: &Order) -> Result<Option<Made>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(pricing::made_of(&mut tx, order.merchant, order.id).await?)
    }
}

/// A rule that sells those goods at these prices: refused where no authorisation of the merchant's, whenever and wherever it
/// holds, lets one of them be sold so cheaply.
pub async fn must_keep_minimum(
    tx: &mut Tx,
    now: Time,
    offers: &[Orderable],
    price: impl Fn(&Orderable) -> i64,
) -> Result<(), OrderError> {
    let shared: Vec<Arc<Orderable>> = offers.iter().cloned().map(Arc::new).collect();
    let grants = crate::terms::Terms::default().of(tx, now, &shared).await?;
    for offer in offers {
        let some = offer.authorised_brand.and_then(|brand| grants.get(&(offer.merchant, brand)));
        let Some(some) = some else { continue };
        let least = merchants::least_anywhere(some, offer.price.currency).unwrap_or(0);
        let price = Money::new(price(offer), offer.price.currency);
        if price.minor < least {
            let least = Money::new(least, price.currency);
            return Err(OrderRefusal::BelowBrandMinimum { offer: offer.offer, price, least }.into());
        }
    }
    Ok(())
}
