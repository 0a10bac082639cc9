//! Sales by day, counted from the orders themselves by their range of ids and kept in memory for some seconds: the
//! order path writes nothing for it.

use crate::{OrderError, Orders, store};
use kernel::{Currency, MerchantId, OrderId, ProductId, SkuId, Span, Time};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The days of the shop are China's.
const EAST: i64 = 8 * 3600;
const DAY: i64 = 86_400;
/// How old the figures of today, of yesterday and of earlier days may be: an order of a past day can still be paid,
/// but seldom is.
const FRESH: [Span; 3] = [Span::seconds(5), Span::minutes(1), Span::minutes(30)];
/// More merchants than this are not remembered at once.
const MERCHANTS_MAX: usize = 2_000;

/// What was delivered of the orders placed on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayFigures {
    /// Days since 1970-01-01, as China counts them.
    pub day: i64,
    pub totals: Vec<Total>,
    pub sold: Vec<Sold>,
}

/// Of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    pub currency: Currency,
    pub orders: i64,
    /// Minor units.
    pub sales: i64,
}

/// Of one SKU, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    pub product: ProductId,
    pub sku: SkuId,
    pub currency: Currency,
    pub units: i64,
    /// Minor units.
    pub sales: i64,
}

/// Day by day, the oldest first, today last.
#[derive(Clone, Debug, Default)]
pub struct Period {
    pub days: Vec<Arc<DayFigures>>,
}

impl Period {
    /// The currency of most orders.
    pub fn currency(&self) -> Option<Currency> {
        let mut orders: BTreeMap<Currency, i64> = BTreeMap::new();
        for total in self.days.iter().flat_map(|day| &day.totals) {
            *orders.entry(total.currency).or_default() += total.orders;
        }
        orders.into_iter().max_by_key(|(_, count)| *count).map(|(currency, _)| currency)
    }

    /// Units of each SKU over the last so many days.
    pub fn units(&self, days: usize) -> HashMap<SkuId, i64> {
        let mut units: HashMap<SkuId, i64> = HashMap::new();
        for sold in self.days.iter().rev().take(days).flat_map(|day| &day.sold) {
            *units.entry(sold.sku).or_default() += sold.units;
        }
        units
    }

    /// Products by sales in that currency, the best first: units and minor units.
    pub fn top(&self, currency: Currency, count: usize) -> Vec<(ProductId, i64, i64)> {
        let mut products: HashMap<ProductId, (i64, i64)> = HashMap::new();
        let sold = self.days.iter().flat_map(|day| &day.sold);
        for sold in sold.filter(|sold| sold.currency == currency) {
            let sum = products.entry(sold.product).or_default();
            *sum = (sum.0.saturating_add(sold.units), sum.1.saturating_add(sold.sales));
        }
        let mut top: Vec<_> = products.into_iter().map(|(product, (u, s))| (product, u, s)).collect();
        top.sort_by_key(|(product, units, sales)| (-sales, -units, *product));
        top.truncate(count);
        top
    }
}

impl DayFigures {
    /// Orders and minor units in that currency.
    pub fn total(&self, currency: Currency) -> (i64, i64) {
        self.totals
            .iter()
            .find(|total| total.currency == currency)
            .map_or((0, 0), |total| (total.orders, total.sales))
    }

    /// `2026-11-28`
    pub fn date(&self) -> String {
        Time::from_unix_seconds(self.day * DAY).rfc3339().chars().take(10).collect()
    }
}

/// When it was counted, and what was.
type Counted = BTreeMap<i64, (Time, Arc<DayFigures>)>;

/// What this node remembers of its merchants' figures.
#[derive(Default)]
pub struct Figures(Mutex<HashMap<MerchantId, Arc<tokio::sync::Mutex<Counted>>>>);

impl Figures {
    /// The last so many days, today last. Whoever asks meanwhile waits for the same count.
    pub async fn of(&self, orders: &Orders, merchant: MerchantId, days: i64) -> Result<Period, OrderError> {
        let kept = self.kept(merchant);
        let mut counted = kept.lock().await;
        let today = china_day(orders.ambient().now());
        counted.retain(|day, _| *day > today - DAYS_MAX);
        let mut period = Period::default();
        for day in (today - days.clamp(1, DAYS_MAX) + 1)..=today {
            period.days.push(self::day(orders, merchant, &mut counted, day, today).await?);
        }
        Ok(period)
    }

    fn kept(&self, merchant: MerchantId) -> Arc<tokio::sync::Mutex<Counted>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MERCHANTS_MAX && !all.contains_key(&merchant) {
            all.clear();
        }
        all.entry(merchant).or_default().clone()
    }
}

/// So far back a dashboard looks.
pub const DAYS_MAX: i64 = 92;

async fn day(
    orders: &Orders,
    merchant: MerchantId,
    counted: &mut Counted,
    day: i64,
    today: i64,
) -> Result<Arc<DayFigures>, OrderError> {
    let now = orders.ambient().now();
    let age = usize::try_from(today - day).unwrap_or(0).min(FRESH.len() - 1);
    let fresh = FRESH.get(age).copied().unwrap_or(Span(0));
    if let Some((_, figures)) = counted.get(&day).filter(|(at, _)| now >= *at && now.since(*at) < fresh) {
        return Ok(figures.clone());
    }
    let first = |day: i64| OrderId::first_at(start_of(day)).to_string();
    let (from, to) = (first(day), first(day + 1));
    let mut tx = orders.db().read().await?;
    let totals = store::figures::totals(&mut tx, merchant, &from, &to).await?;
    let sold = match totals.is_empty() {
        true => Vec::new(),
        false => store::figures::sold(&mut tx, merchant, &from, &to).await?,
    };
    let figures = Arc::new(DayFigures { day, totals, sold });
    counted.insert(day, (now, figures.clone()));
    Ok(figures)
}

pub(crate) fn china_day(time: Time) -> i64 {
    (time.unix_seconds() + EAST).div_euclid(DAY)
}

pub(crate) fn start_of(day: i64) -> Time {
    Time::from_unix_seconds(day * DAY - EAST)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_china() {
        // 2026-11-27T16:00:00Z is midnight in Shanghai.
        let midnight = Time::from_unix_seconds(1_795_795_200);
        let day = china_day(midnight);
        assert_eq!(DayFigures { day, ..DayFigures::default() }.date(), "2026-11-28");
        assert_eq!(china_day(midnight.before(Span(1))), day - 1);
        assert_eq!(start_of(day), midnight);
    }

    #[test]
    fn sums_are_by_currency_and_the_best_comes_first() {
        let (cny, usd): (Currency, Currency) = (Currency::CNY, "USD".parse().unwrap());
        let sold = |product, sku, currency, units, sales| Sold {
            product: ProductId(product),
            sku: SkuId(sku),
            currency,
            units,
            sales,
        };
        let day = |day, orders| {
            Arc::new(DayFigures {
                day,
                totals: vec![
                    Total { currency: cny, orders, sales: 100 },
                    Total { currency: usd, orders: 1, sales: 900 },
                ],
                sold: vec![sold(1, 1, cny, 2, 40), sold(2, 2, cny, 1, 60), sold(1, 3, usd, 9, 900)],
            })
        };
        let period = Period { days: vec![day(1, 3), day(2, 5)] };
        assert_eq!(period.currency(), Some(cny));
        assert_eq!(period.top(cny, 5), [(ProductId(2), 2, 120), (ProductId(1), 4, 80)]);
        assert_eq!(period.units(1).get(&SkuId(1)), Some(&2));
        assert_eq!(period.units(7).get(&SkuId(3)), Some(&18));
        assert_eq!(period.days[1].total(usd), (1, 900));
    }
}
