use crate::{Authorisation, Channel, Result, store};
use db::Tx;
use kernel::{BrandId, Currency, MerchantId, Money, Region, Time};

/// Where, when and at what price an authorisation lets goods be sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    channels: Vec<Channel>,
    territory: Vec<Region>,
    minimum_price: Option<Money>,
    valid_from: Time,
    valid_to: Time,
}

/// Why none of the grants lets it be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ungranted {
    /// None holds now, at that price.
    Nowhere,
    /// Not there; elsewhere it is sold.
    Region,
    /// Not in this way; in another one it is sold.
    Channel,
}

impl Grant {
    pub fn of(authorisation: &Authorisation) -> Self {
        Self {
            channels: authorisation.channels.clone(),
            territory: authorisation.territory.iter().filter_map(|code| code.parse().ok()).collect(),
            minimum_price: authorisation.minimum_price,
            valid_from: authorisation.valid_from,
            valid_to: authorisation.valid_to,
        }
    }

    /// Where, if ever.
    pub fn regions(&self) -> impl Iterator<Item = Region> + '_ {
        self.territory.iter().copied()
    }

    /// 0 where there is no minimum; none where it is in another currency.
    fn least(&self, currency: Currency) -> Option<i64> {
        let Some(minimum) = self.minimum_price else { return Some(0) };
        (minimum.currency == currency).then_some(minimum.minor)
    }

    /// A minimum in another currency says nothing of a price, so it allows none.
    fn holds(&self, now: Time, price: Money) -> bool {
        let dear_enough = self
            .minimum_price
            .is_none_or(|minimum| minimum.currency == price.currency && price.minor >= minimum.minor);
        self.valid_from <= now && now < self.valid_to && dear_enough
    }
}

/// Whether one of them lets it be sold so.
pub fn granted(
    grants: &[Grant],
    now: Time,
    channel: Channel,
    region: Region,
    price: Money,
) -> std::result::Result<(), Ungranted> {
    let mut why = Ungranted::Nowhere;
    for grant in grants.iter().filter(|grant| grant.holds(now, price)) {
        match (grant.channels.contains(&channel), grant.territory.contains(&region)) {
            (true, true) => return Ok(()),
            (true, false) => why = Ungranted::Region,
            (false, _) if why == Ungranted::Nowhere => why = Ungranted::Channel,
            (false, _) => {}
        }
    }
    Err(why)
}

/// The least price at which one of them lets it be sold so, in that currency; none: not at any price.
pub fn lowest(
    grants: &[Grant],
    now: Time,
    channel: Channel,
    region: Region,
    currency: Currency,
) -> Option<i64> {
    let so = |grant: &&Grant| grant.channels.contains(&channel) && grant.territory.contains(&region);
    let holds = |grant: &&Grant| grant.valid_from <= now && now < grant.valid_to;
    grants.iter().filter(so).filter(holds).filter_map(|grant| grant.least(currency)).min()
}

/// The least price at which any of them, whenever and wherever it holds, lets it be sold; none: not at any.
pub fn least_anywhere(grants: &[Grant], currency: Currency) -> Option<i64> {
    grants.iter().filter_map(|grant| grant.least(currency)).min()
}

/// All that hold for the merchant's goods of the brand now, or will.
pub async fn grants(tx: &mut Tx, now: Time, merchant: MerchantId, brand: BrandId) -> Result<Vec<Grant>> {
    let some = store::authorisations::not_over(tx, now, merchant, brand).await?;
    Ok(some.iter().map(Grant::of).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Currency;

    fn grant(channels: &[Channel], territory: &[&str], minimum: i64, from: i64, to: i64) -> Grant {
        Grant {
            channels: channels.to_vec(),
            territory: territory.iter().map(|code| code.parse().unwrap()).collect(),
            minimum_price: Some(Money::new(minimum, Currency::CNY)),
            valid_from: Time(from),
            valid_to: Time(to),
        }
    }

    #[test]
    fn the_whole_of_a_sale_must_be_granted_by_one() {
        let [store, api] = Channel::ALL;
        let some = [
            grant(&[store], &["CN", "HK"], 100, 0, 50),
            grant(&[api], &["CN"], 100, 0, 50),
            grant(&[store, api], &["JP"], 900, 0, 50),
            grant(&[store, api], &["SG"], 100, 40, 90),
        ];
        let ask = |channel, region: &str, fen, now| {
            let price = Money::new(fen, Currency::CNY);
            granted(&some, Time(now), channel, region.parse().unwrap(), price)
        };
        assert_eq!(ask(store, "CN", 100, 10), Ok(()));
        assert_eq!(ask(store, "HK", 100, 10), Ok(()));
        assert_eq!(ask(api, "HK", 100, 10), Err(Ungranted::Region));
        assert_eq!(ask(store, "JP", 899, 10), Err(Ungranted::Region), "too cheap for there");
        assert_eq!(ask(api, "JP", 900, 10), Ok(()));
        assert_eq!(ask(store, "SG", 100, 39), Err(Ungranted::Region), "not yet");
        assert_eq!(ask(store, "SG", 100, 40), Ok(()));
        assert_eq!(ask(store, "CN", 100, 50), Err(Ungranted::Region), "not any more");
        assert_eq!(ask(store, "CN", 99, 10), Err(Ungranted::Nowhere));
        assert_eq!(ask(store, "CN", 100, 90), Err(Ungranted::Nowhere));
        let dollars = Money::new(100, "USD".parse().unwrap());
        let abroad = granted(&some, Time(10), store, Region::CN, dollars);
        assert_eq!(abroad, Err(Ungranted::Nowhere), "a minimum in yuan allows no dollars");
        assert_eq!(lowest(&some, Time(10), api, "CN".parse().unwrap(), Currency::CNY), Some(100));
        assert_eq!(lowest(&some, Time(10), store, "JP".parse().unwrap(), Currency::CNY), Some(900));
        assert_eq!(lowest(&some, Time(10), store, "SG".parse().unwrap(), Currency::CNY), None, "not yet");
        assert_eq!(lowest(&some, Time(10), api, "CN".parse().unwrap(), dollars.currency), None);
        assert_eq!(least_anywhere(&some, Currency::CNY), Some(100));
        let only_api = [grant(&[api], &["CN"], 1, 0, 50)];
        let price = Money::new(100, Currency::CNY);
        assert_eq!(granted(&only_api, Time(1), store, Region::CN, price), Err(Ungranted::Channel));
        assert_eq!(granted(&[], Time(1), store, Region::CN, price), Err(Ungranted::Nowhere));
    }
}
